/** What a run says: the verdict, what was covered, and what diverges. Plain data; formatting is elsewhere. */
import type { Authority, Clause, Program } from './contract.js'
import type { CaseBits, Coverage as Reached } from './coverage.js'
import type { PartResult } from './findings.js'
import { KINDS, possible, tableName } from './orderings.js'
import type { Kind } from './orderings.js'
import type { PartId, RunOptions } from './plan.js'
import { armOf, tablesOf } from './plan.js'

/** What a run says: `undecided` where it did not reach what it should have, or a worker died. */
export type Verdict = 'conforms' | 'diverges' | 'undecided'

/** How many of how many. */
export interface Count {
  readonly reached: number
  readonly possible: number
}

/** What was reached of one table of orderings. */
export interface TableReport extends Record<Kind, Count> {
  readonly name: string
  readonly orderings: Count
  /** Cells whose access nothing was owed about. */
  readonly unowed: number
}

/** What a run reached; `orderings`, `cells`, `mmap`, `alloc` and `reset` are the least that any table of that kind reached. */
export interface Coverage extends Record<Kind | 'orderings', Count> {
  readonly unowed: number
  /** (hardware queue exists?, page mapped?) × Page0 register × aperture × direction, for the pairs that occurred. */
  readonly backing: Count
  readonly clauses: Readonly<Record<string, number>>
  readonly witnesses: Readonly<Record<string, number>>
  readonly tables: readonly TableReport[]
}

/** What one arm of a run did. */
export interface ArmReport {
  readonly name: string
  readonly programs: number
  readonly accesses: number
  /** Cases, backings, pairs of deed and following access, clauses and witnesses that this arm was the first to reach. */
  readonly newCoverage: number
}

/** A program whose last response a clause forbids: the canonical one, shrunk and searched for less. */
export interface Divergence {
  readonly clause: string
  readonly authority: Authority | 'device'
  readonly property: string
  readonly program: Program
  readonly length: number
  /** Shown by exhaustive search to be the least over `alphabet`; a fixpoint of the shrinker otherwise. */
  readonly minimal: boolean
  readonly alphabet?: string
  /** Why it is not shown to be the least. */
  readonly unproved?: string
  readonly observed: string
  readonly allowed: string
  /** Index of the operation whose response is forbidden. */
  readonly step: number
  /** Self-contained token for `replay`. */
  readonly replay: string
  /** Advice only: this authority does not fail the run. */
  readonly advice: boolean
  /** The device answered differently when the program was run again. */
  readonly flaky: boolean
  readonly twin?: string
}

