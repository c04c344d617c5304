/** Variants of one design: tasks as plain data for a worker thread, and what is done for each. */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Counterexample } from '../check/matrix.js'
import type { Evidence } from '../check/variation.js'
import { both, flips } from '../designs/index.js'
import type { Design, Flip } from '../designs/index.js'
import { searchBeyond } from '../prove/beyond.js'
import { Matchmaker } from '../prove/together.js'
import type { Together } from '../prove/together.js'
import { referenceModel, region } from './assembly.js'
import { subjectOf } from './devices.js'

/** What every task about a design has. */
export interface Scope {
  readonly base: Design
  /** The clauses that are looked for; all by default. */
  readonly wanted?: readonly string[]
  /** Longest programs that are looked at, if shorter than the alphabets have it. */
  readonly depth?: number
  /** Longest programs that are looked at for what the design itself does not break, if shorter still. */
  readonly fresh?: number
}

/** One search: of the design itself, or with one of its flips, by index. */
export interface SearchTask extends Scope {
  readonly kind: 'search'
  readonly flip: number | undefined
  /** What is known to break the design. */
  readonly witnesses: readonly Counterexample[]
}

/** One flip together with each of some others. */
export interface PairsTask extends Scope {
  readonly kind: 'pairs'
  readonly first: number
  readonly seconds: readonly number[]
  /** The clauses that the design breaks, and by index those that each of its flips does. */
  readonly baseBreaks: readonly string[]
  readonly flipBreaks: ReadonlyMap<number, readonly string[]>
  readonly battery: readonly Counterexample[]
}

/** A pair that does more than its parts. */
export interface PairFound extends Together {
  readonly first: number
  readonly second: number
}

export interface PairsAnswer {
  readonly found: readonly PairFound[]
  readonly tried: number
  readonly complete: boolean
  readonly transitions: number
}

/** The queue count that every design and every alphabet is made for. */
export const QUEUES = 2
export const alphabets = alphabetsFor(region, QUEUES)

export function searchVariant({ base, flip, witnesses, wanted, depth, fresh }: SearchTask): Evidence {
  const limits = { wanted, depth }
  if (flip === undefined) return searchBeyond(subjectOf(base), referenceModel, alphabets, region, witnesses, limits)
  return searchBeyond(subjectOf(flipAt(flips(base), flip).design), referenceModel, alphabets, region, witnesses, { ...limits, fresh })
}

function flipAt(all: readonly Flip[], index: number): Flip {
  const flip = all[index]
  if (flip === undefined) throw new RangeError(`a design with ${all.length} flips has none of index ${index}`)
  return flip
}

export function judgePairs({ base, first, seconds, baseBreaks, flipBreaks, battery, wanted, depth }: PairsTask): PairsAnswer {
  const all = flips(base)
  const matchmaker = new Matchmaker(referenceModel, alphabets, region, battery, { wanted, depth })
  const judged = seconds.flatMap((second): PairFound[] => {
    const pair = both(flipAt(all, first), flipAt(all, second))
    if (pair === undefined) return []
    const parts = { base: new Set(baseBreaks), first: new Set(flipBreaks.get(first)), second: new Set(flipBreaks.get(second)) }
    return [{ first, second, ...matchmaker.judge(subjectOf(pair.design), parts) }]
  })
  const operations = battery.reduce((sum, { program }) => sum + program.operations.length, 0)
  return {
    found: judged.filter(({ mends, breaks }) => mends.length + breaks.length > 0),
    tried: judged.length,
    complete: judged.every(({ complete }) => complete),
    transitions: judged.reduce((sum, { transitions }) => sum + transitions + operations, 0),
  }
}
