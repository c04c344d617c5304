/**
 * The loop in which programs are run by the thousand: device, host and judge in step over a tape, as lockstep.ts does it
 * over operations, with nothing allocated for a 4-byte access that causes nothing at the host. What is seen goes to a
 * listener; whoever wants to look at operations and responses as data uses lockstep.ts.
 */
import { CheckerHost } from '../host/index.js'
import type { Clause, Forbidden, Header, Judge, Model, Operation, Response } from './contract.js'
import { Bench, failureOf, normal, withJudge } from './lockstep.js'
import type { Step, Subject } from './lockstep.js'
import type { Script } from './script.js'
import { ACKNOWLEDGE, EVENTS, READ_4, Tape, WRITE_4 } from './tape.js'

/** What is told of a run. `index` counts the operations done, -1 is the device's start. */
export interface Listener {
  /** An access to `offset` was done. */
  accessed(host: CheckerHost, offset: number, size: 4 | 8, isWrite: boolean, value: number): void
  /** An event of this kind happened; `response` is what it caused. */
  happened(kind: number, response: Response): void
  /** How often each clause judged, by its place among the model's clauses. */
  readonly counts: Float64Array
  /** Whether any clause judged the operation, and what it broke. */
  judged(index: number, any: boolean, forbidden: readonly Forbidden[]): void
  /** Asked for by those who look at every step; undefined by all others. */
  readonly step: ((step: Step) => void) | undefined
  /** Whether they want to see 4-byte accesses that caused nothing at the host. */
  readonly quietSteps: boolean
}

const NOTHING: readonly never[] = Object.freeze([])
const START: Operation = { op: 'allow', call: 'viommuAlloc' }

/** Runs tapes against one device, one after another, on hosts that start over. */
export class Loop<S> {
  private readonly hosts = new Map<number, CheckerHost>()
  /** What a scripted program did, values filled in. */
  private readonly done = new Tape()
  private ran: Tape = this.done

  constructor(private readonly subject: Subject, private readonly model: Model<S>) {}

  /** Runs a tape to its end, or to where the device dies. Answers how many operations were done and judged. Throws DeviceStartError. */
  run(header: Header, tape: Tape, listener: Listener): number {
    const host = this.hostFor(header)
    this.done.clear()
    this.ran = tape.scripted ? this.done : tape
    const script = new TapeScript(tape)
    const bench = new Bench(this.subject, header, host, script)
    return withJudge(this.model, header.queues, (judge) => new Pass(bench, judge, this.model.clauses, tape, script, this.done, listener).run())
  }

  /** The first operations of the last run, as data. */
  operations(length: number): Operation[] {
    return this.ran.operations(length)
  }

  private hostFor(header: Header): CheckerHost {
    const known = this.hosts.get(header.queues)
    if (!known) {
      const made = new CheckerHost(header)
      this.hosts.set(header.queues, made)
      return made
    }
    known.powerOn(header)
    return known
  }
}

/** A tape as it is being done. */
class TapeScript implements Script {
  /** -1 while the device starts. */
  at = -1

  constructor(private readonly tape: Tape) {}

  get length(): number {
    return this.tape.length
  }

  operationAt(index: number): Operation | undefined {
    return this.tape.kind[index] === ACKNOWLEDGE ? undefined : this.tape.operationAt(index)
  }
}

/** One program. */
class Pass<S> {
  private index = 0
  /** Index of the first of the accesses that an acknowledgement is made of. */
  private acknowledging = 0
  /** GERROR as it was read to be acknowledged. */
  private seen = 0
  /** The device is at work: what is thrown is its doing. */
  private asking = false

  constructor(private readonly bench: Bench, private readonly judge: Judge<S>, private readonly clauses: readonly Clause[], private readonly tape: Tape, private readonly script: TapeScript, private readonly done: Tape, private readonly listener: Listener) {}

  run(): number {
    const { bench, judge, tape } = this
    const started = bench.started()
    judge.powerOn(started)
    this.index = -1
    this.tell(START, started)
    this.index = 0
    let at = 0
    try {
      for (; at < tape.length; at++) this.operate(at)
    } catch (error) {
      if (!this.asking) throw error
      this.fail(at, failureOf(error))
    }
    return this.index
  }

  private operate(at: number): void {
    const { tape } = this
    this.script.at = at
    const kind = tape.kind[at] ?? 0
    const place = tape.place[at] ?? 0
    const low = tape.low[at] ?? 0
    if (kind === READ_4) this.read(place)
    else if (kind === WRITE_4) this.write(place, low)
    else if (kind === ACKNOWLEDGE) this.acknowledge(place, low)
    else this.perform(tape.operationAt(at), kind)
  }

