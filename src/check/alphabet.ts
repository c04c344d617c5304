/** Alphabets: what programs are made of in an exhaustive search. Plain data. */
import type { Header, Operation } from './contract.js'

/** An operation of an alphabet. One that stands last ends a program: nothing is done after it. */
export interface Letter {
  readonly operation: Operation
  readonly last: boolean
}

export interface Alphabet {
  readonly name: string
  /** What it is about, for a reader of the report. */
  readonly line: string
  /** The clauses that it is searched for; undefined for all that there are. */
  readonly clauses: readonly string[] | undefined
  /** In the written order. */
  readonly letters: readonly Letter[]
  /** Hosts to start from, the canonical one first. */
  readonly headers: readonly Header[]
  /** Longest programs that are looked at. */
  readonly depth: number
}
