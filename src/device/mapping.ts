/**
 * Which VCMDQ each VINTF slot reaches: the guest's view alone, kept up to date entry by entry so that a
 * write of one CMDQ_ALLOC_MAP entry costs the same with 2 queues and with 128.
 */
import { claimedSlot } from './layout.js'
import type { StateReader, StateWriter } from './state.js'

/** Claims of the CMDQ_ALLOC_MAP entries on the VINTF slots (ROUTE-LVCMDQ). */
export class Mapping {
  /** VINTF0_CONFIG.ENABLE: while it is false every slot is a gap. */
  enabled = false
  private readonly claims: Uint8Array
  /** XOR of the claimants' numbers: with one claimant, its number. */
  private readonly claimants: Uint8Array
  /** Slot claimed by each VCMDQ, or -1. */
  private readonly claimed: Int16Array
  private sole = 0

  constructor(private readonly queues: number) {
    this.claims = new Uint8Array(queues)
    this.claimants = new Uint8Array(queues)
    this.claimed = new Int16Array(queues).fill(-1)
  }

  /** The one VCMDQ mapped at `slot`, or -1: none, two of them, or the interface is disabled. */
  queueAt(slot: number): number {
    return this.enabled && this.claims[slot] === 1 ? (this.claimants[slot] ?? -1) : -1
  }

  /** The slot that `queue` claims, mapped there or not; -1 for none. */
  slotOf(queue: number): number {
    return this.claimed[queue] ?? -1
  }

  /** How many slots have a VCMDQ mapped. */
  mappedSlots(): number {
    return this.enabled ? this.sole : 0
  }

  /** Takes a new value of the CMDQ_ALLOC_MAP entry of `queue`. */
  setEntry(queue: number, value: number): void {
    this.change(this.slotOf(queue), queue, -1)
    const slot = claimedSlot(value, this.queues)
    this.claimed[queue] = slot
    this.change(slot, queue, 1)
  }

  /** RESET: nothing is claimed, the interface is off. Entry by entry, so that what is counted along cannot be left behind. */
  reset(): void {
    this.enabled = false
    for (let queue = 0; queue < this.queues; queue++) this.setEntry(queue, 0)
  }

  /** Writes the state: all of it follows from the cached registers, or else something is wrong that must not be repaired here. */
  save(into: StateWriter): void {
    into.word((this.sole << 1) | (this.enabled ? 1 : 0))
    for (let queue = 0; queue < this.queues; queue++) {
      into.word((((this.claimed[queue] ?? -1) + 1) << 16) | ((this.claimants[queue] ?? 0) << 8) | (this.claims[queue] ?? 0))
    }
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    const head = from.word()
    this.enabled = (head & 1) !== 0
    this.sole = head >>> 1
    for (let queue = 0; queue < this.queues; queue++) {
      const word = from.word()
      this.claims[queue] = word & 0xff
      this.claimants[queue] = (word >>> 8) & 0xff
      this.claimed[queue] = (word >>> 16) - 1
    }
  }

  private change(slot: number, queue: number, by: number): void {
    if (slot < 0) return
    const before = this.claims[slot] ?? 0
    this.claims[slot] = before + by
    this.claimants[slot] = (this.claimants[slot] ?? 0) ^ queue
    if (before === 1) this.sole--
    if (before + by === 1) this.sole++
  }
}
