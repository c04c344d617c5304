/** What one part of a run found and covered: plain data, so that it can cross to another thread and be merged. */
import type { Program } from './contract.js'

/** A program whose last response a clause forbids; the shortest one that its part met. */
export interface Finding {
  readonly clause: string
  readonly program: Program
  readonly observed: string
  readonly allowed: string
  readonly arm: string
  /** Same guest accesses at other times, told apart by the guest: the other half of a metamorphic counterexample. */
  readonly twin?: Program
}

/** A program that reached classes of accesses before any other part had; how it got there, up to the last of them. */
export interface Reaching {
  readonly program: Program
  /** Their numbers (see Coverage), each with the operation that reached it. */
  readonly classes: readonly { readonly number: number; readonly at: number }[]
}

export interface PartResult {
  readonly arm: string
  readonly programs: number
  readonly accesses: number
  readonly operations: number
  readonly fetches: number
  readonly judged: Readonly<Record<string, number>>
  readonly witnesses: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
  /** Empty unless the run keeps them. */
  readonly reaching?: readonly Reaching[]
}

const add = (sums: Record<string, number>, counts: Readonly<Record<string, number>>): void => {
  for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count
}

/** A finding, and the place of its part in the order of parts. */
export interface Placed {
  readonly finding: Finding
  readonly order: number
}

/** What parts found, taken in as they come: each clause's shortest finding, of equals the one of the earlier part. Of a part nothing else is kept. */
export class Total {
  private programs = 0
  private accesses = 0
  private operations = 0
  private fetches = 0
  private readonly judged: Record<string, number> = {}
  private readonly witnesses: Record<string, number> = {}
  private readonly findings = new Map<string, Placed>()

  constructor(private readonly arm = '') {}

  /** Takes a part in. `order` is its place among all parts. */
  add(part: PartResult, order: number): void {
    this.programs += part.programs
    this.accesses += part.accesses
    this.operations += part.operations
    this.fetches += part.fetches
    add(this.judged, part.judged)
    add(this.witnesses, part.witnesses)
    for (const finding of part.findings) this.take(finding, order)
  }

  result(): PartResult {
    const { arm, programs, accesses, operations, fetches, judged, witnesses } = this
    return { arm, programs, accesses, operations, fetches, judged, witnesses, findings: this.placed().map(({ finding }) => finding) }
  }

  /** The findings, in the order of the parts that made them. */
  placed(): readonly Placed[] {
    return [...this.findings.values()].sort((a, b) => a.order - b.order)
  }

  private take(finding: Finding, order: number): void {
    const known = this.findings.get(finding.clause)
    const longer = finding.program.operations.length - (known?.finding.program.operations.length ?? Infinity)
    if (longer < 0 || (longer === 0 && order < (known?.order ?? Infinity))) this.findings.set(finding.clause, { finding, order })
  }
}

/** A part of which nothing is known but what it found. */
export const onlyFindings = (findings: readonly Finding[]): PartResult => ({ arm: '', programs: 0, accesses: 0, operations: 0, fetches: 0, judged: {}, witnesses: {}, findings })

export function keepShorter(findings: Map<string, Finding>, finding: Finding): void {
  const known = findings.get(finding.clause)
  if (!known || finding.program.operations.length < known.program.operations.length) findings.set(finding.clause, finding)
}
