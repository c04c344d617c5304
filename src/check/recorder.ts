/** Runs programs for one part of a run and records what they reached and found. */
import type { CheckerHost } from '../host/index.js'
import type { Forbidden, Header, Model, Operation, Program, Response } from './contract.js'
import { Coverage, backingClass, followUp, followUpNumber, reach } from './coverage.js'
import { DeviceStartError, GivenUpError } from './fault.js'
import { keepShorter } from './findings.js'
import type { Finding, PartResult, Reaching } from './findings.js'
import { Loop } from './loop.js'
import type { Listener } from './loop.js'
import type { ScriptedProgram, Step, Subject } from './lockstep.js'
import type { Case, OrderTable } from './orderings.js'
import { placesOf } from './places.js'
import type { Places } from './places.js'
import type { Region } from './region.js'
import { CONSUME, EVENTS, Tape } from './tape.js'

/** A `sometimes`: something that must have happened at least once, or the property is vacuous. */
export interface Witness {
  readonly name: string
  readonly seen: (step: Step) => boolean
  /** It only looks at steps that show something at the host. */
  readonly logged?: true
}

/** Where a part writes what it reaches, and which one it is. */
export interface Reached {
  readonly coverage: Coverage
  readonly part: number
  /** Hears of each finding when it is made: a device may end the thread before the part is done. */
  readonly tell?: (finding: Finding) => void
  /** Programs that reach a class before any other part are kept. */
  readonly keepReaching?: boolean
}

const MOST_JUDGED = 1 << 12
/** The start of a program; events follow, then writes, one kind for each kind of place. */
const NO_DEED = 0
const FIRST_EVENT = 1
const FIRST_WRITE = 10
/** No VCMDQ is mapped there. */
const NOWHERE = -1

export class Recorder<S> implements Listener {
  step: ((step: Step) => void) | undefined
  quietSteps = false
  private programs = 0
  private accesses = 0
  private operations = 0
  private fetches = 0
  readonly counts: Float64Array
  private readonly witnesses: Record<string, number> = {}
  private readonly findings = new Map<string, Finding>()
  private readonly loop: Loop<S>
  private readonly tape = new Tape()
  /** Whether some clause judged, by operation of the program that runs now. */
  private readonly judgedAt = new Uint8Array(MOST_JUDGED)
  /** Kind of the last operation of the running program that was no read. */
  private lastDeed = NO_DEED
  /** Logical slot of each VCMDQ of the running program, as its own writes have it. */
  private readonly slotOf = new Int16Array(128)
  private header: Header = { kernel: '6.18.9', queues: 1, slots: [] }
  private places: Places
  /** The device died, hung or garbled in the program that is run. */
  private died = false
  private readonly afar: boolean
  /** Classes that the running program was the first to reach, where they are kept; those of the operation at hand do not know its place yet. */
  private fresh: { readonly number: number; at: number }[] = []
  private placed = 0
  private readonly reaching: Reaching[] = []

  constructor(private readonly arm: string, subject: Subject, private readonly model: Model<S>, private readonly region: Region, private readonly reached: Reached = { coverage: new Coverage([]), part: 0 }) {
    this.loop = new Loop(subject, model)
    this.afar = subject.afar === true
    this.counts = new Float64Array(model.clauses.length)
    this.places = placesOf(region, 1)
  }

  /** Runs one program; `observed` is told each step where the caller wants to look itself. Answers how many operations were done. */
  run(scripted: ScriptedProgram, witness?: Witness, observed?: (step: Step) => void): number {
    if (witness || observed) {
      this.quietSteps = observed !== undefined || witness?.logged !== true
      this.step = (step) => {
        if (witness?.seen(step)) this.witnesses[witness.name] = (this.witnesses[witness.name] ?? 0) + 1
        observed?.(step)
      }
    }
    const steps = this.runTape({ kernel: scripted.kernel, queues: scripted.queues, slots: scripted.slots }, this.tape.load(scripted.operations))
    this.step = undefined
    this.quietSteps = false
    return steps
  }

  /** Runs one enumerated program and marks its cases once it has run to the end. */
  runCase(table: OrderTable, { header, tape, marks }: Case): void {
    if (this.runTape(header, tape) < tape.length) return
    const bits = this.reached.coverage.casesOf(table)[marks.kind]
    for (let at = 0; at < marks.count; at++) {
      const index = marks.index[at] ?? 0
      const owed = this.judgedAt[marks.evidence[at] ?? 0] === 1 || this.judgedAt[marks.other[at] ?? 0] === 1
      if (bits[index] !== 1) bits[index] = owed ? 1 : 2
    }
  }

