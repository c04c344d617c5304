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
  /** What is shown where it is not about programs over the alphabet: of what is done in each state that they lead to. */
  readonly claim?: string
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
  /** Steps taken and judged. */
  readonly transitions: number
  /** Accesses made and judged to see what a state answers: they lead nowhere, and are no steps. */
  readonly probes: number
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

/** A claim about a device that makes theorems say more than their alphabets: that is why they may be small. */
export interface Argument {
  readonly name: string
  readonly claim: string
  /** Undefined where the limits came first. */
  readonly holds: boolean | undefined
  /** Explorations: one for each image. */
  readonly images: number
  readonly states: number
  readonly transitions: number
  readonly depth: number
  /** What the image of this program should have answered, and what it did. */
  readonly against: { readonly image: string; readonly program: Program; readonly observed: string; readonly allowed: string } | undefined
}

/** What `prove` has shown in all. */
export interface ProofReport {
  readonly device: string
  /** `conforms`: every theorem is proved. `diverges`: some clause that binds is broken. `undecided`: some theorem is open. */
  readonly verdict: 'conforms' | 'diverges' | 'undecided'
  readonly theorems: readonly Theorem[]
  readonly arguments: readonly Argument[]
  /** The least counterexample of each clause over the alphabets of the matrix; undefined where nothing was refuted. */
  readonly row: Row | undefined
  /** The probability that some two states of one scope were taken for one, at most. */
  readonly collisionBound: number
  readonly seconds: number
  readonly workers: number
}
