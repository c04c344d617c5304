/** The matrix of devices and clauses: plain data, as a search leaves it and a report shows it. */
import type { Authority, Header, Program } from './contract.js'

/** The least program over one alphabet that breaks a clause. */
export interface Counterexample {
  readonly clause: string
  readonly program: Program
  readonly observed: string
  readonly allowed: string
  /** The alphabet over which nothing less breaks it. */
  readonly alphabet: string
}

/** How far a search went. */
export interface Extent {
  readonly states: number
  /** Operations done in all. */
  readonly transitions: number
  /** Every program of up to so many operations was looked at, or one that leads to the same state. */
  readonly depth: number
  /** No new state was left: `depth` stands for every length. */
  readonly closed: boolean
  /** The search ended by itself: it was deep enough, had found all that it looked for, or nothing new was left. */
  readonly complete: boolean
}

/** What is told of one search: an alphabet from one host. */
export interface Reach extends Extent {
  readonly alphabet: string
  readonly header: Header
}

/** One search of a judged device. */
export interface SearchReport extends Reach {
  readonly bytesPerState: number
  /** The clauses that were looked for: only what is said of them holds. */
  readonly clauses: readonly string[]
  readonly found: readonly Counterexample[]
  readonly judged: Readonly<Record<string, number>>
}

/** What is known of one clause on one device. */
export interface Cell {
  readonly clause: string
  readonly authority: Authority | 'device'
  readonly counterexample: Counterexample | undefined
  /** Run again from the start the device did something else: it is no function of what is done to it, or its way back does not work. */
  readonly flaky?: boolean
  /** Nothing smaller breaks the clause over the alphabet that the counterexample names. */
  readonly minimal: boolean
  /** Without a counterexample: every program of up to so many operations was looked at, in the alphabet that goes deepest. */
  readonly depth: number
  /** Every program of any length over the clause's own alphabets was looked at. */
  readonly closed: boolean
  /** How often the clause was judged. */
  readonly judged: number
  /**
   * Operations of the counterexample, none of them on the register that is read in the end, without which the same wrong
   * value is read: what the clause is about lies in between and has no part in it.
   */
  readonly spare?: readonly number[]
  /** Single changes of the design that mend the counterexample, a line each; absent where the device is no design. */
  readonly causes?: readonly string[]
}

export interface Row {
  /** The device's name; with more than two queues, `NAME@QUEUES`. */
  readonly name: string
  readonly device: string
  readonly queues: number
  readonly verdict: 'conforms' | 'diverges' | 'undecided'
  readonly cells: readonly Cell[]
  readonly searches: readonly SearchReport[]
}
