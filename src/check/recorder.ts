/** Runs programs for one part of a run and records what they reached and found. */
import type { CheckerHost } from '../host/index.js'
import type { Model, Operation, Program } from './contract.js'
import { DeviceStartError } from './fault.js'
import { BACKING_CLASSES, FOLLOW_UPS, PLACE_KINDS, backingClass, keepShorter } from './findings.js'
import type { CaseBits, Finding, PartResult } from './findings.js'
import { runProgram } from './lockstep.js'
import type { ScriptedProgram, Step, Subject } from './lockstep.js'
import { possible } from './orderings.js'
import type { CaseProgram, OrderTable } from './orderings.js'
import type { Location, Region } from './region.js'

/** A `sometimes`: something that must have happened at least once, or the property is vacuous. */
export interface Witness {
  readonly name: string
  readonly seen: (step: Step) => boolean
}

const MOST_LISTS = 10_000

export class Recorder<S> {
  private programs = 0
  private accesses = 0
  private operations = 0
  private fetches = 0
  private readonly judged: Record<string, number> = {}
  /** How often each list of clauses judged. A judge has some hundreds of them and gives the same one again: counting lists costs a tenth of counting clauses. */
  private readonly lists = new Map<readonly string[], number>()
  private readonly witnesses: Record<string, number> = {}
  private readonly backing = new Uint8Array(BACKING_CLASSES)
  private readonly followUps = new Uint8Array(FOLLOW_UPS)
  private readonly tables: Record<string, CaseBits> = {}
  private readonly findings = new Map<string, Finding>()
  /** How many clauses judged each operation of the program that runs now. */
  private judgedAt: number[] = []
  /** Kind of the last operation of the running program that was no read. */
  private lastDeed = 0
  /** Logical slot of each VCMDQ of the running program, as its own writes have it. */
  private slotOf: number[] = []

  constructor(private readonly arm: string, private readonly subject: Subject, private readonly model: Model<S>, private readonly region: Region) {}

  /** Runs one program; `observed` is told each step where the caller wants to look itself. */
  run(scripted: ScriptedProgram, witness?: Witness, observed?: (step: Step) => void): number {
    this.programs++
    this.judgedAt = []
    this.slotOf = []
    this.lastDeed = 0
    const operations: Operation[] = []
    const program: Program = { kernel: scripted.kernel, queues: scripted.queues, slots: scripted.slots, operations }
    try {
      return runProgram(this.subject, this.model, scripted, {
        step: (step, host) => {
          if (step.index >= 0) operations.push(step.operation)
          this.record(program, step, host)
          if (witness?.seen(step)) this.witnesses[witness.name] = (this.witnesses[witness.name] ?? 0) + 1
          observed?.(step)
        },
      }).steps
    } catch (error) {
      if (!(error instanceof DeviceStartError)) throw error
      // It started before, so this is no usage error but a divergence.
      this.report({ clause: 'DEVICE-DIED', program, observed: error.message, allowed: 'a device that starts whenever it is created' })
      return 0
    }
  }

  /** Runs one enumerated program and marks its cases once it has run to the end. */
  runCase(table: OrderTable, { program, marks }: CaseProgram): void {
    const steps = this.run(program)
    if (steps < program.operations.length) return
    const bits = this.tableOf(table)
    for (const { kind, index, evidence } of marks) {
      const owed = evidence.some((at) => (this.judgedAt[at] ?? 0) > 0)
      if (bits[kind][index] !== 1) bits[kind][index] = owed ? 1 : 2
    }
  }

  /** A finding that no single judgement made. */
  report(finding: Omit<Finding, 'arm'>): void {
    keepShorter(this.findings, { ...finding, arm: this.arm })
  }

  result(): PartResult {
    this.countClauses()
    const { arm, programs, accesses, operations, fetches, judged, witnesses, backing, followUps, tables } = this
    return { arm, programs, accesses, operations, fetches, judged, witnesses, backing, followUps, tables, findings: [...this.findings.values()] }
  }

