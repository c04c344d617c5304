/** A worker thread: builds the same bench as the main thread from plain data and runs the parts that it is handed. */
import { parentPort, workerData } from 'node:worker_threads'
import { runPart } from '../check/plan.js'
import type { PartId, RunOptions } from '../check/plan.js'
import type { WorkerTask } from '../check/pool.js'
import { loadSubject, workbench } from './assembly.js'
import type { Selection } from './assembly.js'

export interface WorkerData {
  readonly device: string
  readonly options: RunOptions
  readonly selection: Selection
  /** What all workers of the run write to what they reach. */
  readonly memory: SharedArrayBuffer
}

const { device, options, selection, memory } = workerData as WorkerData // sent by the main thread with this shape
const bench = workbench(await loadSubject(device), options, selection, memory)

parentPort?.on('message', ({ index, part }: WorkerTask<PartId>) => {
  try {
    parentPort?.postMessage({ part: index, result: runPart(bench, part) })
  } catch (error) {
    parentPort?.postMessage({ part: index, error: error instanceof Error ? error.message : String(error) })
  }
})
