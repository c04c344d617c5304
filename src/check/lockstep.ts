/** One program, one device, one model, in step: each operation is done, recorded and judged before the next. */
import { CheckerHost } from '../host/index.js'
import type { Backing, Device, DeviceOptions, Entry, Forbidden, Header, Host, Judge, Model, Operation, Program, Response, Size } from './contract.js'
import { DeviceFault, DeviceStartError, GivenUpError, OWED, WayBackError, reasonOf } from './fault.js'
import type { Duty } from './fault.js'
import type { Scripted } from './linux/guest.js'
import type { Script } from './script.js'

function orNoWayBack<T>(what: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw new WayBackError(`${what} throws: ${reasonOf(error)}`, error)
  }
}

/** What a visitor is told of each step. */
export interface Step {
  readonly index: number
  readonly operation: Operation
  readonly response: Response
  readonly judged: readonly string[]
  readonly forbidden: readonly Forbidden[]
}

export interface Visitor {
  /** Called after each judgement; index -1 is the device's start. Returning true ends the run. */
  step(step: Step, host: CheckerHost): boolean | void
}

/** The checker's side of a device: what the connection to one in another process may see, and no device may. */
export interface NearSide {
  readonly host: CheckerHost
  /** What comes next, where that is known: commands go ahead of their answers. */
  readonly script: Script | undefined
}

/** What is checked: how to make one. A device of this process looks at `host` and `options` alone; one of another needs the near side. */
export interface Subject {
  readonly name: string
  readonly create: (host: Host, options: DeviceOptions, near?: NearSide) => Device
  /** It runs in another process, on a mirror of the page: its loads are not seen. */
  readonly afar?: boolean
}

const NOTHING: readonly never[] = Object.freeze([])
const EMPTY_LOG: readonly Entry[] = NOTHING
const START: Operation = { op: 'allow', call: 'viommuAlloc' }

/** A bench to come back to. */
export interface SavedBench {
  readonly device: Uint8Array
  readonly host: Uint32Array
  readonly attached: boolean
}

/** A program's host, device and attachment: does operations and records responses, knows no model. */
export class Bench {
  readonly host: CheckerHost
  readonly device: Device
  /** Whether the device was told of an attach that no detach followed. */
  attached = false
  private readonly afar: boolean

  /** `host` is one as `program` has it, at power-on; by default a new one. Throws DeviceStartError. */
  constructor(subject: Subject, program: Header, host = new CheckerHost(program), script?: Script) {
    this.host = host
    this.afar = subject.afar === true
    try {
      this.device = subject.create(this.host.port, { queues: program.queues }, { host, script })
    } catch (error) {
      if (error instanceof GivenUpError) throw error
      throw new DeviceStartError(`device ${subject.name} cannot start with ${program.queues} queues: ${reasonOf(error)}`, { cause: error })
    }
  }

  /** The host calls of the device's start. */
  started(): Response {
    return { value: undefined, log: this.host.takeLog(), backing: undefined }
  }

  /**
   * Everything that later responses depend on; undefined for a device without save and restore. The device may write to
   * `into`, what an earlier save gave of it and nobody needs any more. Throws WayBackError.
   */
  save(into?: Uint8Array): SavedBench | undefined {
    const { device, host, attached } = this
    if (device.save === undefined || device.restore === undefined) return undefined
    const saved = orNoWayBack('save()', () => device.save?.(into))
    // A device may be JavaScript: what it returns is looked at.
    if (!(saved instanceof Uint8Array)) throw new WayBackError(`save() returned ${String(saved)}, which is no Uint8Array`)
    return { device: saved, host: host.save(), attached }
  }

  /** Goes back to what this bench itself saved. Throws WayBackError. */
  restore({ device, host, attached }: SavedBench): void {
    orNoWayBack('restore()', () => this.device.restore?.(device))
    this.host.restore(host)
    this.attached = attached
  }

  /** Does one operation. Throws what the device throws. */
  perform(operation: Operation): Response {
    switch (operation.op) {
      case 'read':
      case 'write':
        return this.access(operation)
      default:
        this.event(operation)
        return { value: undefined, log: this.host.takeLog(), backing: undefined }
    }
  }

