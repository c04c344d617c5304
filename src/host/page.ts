import type { Kernel, SlotContents, SlotView } from '../check/contract.js'
import type { ErrorMaps } from './events.js'
import type { StateReader, StateWriter } from './state.js'

// One slot is 0x80 bytes of 32-bit words; the six registers come first, the rest is gap.
const SLOT_WORDS = 32
const SLOT_SHIFT = 7
const CONS = 0
const PROD = 1
const CONFIG = 2
const STATUS = 3
const GERROR = 4
const GERRORN = 5
const REGISTERS = 6

const ENABLE = 1
const CMDQ_ERR = 1
const ERROR_BITS = 7
const CONS_ERR_SHIFT = 24
const CONS_ERR_MASK = 0x7f00_0000
const BYTES_PER_COMMAND = 16

/** What the hardware did with a store: dropped it, took it without any difference, or took it. */
export const DROPPED = 0
export const SAME = 1
export const CHANGED = 2
export type Stored = typeof DROPPED | typeof SAME | typeof CHANGED

/** Told of a word of the mapped page that changed without the device's own store to it. */
export type PageWatcher = (offset: number, value: number) => void

/**
 * The hardware behind the mmap'd VINTF Page0: one slot per logical queue. A slot without a queue reads 0 and
 * drops stores; what its last owner left waits out of sight until the next allocation.
 * Registers hold all 32 bits of what was stored, undefined bits too: nobody may draw conclusions from those.
 */
export class HardwarePage {
  /** Whether the device has the page mapped. The hardware runs either way. */
  mapped = false
  watcher: PageWatcher | undefined
  private kernel: Kernel = '6.18.9'
  // What a load finds. Kept zero for slots without a queue, so that a load is one lookup.
  private readonly words: Uint32Array
  private readonly left: Uint32Array
  private readonly allocated: Uint8Array
  private readonly addresses: bigint[] = []
  private readonly lengths: bigint[] = []
  /** Slots from here on were never touched: exploration saves and restores at every step, and of 128 uses two. */
  private untouched: number

  constructor(readonly queues: number) {
    this.words = new Uint32Array(queues * SLOT_WORDS)
    this.left = new Uint32Array(queues * SLOT_WORDS)
    this.allocated = new Uint8Array(queues)
    this.untouched = queues
  }

  /** Starts over: nothing mapped, no queue, and in each slot what its previous owner left. */
  powerOn(kernel: Kernel, slots: readonly SlotContents[]): void {
    this.kernel = kernel
    this.mapped = false
    this.clear()
    for (let slot = 0; slot < slots.length && slot < this.queues; slot++) {
      const owner = slots[slot]
      if (owner) this.leave(slot, owner)
    }
  }

  /** The word at a byte offset; 0 in gaps, in slots without a queue and at no word's offset. */
  load(offset: number): number {
    const word = this.wordAt(offset)
    return word < 0 ? 0 : this.words[word] ?? 0
  }

  /**
   * Software stores a word. `announce` tells the watcher of the word itself too, as is due when the guest
   * stored it; a device knows what it stored, but not what the hardware made of STATUS.
   */
  store(offset: number, value: number, announce: boolean): Stored {
    const word = this.wordAt(offset)
    if (word < 0 || !this.accepts(word)) return DROPPED
    if (this.words[word] === value) return SAME
    this.words[word] = value
    if (announce) this.tell(word)
    if (word % SLOT_WORDS === CONFIG) this.set(word - CONFIG + STATUS, value & ENABLE)
    return CHANGED
  }

  /** Whether a queue is allocated; false for a slot that does not exist. */
  isAllocated(slot: number): boolean {
    // A device may pass what is no slot, and one that is no small integer to the engine: indexing by it threw its code away, again and again.
    const whole = slot | 0
    return whole === slot && whole >= 0 && whole < this.queues && this.allocated[whole] === 1
  }

  /** Whether any queue is allocated. */
  hasQueues(): boolean {
    return this.allocated.includes(1)
  }

