/**
 * The hardware slots: what is in each of them, and moving a VCMDQ's registers between cache and page.
 */
import * as at from './layout.js'
import type { Page0 } from './contract.js'
import type { Mapping } from './mapping.js'
import type { Rings } from './rings.js'
import type { Routing } from './routing.js'
import type { StateReader, StateWriter } from './state.js'

const WORD = 2 ** 32

/** Slots 0 … held-1 have a hardware queue; the kernel's order leaves no holes. */
export class Slots {
  /** The host's page while it is mapped; no route leads to it otherwise (HOST-PAGE). */
  page: Page0 | undefined
  /** How many hardware queues exist, stopped ones included. */
  held = 0
  /** Remembered while unmapped: a restored state may have it mapped, and the host has only one. */
  private pointer: Page0 | undefined
  private readonly ids: Float64Array
  private readonly owner: Int16Array
  private readonly ringLow: Uint32Array
  private readonly ringHigh: Uint32Array
  /** 1 while the slot serves its owner; 0 once it is stopped and the owner's registers are in the cache. */
  private readonly live: Uint8Array
  /** Live slot of each VCMDQ, or -1. */
  private readonly slot: Int16Array

  constructor(
    private readonly words: Uint32Array,
    private readonly mapping: Mapping,
    private readonly rings: Rings,
    private readonly routing: Routing,
    queues: number,
  ) {
    this.ids = new Float64Array(queues)
    this.owner = new Int16Array(queues).fill(-1)
    this.ringLow = new Uint32Array(queues)
    this.ringHigh = new Uint32Array(queues)
    this.live = new Uint8Array(queues)
    this.slot = new Int16Array(queues).fill(-1)
  }

  /** The host granted the mapping. */
  map(page: Page0): void {
    this.page = page
    this.pointer = page
  }

  /** The slot whose page registers are those of `queue`, or -1 while they are in the cache. */
  liveSlot(queue: number): number {
    return this.slot[queue] ?? -1
  }

  isLive(slot: number): boolean {
    return this.live[slot] === 1
  }

  idOf(slot: number): number {
    return this.ids[slot] ?? 0
  }

  /** Whether `slot` runs the current ring of `queue`: then it is left alone. */
  runs(slot: number, queue: number): boolean {
    return (
      this.isLive(slot) &&
      this.owner[slot] === queue &&
      this.ringLow[slot] === this.rings.low(queue) &&
      this.ringHigh[slot] === this.rings.high(queue)
    )
  }

  /**
   * Takes the fresh hardware queue of `queue` into service (TRANSPARENT). CONFIG=0 comes first because a 6.17
   * host hands over what the previous owner left, possibly enabled with its PROD and CONS (RING). The host's
   * GERROR cannot be written, so GERRORN is stored such that their difference is the guest's: an acknowledged
   * error stays acknowledged, an active one active (NO-FALSE-ERROR), and CMDQ_INIT_ERR is over (INIT-ERR).
   * CONFIG is last: until then the queue must not fetch.
   */
  start(slot: number, queue: number, id: number): void {
    const page = this.page
    if (page === undefined) return
    const from = at.queueWords(queue)
    const to = slot * at.SLOT_BYTES
    page.store(to + at.ENABLE, 0)
    page.store(to + at.CONS, this.word(from + at.Q_CONS))
    page.store(to + at.PROD, this.word(from + at.Q_PROD))
    const active = (this.word(from + at.Q_GERROR) ^ this.word(from + at.Q_GERRORN)) & at.ERRORS & ~at.INIT_ERR
    page.store(to + at.GERRORN, (page.load(to + at.GERROR) ^ active) >>> 0)
    page.store(to + at.ENABLE, this.word(from + at.Q_ENABLE))
    // From here on the page has them. A copy left behind could only be mistaken for them, and would be state that means nothing.
    this.words.fill(0, from + at.Q_CONS, from + at.Q_GERRORN + 1)
    this.ids[slot] = id
    this.owner[slot] = queue
    this.ringLow[slot] = this.rings.low(queue)
    this.ringHigh[slot] = this.rings.high(queue)
    this.live[slot] = 1
    this.serve(queue, slot)
  }

  /**
   * Takes `slot` out of service: the hardware stops first, so that CONS is final when it is read, and the
   * registers go to the cache. GERROR and GERRORN are copied as they are: the guest sees no bit change.
   */
  stop(slot: number): void {
    const page = this.page
    const queue = this.owner[slot]
    if (page === undefined || queue === undefined || !this.isLive(slot)) return
    const from = slot * at.SLOT_BYTES
    const to = at.queueWords(queue)
    this.words[to + at.Q_ENABLE] = page.load(from + at.ENABLE)
    page.store(from + at.ENABLE, 0)
    this.words[to + at.Q_CONS] = page.load(from + at.CONS)
    this.words[to + at.Q_PROD] = page.load(from + at.PROD)
    this.words[to + at.Q_GERROR] = page.load(from + at.GERROR)
    this.words[to + at.Q_GERRORN] = page.load(from + at.GERRORN)
    this.live[slot] = 0
    this.owner[slot] = -1
    this.ringLow[slot] = 0
    this.ringHigh[slot] = 0
    this.serve(queue, -1)
  }

  /** The topmost hardware queue is gone. */
  destroyed(): void {
    this.held--
    this.ids[this.held] = 0
  }

  /** Writes what is in each slot, and the slot that serves the VCMDQ of the same number. */
  save(into: StateWriter): void {
    into.word((this.held << 1) | (this.page === undefined ? 0 : 1))
    for (let slot = 0; slot < this.ids.length; slot++) {
      const id = this.idOf(slot)
      into.word(id)
      into.word(id / WORD)
      into.word(this.ringLow[slot] ?? 0)
      into.word(((this.ringHigh[slot] ?? 0) << 16) | (((this.owner[slot] ?? -1) + 1) << 1) | (this.live[slot] ?? 0))
      into.word(this.liveSlot(slot))
    }
  }

  /** Reads what save() wrote. Changes nothing when it throws. */
  restore(from: StateReader): void {
    const head = from.word()
    const mapped = (head & 1) !== 0
    if (mapped && this.pointer === undefined) {
      throw new Error('the state has the page mapped, which this device never did: restore it into the device that saved it')
    }
    this.page = mapped ? this.pointer : undefined
    this.held = head >>> 1
    for (let slot = 0; slot < this.ids.length; slot++) {
      this.ids[slot] = from.word() + from.word() * WORD
      this.ringLow[slot] = from.word()
      const rest = from.word()
      this.ringHigh[slot] = rest >>> 16
      this.owner[slot] = ((rest & 0xffff) >>> 1) - 1
      this.live[slot] = rest & 1
      this.slot[slot] = from.word()
    }
  }

  /** Routes both apertures of `queue` to `slot` of the page, or to the cache for -1. */
  private serve(queue: number, slot: number): void {
    this.slot[queue] = slot
    this.routing.directPage0(queue, slot)
    // The guest may have remapped the queue in this very operation: the alias to follow is the present one.
    const alias = this.mapping.slotOf(queue)
    if (alias >= 0 && this.mapping.queueAt(alias) === queue) this.routing.vintf(alias, queue)
  }

  private word(index: number): number {
    return this.words[index] ?? 0
  }
}
