/** A 32-bit word of which some bits are known. Unknown bits of `value` are 0. Numbers are 0 … 2^32-1. */
export interface Bits {
  readonly value: number
  readonly known: number
}

export const ALL = 0xffff_ffff

/** A word all of whose bits under `mask` are known. */
export const exactly = (value: number, mask = ALL): Bits => ({ value: (value & mask) >>> 0, known: mask >>> 0 })

export const UNKNOWN: Bits = { value: 0, known: 0 }

/** Bits in which a seen word contradicts what is known. */
export const contradiction = (owed: Bits, seen: number): number => ((owed.value ^ seen) & owed.known) >>> 0

/** Forgets the bits of `mask`. */
export const forget = (bits: Bits, mask: number): Bits => ({ value: (bits.value & ~mask) >>> 0, known: (bits.known & ~mask) >>> 0 })

/** What is known when a word is either `a` or `b`, bit by bit. */
export function either(a: Bits, b: Bits): Bits {
  const known = (a.known & b.known & ~(a.value ^ b.value)) >>> 0
  return { value: (a.value & known) >>> 0, known }
}

/** One bit: 0, 1, or undefined when unknown. */
export const bit = (bits: Bits, index: number): 0 | 1 | undefined =>
  (bits.known >>> index) & 1 ? (((bits.value >>> index) & 1) as 0 | 1) : undefined // a single bit

export const hex = (value: number | bigint): string => `0x${value.toString(16)}`
