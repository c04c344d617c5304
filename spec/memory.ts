/** The guest's memory as the checker lays it out, and which BASE a hardware queue can use. */
import type { Bits } from './bits.js'

const RAM_START = 0x4000_0000
const RAM_END = 0xc000_0000
/** RAM is physically contiguous within each naturally aligned 8 MiB … */
const CONTIGUOUS = 0x80_0000
/** … except the last 8 MiB, which is contiguous only within each 4 KiB. */
const SCATTERED_FROM = RAM_END - CONTIGUOUS
const SCATTERED = 0x1000
const COMMAND_BYTES = 16
/** 16 << IDR1.CMDQS, with CMDQS = 19. */
const LARGEST_RING = 0x80_0000
const SMALLEST_RING = 32

/** A ring in guest memory: address and length in bytes. All sums stay below 2^53. */
export interface Ring {
  readonly address: number
  readonly length: number
}

/** The value of a BASE register pair: two words, known or unknown bit by bit. */
export interface BaseValue {
  readonly L: Bits
  readonly H: Bits
}

export const LOG2SIZE = 0x1f
const BASE_L_BITS = 0xffff_ffff
const BASE_H_BITS = 0xffff

/** The ring that a BASE names; undefined while a defined bit of it is unknown. */
export function ringOf({ L, H }: BaseValue): Ring | undefined {
  if (L.known !== BASE_L_BITS || (H.known & BASE_H_BITS) !== BASE_H_BITS) return undefined
  const low = (L.value & ~LOG2SIZE) >>> 0
  return { address: (H.value & BASE_H_BITS) * 2 ** 32 + low, length: COMMAND_BYTES * 2 ** (L.value & LOG2SIZE) }
}

/** A usable ring is one that hwQueueAlloc accepts, order apart. */
export function usable({ address, length }: Ring): boolean {
  const end = address + length
  if (address < RAM_START || end > RAM_END) return false
  const piece = end > SCATTERED_FROM ? SCATTERED : CONTIGUOUS
  const contiguous = Math.floor(address / piece) === Math.floor((end - 1) / piece)
  return contiguous && length >= SMALLEST_RING && length <= LARGEST_RING && address % length === 0
}

export const sameRing = (ring: Ring | undefined, address: bigint, length: bigint): boolean =>
  ring !== undefined && BigInt(ring.address) === address && BigInt(ring.length) === length

/** PROD and CONS are compared on the index and wrap bits of the ring. */
export const indexMask = (ringLength: number): number => (ringLength / COMMAND_BYTES) * 2 - 1

/** How many commands stand between CONS and PROD. */
export const pending = (prod: number, cons: number, ringLength: number): number => (prod - cons) & indexMask(ringLength)
