/** Runs the parts of a job here or spread over worker threads; results keep the order of the parts. */
import { takeWorker } from './crew.js'
import { reasonOf } from './fault.js'

/** Told after each part: how many are done, how much they weigh so far: judged accesses, or whatever is counted. */
export type Progress = (done: number, total: number, weight: number) => void

export interface PoolResult<R> {
  /** By part; undefined where the time ran out or a worker died. */
  readonly results: readonly (R | undefined)[]
  /** Why a worker died, if one did. */
  readonly crashes: readonly string[]
}

/** What a worker thread is started with and what it answers: see the worker modules of the command line. */
export interface WorkerStart {
  readonly module: URL
  readonly data: unknown
}
export interface WorkerTask<P> {
  readonly index: number
  readonly part: P
}
/** What a worker is told: once what its job is about, then part after part. */
export type WorkerMessage<D, P> = { readonly data: D } | WorkerTask<P>
export type WorkerAnswer<R, N = never> = { readonly part: number; readonly news: N } | { readonly part: number; readonly result: R } | { readonly part: number; readonly error: string }

/** A job: its parts, how much a result weighs in the progress, when no further part is handed out (ms since epoch). */
export interface Job<P, R, N = never> {
  readonly parts: readonly P[]
  readonly weigh: (result: R) => number
  readonly deadline: number
  readonly progress: Progress
  /** Which of two parts is to be taken first: those that take longest, so that none is left alone at the end. By their own order by default. */
  readonly first?: (a: P, b: P) => number
  /** What is kept of a result in its place; all of it by default. */
  readonly keep?: (part: number, result: R) => R
  /** Told what a part cannot wait to tell: it is not lost if its worker dies before the part is done. */
  readonly news?: (part: number, news: N) => void
  /**
   * Every second worker takes the parts from the end. Where the parts at the two ends run different code, each worker
   * compiles little more than its own: of a default run's 12 s of processor time that saves 1.5. Only for a job that will be done.
   */
  readonly fromBothEnds?: boolean
  /** Once aborted no further part is handed out, and threads that are not soon done with theirs are ended. */
  readonly signal?: AbortSignal
}

/** What is done of a job, told as it grows. */
class Tally<P, R, N> {
  readonly results: (R | undefined)[]
  private finished = 0
  private weight = 0

  constructor(private readonly job: Job<P, R, N>) {
    this.results = job.parts.map(() => undefined)
  }

  add(index: number, result: R): void {
    this.results[index] = this.job.keep ? this.job.keep(index, result) : result
    this.finished++
    this.weight += this.job.weigh(result)
    this.job.progress(this.finished, this.job.parts.length, this.weight)
  }
}

/** The parts in the order in which they are handed out. */
function tasksOf<P, R, N>({ parts, first }: Job<P, R, N>): readonly WorkerTask<P>[] {
  const tasks = parts.map((part, index) => ({ index, part }))
  return first ? tasks.sort((a, b) => first(a.part, b.part)) : tasks
}

const isOver = <P, R, N>({ deadline, signal }: Job<P, R, N>): boolean => Date.now() >= deadline || signal?.aborted === true

/** Lets in what waits for this thread, such as a signal: parts themselves never do. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** Runs all parts in this thread. */
export async function runHere<P, R, N = never>(job: Job<P, R, N>, run: (part: P) => R | Promise<R>): Promise<PoolResult<R>> {
  const tally = new Tally(job)
  for (const { index, part } of tasksOf(job)) {
    if (isOver(job)) break
    tally.add(index, await run(part))
    await turn()
  }
  return { results: tally.results, crashes: [] }
}

/** Milliseconds that a part may still take once a run is interrupted: most are done by then. */
const GRACE = 500

/** What a worker thread asks and tells. */
interface Post<P, R, N> {
  readonly next: () => WorkerTask<P> | undefined
  readonly done: (index: number, result: R) => void
  readonly news: (index: number, one: N) => void
  readonly signal: AbortSignal | undefined
  readonly deadline: number
}

/** Milliseconds that a part may take beyond the time of the run: one takes a second or two, unless a device does not return. */
const LATE = 10_000
/** Beyond it a timer of Node fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** One worker thread that is handed one part after another. */
function employ<P, R, N>(start: WorkerStart, { next, done, news, signal, deadline }: Post<P, R, N>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const worker = takeWorker(start.module)
    worker.postMessage({ data: start.data })
    const dismiss = (): void => {
      resolve(undefined)
      void worker.terminate()
    }
    const late = deadline === Infinity ? undefined : setTimeout(() => {
      resolve(`a part was not done ${LATE / 1000} s after the time had ended: does the device return?`)
      void worker.terminate()
    }, Math.min(deadline - Date.now() + LATE, LONGEST_TIMER))
    worker.once('exit', () => clearTimeout(late))
    signal?.addEventListener('abort', () => setTimeout(dismiss, GRACE), { once: true })
    const hand = (): void => {
      const task = next()
      if (task === undefined) dismiss()
      else worker.postMessage(task)
    }
    worker.on('message', (answer: WorkerAnswer<R, N>) => {
      if ('news' in answer) {
        news(answer.part, answer.news)
        return
      }
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
    worker.on('error', (error) => resolve(reasonOf(error)))
    hand()
  })
}

/** Spreads the parts over `workers` threads. A worker that dies takes only the part in its hands with it. */
export async function runSpread<P, R, N = never>(job: Job<P, R, N>, workers: number, start: WorkerStart): Promise<PoolResult<R>> {
  const tally = new Tally(job)
  const tasks = tasksOf(job)
  let [first, end] = [0, tasks.length]
  const next = (backwards: boolean): WorkerTask<P> | undefined => {
    if (first >= end || isOver(job)) return undefined
    return tasks[backwards ? --end : first++]
  }
  const ends = await Promise.all(
    Array.from({ length: workers }, (_, worker) => employ<P, R, N>(start, {
      next: () => next(job.fromBothEnds === true && worker % 2 === 1),
      done: (index, result) => tally.add(index, result),
      news: (index, one) => job.news?.(index, one),
      signal: job.signal,
      deadline: job.deadline,
    })),
  )
  return { results: tally.results, crashes: ends.filter((end) => end !== undefined) }
}

/** All parts, over threads where there are several of either and else in this one; their results in the order of the parts. Throws when one of them dies. */
export async function runAll<P, R>(job: Job<P, R>, workers: number, start: WorkerStart, run: (part: P) => R | Promise<R>): Promise<readonly R[]> {
  const { results, crashes } = workers > 1 && job.parts.length > 1 ? await runSpread(job, Math.min(workers, job.parts.length), start) : await runHere(job, run)
  if (crashes.length > 0) throw new Error(`a search died: ${crashes.join('; ')}`)
  return results.flatMap((result) => result ?? [])
}
