/** The words of a fingerprint, and how a register is put into them. */
import type { Bits } from '../bits.js'
import { definedBits } from '../registers.js'
import type { Register } from '../registers.js'

/** Takes words one after another: 32 bits each, of either sign. */
export interface Words {
  /** Takes the next one. */
  word(value: number): void
}

/** The defined bits of a page's register. */
export const maskIn = (page: readonly Register[], name: string): number =>
  page.reduce((mask, register) => (register.name === name ? definedBits(register) : mask), 0)

/** Every defined bit is known. */
export const isComplete = ({ known }: Bits, mask: number): boolean => (known & mask) >>> 0 === mask
const COMPLETE = 1 << 30

/** A register: the conditions that hold for its origin, its value, and where not all of it is known, what is. */
export function feedWord(sink: Words, conditions: number, bits: Bits, mask: number): void {
  const complete = isComplete(bits, mask)
  sink.word(complete ? conditions | COMPLETE : conditions)
  sink.word(bits.value & mask)
  if (!complete) sink.word(bits.known & mask)
}
