/**
 * Error bits: which VCMDQs have active errors, the maps that show them, and CMDQ_INIT_ERR.
 */
import * as at from './layout.js'
import type { Mapping } from './mapping.js'
import type { Slots } from './slots.js'
import type { StateReader, StateWriter } from './state.js'

/** What a write of BASE covers; the two halves together make 3, whichever comes first. */
export const WHOLE = 0
export const LOW_HALF = 1
export const HIGH_HALF = 2

/** Computed when asked, never stored: an acknowledgement through the guest's window does not trap (ERR-MAP). */
export class Errors {
  /** The half of BASE that was written without the other since, or WHOLE. */
  private readonly openHalf: Uint8Array
  /** 1 while the active CMDQ_INIT_ERR comes from an address that was written only half. */
  private readonly provoked: Uint8Array

  constructor(
    private readonly words: Uint32Array,
    private readonly mapping: Mapping,
    private readonly slots: Slots,
    private readonly queues: number,
  ) {
    this.openHalf = new Uint8Array(queues)
    this.provoked = new Uint8Array(queues)
  }

  /** Active error bits of `queue`: those in which GERROR and GERRORN differ now. */
  active(queue: number): number {
    const slot = this.slots.liveSlot(queue)
    const page = this.slots.page
    if (slot >= 0 && page !== undefined) {
      const registers = slot * at.SLOT_BYTES
      return (page.load(registers + at.GERROR) ^ page.load(registers + at.GERRORN)) & at.ERRORS
    }
    const registers = at.queueWords(queue)
    return ((this.words[registers + at.Q_GERROR] ?? 0) ^ (this.words[registers + at.Q_GERRORN] ?? 0)) & at.ERRORS
  }

  /** Whether a VCMDQ is mapped at `slot` and has an active error. */
  activeAt(slot: number): boolean {
    const queue = this.mapping.queueAt(slot)
    return queue >= 0 && this.active(queue) !== 0
  }

  /** Word `m` of CMDQ_ERR_MAP: physical numbers, mapped or not. */
  physicalMap(m: number): number {
    let map = 0
    const end = Math.min(this.queues, 32 * m + 32)
    for (let queue = 32 * m; queue < end; queue++) if (this.active(queue) !== 0) map |= 1 << (queue & 31)
    return map >>> 0
  }

  /** Word `m` of VINTF0_LVCMDQ_ERR_MAP: logical numbers of the mapped ones. */
  logicalMap(m: number): number {
    let map = 0
    const end = Math.min(this.queues, 32 * m + 32)
    for (let slot = 32 * m; slot < end; slot++) if (this.activeAt(slot)) map |= 1 << (slot & 31)
    return map >>> 0
  }

  /** VI_ERR_MAP_0: bit 0 is the only interface there is. */
  interfaceMap(): number {
    for (let slot = 0; slot < this.queues; slot++) if (this.activeAt(slot)) return 1
    return 0
  }

  /**
   * The guest writes BASE of `queue`, all of it or one half. An error that the unfinished address provoked is
   * taken back: if what BASE is now is refused as well, it comes again in this operation (HALF-BASE). An error
   * of a finished address is the guest's to acknowledge, or ends with the next success.
   */
  baseWritten(queue: number, half: number): void {
    const finished = (this.openHalf[queue] ?? WHOLE) + half === LOW_HALF + HIGH_HALF
    this.openHalf[queue] = finished ? WHOLE : half
    if (this.provoked[queue] === 1 && (this.active(queue) & at.INIT_ERR) !== 0) this.toggleInitError(queue)
    this.provoked[queue] = 0
  }

  /** hwQueueAlloc for `queue` was refused: CMDQ_INIT_ERR is active, toggled only if it was not (INIT-ERR). */
  refused(queue: number): void {
    const open = this.openHalf[queue] !== WHOLE
    const fresh = (this.active(queue) & at.INIT_ERR) === 0
    if (fresh) this.toggleInitError(queue)
    // An error that was there before stays what it was, but a finished address makes it its own.
    if (fresh || !open) this.provoked[queue] = open ? 1 : 0
  }

  /** hwQueueAlloc for `queue` succeeded. */
  granted(queue: number): void {
    this.provoked[queue] = 0
  }

  /** RESET. */
  reset(): void {
    this.openHalf.fill(WHOLE)
    this.provoked.fill(0)
  }

  /** Writes what the registers do not tell: how far BASE has come, and whose fault an error is. */
  save(into: StateWriter): void {
    for (let queue = 0; queue < this.queues; queue++) {
      into.word(((this.provoked[queue] ?? 0) << 2) | (this.openHalf[queue] ?? WHOLE))
    }
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    for (let queue = 0; queue < this.queues; queue++) {
      const word = from.word()
      this.provoked[queue] = word >>> 2
      this.openHalf[queue] = word & 3
    }
  }

  /** Only queues without hardware are refused or half written with an error: their GERROR is the cached one. */
  private toggleInitError(queue: number): void {
    const gerror = at.queueWords(queue) + at.Q_GERROR
    this.words[gerror] = (this.words[gerror] ?? 0) ^ at.INIT_ERR
  }
}
