/**
 * A state of the device as words. Whoever owns a part of it writes that part, and reads it back in the same order.
 *
 * Every part writes its memory as it stands, also what follows from other words: a device that keeps something up
 * wrongly must come back as wrong as it was. Two devices that answer alike from now on should save the same words, because
 * whoever explores counts states by them; so what nothing can depend on any more is set to 0 when that comes about.
 */

/** Takes the words of one state. */
export class StateWriter {
  private readonly words: Uint32Array
  private at = 0

  /** `length` words, in the memory of `reuse` if that is of the same length. Every word is written. */
  constructor(length: number, reuse?: Uint8Array) {
    const fits = reuse !== undefined && reuse.length === 4 * length && reuse.byteOffset % 4 === 0
    this.words = fits ? new Uint32Array(reuse.buffer, reuse.byteOffset, length) : new Uint32Array(length)
  }

  word(value: number): void {
    this.words[this.at++] = value
  }

  /** Copies a block of words. */
  block(words: Uint32Array): void {
    this.words.set(words, this.at)
    this.at += words.length
  }

  /** The state, once all is written. */
  bytes(): Uint8Array {
    return new Uint8Array(this.words.buffer, this.words.byteOffset, this.words.byteLength)
  }
}

/** Gives the words of one state. */
export class StateReader {
  private readonly words: Uint32Array
  private at = 0

  /** `length` is the number of words that a state has here. The bytes may lie at any offset of a larger buffer. */
  constructor(state: Uint8Array, length: number) {
    if (state.length !== 4 * length) {
      throw new RangeError(
        `a state of ${4 * length} bytes belongs here, not one of ${state.length}: save it on a device with as many queues`,
      )
    }
    const whole = state.byteOffset % 4 === 0 ? state : state.slice()
    this.words = new Uint32Array(whole.buffer, whole.byteOffset, length)
  }

  word(): number {
    return this.words[this.at++] ?? 0
  }

  /** Fills a block of words. */
  block(words: Uint32Array): void {
    words.set(this.words.subarray(this.at, (this.at += words.length)))
  }
}