  /** Gives a free slot to a queue. An old kernel leaves the slot as it was; a newer one equalises the toggles and zeroes the rest. */
  claim(slot: number, address: bigint, length: bigint): void {
    const base = slot * SLOT_WORDS
    const isOld = this.kernel === '6.17'
    this.touch(slot)
    this.allocated[slot] = 1
    this.addresses[slot] = address
    this.lengths[slot] = length
    const config = isOld ? this.leftWord(base + CONFIG) : 0
    this.set(base + CONS, isOld ? this.leftWord(base + CONS) : 0)
    this.set(base + PROD, isOld ? this.leftWord(base + PROD) : 0)
    this.set(base + CONFIG, config)
    this.set(base + STATUS, config & ENABLE)
    this.set(base + GERROR, this.leftWord(base + GERROR))
    this.set(base + GERRORN, this.leftWord(base + (isOld ? GERRORN : GERROR)))
  }

  /** Takes the slot back. Both kernels zero all but the toggles, which they equalise. */
  release(slot: number): void {
    const base = slot * SLOT_WORDS
    const gerror = this.word(base + GERROR)
    this.leave(slot, { prod: 0, cons: 0, config: 0, gerror, gerrorn: gerror })
    this.allocated[slot] = 0
    this.addresses[slot] = 0n
    this.lengths[slot] = 0n
    for (let register = 0; register < REGISTERS; register++) this.set(base + register, 0)
  }

  /** What the hardware sees in an allocated slot. PROD and CONS are whole words, CONS.ERR included. */
  view(slot: number): SlotView | undefined {
    if (!this.isAllocated(slot)) return undefined
    const base = slot * SLOT_WORDS
    return {
      slot,
      enabled: (this.word(base + CONFIG) & ENABLE) !== 0,
      prod: this.word(base + PROD),
      cons: this.word(base + CONS),
      length: this.ringLength(slot),
    }
  }

  /** The slot that a byte offset lies in. */
  slotOf(offset: number): number {
    return offset >> SLOT_SHIFT
  }

  /** Ring address as allocated. */
  ringAddress(slot: number): bigint {
    return this.addresses[slot] ?? 0n
  }

  /** Ring length in bytes as allocated. */
  ringLength(slot: number): bigint {
    return this.lengths[slot] ?? 0n
  }

  /** Whether the hardware would run the slot: allocated, enabled, no active error. */
  canRun(slot: number): boolean {
    if (!this.isAllocated(slot)) return false
    return (this.word(slot * SLOT_WORDS + CONFIG) & ENABLE) !== 0 && !this.hasError(slot)
  }

  /**
   * Commands between CONS and PROD, 0 when the slot cannot run. Indices that lie further apart than the ring
   * is long are followed as they stand: the hardware goes round until CONS meets PROD.
   */
  available(slot: number): number {
    if (!this.canRun(slot)) return 0
    const base = slot * SLOT_WORDS
    return (this.word(base + PROD) - this.word(base + CONS)) & this.indexMask(slot)
  }

  /** Moves CONS over fetched commands; its ERR field and the bits above index and wrap stay. */
  advance(slot: number, count: number): void {
    const cons = this.word(slot * SLOT_WORDS + CONS)
    const mask = this.indexMask(slot)
    this.set(slot * SLOT_WORDS + CONS, ((cons & ~mask) | ((cons + count) & mask)) >>> 0)
  }

  /** Reports an error in a slot that can run: CONS.ERR says which, GERROR toggles, the slot stalls. */
  fault(slot: number, code: number): void {
    const base = slot * SLOT_WORDS
    const err = (code << CONS_ERR_SHIFT) & CONS_ERR_MASK
    this.set(base + CONS, ((this.word(base + CONS) & ~CONS_ERR_MASK) | err) >>> 0)
    this.set(base + GERROR, (this.word(base + GERROR) ^ CMDQ_ERR) >>> 0)
  }

  /** The slots with an active error, whoever made their toggles differ. */
  errorMaps(): ErrorMaps {
    let map0 = 0n
    let map1 = 0n
    for (let slot = 0; slot < this.queues; slot++) {
      if (!this.hasError(slot)) continue
      if (slot < 64) map0 |= 1n << BigInt(slot)
      else map1 |= 1n << BigInt(slot - 64)
    }
    return { map0, map1 }
  }

