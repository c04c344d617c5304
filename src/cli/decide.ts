/** From what a run left, or all shares of one, to its report: what was reached, what is waived, and the verdict. */
import { CLAUSES } from '../../spec/index.js'
import type { Authority } from '../check/contract.js'
import type { Coverage as Reached } from '../check/coverage.js'
import type { PartResult } from '../check/findings.js'
import type { PartId, RunOptions } from '../check/plan.js'
import { armReports, coverageOf, gapsOf } from '../check/report.js'
import type { CheckReport, Coverage, Divergence, Verdict, Waiver } from '../check/report.js'
import { applyWaivers, staleWaivers } from '../check/waivers.js'
import { PROPERTIES, notApplicable } from './assembly.js'
import type { Selection } from './assembly.js'

/** What a run was asked, as its report repeats it: plain data, the same for all shares of a run. */
export interface Asked extends RunOptions {
  readonly device: string
  readonly selection: Selection
  /** Only divergences on these clauses are reported. */
  readonly clauses: readonly string[] | undefined
  /** Authorities whose divergences fail the run. */
  readonly authorities: readonly Authority[]
  /** Fewer programs than a full run has: gaps do not fail. */
  readonly partial: boolean
  readonly waivers?: readonly Waiver[]
}

/** Whether a run tells of what it finds on a clause. Of a device that died or garbles it always does: its run shows nothing about the wanted clauses. */
export const isReported = (clause: string, { clauses }: Pick<Asked, 'clauses'>): boolean => clauses === undefined || clauses.includes(clause) || !CLAUSES.some(({ id }) => id === clause)

/** What a run left. */
export interface Left {
  /** Names of the arms by their number, and the arm of each part by the part's place. */
  readonly names: readonly string[]
  readonly parts: readonly Pick<PartId, 'arm'>[]
  /** By arm, in the order of the report. */
  readonly arms: readonly PartResult[]
  readonly whole: PartResult
  readonly crashes: readonly string[]
  readonly reached: Reached
  readonly interrupted?: Interruption | undefined
}

/** A run that did not come to its end. */
export interface Interruption {
  readonly why: string
  /** Somebody stopped it: then its verdict is open, whatever it had found. */
  readonly bySignal: boolean
}

/** How long it took, and who did it: what differs from run to run. `today` decides which waivers hold. */
export interface Circumstances {
  readonly seconds: number
  readonly workers: number
  readonly today: string
}

/** What fails the run first, then the shortest, then the clause's place in the table. */
function byWeight(a: Divergence, b: Divergence): number {
  const place = ({ clause }: Divergence): number => CLAUSES.findIndex(({ id }) => id === clause)
  return Number(a.advice) - Number(b.advice) || a.length - b.length || place(a) - place(b)
}

/** Puts the report together. */
export function reportOf(asked: Asked, left: Left, found: readonly Divergence[], { seconds, workers, today }: Circumstances): CheckReport {
  const { device, queues, kernels, attachFirst, seed, runs, selection } = asked
  const { whole, crashes, interrupted } = left
  const coverage = coverageOf(asked, whole, left.reached)
  const absent = notApplicable(queues)
  const witnesses = PROPERTIES.map(({ id }) => id).filter((id) => selection.properties?.includes(id) ?? true)
  const gaps = gapsIn(coverage, witnesses, absent, selection)
  const partial = asked.partial || selection.properties !== undefined
  const { divergences, waived, waivers } = applyWaivers(found.toSorted(byWeight), asked.waivers ?? [], today, partial || interrupted !== undefined || crashes.length > 0)
  const open = crashes.length > 0 || interrupted !== undefined || (!partial && gaps.length > 0) || staleWaivers(waivers).length > 0
  return {
    verdict: verdictOf(divergences, open, interrupted),
    device, queues, kernels,
    attach: attachFirst ? 'first' : 'any',
    seed, runs,
    accesses: whole.accesses,
    seconds: Math.round(seconds * 1000) / 1000,
    accessesPerSecond: Math.round(whole.accesses / seconds),
    workers,
    coverage,
    arms: armReports(left.arms, left.names, left.parts, asked, left.reached),
    divergences, waived, waivers,
    notApplicable: absent,
    gaps, partial, crashes,
    ...(interrupted && { interrupted: interrupted.why }),
  }
}

/** A run of some properties owes their clauses and witnesses; orderings and backings belong to other arms. */
function gapsIn(coverage: Coverage, witnesses: readonly string[], absent: readonly string[], { properties }: Selection): string[] {
  if (!properties) return gapsOf(coverage, CLAUSES, witnesses, absent)
  const covered = new Set(PROPERTIES.filter(({ id }) => properties.includes(id)).flatMap(({ clauses }) => clauses))
  const none = { reached: 0, possible: 0 }
  return gapsOf({ ...coverage, tables: [], backing: none }, CLAUSES.filter(({ id }) => covered.has(id)), witnesses, absent)
}

function verdictOf(divergences: readonly Divergence[], open: boolean, interrupted: Interruption | undefined): Verdict {
  if (interrupted?.bySignal === true) return 'undecided'
  if (divergences.some(({ advice }) => !advice)) return 'diverges'
  return open ? 'undecided' : 'conforms'
}
