/** Single words of the state. */
import type { Bits } from '../../spec/bits.js'
import * as at from './layout.js'

/** Puts what is known of a word in its place; how it came to be owed stays. */
export function put(words: Int32Array, word: number, { value, known }: Bits): void {
  words[word + at.VALUE] = value
  words[word + at.KNOWN] = known
}

/** Bit 0 of a word: 0, 1, or -1 when unknown. */
export const enableOf = (words: Int32Array, word: number): number => (((words[word + at.KNOWN] ?? 0) & 1) === 0 ? -1 : (words[word + at.VALUE] ?? 0) & 1)

/** Forgets the bits of `mask` in a word. */
export function forget(words: Int32Array, word: number, mask: number): void {
  words[word + at.VALUE] = (words[word + at.VALUE] ?? 0) & ~mask
  words[word + at.KNOWN] = (words[word + at.KNOWN] ?? 0) & ~mask
}
