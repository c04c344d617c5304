/** A check from options to report: runs the parts, shrinks what they found, and decides. */
import { existsSync } from 'node:fs'
import type { Program } from '../check/contract.js'
import type { Coverage as Reached } from '../check/coverage.js'
import { Bench } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import { partsOf } from '../check/plan.js'
import type { PartId, RunOptions } from '../check/plan.js'
import type { Progress, WorkerStart } from '../check/pool.js'
import type { CheckReport } from '../check/report.js'
import type { ExploreProgress } from '../prove/explore.js'
import { isReported, reportOf } from './decide.js'
import type { Asked, Interruption } from './decide.js'
import { gather } from './gather.js'
import type { Gathered } from './gather.js'
import { CHECK_WORKER, inlineLess } from './engine.js'
import { loadSubject, workbench } from './assembly.js'
import { leastElsewhere, leastOf } from './least.js'
import { recordOf } from './record.js'

/** Everything that `check` is told. */
export interface CheckOptions extends Asked {
  readonly workers: number
  /** Milliseconds after which no further part is started; undefined: all parts. */
  readonly budget: number | undefined
  /** Only this share of the parts: from 1 to `of`. */
  readonly shard?: { readonly number: number; readonly of: number }
  /** Ends the run early, with the name of a signal as the reason: what was found until then is reported. */
  readonly signal?: AbortSignal
  /** The day as `YYYY-MM-DD`, for waivers; by default today. */
  readonly today?: string
}

/** What hears of a run while it goes on. */
export interface Listeners {
  /** Told after each part. */
  readonly progress?: RunProgress
  /** Told once the device has started: from then on it is not this thread that waits for it. */
  readonly begun?: () => void
  /** Told while a search shows that a counterexample is the least. */
  readonly searching?: ExploreProgress
}

/** Parts that are done, of how many, accesses so far, and how many classes of accesses they reached. */
export type RunProgress = (done: number, total: number, accesses: number, classes: () => number) => void

/** A report, and which cases it speaks of. */
export interface Outcome {
  readonly report: CheckReport
  readonly reached: Reached
  /** Programs that reached what no part before theirs had. */
  readonly reaching: readonly Program[]
}

export const todayIs = (): string => new Date().toISOString().slice(0, 10)

/**
 * One worker is a thread as well: this one stays free to hear that it should end, also while a device does not return. A
 * device behind a socket takes one connection, which is this thread's; as sources, in tests, there is no module for a thread.
 */
const inThreads = ({ device, workers }: CheckOptions): boolean => (workers > 1 || !device.startsWith('unix:')) && existsSync(CHECK_WORKER)

/** Checks a device by its name. A device that cannot start throws DeviceStartError. */
export async function runCheck(options: CheckOptions, listeners: Listeners = {}): Promise<Outcome> {
  inlineLess()
  const { device, selection } = options
  const subject = await loadSubject(device)
  if (!inThreads(options)) return runOn(subject, options, listeners)
  return runOn(subject, options, listeners, (memory) => ({ module: CHECK_WORKER, data: { device, options: runOptions(options), selection, memory } }))
}

/** Checks a device that is a value: in this thread, unless `spread` says how other threads come by the same device. */
export async function runOn(subject: Subject, options: CheckOptions, { progress, searching, begun }: Listeners = {}, spread?: (memory: SharedArrayBuffer) => WorkerStart): Promise<Outcome> {
  const started = performance.now()
  // Once here, so that a device that cannot start is told as such and not as a death of every worker.
  for (const kernel of options.kernels) void new Bench(subject, { kernel, queues: options.queues, slots: [] })
  begun?.()
  const bench = workbench(subject, options, options.selection)
  const parts = partsOf(bench.arms, options.rounds ?? 1)
  const { workers, budget, signal, shard, today = todayIs() } = options
  const own = shard ? parts.filter(({ order }) => order % shard.of === shard.number - 1) : parts
  const told: Progress = (done, total, accesses) => progress?.(done, total, accesses, () => bench.coverage.classesReached())
  const gathered = await gather(bench, own, { workers, budget, signal, progress: told, ...(spread && { spread: spread(bench.coverage.memory) }) })
  const findings = gathered.whole.findings.filter(({ clause }) => isReported(clause, options))
  const divergences = await (spread ? leastElsewhere(findings, options.device, options, signal, searching) : leastOf(findings, subject, options, searching))
  const left = { ...gathered, names: bench.arms.map(({ name }) => name), parts, reached: bench.coverage, interrupted: interruptionOf(own, gathered, options) }
  const circumstances = { seconds: (performance.now() - started) / 1000, workers, today }
  const report = reportOf(shard ? { ...options, partial: true } : options, left, divergences, circumstances)
  const reaching = reachingOf(gathered, bench.coverage, parts, left.names)
  return { report: shard ? { ...report, shard: { ...shard, record: recordOf(options, left) } } : report, reached: bench.coverage, reaching }
}

const runOptions = ({ queues, kernels, attachFirst, seed, runs, keepReaching = false }: CheckOptions): RunOptions => ({ queues, kernels, attachFirst, seed, runs, keepReaching })

/** Why a run did not come to its end. Further rounds, which only fill the time, need not. */
function interruptionOf(own: readonly PartId[], { done, crashes }: Gathered, { signal, budget }: CheckOptions): Interruption | undefined {
  const once = own.filter(({ again }) => again !== true)
  const count = once.filter(({ order }) => done.has(order)).length
  const share = `${count} of ${once.length} parts came to their end`
  if (signal?.aborted === true) return { why: `interrupted by ${String(signal.reason)}: ${share}`, bySignal: true }
  // Of a worker that died is told elsewhere.
  if (budget === undefined || count === once.length || crashes.length > 0) return undefined
  return { why: `the time of ${budget / 1000} s ended first: ${share}`, bySignal: false }
}

/** What is worth keeping: a program of a drawn arm, up to the last class that no part before its own reached; those with most classes first. */
function reachingOf({ reaching }: Gathered, reached: Reached, parts: readonly PartId[], names: readonly string[]): readonly Program[] {
  const drawn = ({ order }: { readonly order: number }): boolean => /^(property|random): /.test(names[parts[order]?.arm ?? -1] ?? '')
  const owned = reaching.filter(drawn).flatMap(({ program, classes, order }) => {
    const own = classes.filter(({ number }) => reached.firstAt(number) === order)
    const end = Math.max(-1, ...own.map(({ at }) => at)) + 1
    return own.length === 0 ? [] : [{ program: { ...program, operations: program.operations.slice(0, end) }, count: own.length, order }]
  })
  return owned.toSorted((a, b) => b.count - a.count || a.order - b.order).slice(0, MOST_KEPT).map(({ program }) => program)
}

/** Of one run: a default run of the optimised device keeps about so many. A later one keeps what it reaches beyond them. */
const MOST_KEPT = 256
