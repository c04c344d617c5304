/** A worker thread that judges variants of a design: it is handed one task after another. */
import { parentPort } from 'node:worker_threads'
import type { WorkerTask } from '../check/pool.js'
import { judgePairs, searchVariant } from './variants.js'
import type { PairsTask, SearchTask } from './variants.js'

parentPort?.on('message', ({ index, part }: WorkerTask<SearchTask | PairsTask>) => {
  try {
    parentPort?.postMessage({ part: index, result: part.kind === 'search' ? searchVariant(part) : judgePairs(part) })
  } catch (error) {
    parentPort?.postMessage({ part: index, error: error instanceof Error ? error.message : String(error) })
  }
})
