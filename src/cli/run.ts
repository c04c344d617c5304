/** A check from options to report: runs the parts, shrinks what they found, and decides. */
import { CLAUSES } from '../../spec/index.js'
import type { Authority } from '../check/contract.js'
import type { Coverage as Reached } from '../check/coverage.js'
import type { Finding } from '../check/findings.js'
import { Bench } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import { partsOf } from '../check/plan.js'
import type { PartId, RunOptions, Workbench } from '../check/plan.js'
import type { Progress, WorkerStart } from '../check/pool.js'
import { armReports, coverageOf, gapsOf } from '../check/report.js'
import type { CheckReport, Coverage, Divergence, Verdict } from '../check/report.js'
import type { SavedState } from '../judge/index.js'
import type { ExploreProgress } from '../prove/explore.js'
import { canonical } from './canonical.js'
import { gather } from './gather.js'
import type { Gathered } from './gather.js'
import { CHECK_WORKER, inlineLess } from './engine.js'
import { PROPERTIES, loadSubject, notApplicable, workbench } from './assembly.js'
import type { Selection } from './assembly.js'
import { shrinkFinding } from './divergence.js'

/** Everything that `check` is told. */
export interface CheckOptions extends RunOptions {
  readonly device: string
  readonly workers: number
  /** Milliseconds after which no further part is started; undefined: all parts. */
  readonly budget: number | undefined
  readonly selection: Selection
  /** Only divergences on these clauses are reported. */
  readonly clauses: readonly string[] | undefined
  /** Authorities whose divergences fail the run. */
  readonly authorities: readonly Authority[]
  /** Fewer programs than a full run has: gaps do not fail. */
  readonly partial: boolean
  /** Ends the run early: what was found until then is reported. */
  readonly signal?: AbortSignal
}

/** What hears of a run while it goes on. */
export interface Listeners {
  /** Told after each part. */
  readonly progress?: Progress
  /** Told while a search shows that a counterexample is the least. */
  readonly searching?: ExploreProgress
}

/** A report, and which cases it speaks of. */
export interface Outcome {
  readonly report: CheckReport
  readonly reached: Reached
}

/** Checks a device by its name. A device that cannot start throws DeviceStartError. */
export async function runCheck(options: CheckOptions, listeners: Listeners = {}): Promise<Outcome> {
  const { device, selection } = options
  const subject = await loadSubject(device)
  return runOn(subject, options, listeners, (memory) => ({ module: CHECK_WORKER, data: { device, options: runOptions(options), selection, memory } }))
}

/** Checks a device that is a value: in this thread, unless `spread` says how other threads come by the same device. */
export async function runOn(subject: Subject, options: CheckOptions, { progress = () => undefined, searching }: Listeners = {}, spread?: (memory: SharedArrayBuffer) => WorkerStart): Promise<Outcome> {
  const started = performance.now()
  inlineLess()
  // Once here, so that a device that cannot start is told as such and not as a death of every worker.
  for (const kernel of options.kernels) void new Bench(subject, { kernel, queues: options.queues, slots: [] })
  const bench = workbench(subject, options, options.selection)
  const parts = partsOf(bench.arms, options.rounds ?? 1)
  const { workers, budget, signal } = options
  const gathered = await gather(bench, parts, { workers, budget, signal, progress, ...(spread && { spread: spread(bench.coverage.memory) }) })
  const shrunk = wanted(gathered.whole.findings, options).map((finding) => shrinkFinding(finding, subject, options).divergence)
  const report = reportOf(options, { bench, parts, ...gathered }, canonical(shrunk, subject, options, searching).toSorted(byWeight), (performance.now() - started) / 1000)
  return { report, reached: bench.coverage }
}

const runOptions = ({ queues, kernels, attachFirst, seed, runs }: CheckOptions): RunOptions => ({ queues, kernels, attachFirst, seed, runs })

const isClause = (id: string): boolean => CLAUSES.some((clause) => clause.id === id)

/** A device that dies or garbles is reported whatever was asked for: its run shows nothing about the wanted clauses. */
const wanted = (findings: readonly Finding[], { clauses }: CheckOptions): readonly Finding[] =>
  clauses ? findings.filter(({ clause }) => clauses.includes(clause) || !isClause(clause)) : findings

/** What fails the run first, then the shortest, then the clause's place in the table. */
function byWeight(a: Divergence, b: Divergence): number {
  const place = ({ clause }: Divergence): number => CLAUSES.findIndex(({ id }) => id === clause)
  return Number(a.advice) - Number(b.advice) || a.length - b.length || place(a) - place(b)
}

/** A run that is over. */
interface Finished extends Gathered {
  readonly bench: Workbench<SavedState>
  readonly parts: readonly PartId[]
}

function reportOf(options: CheckOptions, { bench, parts, arms, crashes, whole }: Finished, divergences: readonly Divergence[], seconds: number): CheckReport {
  const coverage = coverageOf(options, whole, bench.coverage)
  const absent = notApplicable(options.queues)
  const witnesses = PROPERTIES.map(({ id }) => id).filter((id) => options.selection.properties?.includes(id) ?? true)
  const gaps = gapsIn(coverage, witnesses, absent, options.selection)
  const partial = options.partial || options.selection.properties !== undefined
  return {
    verdict: verdictOf(divergences, gaps, partial, crashes),
    device: options.device,
    queues: options.queues,
    kernels: options.kernels,
    attach: options.attachFirst ? 'first' : 'any',
    seed: options.seed,
    runs: options.runs,
    accesses: whole.accesses,
    seconds: Math.round(seconds * 1000) / 1000,
    accessesPerSecond: Math.round(whole.accesses / seconds),
    workers: options.workers,
    coverage,
    arms: armReports(arms, bench.arms.map(({ name }) => name), parts, options, bench.coverage),
    divergences,
    waived: [],
    notApplicable: absent,
    gaps,
    partial,
    crashes,
  }
}

/** A run of some properties owes their clauses and witnesses; orderings and backings belong to other arms. */
function gapsIn(coverage: Coverage, witnesses: readonly string[], absent: readonly string[], { properties }: Selection): string[] {
  if (!properties) return gapsOf(coverage, CLAUSES, witnesses, absent)
  const covered = new Set(PROPERTIES.filter(({ id }) => properties.includes(id)).flatMap(({ clauses }) => clauses))
  const none = { reached: 0, possible: 0 }
  return gapsOf({ ...coverage, tables: [], backing: none }, CLAUSES.filter(({ id }) => covered.has(id)), witnesses, absent)
}

function verdictOf(divergences: readonly Divergence[], gaps: readonly string[], partial: boolean, crashes: readonly string[]): Verdict {
  if (divergences.some(({ advice }) => !advice)) return 'diverges'
  return crashes.length > 0 || (!partial && gaps.length > 0) ? 'undecided' : 'conforms'
}
