/** The register cache of a device and what it holds from its host: all its state, in one array of words. */
import * as at from './layout.js'

const WORD_BYTES = 4

/** Words by number; `?? 0` only satisfies the type of a typed array. */
export class Registers {
  private readonly words: Uint32Array

  constructor(readonly count: number) {
    this.words = new Uint32Array(at.queueWords(count))
  }

  get(word: number): number {
    return this.words[word] ?? 0
  }

  set(word: number, value: number): void {
    this.words[word] = value
  }

  isSet(word: number): boolean {
    return (this.get(word) & at.BIT_0) !== 0
  }

  /** A Page0 register of `queue` by its place in the slot. */
  page0(queue: number, register: number): number {
    return this.get(at.queueWords(queue) + register / 4)
  }

  setPage0(queue: number, register: number, value: number): void {
    this.set(at.queueWords(queue) + register / 4, value)
  }

  zeroPage0(queue: number): void {
    this.words.fill(0, at.queueWords(queue), at.queueWords(queue) + at.Q_PAGE1)
  }

  /** The whole 64-bit BASE. */
  base(queue: number): bigint {
    const low = at.queueWords(queue) + at.Q_PAGE1
    return (BigInt(this.get(low + 1)) << 32n) | BigInt(this.get(low))
  }

  handle(queue: number): number {
    return this.get(at.queueWords(queue) + at.Q_HANDLE)
  }

  setHandle(queue: number, handle: number): void {
    this.set(at.queueWords(queue) + at.Q_HANDLE, handle)
  }

  isAllocSet(queue: number): boolean {
    return this.isSet(at.queueWords(queue) + at.Q_ALLOC)
  }

  /** VINTF ENABLE and ALLOC are set. The entry's fields are not looked at: slot l is VCMDQ l. */
  isMapped(queue: number): boolean {
    return this.isSet(at.W_VINTF_CONFIG) && this.isAllocSet(queue)
  }

  /** Registers to their reset values; what the device holds from the host stays. */
  reset(config: number, sidTablesToo: boolean): void {
    this.words.fill(0, 0, at.W_SID)
    if (sidTablesToo) this.words.fill(0, at.W_SID, at.W_SID + at.SID_WORDS)
    this.set(at.W_CONFIG, config)
    for (let queue = 0; queue < this.count; queue++) {
      this.words.fill(0, at.queueWords(queue), at.queueWords(queue) + at.Q_HANDLE)
    }
  }

  /** The size, then all words up to the last one that is not zero, as bytes: of 128 queues most are never touched. */
  save(): Uint8Array {
    let end = this.words.length
    while (end > 0 && this.words[end - 1] === 0) end--
    const saved = new Uint32Array(end + 1)
    saved[0] = this.words.length
    saved.set(this.words.subarray(0, end), 1)
    return new Uint8Array(saved.buffer)
  }

  /** Takes over what save() gave. Bytes that lie at an odd place of a larger buffer are copied first. */
  restore(state: Uint8Array): void {
    const saved = state.length % WORD_BYTES === 0 ? wordsOf(state) : undefined
    if (saved === undefined || saved[0] !== this.words.length || saved.length > this.words.length + 1) {
      throw new RangeError(`a state of ${this.words.byteLength} bytes belongs here, not one of ${(saved?.[0] ?? 0) * WORD_BYTES}: it is of another design or size`)
    }
    this.words.set(saved.subarray(1))
    this.words.fill(0, saved.length - 1)
  }
}

function wordsOf(state: Uint8Array): Uint32Array {
  const { buffer, byteOffset, length } = state.byteOffset % WORD_BYTES === 0 ? state : state.slice()
  return new Uint32Array(buffer, byteOffset, length / WORD_BYTES)
}
