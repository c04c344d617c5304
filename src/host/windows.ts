import type { Errno } from '../check/contract.js'
import { ERRNO } from './errno.js'
import type { StateReader, StateWriter } from './state.js'

/** Bytes of the mmap'd page: no window is longer. */
export const PAGE_BYTES = 0x10000
const HIGHEST_OFFSET = 0xffff_fffc

/**
 * Where the guest reaches the page without the device. Byte i of a window is byte i of the page.
 * Windows may overlap: the one installed last is on top. Installing one that is there already lifts it to the
 * top; it stays one window, which one removal takes away.
 */
export class Windows {
  private readonly offsets: number[] = []
  private readonly lengths: number[] = []

  /** Installs a window, or answers EINVAL for one that is not made of whole words of the page. */
  install(offset: number, length: number): Errno | 0 {
    if (!isWords(offset, 0, HIGHEST_OFFSET) || !isWords(length, 4, PAGE_BYTES)) return ERRNO.EINVAL
    this.remove(offset, length)
    this.offsets.push(offset)
    this.lengths.push(length)
    return 0
  }

  /** Removes the window with exactly this offset and length, or answers ENOENT. */
  remove(offset: number, length: number): Errno | 0 {
    const found = this.offsets.findIndex((start, i) => start === offset && this.lengths[i] === length)
    if (found < 0) return ERRNO.ENOENT
    this.offsets.splice(found, 1)
    this.lengths.splice(found, 1)
    return 0
  }

  /** The byte of the page that a window shows at this offset of the region, or -1. */
  at(offset: number): number {
    for (let i = this.offsets.length - 1; i >= 0; i--) {
      const byte = offset - (this.offsets[i] ?? 0)
      if (byte >= 0 && byte < (this.lengths[i] ?? 0)) return byte
    }
    return -1
  }

  /** Removes all. */
  clear(): void {
    this.offsets.length = 0
    this.lengths.length = 0
  }

  /** Writes the state. */
  save(into: StateWriter): void {
    into.word(this.offsets.length)
    for (let i = 0; i < this.offsets.length; i++) {
      into.word(this.offsets[i] ?? 0)
      into.word(this.lengths[i] ?? 0)
    }
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    this.clear()
    for (let left = from.next(); left > 0; left--) {
      this.offsets.push(from.next())
      this.lengths.push(from.next())
    }
  }
}

function isWords(value: number, lowest: number, highest: number): boolean {
  return Number.isInteger(value) && value % 4 === 0 && value >= lowest && value <= highest
}
