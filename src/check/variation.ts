/**
 * What single changes of a design, and pairs of them, mend and break: plain data, and the comparison that makes it.
 *
 * A clause is mended where the design breaks it and the changed one does not, both searched equally deep; it is broken
 * the other way round. A pair is worth telling only where it does more than its parts.
 */
import type { Counterexample } from './matrix.js'
import { comparePrograms } from './order.js'
import type { Region } from './region.js'

/** What is known of one design. */
export interface Evidence {
  /** A shortest program for each clause that is broken. */
  readonly found: readonly Counterexample[]
  /** Clauses that the other design's own least program still breaks. */
  readonly kept: readonly string[]
  /** Clauses that were looked for and never judged: that nothing breaks them says nothing. */
  readonly unjudged: readonly string[]
  /** Every search ended by itself. */
  readonly complete: boolean
  /** Operations done and judged. */
  readonly transitions: number
}

/** One change of one choice, as a reader would write it: `sync: +GERRORN`. */
export interface Change {
  readonly choice: string
  readonly line: string
  /** The choice's new value, as a design file has it. */
  readonly value: string | readonly string[]
}

/** A clause that stays broken, but not as before: its least program is gone, or there is a shorter one. */
export interface Shift {
  readonly clause: string
  /** Lengths of the least programs before and after. */
  readonly before: number
  readonly after: number
  /** The least program from before still breaks it. */
  readonly kept: boolean
}

/** What one change does. */
export interface Single {
  readonly change: Change
  readonly mends: readonly string[]
  readonly breaks: readonly Counterexample[]
  readonly shifts: readonly Shift[]
  /** Broken before; now it cannot be judged any more, which is not the same as mended. */
  readonly silences: readonly string[]
}

/** What two changes do together and neither does alone. */
export interface Pair {
  readonly changes: readonly [Change, Change]
  readonly mends: readonly string[]
  readonly breaks: readonly Counterexample[]
}

/** The surroundings of a design. */
export interface Variation {
  readonly base: string
  /** Longest programs that were looked at, by alphabet. */
  readonly depths: ReadonlyMap<string, number>
  /** Longest programs that were looked at for what a change breaks; undefined where that is the same. */
  readonly fresh: number | undefined
  /** The only choices that were changed, and the only clauses that were looked for; undefined for all. */
  readonly choices: readonly string[] | undefined
  readonly clauses: readonly string[] | undefined
  /** What the design itself breaks. */
  readonly broken: readonly Counterexample[]
  readonly singles: readonly Single[]
  /** Those that do more than their parts. */
  readonly pairs: readonly Pair[]
  /** How many pairs there are. */
  readonly pairsTried: number
  /** How many programs judged the pairs. */
  readonly programs: number
  /** Clauses that the design breaks, and that no single change and no pair mends. */
  readonly unmended: readonly string[]
  readonly complete: boolean
}

const clausesOf = ({ found }: Pick<Evidence, 'found'>): ReadonlySet<string> => new Set(found.map(({ clause }) => clause))

/** In the order of the model's clauses; what is no clause comes last. */
function sorted<T>(list: readonly T[], clauseOf: (one: T) => string, order: readonly string[]): readonly T[] {
  const rank = (one: T): number => (order.indexOf(clauseOf(one)) + order.length + 1) % (order.length + 1)
  return list.toSorted((a, b) => rank(a) - rank(b) || (clauseOf(a) < clauseOf(b) ? -1 : 1))
}

const itself = (clause: string): string => clause

/** What a design breaks, in the order of the clauses. */
export const brokenIn = ({ found }: Pick<Evidence, 'found'>, order: readonly string[]): readonly Counterexample[] => sorted(found, ({ clause }) => clause, order)

/** Clauses that a design breaks and that none of some effects mends. */
export function unmendedOf(broken: Pick<Evidence, 'found'>, effects: readonly Pick<Single, 'mends'>[], order: readonly string[]): readonly string[] {
  const mended = new Set(effects.flatMap(({ mends }) => mends))
  return sorted([...clausesOf(broken)].filter((clause) => !mended.has(clause)), itself, order)
}

/** What a change does, from what is known of the design without and with it. */
export function compareSingle(change: Change, before: Pick<Evidence, 'found'>, after: Pick<Evidence, 'found' | 'kept' | 'unjudged'>, order: readonly string[]): Single {
  const [broken, still] = [clausesOf(before), clausesOf(after)]
  const gone = sorted([...broken].filter((clause) => !still.has(clause)), itself, order)
  const lengths = new Map(before.found.map(({ clause, program }) => [clause, program.operations.length]))
  const shifts = after.found.flatMap(({ clause, program: { operations } }): Shift[] => {
    const length = lengths.get(clause)
    const kept = after.kept.includes(clause)
    return length === undefined || (kept && length === operations.length) ? [] : [{ clause, before: length, after: operations.length, kept }]
  })
  return {
    change,
    mends: gone.filter((clause) => !after.unjudged.includes(clause)),
    breaks: sorted(after.found.filter(({ clause }) => !broken.has(clause)), ({ clause }) => clause, order),
    shifts: sorted(shifts, ({ clause }) => clause, order),
    silences: gone.filter((clause) => after.unjudged.includes(clause)),
  }
}

/** What the design and two changes of it break, each by itself. */
export interface Parts {
  readonly base: ReadonlySet<string>
  readonly first: ReadonlySet<string>
  readonly second: ReadonlySet<string>
}

/**
 * What a pair does and neither of its parts does, from what a battery of programs breaks on it. A part that mends or
 * breaks a clause accounts for it whatever the pair does: which of two opposite changes wins is no news.
 */
export function beyondParts({ base, first, second }: Parts, tried: ReadonlySet<string>): { readonly mends: readonly string[]; readonly breaks: readonly string[] } {
  return {
    mends: [...base].filter((clause) => first.has(clause) && second.has(clause) && !tried.has(clause)),
    breaks: [...tried].filter((clause) => !first.has(clause) && !second.has(clause)),
  }
}

/** All programs that break something on some of the designs, each once, in the written order. */
export function batteryOf(designs: readonly Pick<Evidence, 'found'>[], region: Region): readonly Counterexample[] {
  const all = designs.flatMap(({ found }) => found).toSorted((a, b) => comparePrograms(a.program, b.program, region))
  return all.filter(({ program }, i) => {
    const before = all[i - 1]?.program
    return before === undefined || comparePrograms(before, program, region) !== 0
  })
}
