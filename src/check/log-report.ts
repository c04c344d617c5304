/** What came of judging a recorded log. */
import type { Authority } from './contract.js'

export interface SourceLine {
  /** Counted from 1. */
  readonly line: number
  readonly text: string
}

/** The first divergence of a log on one clause. */
export interface LogDivergence {
  readonly clause: string
  readonly authority: Authority
  readonly advice: boolean
  readonly line: number
  readonly observed: string
  readonly allowed: string
  /** How many lines diverge on this clause. */
  readonly times: number
  /** A log of so few lines that still diverges when it is judged alone; undefined where that takes more than the judge keeps. */
  readonly lines: readonly SourceLine[] | undefined
  /** The process that wrote the lines, where several wrote to the log. */
  readonly writer: string
}

export interface LogReport {
  readonly log: string
  readonly verdict: 'conforms' | 'diverges' | 'undecided'
  /** All lines, and those that are the device's. */
  readonly lines: number
  readonly deviceLines: number
  readonly accesses: number
  readonly judged: number
  readonly undecided: number
  /** Judgements by clause; those that never spoke are left out. */
  readonly clauses: Readonly<Record<string, number>>
  readonly divergences: readonly LogDivergence[]
  /** Lines at which everything became unknown, and why. */
  readonly gaps: readonly { readonly line: number; readonly why: string }[]
}
