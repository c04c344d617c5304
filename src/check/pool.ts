/** Runs the parts of a run here or spread over worker threads; results keep the order of the parts. */
import { Worker } from 'node:worker_threads'
import type { PartResult } from './findings.js'
import type { PartId } from './plan.js'

/** Told after each part: how many are done, how many accesses were judged so far. */
export type Progress = (done: number, total: number, accesses: number) => void

export interface PoolResult {
  /** By part; undefined where the time ran out or a worker died. */
  readonly results: readonly (PartResult | undefined)[]
  /** Why a worker died, if one did. */
  readonly crashes: readonly string[]
}

/** What a worker thread is started with and what it answers: see the worker module of the command line. */
export interface WorkerStart {
  readonly module: URL
  readonly data: unknown
}
export type WorkerAnswer = { readonly part: number; readonly result: PartResult } | { readonly part: number; readonly error: string }

/** Runs all parts in this thread. Stops handing out parts when `deadline` (ms since epoch) has passed. */
export function runHere(parts: readonly PartId[], run: (part: PartId) => PartResult, deadline: number, progress: Progress): PoolResult {
  const results: (PartResult | undefined)[] = parts.map(() => undefined)
  let accesses = 0
  for (const [index, part] of parts.entries()) {
    if (Date.now() >= deadline) break
    const result = run(part)
    results[index] = result
    accesses += result.accesses
    progress(index + 1, parts.length, accesses)
  }
  return { results, crashes: [] }
}

/** One worker thread that is handed one part after another. */
function employ(start: WorkerStart, next: () => number | undefined, parts: readonly PartId[], done: (index: number, result: PartResult) => void): Promise<string | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(start.module, { workerData: start.data })
    const hand = (): void => {
      const index = next()
      if (index === undefined) {
        resolve(undefined)
        void worker.terminate()
      }
      else worker.postMessage({ index, part: parts[index] })
    }
    worker.on('message', (answer: WorkerAnswer) => {
      if ('error' in answer) {
        resolve(answer.error)
        void worker.terminate()
        return
      }
      done(answer.part, answer.result)
      hand()
    })
    // A device that ends its thread leaves no error behind; after an orderly end this comes too late to count.
    worker.on('exit', (code) => resolve(`a worker thread ended with code ${code} before its part was done`))
    worker.on('error', (error) => resolve(error instanceof Error ? error.message : String(error)))
    hand()
  })
}

/** Spreads the parts over `workers` threads. A worker that dies takes only the part in its hands with it. */
export async function runSpread(parts: readonly PartId[], workers: number, start: WorkerStart, deadline: number, progress: Progress): Promise<PoolResult> {
  const results: (PartResult | undefined)[] = parts.map(() => undefined)
  let [handed, finished, accesses] = [0, 0, 0]
  const next = (): number | undefined => (handed < parts.length && Date.now() < deadline ? handed++ : undefined)
  const done = (index: number, result: PartResult): void => {
    results[index] = result
    finished++
    accesses += result.accesses
    progress(finished, parts.length, accesses)
  }
  const ends = await Promise.all(Array.from({ length: workers }, () => employ(start, next, parts, done)))
  return { results, crashes: ends.filter((end) => end !== undefined) }
}
