/** The states that a search has come to, as 64-bit fingerprints: 8 bytes a state in the table, two thirds of it in use at most. */
import type { WordSink } from '../check/contract.js'

/**
 * Mixes words into 64 bits. Two different states share a fingerprint with a probability of 2^-64, so that among n
 * states some two do with less than n² / 2^65: `collisionBound` says so. Multipliers are odd, shifts as in any
 * multiply-xor mixer; what matters is checked by a test: no single changed word or swapped pair goes unnoticed.
 */
export class Fingerprint implements WordSink {
  low = 0
  high = 0

  reset(): void {
    this.low = 0x2545_f491
    this.high = 0x6c62_272e
  }

  word(value: number): void {
    const low = Math.imul(this.low ^ value, 0x9e37_79b1)
    const high = Math.imul(this.high ^ value ^ (low >>> 15), 0x85eb_ca77)
    this.low = (low ^ (low >>> 16)) + high | 0
    this.high = (high ^ (high >>> 13)) | 0
  }

  /** All words of an array. */
  words(values: Uint32Array): void {
    for (let i = 0; i < values.length; i++) this.word(values[i] ?? 0)
  }

  /** All bytes of an array, four at a time where it lies on whole words. */
  bytes({ buffer, byteOffset, length }: Uint8Array): void {
    const whole = byteOffset % 4 === 0 ? length >>> 2 : 0
    this.words(new Uint32Array(buffer, byteOffset % 4 === 0 ? byteOffset : 0, whole))
    for (const byte of new Uint8Array(buffer, byteOffset + 4 * whole, length - 4 * whole)) this.word(byte)
  }
}

const LOAD = 2 / 3

/** A set of fingerprints; open addressing, doubling. */
export class VisitedSet {
  private table: Uint32Array
  private mask: number
  size = 0

  /** Room for 2^`log2` fingerprints to begin with. */
  constructor(log2 = 12) {
    this.table = new Uint32Array(2 ** (log2 + 1))
    this.mask = 2 ** log2 - 1
  }

  /** Adds a fingerprint; answers whether it was new. The all-zero one marks free places and is taken as another. */
  add(low: number, high: number): boolean {
    const first = (low | high) === 0 ? 1 : low >>> 0
    if (this.size >= (this.mask + 1) * LOAD) this.grow()
    if (!this.put(first, high >>> 0)) return false
    this.size++
    return true
  }

  get bytesPerState(): number {
    return this.size === 0 ? 0 : this.table.byteLength / this.size
  }

  private put(low: number, high: number): boolean {
    const { table, mask } = this
    for (let at = (low ^ (high >>> 7)) & mask; ; at = (at + 1) & mask) {
      const [l, h] = [table[2 * at] ?? 0, table[2 * at + 1] ?? 0]
      if (l === low && h === high) return false
      if ((l | h) === 0) {
        table[2 * at] = low
        table[2 * at + 1] = high
        return true
      }
    }
  }

  private grow(): void {
    const old = this.table
    this.table = new Uint32Array(old.length * 2)
    this.mask = this.mask * 2 + 1
    for (let at = 0; at < old.length; at += 2) {
      const [low, high] = [old[at] ?? 0, old[at + 1] ?? 0]
      if ((low | high) !== 0) this.put(low, high)
    }
  }
}

/** Among `states` states: the probability that some two were taken for one, at most. */
export const collisionBound = (states: number): number => (states * states) / 2 ** 65
