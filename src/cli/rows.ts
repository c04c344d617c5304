/** Rows of the matrix: which devices at which queue counts, searched here or spread over worker threads. */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Row } from '../check/matrix.js'
import { runHere, runSpread } from '../check/pool.js'
import type { PoolResult, Progress } from '../check/pool.js'
import { rowOf } from '../prove/row.js'
import { searchDevice } from '../prove/search.js'
import { loadSubject, referenceModel, region } from './assembly.js'

/** What is searched: plain data, so that it can be handed to a worker. */
export interface RowTask {
  readonly device: string
  readonly queues: number
  /** The clauses that are looked for; all by default. */
  readonly clauses?: readonly string[]
  /** Longest programs that are looked at, if shorter than the alphabets have it. */
  readonly depth?: number
}

/** Searches one device. */
export async function searchRow({ device, queues, clauses, depth }: RowTask): Promise<Row> {
  const subject = await loadSubject(device)
  const options = { ...(clauses && { wanted: clauses }), ...(depth !== undefined && { depth }) }
  const searches = searchDevice(subject, referenceModel, alphabetsFor(region, queues), region, options)
  return rowOf(device, queues, searches, referenceModel.clauses, region, { wanted: clauses, partial: depth !== undefined })
}

/** Searches many devices; the results keep the order of the tasks. */
export async function searchRows(tasks: readonly RowTask[], workers: number, progress: Progress): Promise<PoolResult<Row>> {
  const weigh = ({ searches }: Row): number => searches.reduce((sum, { transitions }) => sum + transitions, 0)
  // At more queues a search takes longer.
  const first = (a: RowTask, b: RowTask): number => b.queues - a.queues
  const job = { parts: tasks, weigh, deadline: Infinity, progress, first }
  if (workers > 1) return runSpread(job, Math.min(workers, tasks.length), { module: new URL('./explore-worker.js', import.meta.url), data: undefined })
  return runHere(job, searchRow)
}
