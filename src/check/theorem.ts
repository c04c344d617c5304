/** What an exploration has shown of a device over one scope: plain data, as a report shows it. */
import type { Forbidden, Header, Operation, Program } from './contract.js'
import type { Row } from './matrix.js'

/** The program by which a theorem is refuted: as few steps as any over the scope. */
export interface Refuting extends Forbidden {
  readonly program: Program
}

export interface Theorem {
  readonly scope: string
  readonly header: Header
  /** What is done at any time, and what is read at every state. */
  readonly steps: readonly Operation[]
  readonly looks: readonly Operation[]
  /** Longest programs that were to be looked at; undefined for all of any length. */
  readonly bound: number | undefined
  /**
   * `proved`: no program over the scope, of any length or up to the bound, diverges. `refuted`: one does. `open`: the
   * limits came first, and only programs of up to `depth` steps were looked at.
   */
  readonly verdict: 'proved' | 'refuted' | 'open'
  /** No new state was left: `depth` is the diameter, and stands for every length. */
  readonly closed: boolean
  readonly states: number
  /** Steps taken and judged; reads are counted apart. */
  readonly transitions: number
  readonly reads: number
  readonly depth: number
  /** Of the set of states, frontier apart. */
  readonly bytesPerState: number
  /** How often each clause was judged. */
  readonly judged: Readonly<Record<string, number>>
  /** The device was brought to each state by doing all again. */
  readonly replayed: boolean
  /** Some read had an effect, and reads were taken as steps. */
  readonly loud: boolean
  /** Every state was kept word by word as well, and no two shared a fingerprint. */
  readonly exact: boolean
  readonly refuting: Refuting | undefined
  /** Clauses that do not bind and were broken on the way. */
  readonly advice: readonly Refuting[]
}

/** What `prove` has shown in all. */
export interface ProofReport {
  readonly device: string
  /** `conforms`: every theorem is proved. `diverges`: some clause that binds is broken. `undecided`: some theorem is open. */
  readonly verdict: 'conforms' | 'diverges' | 'undecided'
  readonly theorems: readonly Theorem[]
  /** The least counterexample of each clause over the alphabets of the matrix; undefined where nothing was refuted. */
  readonly row: Row | undefined
  /** The probability that some two states of one scope were taken for one, at most. */
  readonly collisionBound: number
  readonly seconds: number
  readonly workers: number
}
