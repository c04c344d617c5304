/** A worker thread: builds the same bench as the main thread from plain data and runs the parts that it is handed. */
import type { Finding, PartResult } from '../check/findings.js'
import { runPart } from '../check/plan.js'
import type { PartId, RunOptions } from '../check/plan.js'
import { attend } from '../check/station.js'
import { loadSubject, workbench } from './assembly.js'
import type { Selection } from './assembly.js'

export interface WorkerData {
  readonly device: string
  readonly options: RunOptions
  readonly selection: Selection
  /** What all workers of the run write to what they reach. */
  readonly memory: SharedArrayBuffer
}

attend<WorkerData, PartId, PartResult, Finding>(async ({ device, options, selection, memory }) => {
  const bench = workbench(await loadSubject(device), options, selection, memory)
  return (part, tell) => runPart(bench, part, tell)
})
