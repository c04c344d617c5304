/** Which clauses judged one response, and what they forbid. */
import { CLAUSES } from '../../spec/clauses.js'
import type { ClauseId } from '../../spec/clauses.js'
import type { Broken, Verdict } from '../../spec/rules/rule.js'
import type { Forbidden, VerdictSink } from '../../spec/verdicts.js'

const NUMBERS: ReadonlyMap<ClauseId, number> = new Map(CLAUSES.map(({ id }, number) => [id, number]))

/** A clause's place in the list of clauses: what a tally counts by. To look it up for every verdict would cost as much as most rules do. */
export const numberOf = (clause: ClauseId): number => NUMBERS.get(clause) ?? 0

/** A rule beside its clause's number. */
export interface Numbered<R> {
  readonly rule: R
  readonly number: number
}

export const numbered = <R extends { readonly clause: ClauseId }>(rules: readonly R[]): readonly Numbered<R>[] => rules.map((rule) => ({ rule, number: numberOf(rule.clause) }))
/** A set of clauses is two small integers: 30 bits fit one without a box. */
const HALF = 30

const NOTHING: readonly never[] = Object.freeze([])

/** A set of clauses as two sets of bits. */
export interface ClauseBits {
  readonly low: number
  readonly high: number
}

/** A set of clauses as bits. */
export function bitsOf(clauses: readonly ClauseId[]): ClauseBits {
  const tally = new Tally()
  for (const clause of clauses) tally.holds(numberOf(clause))
  return { low: tally.low, high: tally.high }
}

/** A set of clauses, as it is counted and as it is told. */
interface ClauseSet extends ClauseBits {
  readonly list: readonly ClauseId[]
}

const PLACES = 4096
const MOST_SETS = 10_000

/** Sets of clauses as lists, each made once: most responses have one of some hundreds. */
class Sets {
  private readonly all = new Map<string, ClauseSet>()
  /** The set that was asked for last of those that share a place: found without a search. */
  private readonly recent = new Array<ClauseSet | undefined>(PLACES).fill(undefined)

  list(low: number, high: number): readonly ClauseId[] {
    const place = (Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b)) >>> 20
    const recent = this.recent[place]
    if (recent && recent.low === low && recent.high === high) return recent.list
    return (this.recent[place] = this.find(low, high)).list
  }

  private find(low: number, high: number): ClauseSet {
    const key = `${low} ${high}`
    const known = this.all.get(key)
    if (known) return known
    const list = CLAUSES.flatMap(({ id }, number) => ((number < HALF ? low >>> number : high >>> (number - HALF)) & 1 ? [id] : []))
    const made = { low, high, list: Object.freeze(list) }
    // Random programs bring ever new sets.
    if (this.all.size >= MOST_SETS) this.all.clear()
    this.all.set(key, made)
    return made
  }
}

const sets = new Sets()

/** Collects the verdicts on one response, and is used again for the next. */
export class Tally implements VerdictSink {
  /** The clauses that judged, as two sets of bits. */
  low = 0
  high = 0
  private found: Forbidden[] | undefined

  clear(): void {
    this.low = 0
    this.high = 0
    this.found = undefined
  }

  add(clause: ClauseId, verdict: Verdict): void {
    if (verdict === undefined) return
    if (verdict === 'holds') this.holds(numberOf(clause))
    else this.breaks(clause, verdict)
  }

  /** The clause of this number judged, and the response is fine. */
  holds(number: number): void {
    if (number < HALF) this.low |= 1 << number
    else this.high |= 1 << (number - HALF)
  }

  /** All clauses of a set judged, and the response is fine. */
  take({ low, high }: ClauseBits): void {
    this.low |= low
    this.high |= high
  }

  breaks(clause: ClauseId, { observed, allowed }: Broken): void {
    this.holds(numberOf(clause))
    this.found ??= []
    if (!this.found.some((earlier) => earlier.clause === clause)) this.found.push({ clause, observed, allowed })
  }

  /** The clauses that judged, in the order of the list of clauses. */
  get judged(): readonly ClauseId[] {
    return sets.list(this.low, this.high)
  }

  /** Adds one for each clause that judged, by its number; answers whether any did. */
  count(counts: Float64Array): boolean {
    countBits(counts, this.low, 0)
    countBits(counts, this.high, HALF)
    return (this.low | this.high) !== 0
  }

  get forbidden(): readonly Forbidden[] {
    return this.found ?? NOTHING
  }
}

function countBits(counts: Float64Array, bits: number, first: number): void {
  for (let left = bits; left !== 0; left &= left - 1) {
    const number = first + 31 - Math.clz32(left & -left)
    counts[number] = (counts[number] ?? 0) + 1
  }
}
