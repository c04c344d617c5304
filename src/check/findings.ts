/** What one part of a run found and covered: plain data, so that it can cross to another thread and be merged. */
import type { Program } from './contract.js'
import type { Kind } from './orderings.js'

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

/** One enumerated table's cases: 0 not reached, 1 reached and judged, 2 reached where nothing is owed. */
export type CaseBits = Record<Kind, Uint8Array>

export interface PartResult {
  readonly arm: string
  readonly programs: number
  readonly accesses: number
  readonly operations: number
  readonly fetches: number
  readonly judged: Readonly<Record<string, number>>
  readonly witnesses: Readonly<Record<string, number>>
  /** Reached classes of Page0 accesses: see BACKING_CLASSES. */
  readonly backing: Uint8Array
  /** Reached pairs of a deed and the access that followed it: see followUp in the recorder. */
  readonly followUps: Uint8Array
  readonly tables: Readonly<Record<string, CaseBits>>
  readonly findings: readonly Finding[]
}

/** Merges parts in their order: sums counts, unites coverage, keeps each clause's shortest finding (the earlier one of equals). */
export function mergeParts(parts: readonly PartResult[]): PartResult {
  const judged: Record<string, number> = {}
  const witnesses: Record<string, number> = {}
  const tables: Record<string, CaseBits> = {}
  const backing = new Uint8Array(BACKING_CLASSES)
  const followUps = new Uint8Array(FOLLOW_UPS)
  const findings = new Map<string, Finding>()
  let [programs, accesses, operations, fetches] = [0, 0, 0, 0]
  for (const part of parts) {
    programs += part.programs
    accesses += part.accesses
    operations += part.operations
    fetches += part.fetches
    for (const [clause, count] of Object.entries(part.judged)) judged[clause] = (judged[clause] ?? 0) + count
    for (const [name, count] of Object.entries(part.witnesses)) witnesses[name] = (witnesses[name] ?? 0) + count
    part.backing.forEach((reached, index) => (backing[index] = reached | (backing[index] ?? 0)))
    part.followUps.forEach((reached, index) => (followUps[index] = reached | (followUps[index] ?? 0)))
    for (const [name, bits] of Object.entries(part.tables)) tables[name] = tables[name] ? uniteCases(tables[name], bits) : bits
    for (const finding of part.findings) keepShorter(findings, finding)
  }
  return { arm: parts[0]?.arm ?? '', programs, accesses, operations, fetches, judged, witnesses, backing, followUps, tables, findings: [...findings.values()] }
}

export function keepShorter(findings: Map<string, Finding>, finding: Finding): void {
  const known = findings.get(finding.clause)
  if (!known || finding.program.operations.length < known.program.operations.length) findings.set(finding.clause, finding)
}

function uniteCases(a: CaseBits, b: CaseBits): CaseBits {
  const unite = (x: Uint8Array, y: Uint8Array): Uint8Array => x.map((bit, i) => (bit === 1 || y[i] === 1 ? 1 : Math.max(bit, y[i] ?? 0)))
  return { cells: unite(a.cells, b.cells), mmap: unite(a.mmap, b.mmap), alloc: unite(a.alloc, b.alloc), reset: unite(a.reset, b.reset) }
}

/** (queue allocated?, page mapped?) × six Page0 registers × two apertures × two directions. */
export const BACKING_CLASSES = 4 * 6 * 2 * 2

export const backingClass = (allocated: boolean, mapped: boolean, register: number, aperture: number, direction: number): number =>
  (((allocated ? 1 : 0) * 2 + (mapped ? 1 : 0)) * 6 + register) * 4 + aperture * 2 + direction

/** Kinds of deeds and of places: more than there are, so that classes have fixed numbers. */
export const DEED_KINDS = 64
export const PLACE_KINDS = 64
export const FOLLOW_UPS = DEED_KINDS * PLACE_KINDS * 2
