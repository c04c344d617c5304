/** A worker thread that searches devices over the alphabets: it is handed one device after another. */
import { parentPort } from 'node:worker_threads'
import type { WorkerTask } from '../check/pool.js'
import { searchRow } from './rows.js'
import type { RowTask } from './rows.js'

parentPort?.on('message', ({ index, part }: WorkerTask<RowTask>) => {
  searchRow(part).then(
    (result) => parentPort?.postMessage({ part: index, result }),
    (error: unknown) => parentPort?.postMessage({ part: index, error: error instanceof Error ? error.message : String(error) }),
  )
})