  private read(offset: number): number {
    const { host, device } = this.bench
    const within = host.windowAt(offset)
    let value: number
    if (within >= 0) value = host.guestLoad(within) >>> 0
    else {
      this.asking = true
      const answer = device.read(offset, 4)
      value = typeof answer === 'number' && answer >>> 0 === answer ? answer : Number(normal(answer, 4))
      this.asking = false
    }
    if (this.tape.scripted) this.done.read(offset)
    this.judgeRead(offset, value)
    return value
  }

  private judgeRead(offset: number, value: number): void {
    const { judge, listener, bench: { host } } = this
    if (host.quiet && judge.judgeRead) {
      judge.judgeRead(offset, value)
      if (listener.quietSteps) this.show({ op: 'read', offset, size: 4 }, { value, log: NOTHING, backing: undefined })
    } else this.judgeAs({ op: 'read', offset, size: 4 }, { value, log: host.takeLog(), backing: undefined })
    listener.accessed(host, offset, 4, false, value)
    this.conclude()
  }

  private write(offset: number, value: number): void {
    const { host, device } = this.bench
    const within = host.windowAt(offset)
    if (within >= 0) host.guestStore(within, value)
    else {
      this.asking = true
      device.write(offset, 4, value)
      this.asking = false
    }
    if (this.tape.scripted) this.done.write(offset, value)
    this.judgeWrite(offset, value)
  }

  private judgeWrite(offset: number, value: number): void {
    const { judge, listener, bench: { host } } = this
    if (host.quiet && judge.judgeWrite) {
      judge.judgeWrite(offset, value)
      if (listener.quietSteps) this.show({ op: 'write', offset, size: 4, value }, { value: undefined, log: NOTHING, backing: undefined })
    } else this.judgeAs({ op: 'write', offset, size: 4, value }, { value: undefined, log: host.takeLog(), backing: undefined })
    listener.accessed(host, offset, 4, true, value)
    this.conclude()
  }

  private judgeAs(operation: Operation, response: Response): void {
    this.judge.judge(operation, response)
    this.show(operation, response)
  }

  private show(operation: Operation, response: Response): void {
    const { judge, listener } = this
    listener.step?.({ index: this.index, operation, response, judged: judge.judged, forbidden: judge.forbidden })
  }

  /** Software acknowledges by copying GERROR: both words are read, and GERRORN written if they differ. */
  private acknowledge(gerror: number, gerrorn: number): void {
    this.acknowledging = this.index
    const old = this.read(gerrorn)
    const now = (this.seen = this.read(gerror))
    if (old !== now) this.write(gerrorn, now)
  }

  /** An access of 8 bytes, or an event. */
  private perform(operation: Operation, kind: number): void {
    const { bench, judge } = this
    this.asking = true
    const response = bench.perform(operation)
    this.asking = false
    if (this.tape.scripted) this.done.push(operation)
    judge.judge(operation, response)
    this.tellDone(operation, kind, response)
    this.tell(operation, response)
    this.index++
  }

  private conclude(): void {
    this.note()
    this.index++
  }

  private tell(operation: Operation, response: Response): void {
    this.note()
    this.show(operation, response)
  }

  private note(): void {
    const { judge, listener } = this
    listener.judged(this.index, judge.countJudged ? judge.countJudged(listener.counts) : this.count(), judge.forbidden)
  }

  /** The same of a judge that does not count. */
  private count(): boolean {
    const { judge: { judged }, listener: { counts } } = this
    for (const clause of judged) {
      const place = this.clauses.findIndex(({ id }) => id === clause)
      counts[place] = (counts[place] ?? 0) + 1
    }
    return judged.length > 0
  }

  /** The device threw or answered what is no number. */
  private fail(at: number, failure: Forbidden): void {
    const operation = this.failing(at)
    if (this.tape.scripted) this.done.push(operation)
    this.tellDone(operation, this.tape.kind[at] ?? EVENTS, { value: undefined, log: NOTHING, backing: undefined })
    this.listener.judged(this.index, false, [failure])
  }

  /** Tells of an operation of any kind that was done. */
  private tellDone(operation: Operation, kind: number, response: Response): void {
    const { listener, bench: { host } } = this
    if (operation.op === 'read' || operation.op === 'write') listener.accessed(host, operation.offset, operation.size, operation.op === 'write', 0)
    else listener.happened(kind, response)
  }

  /** The operation that the device was at. */
  private failing(at: number): Operation {
    const { tape } = this
    if (tape.kind[at] !== ACKNOWLEDGE) return tape.operationAt(at)
    const [gerror, gerrorn] = [tape.place[at] ?? 0, tape.low[at] ?? 0]
    const done = this.index - this.acknowledging
    if (done < 2) return { op: 'read', offset: done === 0 ? gerrorn : gerror, size: 4 }
    return { op: 'write', offset: gerrorn, size: 4, value: this.seen }
  }
}
