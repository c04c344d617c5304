/**
 * Which commands may go ahead of the answers to those before them. An access never does that could be the checker's own
 * to serve by then: an operation that waits for its answer may install a window, and what lies in a window never reaches the
 * device. Nor does anything go past what the host or the hardware does in between.
 */
import type { CheckerHost } from '../host/index.js'
import type { Script } from '../check/script.js'
import type { Asked } from './protocol.js'

/** Both apertures' Page0, where designs install windows: 64 KiB each, at 0x10000 and at 0x30000 of the region. */
const PAGE_SHIFT = 16
const isPage0 = (offset: number): boolean => offset >> PAGE_SHIFT === 1 || offset >> PAGE_SHIFT === 3

const SLOT_BYTES = 0x80
const BASE_BYTES = 8
/** CMDQ_ALLOC_MAP of 128 VCMDQs. */
const ALLOC_MAP = 0x200
const ALLOC_MAP_END = 0x400
const VINTF_CONFIG = 0x1000

/** CONFIG, an entry of CMDQ_ALLOC_MAP, VINTF0_CONFIG, or BASE of a VCMDQ through either aperture; with 8 bytes also from the word before. */
function setsUp(offset: number): boolean {
  const page = offset >> PAGE_SHIFT
  if (page === 2 || page === 4) return offset % SLOT_BYTES < BASE_BYTES
  return page === 0 && (offset < BASE_BYTES || (offset >= ALLOC_MAP - 4 && offset < ALLOC_MAP_END) || (offset >= VINTF_CONFIG - 4 && offset < VINTF_CONFIG + BASE_BYTES))
}

/** A command that was sent, or is about to be. */
export interface Ahead {
  /** Index of its operation. */
  readonly index: number
  readonly operation: Asked
}

/** What one device was seen to do, whatever the program: it is asked the same ones again and again. */
export class Habits {
  /** A window came where none was looked for: from now on no access goes ahead of anything to where one may be. */
  careful = false
  private readonly windows: (readonly [offset: number, length: number])[] = []

  /** A window was installed. */
  installed(offset: number, length: number): void {
    if (!this.windows.some(([o, l]) => o === offset && l === length)) this.windows.push([offset, length])
  }

  /** Whether a window may lie, or come to lie, over an offset. */
  mayBeWindow(offset: number): boolean {
    return isPage0(offset) || this.windows.some(([start, length]) => offset >= start && offset < start + length)
  }

  /**
   * Whether an operation may install or remove a window: what enables, maps or addresses a queue, and what is no access. Other
   * accesses do not, unless one was seen to.
   */
  mayMoveWindows(operation: Asked): boolean {
    if (this.careful || !('offset' in operation)) return true
    return operation.op === 'write' && setsUp(operation.offset)
  }
}

/** Walks ahead in a program. */
export class Lookahead {
  private next = 0
  private attached = false

  constructor(private readonly script: Script, private readonly host: CheckerHost, private readonly habits: Habits) {}

  /** Goes on from after the operation that is done now, which the host has seen. */
  startAfter(index: number, attached: boolean): void {
    // What is not known before it is done asks more than once.
    this.next = index >= 0 && this.script.operationAt(index) === undefined ? this.script.length : index + 1
    this.attached = attached
  }

  /** The next command that may go; undefined where there is none until something is answered. `moving`: one that waits may move windows. */
  take(moving: boolean): Ahead | undefined {
    for (; this.next < this.script.length; this.next++) {
      const operation = this.script.operationAt(this.next)
      const index = this.next
      switch (operation?.op) {
        case 'read':
        case 'write':
          if (this.habits.mayBeWindow(operation.offset)) {
            const served = this.host.windowAt(operation.offset) >= 0
            // What the guest stores there, the device's copy is told before the next command.
            if (moving || (served && operation.op === 'write')) return undefined
            if (served) continue
          }
          break
        case 'attach':
        case 'detach':
          if (this.attached === (operation.op === 'attach')) continue
          this.attached = operation.op === 'attach'
          break
        case 'reset':
          break
        default:
          return undefined
      }
      this.next++
      return { index, operation }
    }
    return undefined
  }
}