  /** Tells the watcher every word that is not zero: a new mapping starts as if all were. */
  tellAll(): void {
    for (let word = 0; word < this.words.length; word++) {
      if (this.words[word] !== 0) this.tell(word)
    }
  }

  /**
   * Writes the state, up to the last slot that is not empty. RAM ends below 4 GiB, so a ring's address is one word; a
   * length of 0 stands for no queue.
   */
  save(into: StateWriter): void {
    let end = this.untouched
    while (end > 0 && this.isEmpty(end - 1)) end--
    into.word(this.mapped ? 1 : 0)
    into.word(end)
    for (let slot = 0; slot < end; slot++) {
      into.word(Number(this.ringLength(slot)))
      into.word(Number(this.ringAddress(slot)))
      const kept = this.isAllocated(slot) ? this.words : this.left
      for (let register = 0; register < REGISTERS; register++) into.word(kept[slot * SLOT_WORDS + register] ?? 0)
    }
  }

  /** Reads what save() wrote; tells no watcher. */
  restore(from: StateReader): void {
    this.mapped = from.next() === 1
    this.clear()
    this.untouched = from.next()
    for (let slot = 0; slot < this.untouched; slot++) {
      const length = BigInt(from.next())
      this.lengths[slot] = length
      this.addresses[slot] = BigInt(from.next())
      this.allocated[slot] = length === 0n ? 0 : 1
      const kept = length === 0n ? this.left : this.words
      for (let register = 0; register < REGISTERS; register++) kept[slot * SLOT_WORDS + register] = from.next()
    }
  }

  /** Forgets every slot. */
  private clear(): void {
    const end = this.untouched
    this.words.fill(0, 0, end * SLOT_WORDS)
    this.left.fill(0, 0, end * SLOT_WORDS)
    this.allocated.fill(0, 0, end)
    this.addresses.fill(0n, 0, end)
    this.lengths.fill(0n, 0, end)
    this.untouched = 0
  }

  private touch(slot: number): void {
    if (slot >= this.untouched) this.untouched = slot + 1
  }

  private isEmpty(slot: number): boolean {
    if (this.isAllocated(slot)) return false
    for (let register = 0; register < REGISTERS; register++) if (this.leftWord(slot * SLOT_WORDS + register) !== 0) return false
    return true
  }

  private leave(slot: number, owner: SlotContents): void {
    this.touch(slot)
    const base = slot * SLOT_WORDS
    this.left[base + CONS] = owner.cons
    this.left[base + PROD] = owner.prod
    this.left[base + CONFIG] = owner.config
    this.left[base + GERROR] = owner.gerror
    this.left[base + GERRORN] = owner.gerrorn
  }

  // Shifting there and back turns away what is no word's offset: negative, misaligned, fractional, NaN, 2^31 and up.
  private wordAt(offset: number): number {
    const word = offset >>> 2
    return word << 2 === offset && word < this.words.length ? word : -1
  }

  private accepts(word: number): boolean {
    const register = word % SLOT_WORDS
    const isWritable = register <= CONFIG || register === GERRORN
    return isWritable && this.allocated[(word - register) / SLOT_WORDS] === 1
  }

  // Index and wrap bit: the ring holds length / 16 commands, and twice as many values tell full from empty.
  private indexMask(slot: number): number {
    return (Number(this.ringLength(slot)) / BYTES_PER_COMMAND) * 2 - 1
  }

  private hasError(slot: number): boolean {
    const base = slot * SLOT_WORDS
    return ((this.word(base + GERROR) ^ this.word(base + GERRORN)) & ERROR_BITS) !== 0
  }

  private word(word: number): number {
    return this.words[word] ?? 0
  }

  private leftWord(word: number): number {
    return this.left[word] ?? 0
  }

  private set(word: number, value: number): void {
    if (this.words[word] === value) return
    this.words[word] = value
    this.tell(word)
  }

  private tell(word: number): void {
    if (this.mapped) this.watcher?.(word * 4, this.word(word))
  }
}
