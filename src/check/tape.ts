/**
 * A program as the loop takes it: one typed array for each field. Tens of thousands of programs are written and run in a
 * second, all on the same tape, and nothing is allocated for an access.
 */
import { REFUSABLE_CALLS } from '../host/index.js'
import type { Operation } from './contract.js'
import type { Scripted } from './linux/guest.js'

export const READ_4 = 0
export const READ_8 = 1
export const WRITE_4 = 2
export const WRITE_8 = 3
/** Software copies GERROR to GERRORN where they differ: `place` has GERROR, `low` GERRORN. */
export const ACKNOWLEDGE = 4
/** From here on the host's and the hardware's doings, which no guest causes. */
export const EVENTS = 5

const NAMES = ['attach', 'detach', 'reset', 'consume', 'fault', 'deliver', 'lose', 'refuse', 'allow'] as const satisfies readonly Operation['op'][]
const KIND_OF: ReadonlyMap<string, number> = new Map(NAMES.map((name, number) => [name, EVENTS + number]))
export const CONSUME = EVENTS + NAMES.indexOf('consume')
const CALL_OF: ReadonlyMap<string, number> = new Map(REFUSABLE_CALLS.map((call, number) => [call, number]))

const FIRST_CAPACITY = 256
const LOW_WORD = 0xffff_ffffn

/** Operations, one after another. */
export class Tape {
  length = 0
  /** Some value is not known before the program runs: what is done is recorded apart. */
  scripted = false
  kind = new Uint8Array(FIRST_CAPACITY)
  /** Offset of an access, logical slot of an event, number of a call. */
  place = new Int32Array(FIRST_CAPACITY)
  /** The value written, its lower half; a count, a code; how often a call is refused, 0 for ever. */
  low = new Uint32Array(FIRST_CAPACITY)
  high = new Uint32Array(FIRST_CAPACITY)
  /** Errnos that calls are refused with: `high` counts them. */
  private readonly errnos: string[] = []

  clear(): this {
    this.length = 0
    this.scripted = false
    return this
  }

  read(offset: number): void {
    this.add(READ_4, offset, 0, 0)
  }

  /** A 4-byte write. */
  write(offset: number, value: number): void {
    this.add(WRITE_4, offset, value, 0)
  }

  /** An 8-byte write. */
  writePair(offset: number, value: bigint): void {
    this.add(WRITE_8, offset, Number(value & LOW_WORD), Number(value >> 32n))
  }

  consume(l: number, n: number): void {
    this.add(CONSUME, l, n, 0)
  }

  push(operation: Scripted): void {
    switch (operation.op) {
      case 'read':
        return this.add(operation.size === 4 ? READ_4 : READ_8, operation.offset, 0, 0)
      case 'write':
        return operation.size === 4 ? this.write(operation.offset, operation.value) : this.writePair(operation.offset, operation.value)
      case 'acknowledge':
        this.scripted = true
        return this.add(ACKNOWLEDGE, operation.gerror, operation.gerrorn, 0)
      case 'consume':
        return this.consume(operation.l, operation.n)
      case 'fault':
        return this.add(kindOf(operation.op), operation.l, operation.code, 0)
      case 'refuse':
        return this.add(kindOf(operation.op), CALL_OF.get(operation.call) ?? 0, operation.times ?? 0, this.errno(operation.errno))
      case 'allow':
        return this.add(kindOf(operation.op), CALL_OF.get(operation.call) ?? 0, 0, 0)
      default:
        return this.add(kindOf(operation.op), 0, 0, 0)
    }
  }

  /** Takes a whole program, from the beginning. */
  load(operations: readonly Scripted[]): this {
    this.clear()
    for (const operation of operations) this.push(operation)
    return this
  }

  /** The operation at `index`, which is no acknowledgement. */
  operationAt(index: number): Operation {
    const kind = this.kind[index] ?? 0
    const place = this.place[index] ?? 0
    const low = this.low[index] ?? 0
    const high = this.high[index] ?? 0
    switch (kind) {
      case READ_4:
      case READ_8:
        return { op: 'read', offset: place, size: kind === READ_4 ? 4 : 8 }
      case WRITE_4:
        return { op: 'write', offset: place, size: 4, value: low }
      case WRITE_8:
        return { op: 'write', offset: place, size: 8, value: (BigInt(high) << 32n) | BigInt(low) }
      default:
        return this.eventAt(kind, place, low, high)
    }
  }

  /** The first `length` operations, as data. */
  operations(length = this.length): Operation[] {
    return Array.from({ length }, (_, index) => this.operationAt(index))
  }

  private eventAt(kind: number, place: number, low: number, high: number): Operation {
    const op = NAMES[kind - EVENTS] ?? 'deliver'
    const call = REFUSABLE_CALLS[place] ?? 'viommuAlloc'
    switch (op) {
      case 'consume':
        return { op, l: place, n: low }
      case 'fault':
        return { op, l: place, code: low }
      case 'refuse':
        return low === 0 ? { op, call, errno: this.errnos[high] ?? '' } : { op, call, errno: this.errnos[high] ?? '', times: low }
      case 'allow':
        return { op, call }
      default:
        return { op }
    }
  }

  private errno(name: string): number {
    const known = this.errnos.indexOf(name)
    return known < 0 ? this.errnos.push(name) - 1 : known
  }

  private add(kind: number, place: number, low: number, high: number): void {
    const index = this.length
    if (index === this.kind.length) this.grow()
    this.kind[index] = kind
    this.place[index] = place
    this.low[index] = low
    this.high[index] = high
    this.length = index + 1
  }

  private grow(): void {
    const { kind, place, low, high } = this
    const capacity = 2 * kind.length
    this.kind = new Uint8Array(capacity)
    this.place = new Int32Array(capacity)
    this.low = new Uint32Array(capacity)
    this.high = new Uint32Array(capacity)
    this.kind.set(kind)
    this.place.set(place)
    this.low.set(low)
    this.high.set(high)
  }
}

const kindOf = (name: Operation['op']): number => KIND_OF.get(name) ?? EVENTS

/** The name of an event's kind. */
export const eventName = (kind: number): string => NAMES[kind - EVENTS] ?? ''
