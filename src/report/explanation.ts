/** What explains a cell of the matrix, and what is known of a clause: plain data, as the command line gathers it. */
import type { Clause, Program } from '../check/contract.js'
import type { Cell, Reach } from '../check/matrix.js'
import type { ReplayStep } from './replay.js'

/** A program that breaks the clause, and how a device runs it. */
export interface Told {
  readonly program: Program
  readonly steps: readonly ReplayStep[]
  readonly observed: string
  readonly allowed: string
  /** As a token. */
  readonly replay: string
}

/** One change of one choice with which a program no longer breaks the clause. */
export interface Mend {
  /** `cache → vintf-dropped-unless-mapped`; of a list, `+GERRORN`. */
  readonly change: string
  /** Clauses that bind and that the program breaks only with this change. */
  readonly breaks: readonly string[]
}

/** A choice of a design that causes what a program shows: some change of it mends the program. */
export interface Cause {
  readonly choice: string
  /** What the choice decides. */
  readonly about: string
  readonly mends: readonly Mend[]
}

/** The clause on a design that was mended: the program that still breaks it, if one does. */
export interface Link {
  readonly choice: string
  readonly mend: Mend
  /** Undefined when none was found. */
  readonly still: Told | undefined
  /** The design as it is breaks the clause by that program, too. */
  readonly before: boolean
  /** The mended design as a design file has it; undefined where the one that is mended is none of the public ones. */
  readonly own: Readonly<Record<string, unknown>> | undefined
  /** How far was looked; empty when enough had been looked for already. */
  readonly searched: readonly Reach[]
  readonly causes: readonly Cause[]
  /** No other choice mends it: what does is to take the change back. */
  readonly undone: boolean
}

/** What the shipped matrix says of a clause at one queue count. */
export interface Known {
  readonly queues: number
  readonly breaking: readonly { readonly device: string; readonly length: number; readonly minimal: boolean }[]
  readonly keeping: readonly { readonly device: string; readonly depth: number; readonly closed: boolean; readonly judged: number }[]
}

/** The story of one cell: a device and a clause. */
export interface CellStory {
  readonly device: string
  readonly queues: number
  readonly clause: Clause
  readonly cell: Cell
  readonly searches: readonly Reach[]
  /** The device is replayed from its start for every program. */
  readonly replayed: boolean
  /** What the device died of on the way, if it did: nothing that follows was looked at. */
  readonly died: string | undefined
  readonly told: Told | undefined
  /** Other clauses that bind and that the program breaks. */
  readonly others: readonly string[]
  /** Undefined for a device that is code. */
  readonly design: DesignStory | undefined
  readonly known: Known
}

/** What in a design causes a broken clause. */
export interface DesignStory {
  readonly causes: readonly Cause[]
  /** Where no single change mends the program: pairs of changes that do, a line each. */
  readonly pairs: readonly string[]
  readonly chains: readonly (readonly Link[])[]
}

/** What there is to know of one clause. */
export interface ClauseStory {
  readonly clause: Clause
  readonly properties: readonly { readonly id: string; readonly claim: string }[]
  readonly known: Known
  /** The shortest program of all, on the device that breaks the clause by it. */
  readonly shortest: { readonly device: string; readonly told: Told } | undefined
  readonly alphabets: readonly { readonly name: string; readonly line: string; readonly depth: number }[]
}
