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

export interface PartResult {
  readonly arm: string
  readonly programs: number
  readonly accesses: number
  readonly operations: number
  readonly fetches: number
  readonly judged: Readonly<Record<string, number>>
  readonly witnesses: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
}

/** Merges parts in their order: sums counts, keeps each clause's shortest finding (the earlier one of equals). */
export function mergeParts(parts: readonly PartResult[]): PartResult {
  const judged: Record<string, number> = {}
  const witnesses: Record<string, number> = {}
  const findings = new Map<string, Finding>()
  let [programs, accesses, operations, fetches] = [0, 0, 0, 0]
  for (const part of parts) {
    programs += part.programs
    accesses += part.accesses
    operations += part.operations
    fetches += part.fetches
    for (const [clause, count] of Object.entries(part.judged)) judged[clause] = (judged[clause] ?? 0) + count
    for (const [name, count] of Object.entries(part.witnesses)) witnesses[name] = (witnesses[name] ?? 0) + count
    for (const finding of part.findings) keepShorter(findings, finding)
  }
  return { arm: parts[0]?.arm ?? '', programs, accesses, operations, fetches, judged, witnesses, findings: [...findings.values()] }
}

/** A part of which nothing is known but what it found. */
export const onlyFindings = (findings: readonly Finding[]): PartResult => ({ arm: '', programs: 0, accesses: 0, operations: 0, fetches: 0, judged: {}, witnesses: {}, findings })

export function keepShorter(findings: Map<string, Finding>, finding: Finding): void {
  const known = findings.get(finding.clause)
  if (!known || finding.program.operations.length < known.program.operations.length) findings.set(finding.clause, finding)
}
