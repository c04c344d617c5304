/**
 * The lines between checker and device, as qtest has them and as it does not: docs/remote-devices.md says the same to
 * those who write the other side.
 */
import type { Operation } from '../check/contract.js'
import { DeviceFault } from '../check/fault.js'

const hex = (value: number | bigint): string => `0x${value.toString(16)}`

/** An operation that is asked of a device; the others are the host's or the hardware's. */
export type Asked = Extract<Operation, { op: 'read' | 'write' | 'attach' | 'detach' | 'reset' }>

/** Commands to a device whose region lies at `base` of its address space. */
export class Commands {
  private readonly known = new Map<number, string>()

  constructor(private readonly base: bigint) {}

  read(offset: number, size: 4 | 8): string {
    return `${size === 4 ? 'readl' : 'readq'} ${this.address(offset)}\n`
  }

  write(offset: number, size: 4 | 8, value: number | bigint): string {
    return `${size === 4 ? 'writel' : 'writeq'} ${this.address(offset)} ${hex(value)}\n`
  }

  of(operation: Asked): string {
    if (operation.op === 'read') return this.read(operation.offset, operation.size)
    if (operation.op === 'write') return this.write(operation.offset, operation.size, operation.value)
    return `cmdqv_${operation.op}\n`
  }

  /** Offsets come again and again: a number's text costs as much as all the rest of a command. */
  private address(offset: number): string {
    const known = this.known.get(offset)
    if (known !== undefined) return known
    const made = hex(this.base + BigInt(offset))
    this.known.set(offset, made)
    return made
  }
}

export const powerOn = (queues: number): string => `cmdqv_power_on ${queues}\n`
export const event = (map0: bigint, map1: bigint, lost: boolean): string => `cmdqv_event ${hex(map0)} ${hex(map1)} ${lost ? 1 : 0}\n`
/** The hardware changed a word of the page. It is no command and has no reply. */
export const pageWord = (offset: number, value: number): string => `PAGE ${hex(offset)} ${hex(value)}\n`
export const granted = (value?: number | bigint): string => (value === undefined ? 'OK\n' : `OK ${hex(value)}\n`)
export const refused = (errno: string): string => `ERR ${errno}\n`

const MOST_QUOTED = 80
/** What the device said, for a message of one line: control characters shown, and not all of what is long. */
export function quoted(text: string, most = MOST_QUOTED): string {
  const shown = JSON.stringify(text.length > most ? text.slice(0, most) : text)
  return text.length > most ? `${shown} and ${text.length - most} more characters` : shown
}

export const garbled = (what: string): DeviceFault => new DeviceFault('DEVICE-GARBLED', what)

const NUMBER = /^(?:0x[0-9a-fA-F]{1,16}|\d{1,20})$/

/** A number of a line, hex with 0x or decimal; undefined for anything else and for what does not fit 64 bits. */
export function numberIn(word: string | undefined): bigint | undefined {
  if (word === undefined || !NUMBER.test(word)) return undefined
  const value = BigInt(word)
  return value < 2n ** 64n ? value : undefined
}

/** The value of a read's reply. Throws DeviceFault. */
export function valueIn(reply: string, size: 4 | 8, command: string): number | bigint {
  const digits = reply.slice(3)
  // Number() is twice as fast as BigInt(), and exact for what has 13 digits in hex.
  if (size === 4 && /^0x[0-9a-fA-F]{1,16}$/.test(digits)) {
    const value = Number(digits)
    if (value < 2 ** 32) return value
  }
  const value = numberIn(digits)
  if (value === undefined || (size === 4 && value >= 2n ** 32n)) throw garbled(`it answered ${command.trim()} with ${quoted(reply)}; a reply is OK and a value of ${size} bytes`)
  return size === 4 ? Number(value) : value
}