  /** A finding that no single judgement made. */
  report(finding: Omit<Finding, 'arm'>): void {
    const made = { ...finding, arm: this.arm }
    keepShorter(this.findings, made)
    if (this.findings.get(made.clause) === made) this.reached.tell?.(made)
  }

  result(): PartResult {
    const { arm, programs, accesses, operations, fetches, witnesses } = this
    const judged = Object.fromEntries(this.model.clauses.flatMap(({ id }, place) => ((this.counts[place] ?? 0) > 0 ? [[id, this.counts[place] ?? 0]] : [])))
    return { arm, programs, accesses, operations, fetches, judged, witnesses, findings: [...this.findings.values()], ...(this.reaching.length > 0 && { reaching: this.reaching }) }
  }

  accessed(host: CheckerHost, offset: number, size: 4 | 8, isWrite: boolean, value: number): void {
    this.accesses++
    const { places, reached: { coverage, part, keepReaching } } = this
    const word = offset >>> 2
    const kind = places.kind[word] ?? 0
    const next = followUp(this.lastDeed, kind, isWrite)
    if (reach(coverage.followUps, next, part) && keepReaching === true) this.fresh.push({ number: followUpNumber(next), at: 0 })
    if (isWrite) this.lastDeed = FIRST_WRITE + kind
    if (size !== 4) return
    const index = places.index[word] ?? 0
    if (isWrite && places.isEntry[word] === 1) this.slotOf[index] = value & 1 ? (value >>> 1) & 0x7f : NOWHERE
    const register = places.register[word] ?? -1
    if (register < 0) return
    const isVintf = places.isVintf[word] === 1
    const slot = isVintf ? index : (this.slotOf[index] ?? NOWHERE)
    const backing = backingClass(host.slotAllocated(slot), host.pageMapped(), register, isVintf ? 1 : 0, isWrite ? 1 : 0)
    if (reach(coverage.backing, backing, part) && keepReaching === true) this.fresh.push({ number: backing, at: 0 })
  }

  happened(kind: number, { log }: Response): void {
    this.lastDeed = FIRST_EVENT + kind - EVENTS
    if (kind === CONSUME && log.length > 0) this.fetches++
  }

  judged(index: number, any: boolean, forbidden: readonly Forbidden[]): void {
    if (index >= 0) {
      this.operations++
      if (index < MOST_JUDGED) this.judgedAt[index] = any ? 1 : 0
      for (; this.placed < this.fresh.length; this.placed++) {
        const one = this.fresh[this.placed]
        if (one) one.at = index
      }
    }
    if (forbidden.length > 0) this.found(index, forbidden)
  }

  private runTape(header: Header, tape: Tape): number {
    this.programs++
    this.lastDeed = NO_DEED
    this.header = header
    this.slotOf.fill(NOWHERE, 0, header.queues)
    this.places = placesOf(this.region, header.queues)
    this.died = false
    if (this.fresh.length > 0) this.fresh = []
    this.placed = 0
    const steps = this.runOnce(header, tape)
    if (this.fresh.length > 0) this.reaching.push({ program: { ...header, operations: this.loop.operations((this.fresh.at(-1)?.at ?? -1) + 1) }, classes: this.fresh })
    if (!this.died || !this.afar) return steps
    // A process may be killed by whoever likes to. What the rest of the program would have found is not lost with it.
    this.slotOf.fill(NOWHERE, 0, header.queues)
    return Math.max(steps, this.runOnce(header, tape))
  }

  private runOnce(header: Header, tape: Tape): number {
    try {
      return this.loop.run(header, tape, this)
    } catch (error) {
      if (error instanceof GivenUpError) return 0
      if (!(error instanceof DeviceStartError)) throw error
      // It started before, so this is no usage error but a divergence.
      this.report({ clause: 'DEVICE-DIED', program: { ...header, operations: [] }, observed: error.message, allowed: 'a device that starts whenever it is created' })
      return 0
    }
  }

  private found(index: number, forbidden: readonly Forbidden[]): void {
    let operations: readonly Operation[] | undefined
    for (const { clause, observed, allowed } of forbidden) {
      if (clause.startsWith('DEVICE-')) this.died = true
      const known = this.findings.get(clause)
      if (known && known.program.operations.length <= index + 1) continue
      operations ??= this.loop.operations(index + 1)
      const program: Program = { ...this.header, operations }
      this.report({ clause, observed, allowed, program })
    }
  }
}