  private tableOf(table: OrderTable): CaseBits {
    const size = possible(table)
    return (this.tables[tableName(table)] ??= { cells: new Uint8Array(size.cells), mmap: new Uint8Array(size.mmap), alloc: new Uint8Array(size.alloc), reset: new Uint8Array(size.reset) })
  }

  private record(program: Program, step: Step, host: CheckerHost): void {
    const { index, operation, judged, forbidden, response } = step
    if (index >= 0) {
      this.operations++
      this.judgedAt[index] = judged.length
      if (operation.op === 'read' || operation.op === 'write') this.access(program, operation, host)
      else this.lastDeed = DEEDS.indexOf(operation.op)
      if (operation.op === 'consume' && response.log.length > 0) this.fetches++
    }
    this.lists.set(judged, (this.lists.get(judged) ?? 0) + 1)
    // A judge that makes each list anew would fill the memory.
    if (this.lists.size > MOST_LISTS) this.countClauses()
    for (const { clause, observed, allowed } of forbidden) {
      const known = this.findings.get(clause)
      if (known && known.program.operations.length <= index + 1) continue
      this.findings.set(clause, { clause, observed, allowed, arm: this.arm, program: { ...program, operations: program.operations.slice(0, index + 1) } })
    }
  }

  /** From lists to clauses. */
  private countClauses(): void {
    for (const [list, count] of this.lists) for (const clause of list) this.judged[clause] = (this.judged[clause] ?? 0) + count
    this.lists.clear()
  }

  private access(program: Program, operation: Extract<Operation, { offset: number }>, host: CheckerHost): void {
    this.accesses++
    const location = this.region.locate(operation.offset, program.queues)
    const place = placeKind(location)
    this.followUps[(this.lastDeed * PLACE_KINDS + place) * 2 + (operation.op === 'write' ? 1 : 0)] = 1
    if (operation.op === 'write') this.lastDeed = DEEDS.length + place
    if (!location) return
    if (location.register === 'CMDQ_ALLOC_MAP' && operation.op === 'write' && operation.size === 4) {
      this.slotOf[location.index] = operation.value & 1 ? (operation.value >>> 1) & 0x7f : -1
    }
    if (location.page !== 'Page0' || operation.size !== 4) return
    const l = location.aperture === 'vintf' ? location.index : (this.slotOf[location.index] ?? -1)
    const register = (operation.offset % 0x80) / 4
    this.backing[backingClass(host.slotAllocated(l), host.pageMapped(), register, location.aperture === 'vintf' ? 1 : 0, operation.op === 'write' ? 1 : 0)] = 1
  }
}

/** Events in the order of their class numbers; 'none' is the start of a program. Writes follow, one kind per place. */
const DEEDS: readonly string[] = ['none', 'attach', 'detach', 'reset', 'consume', 'fault', 'deliver', 'lose', 'refuse', 'allow']

/** By identity: a region hands out the same object for the same place, and this is asked for every access. */
const placeKinds = new WeakMap<Location, number>()

/** A number for (aperture, register), the same for every queue; 0 for gaps. */
function placeKind(location: Location | undefined): number {
  if (!location) return 0
  const known = placeKinds.get(location)
  if (known !== undefined) return known
  const kind = kindOf(location)
  placeKinds.set(location, kind)
  return kind
}

/** Config registers by offset class (1 … 23), then direct and VINTF registers by their place in the slot. */
function kindOf({ aperture, page, offset, rank }: Location): number {
  const CONFIG_KINDS = 20
  if (aperture === 'config') return 1 + (Math.floor(rank / 1024) % CONFIG_KINDS)
  const within = (offset % 0x80) / 4 + (page === 'Page1' ? 6 : 0)
  return 1 + CONFIG_KINDS + (aperture === 'vintf' ? 10 : 0) + within
}

/** How a table is named in reports. */
export const tableName = ({ kernel, queues, queue, start, attachFirst }: OrderTable): string =>
  `queue ${queue} of ${queues}, kernel ${kernel}, CMDQV_EN ${start === 'cleared' ? 'cleared first' : 'as at power-on'}${attachFirst ? ', attach first' : ''}`