  private access(operation: Extract<Operation, { offset: number }>): Response {
    const within = this.host.windowAt(operation.offset)
    if (within >= 0) return { value: this.throughWindow(operation, within), log: EMPTY_LOG, backing: 'window' }
    const value = operation.op === 'read' ? normal(this.device.read(operation.offset, operation.size), operation.size) : undefined
    if (operation.op === 'write') this.device.write(operation.offset, operation.size, operation.value)
    const backing: Backing | undefined = this.host.pageTouched() ? 'page' : this.afar ? undefined : 'cache'
    return { value, log: this.host.takeLog(), backing }
  }

  /** The guest reaches the page without the device: 8 bytes are two words, low first. */
  private throughWindow(operation: Extract<Operation, { offset: number }>, within: number): number | bigint | undefined {
    const { host } = this
    if (operation.op === 'read') {
      const low = host.guestLoad(within) >>> 0
      return operation.size === 4 ? low : BigInt(low) | (BigInt(host.guestLoad(within + 4) >>> 0) << 32n)
    }
    if (operation.size === 4) host.guestStore(within, operation.value)
    else {
      host.guestStore(within, Number(operation.value & 0xffff_ffffn))
      host.guestStore(within + 4, Number((operation.value >> 32n) & 0xffff_ffffn))
    }
    return undefined
  }

  private event(operation: Exclude<Operation, { offset: number }>): void {
    const { host, device } = this
    switch (operation.op) {
      case 'attach':
        if (!this.attached) device.attach()
        this.attached = true
        return
      case 'detach':
        if (this.attached) device.detach()
        this.attached = false
        return
      case 'reset':
        return device.reset()
      case 'consume':
        return host.consume(operation.l, operation.n)
      case 'fault':
        return host.fault(operation.l, operation.code)
      case 'deliver': {
        const record = host.nextEvent()
        if (record) device.event(record.map0, record.map1, record.lost)
        return
      }
      case 'lose':
        return host.loseEvent()
      case 'refuse':
        return host.refuse(operation.call, operation.errno, operation.times)
      case 'allow':
        return host.allow(operation.call)
    }
  }
}

/** A guest's first accesses: enough to bring most devices somewhere else, and to see where they are. */
const THERE: readonly Operation[] = [{ op: 'attach' }, { op: 'write', offset: 0x1_0004, size: 4, value: 5 }, { op: 'write', offset: 0x200, size: 4, value: 1 }, { op: 'write', offset: 0x1000, size: 4, value: 1 }]
const AND_ON: readonly Operation[] = [{ op: 'read', offset: 0x1_0004, size: 4 }, { op: 'write', offset: 0x1_0004, size: 4, value: 9 }, { op: 'read', offset: 0x200, size: 4 }, { op: 'detach' }, { op: 'reset' }, { op: 'read', offset: 0x1_0004, size: 4 }]

const sameResponse = (a: Response, b: Response): boolean => a.value === b.value && a.log.length === b.log.length

/**
 * Whether a device offers save and restore, tried once: it must go on from a point as it did before. Throws
 * DeviceStartError for one that cannot start, WayBackError for one that does not come back to where it was.
 */
export function canGoBack(subject: Subject, header: Header): boolean {
  const bench = new Bench(subject, header)
  const start = bench.save()
  if (start === undefined) return false
  try {
    for (const operation of THERE) bench.perform(operation)
    const point = bench.save()
    const first = AND_ON.map((operation) => bench.perform(operation))
    if (point) bench.restore(point)
    const again = AND_ON.map((operation) => bench.perform(operation))
    if (!first.every((response, i) => again[i] && sameResponse(response, again[i]))) throw new WayBackError('after restore() the device answers differently than it did at save()')
  } catch (error) {
    // A device that dies of what it is asked is judged by the search.
    if (error instanceof WayBackError) throw error
  }
  return true
}

/** A device's answer as the contract has it. Throws DeviceFault. */
export function normal(value: bigint | number, size: Size): number | bigint {
  const limit = size === 4 ? 2 ** 32 : 2n ** 64n
  const fine = typeof value === 'bigint' ? value >= 0n && value < limit : Number.isInteger(value) && value >= 0 && value < limit
  if (!fine) throw new DeviceFault('DEVICE-GARBLED', `a ${size}-byte read returned ${String(value)}`)
  return size === 4 ? Number(value) : BigInt(value)
}

/** What became of a run. */
export interface Outcome {
  /** Operations done and judged. */
  readonly steps: number
  /** The device threw or answered what is no number, at operation `steps`. */
  readonly failure: Forbidden | undefined
}

