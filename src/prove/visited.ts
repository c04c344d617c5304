/** The states that a search has come to, as 64-bit fingerprints: 10 to 15 bytes a state. */
import type { WordSink } from '../check/contract.js'

/** Takes a state, a word or many at a time. */
export interface StateSink extends WordSink {
  words(values: Uint32Array): void
  bytes(values: Uint8Array): void
}

/**
 * Mixes words into 64 bits. Two different states share a fingerprint with a probability of 2^-64, so that among n
 * states some two do with less than n² / 2^65: `collisionBound` says so. Multipliers are odd, shifts as in any
 * multiply-xor mixer; what matters is checked by a test: no single changed word or swapped pair goes unnoticed.
 */
export class Fingerprint implements StateSink {
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

  /** All words of an array: `word` for each, but in local variables, which takes half the time. */
  words(values: Uint32Array): void {
    let { low, high } = this
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? 0
      low = Math.imul(low ^ value, 0x9e37_79b1)
      high = Math.imul(high ^ value ^ (low >>> 15), 0x85eb_ca77)
      low = ((low ^ (low >>> 16)) + high) | 0
      high = (high ^ (high >>> 13)) | 0
    }
    this.low = low
    this.high = high
  }

  /** All bytes of an array, four at a time where it lies on whole words. */
  bytes({ buffer, byteOffset, length }: Uint8Array): void {
    const whole = byteOffset % 4 === 0 ? length >>> 2 : 0
    this.words(new Uint32Array(buffer, byteOffset % 4 === 0 ? byteOffset : 0, whole))
    if (length > 4 * whole) for (const byte of new Uint8Array(buffer, byteOffset + 4 * whole, length - 4 * whole)) this.word(byte)
  }
}

/** A fingerprint takes 8 bytes. At most so much of the table is in use: measured, a fuller one costs more time than it saves. */
const LOAD = 0.8
/** By how much a full table grows: right after it, 8 / 0.8 * 1.5 = 15 bytes a state are taken, which is the most there ever are. */
const GROWTH = 1.5
const SMALLEST = 64

/** A set of fingerprints; open addressing. */
export class VisitedSet {
  private table: Uint32Array
  private capacity: number
  size = 0

  /** Room for so many fingerprints to begin with. */
  constructor(capacity = SMALLEST) {
    this.capacity = capacity
    this.table = new Uint32Array(2 * capacity)
  }

  /** Adds a fingerprint; answers whether it was new. The all-zero one marks free places and is taken as another. */
  add(low: number, high: number): boolean {
    const first = (low | high) === 0 ? 1 : low >>> 0
    if (this.size >= this.capacity * LOAD) this.grow()
    if (!this.put(first, high >>> 0)) return false
    this.size++
    return true
  }

  get bytesPerState(): number {
    return this.size === 0 ? 0 : this.table.byteLength / this.size
  }

  has(low: number, high: number): boolean {
    const { table } = this
    const first = (low | high) === 0 ? 1 : low >>> 0
    const at = this.placeOf(first, high >>> 0)
    return ((table[2 * at] ?? 0) | (table[2 * at + 1] ?? 0)) !== 0
  }

  private put(low: number, high: number): boolean {
    const { table } = this
    const at = this.placeOf(low, high)
    if (((table[2 * at] ?? 0) | (table[2 * at + 1] ?? 0)) !== 0) return false
    table[2 * at] = low
    table[2 * at + 1] = high
    return true
  }

  /** Where a fingerprint is, or the free place where it belongs. The upper bits choose where to begin, so that any capacity will do. */
  private placeOf(low: number, high: number): number {
    const { table, capacity } = this
    let at = Math.floor((low * capacity) / 2 ** 32)
    for (;;) {
      const [l, h] = [table[2 * at] ?? 0, table[2 * at + 1] ?? 0]
      if ((l | h) === 0 || (l === low && h === high)) return at
      if (++at === capacity) at = 0
    }
  }

  private grow(): void {
    const old = this.table
    this.capacity = Math.ceil(this.capacity * GROWTH)
    this.table = new Uint32Array(2 * this.capacity)
    for (let at = 0; at < old.length; at += 2) {
      const [low, high] = [old[at] ?? 0, old[at + 1] ?? 0]
      if ((low | high) !== 0) this.put(low, high)
    }
  }
}

/** Among `states` states: the probability that some two were taken for one, at most. */
export const collisionBound = (states: number): number => (states * states) / 2 ** 65
