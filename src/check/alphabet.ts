/** Alphabets: what programs are made of in an exhaustive search. */
import type { Header, Operation } from './contract.js'
import { compareOperations } from './order.js'
import type { Region } from './region.js'

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

/** Letters in the written order, each once. What is a deed is no look. */
export function lettersOf(deeds: readonly Operation[], looks: readonly Operation[], region: Region, queues: number): readonly Letter[] {
  const all = [...deeds.map((operation): Letter => ({ operation, last: false })), ...looks.map((operation): Letter => ({ operation, last: true }))]
  const sorted = all.toSorted((a, b) => compareOperations(a.operation, b.operation, region, queues) || Number(a.last) - Number(b.last))
  return sorted.filter(({ operation }, i) => {
    const before = sorted[i - 1]
    return before === undefined || compareOperations(before.operation, operation, region, queues) !== 0
  })
}
