/** What a green run is worth, clause by clause: `docs/evidence.json`, which comes with the package. */
import { openShipped } from './shipped-file.js'
import type { Entry, Shipped } from './shipped-file.js'

/** A wrong device that a clause catches, by a program in which no other clause forbids anything. */
export interface Caught {
  /** The device: a public design, or the optimised one with something wrong. */
  readonly device: string
  /** Operations of a program at whose last one the clause forbids what the device answers. */
  readonly length: number
  /** The program, as a token. */
  readonly replay: string
}

export interface ClauseEvidence {
  readonly clause: string
  /** Judgements of it in the default run. */
  readonly reached: number
  readonly caught: Caught
  /** Theorems of `prove` about the optimised device that are closed and in which it was judged. */
  readonly closures: number
  /** Obligations of `prove --smt` that speak for it. */
  readonly obligations: readonly string[]
}

export interface Evidence {
  readonly seed: number
  readonly accesses: number
  /** Closed theorems in all. */
  readonly theorems: number
  readonly clauses: readonly ClauseEvidence[]
}

const caughtOf = (entry: Entry): Caught => ({ device: entry.text('device'), length: entry.count('length'), replay: entry.text('replay') })

const clauseOf = (entry: Entry): ClauseEvidence => ({
  clause: entry.text('clause'),
  reached: entry.count('reached'),
  caught: entry.inner('caught', caughtOf),
  closures: entry.count('closures'),
  obligations: entry.texts('obligations'),
})

const EVIDENCE: Shipped = { what: 'the evidence', about: 'the clauses', made: 'npm run evidence' }

/** Reads the evidence; `file` is another place for it. */
export function shippedEvidence(file?: string): Evidence {
  const entry = openShipped(EVIDENCE, ['docs', 'evidence.json'], file)
  return { seed: entry.count('seed'), accesses: entry.count('accesses'), theorems: entry.count('theorems'), clauses: entry.list('clauses', clauseOf) }
}
