/**
 * A notation for the operations of an alphabet, one word each:
 *
 *     attach  detach  reset  deliver  lose  consume0  fault0  refuse:hwQueueAlloc
 *     VINTF0_CONFIG=1  CMDQ_ALLOC_MAP[1]=3      write of a Config register, CMDQ_ALLOC_MAP_1 among them
 *     d0.BASE_L=good  v1.CONS_INDX=1            write through the direct aperture of VCMDQ 0, through VINTF slot 1
 *     STATUS  CMDQ_ALLOC_MAP[0]  v0.GERROR      the same without a value: a read
 *     d0.BASE_L:8=good  0xc=1  0x10000:8        8 bytes wide; at an offset without a name
 */
import type { Operation, RefusableCall } from '../../src/check/contract.js'
import type { Page0Register, Region } from '../../src/check/region.js'
import { CANONICAL_ERRNO } from '../../src/check/order.js'

/** Rings by name; their numbers are the least that are what the name says. */
const RINGS: Readonly<Record<string, number>> = {
  /** Two commands at the start of RAM: the shortest ring that hwQueueAlloc takes, and the first place for it. */
  good: 0x4000_0001,
  /** In RAM, but of one command: shorter than any ring. */
  short: 0x4000_0000,
  /** In RAM, where memory is contiguous only within each 4 KiB, and longer than that: only the host can know. */
  scattered: 0xbf80_0009,
  /** Not in RAM. */
  nowhere: 1,
}

const EVENTS = ['attach', 'detach', 'reset', 'deliver', 'lose'] as const
const NAME = /^(?:([dv])(\d+)\.(\w+?)|(0x[0-9a-f]+)|([A-Z]\w*?)(?:\[(\d+)\])?)(:8)?(?:=(\w+))?$/

function offsetOf(parts: readonly (string | undefined)[], region: Region): number {
  const [, aperture, index, register, offset, config, entry] = parts
  // A name that the region does not have throws there.
  if (register !== undefined) return region.queueRegister(aperture === 'v' ? 'vintf' : 'direct', register as Page0Register, Number(index))
  return offset === undefined ? region.configRegister(config ?? '', Number(entry ?? 0)) : Number(offset)
}

function eventOf(word: string): Operation | undefined {
  const plain = EVENTS.find((op) => op === word)
  if (plain) return { op: plain }
  const [, kind, queue] = /^(consume|fault)(\d+)$/.exec(word) ?? []
  if (kind === 'consume') return { op: 'consume', l: Number(queue), n: 1 }
  if (kind === 'fault') return { op: 'fault', l: Number(queue), code: 1 }
  const [, call] = /^refuse:(\w+)$/.exec(word) ?? []
  // Running a program with a call that nobody knows throws.
  return call === undefined ? undefined : { op: 'refuse', call: call as RefusableCall, errno: CANONICAL_ERRNO, times: 1 }
}

/** The operation that a word stands for. Throws for a word that means nothing. */
export function letter(word: string, region: Region): Operation {
  const event = eventOf(word)
  if (event) return event
  const parts = NAME.exec(word)
  if (!parts) throw new RangeError(`no operation is written ${word}`)
  const offset = offsetOf(parts, region)
  const [wide, value] = [parts[7] !== undefined, parts[8]]
  if (value === undefined) return { op: 'read', offset, size: wide ? 8 : 4 }
  const number = RINGS[value] ?? Number(value)
  return wide ? { op: 'write', offset, size: 8, value: BigInt(number) } : { op: 'write', offset, size: 4, value: number }
}

/** The operations of a text of such words. */
export const letters = (text: string, region: Region): readonly Operation[] => text.split(/\s+/).filter((word) => word !== '').map((word) => letter(word, region))
