/** A check from options to report: runs the parts, shrinks what they found, and decides. */
import { CLAUSES } from '../../spec/index.js'
import type { Authority } from '../check/contract.js'
import { onlyFindings, Total } from '../check/findings.js'
import type { Finding, PartResult } from '../check/findings.js'
import { Bench } from '../check/lockstep.js'
import { partsOf, runPart } from '../check/plan.js'
import type { PartId, RunOptions, Workbench } from '../check/plan.js'
import { runHere, runSpread } from '../check/pool.js'
import type { Progress } from '../check/pool.js'
import { armReports, coverageOf, gapsOf } from '../check/report.js'
import type { CheckReport, Coverage, Divergence, Verdict } from '../check/report.js'
import type { SavedState } from '../judge/index.js'
import type { ExploreProgress } from '../prove/explore.js'
import { canonical } from './canonical.js'
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
}

/** Runs a check. Progress is told after each part; a device that cannot start throws DeviceStartError. */
export async function runCheck(options: CheckOptions, progress: Progress = () => undefined, searching?: ExploreProgress): Promise<CheckReport> {
  const started = performance.now()
  inlineLess()
  const subject = await loadSubject(options.device)
  // Once here, so that a device that cannot start is told as such and not as a death of every worker.
  for (const kernel of options.kernels) void new Bench(subject, { kernel, queues: options.queues, slots: [] })
  const bench = workbench(subject, options, options.selection)
  const parts = partsOf(bench.arms, options.rounds ?? 1)
  const deadline = options.budget === undefined ? Infinity : Date.now() + options.budget
  const spread = { module: CHECK_WORKER, data: { device: options.device, options: runOptions(options), selection: options.selection, memory: bench.coverage.memory } }
  const totals = new Totals(bench.arms.map(({ name }) => name))
  /** What parts that are not done have told. */
  const early = new Map<number, Finding[]>()
  const news = (part: number, finding: Finding): void => void early.set(part, [...(early.get(part) ?? []), finding])
  // Long runs have parts without end: of each only its share in the totals is kept.
  const keep = (order: number, result: PartResult): PartResult => {
    early.delete(order)
    return totals.add(result, order)
  }
  const job = { parts, weigh: ({ accesses }: PartResult) => accesses, deadline, progress, news, keep, fromBothEnds: options.budget === undefined }
  const pool = await (options.workers > 1 ? runSpread<PartId, PartResult, Finding>(job, Math.min(options.workers, parts.length), spread) : runHere(job, (part: PartId) => runPart(bench, part)))
  // Of a part whose worker died there is no result, but what it had told.
  for (const [part, findings] of early) totals.whole.add(onlyFindings(findings), part)
  const whole = totals.whole.result()
  const shrunk = wanted(whole.findings, options).map((finding) => shrinkFinding(finding, subject, options).divergence)
  return reportOf(options, { bench, parts, arms: totals.arms(), crashes: pool.crashes, whole }, canonical(shrunk, subject, options, searching).toSorted(byWeight), (performance.now() - started) / 1000)
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
interface Finished {
  readonly bench: Workbench<SavedState>
  readonly parts: readonly PartId[]
  readonly arms: readonly PartResult[]
  readonly crashes: readonly string[]
  readonly whole: PartResult
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

/** What the parts of each arm found and counted, and all of them together. */
class Totals {
  readonly whole = new Total()
  private readonly byArm = new Map<string, Total>()

  /** By arm in the order of the run, which is not the order in which parts end. */
  constructor(private readonly names: readonly string[]) {}

  /** Takes a part in; answers what is kept in its place. */
  add(part: PartResult, order: number): PartResult {
    const arm = this.byArm.get(part.arm) ?? new Total(part.arm)
    this.byArm.set(part.arm, arm)
    arm.add(part, order)
    this.whole.add(part, order)
    return TAKEN
  }

  arms(): readonly PartResult[] {
    return this.names.flatMap((name) => this.byArm.get(name)?.result() ?? [])
  }
}

const TAKEN = onlyFindings([])
