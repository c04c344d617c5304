/**
 * The host's side of the device, and the one transition that brings host and guest back into agreement.
 *
 * settle() runs after every change of control state. It compares what the guest's registers ask for with what
 * the host holds, slot by slot, and cuts at the lowest slot that differs: hardware queues are destroyed
 * downwards to the cut and allocated upwards from it, because the kernel takes no other order (HOST-ORDER).
 * Queues below the cut are not touched and keep running. Every ordering of the guest's steps, and every refusal,
 * goes through here: there is no second place that allocates or releases.
 */
import * as at from './layout.js'
import type { Host } from './contract.js'
import type { Errors } from './errors.js'
import type { Mapping } from './mapping.js'
import type { Rings } from './rings.js'
import type { Slots } from './slots.js'
import type { StateReader, StateWriter } from './state.js'

/** Owns the vIOMMU, the page, the guest's window and the hardware queues. */
export class Backing {
  /** Between attach() and detach(). */
  attached = false
  private viommu = false
  private window = false
  /** Every slot below runs what the guest asks for: the next comparison starts here. */
  private settled = 0
  /** A release that was refused is not asked for again within the same operation. */
  private destroyRefused = false

  constructor(
    private readonly host: Host,
    private readonly words: Uint32Array,
    private readonly mapping: Mapping,
    private readonly rings: Rings,
    private readonly slots: Slots,
    private readonly errors: Errors,
    private readonly queues: number,
  ) {}

  /** A new operation begins: what was refused before may be asked for again. */
  begin(): void {
    this.destroyRefused = false
  }

  /** The guest changed what `slot` and those above it should hold; -1 for no slot. */
  disturb(slot: number): void {
    if (slot >= 0 && slot < this.settled) this.settled = slot
  }

  /** The first passthrough device is there. What an earlier detach could not release goes first (HOST-LEAK). */
  attach(): void {
    if (!this.attached) this.settle()
    this.attached = true
    this.settle()
  }

  /** The last passthrough device goes: nothing stays behind that the host lets go. */
  detach(): void {
    this.attached = false
    this.settle()
    // What guest memory looks like to the next device is asked anew.
    this.rings.forgetAll()
  }

  /** First half of a system reset: no hardware queue and no window is left. The registers are cleared after it. */
  release(): void {
    this.closeWindow()
    this.releaseFrom(0)
    this.settled = 0
  }

  /**
   * Makes host and guest agree. Asks nothing of the host when they do, and asks again whatever was refused
   * before: a guest's retry is any write that ends up here (LIVE, IDEMPOTENT).
   */
  settle(): void {
    if (this.attached) this.acquire()
    const target = this.target()
    let cut = this.settled
    while (cut < target && cut < this.slots.held && this.slots.runs(cut, this.mapping.queueAt(cut))) cut++
    if (cut < target || cut < this.slots.held) {
      this.closeWindow()
      this.releaseFrom(cut)
      // A queue that could not be destroyed occupies its slot: nothing can be allocated there or above.
      if (this.slots.held === cut) this.populate(cut, target)
    }
    this.settled = this.slots.held > cut && !this.slots.isLive(cut) ? cut : this.slots.held
    this.placeWindow()
    if (!this.attached) this.relinquish()
  }

  /** Writes the state. Whether a release was refused is forgotten by the next operation, and so is no part of it. */
  save(into: StateWriter): void {
    const { settled, window, viommu, attached } = this
    into.word((settled << 3) | (window ? 4 : 0) | (viommu ? 2 : 0) | (attached ? 1 : 0))
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    const word = from.word()
    this.settled = word >>> 3
    this.window = (word & 4) !== 0
    this.viommu = (word & 2) !== 0
    this.attached = (word & 1) !== 0
  }

  /** Slots 0 … target-1 should have a hardware queue: mapped, enabled, with a plausible ring, and no gap below. */
  private target(): number {
    const enabled = ((this.words[at.W_CONFIG] ?? 0) & at.BIT_0) !== 0
    if (!this.attached || !enabled || !this.mapping.enabled || this.slots.page === undefined) {
      this.settled = 0
      return 0
    }
    let slot = this.settled
    while (slot < this.queues && this.wanted(slot)) slot++
    return slot
  }

  private wanted(slot: number): boolean {
    const queue = this.mapping.queueAt(slot)
    return queue >= 0 && this.rings.plausible(queue)
  }

  private acquire(): void {
    // One that a refused viommuDestroy left behind is used again: a second one would be EEXIST (HOST-LEGAL).
    if (!this.viommu) this.viommu = this.host.viommuAlloc() >= 0
    if (!this.viommu || this.slots.page !== undefined) return
    const page = this.host.mmapPage0()
    if (typeof page !== 'number') this.slots.map(page)
  }

  /**
   * Stops every slot from the top down to `cut` and destroys downwards until the host refuses. What then
   * cannot be destroyed is kept, stopped: its handle is not forgotten, and its turn comes at the next settle().
   */
  private releaseFrom(cut: number): void {
    for (let slot = this.slots.held - 1; slot >= cut; slot--) this.slots.stop(slot)
    while (this.slots.held > cut && !this.destroyRefused) {
      if (this.host.hwQueueDestroy(this.slots.idOf(this.slots.held - 1)) < 0) this.destroyRefused = true
      else this.slots.destroyed()
    }
  }

  private populate(from: number, target: number): void {
    for (let slot = from; slot < target; slot++) {
      const queue = this.mapping.queueAt(slot)
      const id = this.host.hwQueueAlloc(slot, this.rings.address(queue), this.rings.length(queue))
      if (id < 0) {
        this.errors.refused(queue)
        return
      }
      this.errors.granted(queue)
      this.slots.start(slot, queue, id)
      this.slots.held = slot + 1
    }
  }

  /** The window is in only while every slot is both mapped and live, or neither (HOST-GUEST-WINDOW). */
  private placeWindow(): void {
    const held = this.slots.held
    const agrees = this.attached && held > 0 && this.settled === held && this.mapping.mappedSlots() === held
    if (!agrees) this.closeWindow()
    else if (!this.window) {
      this.host.guestMap(at.VINTF_PAGE0, at.PAGE_BYTES)
      this.window = true
    }
  }

  private closeWindow(): void {
    if (!this.window) return
    this.host.guestUnmap(at.VINTF_PAGE0, at.PAGE_BYTES)
    this.window = false
  }

  /** The page goes before the vIOMMU, and that only when nothing holds it: otherwise it is EBUSY (HOST-LEGAL). */
  private relinquish(): void {
    if (this.slots.page !== undefined && this.host.munmapPage0() >= 0) this.slots.page = undefined
    if (!this.viommu || this.slots.held > 0 || this.slots.page !== undefined) return
    if (this.host.viommuDestroy() >= 0) this.viommu = false
  }
}