/** What an exception of a device says about it. */
export function failureOf(error: unknown): Forbidden {
  const clause: Duty = error instanceof DeviceFault ? error.clause : 'DEVICE-DIED'
  return { clause, observed: reasonOf(error), allowed: OWED[clause] }
}

/** A program whose acknowledgements are filled in while it runs: what is recorded and replayed is plain data. */
export interface ScriptedProgram extends Header {
  readonly operations: readonly Scripted[]
}

/** Judges at rest, by model and number of VCMDQs: making one costs as much as judging a short program. */
const resting = new WeakMap<object, Map<number, unknown[]>>()

/** Has a judge to itself while the work lasts. Work within the work has another. */
export function withJudge<S, T>(model: Model<S>, queues: number, work: (judge: Judge<S>) => T): T {
  const all = resting.get(model) ?? new Map<number, unknown[]>()
  resting.set(model, all)
  const free = all.get(queues) ?? []
  all.set(queues, free)
  const judge = (free.pop() as Judge<S> | undefined) ?? model.judgeFor(queues) // what rests under a model was made by it
  try {
    return work(judge)
  } finally {
    free.push(judge)
  }
}

/** Does and judges one operation after another. */
class Run<S> {
  private readonly bench: Bench
  private index = -1
  failure: Forbidden | undefined
  ended = false

  constructor(subject: Subject, private readonly judge: Judge<S>, program: Header, private readonly visitor: Visitor) {
    // Nothing is sent ahead: whoever looks at each step wants to know which one it was.
    this.bench = new Bench(subject, program)
    const response = this.bench.started()
    judge.powerOn(response)
    this.visit(START, response, this.judge.judged, this.judge.forbidden)
  }

  get steps(): number {
    return this.index
  }

  /** The response, or undefined when the run is over. */
  step(operation: Operation): Response | undefined {
    if (this.ended) return undefined
    let response: Response
    try {
      response = this.bench.perform(operation)
    } catch (error) {
      this.failure = failureOf(error)
      this.visit(operation, { value: undefined, log: this.bench.host.takeLog(), backing: undefined }, NOTHING, [this.failure])
      this.index--
      this.ended = true
      return undefined
    }
    this.judge.judge(operation, response)
    this.visit(operation, response, this.judge.judged, this.judge.forbidden)
    return response
  }

  private visit(operation: Operation, response: Response, judged: readonly string[], forbidden: readonly Forbidden[]): void {
    const ended = this.visitor.step({ index: this.index++, operation, response, judged, forbidden }, this.bench.host)
    if (ended === true) this.ended = true
  }
}

/** Software acknowledges by copying GERROR: both words are read, and GERRORN written if they differ. */
function acknowledge<S>(run: Run<S>, { gerror, gerrorn }: Extract<Scripted, { op: 'acknowledge' }>): void {
  const old = run.step({ op: 'read', offset: gerrorn, size: 4 })
  const now = run.step({ op: 'read', offset: gerror, size: 4 })
  if (old && now && old.value !== now.value) run.step({ op: 'write', offset: gerrorn, size: 4, value: Number(now.value) })
}

/** Runs a program to its end, or to where the device or the visitor ends it. */
export function runProgram<S>(subject: Subject, model: Model<S>, program: ScriptedProgram, visitor: Visitor): Outcome {
  return withJudge(model, program.queues, (judge) => {
    const run = new Run(subject, judge, program, visitor)
    for (const operation of program.operations) {
      if (run.ended) break
      if (operation.op === 'acknowledge') acknowledge(run, operation)
      else run.step(operation)
    }
    return { steps: run.steps, failure: run.failure }
  })
}

/** Index of the first operation whose response `clause` forbids, told to `told`; -1 for none. The start counts as operation 0. */
export function firstDivergence<S>(subject: Subject, model: Model<S>, program: Program, clause: string, told?: (forbidden: Forbidden) => void): number {
  let found = -1
  runProgram(subject, model, program, {
    step({ index, forbidden }) {
      const broken = forbidden.find((one) => one.clause === clause)
      if (!broken) return false
      found = Math.max(index, 0)
      told?.(broken)
      return true
    },
  })
  return found
}

/** Whether a program asks nothing of a device that is not attached: attach is operation 0, and follows every detach. */
export const attachedThroughout = ({ operations }: Program): boolean =>
  operations[0]?.op === 'attach' && operations.every(({ op }, i) => op !== 'detach' || i === operations.length - 1 || operations[i + 1]?.op === 'attach')