/** One entry of a file of waivers. */
export interface Waiver {
  readonly clause: string
  readonly reason: string
  readonly owner: string
  /** The last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string
}

/**
 * What became of a waiver: it `holds` for a divergence of this run; it is `expired`; nothing triggered it (`unused`), or nothing
 * did in this part of a run (`unseen`), which says little. Expired and unused ones fail the run.
 */
export type WaiverState = 'holds' | 'expired' | 'unused' | 'unseen'

/** A waiver, and what became of it in this run. */
export interface JudgedWaiver extends Waiver {
  readonly state: WaiverState
}

/** A divergence that a waiver answers for. */
export interface WaivedDivergence extends Divergence {
  readonly waiver: Waiver
}

/** What a run says: the verdict, what was covered, and what diverges. Plain data, but for the bigints of programs. */
export interface CheckReport {
  readonly verdict: Verdict
  readonly device: string
  readonly queues: number
  readonly kernels: readonly string[]
  readonly attach: 'any' | 'first'
  readonly seed: number
  readonly runs: number
  readonly accesses: number
  readonly seconds: number
  readonly accessesPerSecond: number
  readonly workers: number
  readonly coverage: Coverage
  readonly arms: readonly ArmReport[]
  readonly divergences: readonly Divergence[]
  readonly waived: readonly WaivedDivergence[]
  /** All waivers of the run, with what became of each. */
  readonly waivers: readonly JudgedWaiver[]
  readonly notApplicable: readonly string[]
  /** What can occur and never did, one line each; in a full run they make it undecided. */
  readonly gaps: readonly string[]
  /** Part of a whole: gaps are reported without failing. */
  readonly partial: boolean
  readonly crashes: readonly string[]
  /** What ended the run before its time; absent where it came to its end. */
  readonly interrupted?: string
  /** Of a run that is spread over machines, this is one share; `merge` makes one report of all. */
  readonly shard?: Shard
}

/** Which share of a run a report is about. */
export interface Shard {
  readonly number: number
  readonly of: number
  /** What `merge` needs and no reader does: counts, and all that was reached. */
  readonly record: string
}

const countOf = (reached: number, all: number): Count => ({ reached, possible: all })
function reachedIn(bits: Uint8Array | Int32Array): number {
  let reached = 0
  for (const bit of bits) if (bit > 0) reached++
  return reached
}

/** Orders all of whose cells were reached. */
function ordersReached(cells: Uint8Array, orders: number): number {
  const each = cells.length / orders
  let reached = 0
  for (let order = 0; order < orders; order++) if (cells.subarray(order * each, (order + 1) * each).every((bit) => bit > 0)) reached++
  return reached
}

function tableReports(options: RunOptions, reached: Reached): TableReport[] {
  return tablesOf(options).map((table): TableReport => {
    const name = tableName(table)
    const size = possible(table)
    const bits: CaseBits = reached.casesOf(table)
    const counts = Object.fromEntries(KINDS.map((kind) => [kind, countOf(reachedIn(bits[kind]), size[kind])])) as Record<Kind, Count> // one entry for each of KINDS
    return { name, ...counts, orderings: countOf(ordersReached(bits.cells, size.orderings), size.orderings), unowed: bits.cells.reduce((sum, bit) => sum + (bit === 2 ? 1 : 0), 0) }
  })
}

/** The least that any table with such cases reached: the printed count holds for each of them. */
function throughout(tables: readonly TableReport[], kind: Kind | 'orderings'): Count {
  const counts = tables.map((table) => table[kind]).filter(({ possible: all }) => all > 0)
  return countOf(Math.min(...counts.map(({ reached }) => reached)), counts[0]?.possible ?? 0)
}

const CLASSES_PER_BACKING = 24

/** A device that was ever brought into a pair of queue and page owes all 24 accesses in it. */
function backingCount(backing: Int32Array): Count {
  let [reached, all] = [0, 0]
  for (let start = 0; start < backing.length; start += CLASSES_PER_BACKING) {
    const seen = reachedIn(backing.subarray(start, start + CLASSES_PER_BACKING))
    reached += seen
    all += seen > 0 ? CLASSES_PER_BACKING : 0
  }
  return countOf(reached, all)
}

export function coverageOf(options: RunOptions, whole: PartResult, reached: Reached): Coverage {
  const tables = tableReports(options, reached)
  const sorted = (record: Readonly<Record<string, number>>): Record<string, number> => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
  return {
    orderings: throughout(tables, 'orderings'),
    cells: throughout(tables, 'cells'),
    mmap: throughout(tables, 'mmap'),
    alloc: throughout(tables, 'alloc'),
    reset: throughout(tables, 'reset'),
    unowed: Math.max(...tables.map(({ unowed }) => unowed)),
    backing: backingCount(reached.backing),
    clauses: sorted(whole.judged),
    witnesses: sorted(whole.witnesses),
    tables,
  }
}

/** One line for everything that can occur and never did. */
export function gapsOf(coverage: Coverage, clauses: readonly Clause[], witnesses: readonly string[], notApplicable: readonly string[]): string[] {
  const cases = coverage.tables.flatMap((table) =>
    (['orderings', ...KINDS] as const).flatMap((kind) => (table[kind].reached < table[kind].possible ? [`${table.name}: ${table[kind].reached} of ${table[kind].possible} ${kind} reached`] : [])),
  )
  const unjudged = clauses.filter(({ id }) => !notApplicable.includes(id) && !coverage.clauses[id]).map(({ id }) => `clause ${id} was never judged`)
  const unseen = witnesses.filter((name) => !notApplicable.includes(name) && !coverage.witnesses[name]).map((name) => `property ${name} never met the situation that it is about`)
  const backing = coverage.backing.reached < coverage.backing.possible ? [`${coverage.backing.reached} of ${coverage.backing.possible} combinations of backing, register, aperture and direction reached`] : []
  return [...cases, ...unjudged, ...unseen, ...backing]
}

/** What each arm added to what the arms before it had reached. `parts` are all parts in their order. */
export function armReports(results: readonly PartResult[], arms: readonly string[], parts: readonly Pick<PartId, 'arm'>[], options: RunOptions, reached: Reached): ArmReport[] {
  const fresh = newClasses(arms, parts, reached)
  const cases = new Map(tablesOf(options).map((table) => [armOf(table), KINDS.reduce((all, kind) => all + reachedIn(reached.casesOf(table)[kind]), 0)]))
  const known = new Set<string>()
  return results.map((arm) => {
    const before = known.size
    for (const clause of Object.keys(arm.judged)) known.add(`clause ${clause}`)
    for (const name of Object.keys(arm.witnesses)) known.add(`witness ${name}`)
    return { name: arm.arm, programs: arm.programs, accesses: arm.accesses, newCoverage: known.size - before + (fresh.get(arm.arm) ?? 0) + (cases.get(arm.arm) ?? 0) }
  })
}

/** By arm: the classes that it reached before all others. */
function newClasses(arms: readonly string[], parts: readonly Pick<PartId, 'arm'>[], { backing, followUps }: Reached): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const classes of [backing, followUps]) {
    for (const mark of classes) {
      const name = mark === 0 ? undefined : arms[parts[mark - 1]?.arm ?? -1]
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return counts
}
