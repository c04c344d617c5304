/**
 * The device itself: the access path, and what a write of a control register means.
 */
import * as at from './layout.js'
import { Backing } from './backing.js'
import type { Device, Host } from './contract.js'
import { Errors, HIGH_HALF, LOW_HALF, WHOLE } from './errors.js'
import { Mapping } from './mapping.js'
import { Rings } from './rings.js'
import * as route from './routing.js'
import { Slots } from './slots.js'
import { StateReader, StateWriter } from './state.js'

const LOW_WORD = 0xffffffffn
/** A constant of this file: an imported one is loaded at each access, which was measured at 0.2 of 2.5 ns. */
const OFFSET_BITS = at.OFFSET_BITS
/** Words of a state beside routes and cached registers: one each of slots, mapping and backing; of a VCMDQ, 5 of slots, 1 each of mapping, rings and errors. */
const STATE_HEADS = 3
const STATE_PER_QUEUE = 8

/**
 * A model of the Tegra241 CMDQV device. The access path is flat: a table lookup decides, and everything that
 * makes a decision necessary has been done when the control state changed.
 *
 * `?? 0` after an index only satisfies the type of a typed array: the tables cover what is looked up. It costs
 * nothing in compiled code, where the array's bounds check stands anyway.
 */
export class Optimised implements Device {
  private readonly words: Uint32Array
  private readonly routing: route.Routing
  /** The routing's arrays again: a property less to follow on each access. */
  private readonly cells: Int32Array
  private readonly decode: Uint16Array
  private readonly mapping: Mapping
  private readonly rings: Rings
  private readonly slots: Slots
  private readonly errors: Errors
  private readonly backing: Backing
  /** A write of this operation changed control state. An 8-byte write is two words and one transition. */
  private unsettled = false

  constructor(
    private readonly host: Host,
    private readonly queues: number,
  ) {
    this.routing = new route.Routing(queues)
    this.words = this.routing.words
    this.cells = this.routing.cells
    this.decode = this.routing.decode
    this.mapping = new Mapping(queues)
    this.rings = new Rings(host, this.words, queues)
    this.slots = new Slots(this.words, this.mapping, this.rings, this.routing, queues)
    this.errors = new Errors(this.words, this.mapping, this.slots, queues)
    this.backing = new Backing(host, this.words, this.mapping, this.rings, this.slots, this.errors, queues)
    this.clearRegisters()
  }

  /** A guest load. What is misaligned, of another size or beyond the region reads 0 (DECODE-GAP). */
  read(offset: number, size: 4 | 8): bigint | number {
    if (size !== 4 || (offset & OFFSET_BITS) !== offset) return size === 8 ? this.readWide(offset) : 0
    const cells = this.cells
    const from = cells[this.decode[offset >>> 2] ?? 0] ?? 0
    return from >= 0 ? (cells[from] ?? 0) >>> 0 : this.loadSpecial(from)
  }

  /** A guest store. What is misaligned, of another size or beyond the region is ignored (DECODE-GAP). */
  write(offset: number, size: 4 | 8, value: bigint | number): void {
    if (size !== 4 || typeof value !== 'number' || (offset & OFFSET_BITS) !== offset) {
      return this.writeUnusual(offset, size, value)
    }
    const cells = this.cells
    const to = cells[(this.decode[offset >>> 2] ?? 0) + 1] ?? route.DROP
    if (to >= 0) cells[to] = value
    else this.storeSpecial(to, offset, value)
  }

  /** A passthrough device arrives. Asks the host for a vIOMMU and its page, and for all queues set up before. */
  attach(): void {
    this.begin()
    this.backing.attach()
  }

  /** The passthrough device goes: HOST-LEAK. */
  detach(): void {
    this.begin()
    this.backing.detach()
  }

  /** System reset: the hardware is released first, as releasing saves registers that are then cleared (RESET). */
  reset(): void {
    this.begin()
    this.backing.release()
    this.clearRegisters()
    this.backing.settle()
  }

  /** One vEVENT record. One edge if a queue it names has an error that the guest has not seen to (IRQ). */
  event(map0: bigint, map1: bigint, lost: boolean): void {
    if (((this.words[at.W_INT_MASK_0] ?? 0) & at.BIT_0) !== 0) return
    for (let slot = 0; slot < this.queues; slot++) {
      const map = slot < 64 ? map0 : map1
      // After lost records any queue may be the one that nobody has reported.
      const named = lost || ((map >> BigInt(slot & 63)) & 1n) === 1n
      if (named && this.errors.activeAt(slot)) return this.host.raiseInterrupt()
    }
  }

  /**
   * Cached registers, routes, slots, and what else the parts remember between operations. Routes and mapping follow
   * from the registers and are kept all the same: made anew they would always be right, and whoever explores by jumping
   * would never see that they are not. `unsettled` follows from nothing but the operation that is over.
   */
  save(reuse?: Uint8Array): Uint8Array {
    const into = new StateWriter(this.stateLength(), reuse)
    this.slots.save(into)
    this.routing.save(into)
    this.mapping.save(into)
    this.backing.save(into)
    this.rings.save(into)
    this.errors.save(into)
    return into.bytes()
  }

  restore(state: Uint8Array): void {
    const from = new StateReader(state, this.stateLength())
    // First, because it may refuse: then the device is what it was.
    this.slots.restore(from)
    this.routing.restore(from)
    this.mapping.restore(from)
    this.backing.restore(from)
    this.rings.restore(from)
    this.errors.restore(from)
  }

  private loadSpecial(from: number): number {
    if (from <= route.PAGE) return (this.slots.page?.load((route.PAGE - from) << 2) ?? 0) >>> 0
    if (from === route.LOAD_VI_ERR_MAP) return this.errors.interfaceMap()
    if (from <= route.LOAD_LVCMDQ_ERR_MAP) return this.errors.logicalMap(route.LOAD_LVCMDQ_ERR_MAP - from)
    return this.errors.physicalMap(route.LOAD_CMDQ_ERR_MAP - from)
  }

  /** Two words: so Linux reads the error maps, and so BASE and DRAM are made (SIZE-64). */
  private readWide(offset: number): bigint {
    if ((offset & 7) !== 0) return 0n
    return (BigInt(this.read(offset + 4, 4)) << 32n) | BigInt(this.read(offset, 4))
  }

  /** Everything but an aligned 4-byte store of a number. */
  private writeUnusual(offset: number, size: 4 | 8, value: bigint | number): void {
    const wide = typeof value === 'bigint' ? value : BigInt(Number.isFinite(value) ? Math.trunc(value) : 0)
    const aligned = (offset & OFFSET_BITS) === offset && offset % size === 0
    if (!aligned || (size !== 4 && size !== 8)) return
    this.begin()
    this.storeWord(offset, Number(wide & LOW_WORD), size === 8)
    if (size === 8) this.storeWord(offset + 4, Number((wide >> 32n) & LOW_WORD), true)
    this.finish()
  }

  /** A 4-byte store that is not simply a cached word. */
  private storeSpecial(to: number, offset: number, value: number): void {
    if (to === route.DROP) return
    if (to <= route.PAGE) {
      this.slots.page?.store((route.PAGE - to) << 2, value >>> 0)
      return
    }
    this.begin()
    this.storeWord(offset, value >>> 0, false)
    this.finish()
  }

  private storeWord(offset: number, value: number, wide: boolean): void {
    const routes = this.decode[offset >>> 2] ?? 0
    const to = this.cells[routes + 1] ?? route.DROP
    if (to >= 0) this.cells[to] = value
    else if (to <= route.PAGE) this.slots.page?.store((route.PAGE - to) << 2, value)
    else if (to !== route.DROP) {
      // A control register is cached all the same: its load route says where.
      this.storeControl(to, (this.cells[routes] ?? 0) - this.routing.firstWord, value, wide)
    }
  }

  private storeControl(to: number, word: number, value: number, wide: boolean): void {
    switch (to) {
      case route.STORE_CONFIG:
        this.words[at.W_STATUS] = value & at.BIT_0
        this.words[word] = value
        break
      case route.STORE_VINTF_CONFIG:
        this.storeInterface(value & ~at.HYP_OWN)
        break
      case route.STORE_ALLOC:
        this.storeEntry(word, value)
        break
      case route.STORE_ENABLE:
        this.words[word] = value
        // Disabling a queue without hardware changes nothing else; enabling one is the guest's retry (LIVE).
        if ((value & at.BIT_0) === 0) return
        break
      default:
        this.storeBase(word, value, wide)
    }
    this.unsettled = true
  }

  private storeInterface(value: number): void {
    this.words[at.W_VINTF_CONFIG] = value
    const enabled = (value & at.BIT_0) !== 0
    this.words[at.W_VINTF_STATUS] = enabled ? at.BIT_0 : 0
    if (this.mapping.enabled === enabled) return
    this.mapping.enabled = enabled
    for (let slot = 0; slot < this.queues; slot++) this.routing.vintf(slot, this.mapping.queueAt(slot))
  }

  private storeEntry(word: number, value: number): void {
    this.words[word] = value
    const queue = at.queueOfWord(word)
    const from = this.mapping.slotOf(queue)
    this.mapping.setEntry(queue, value)
    const to = this.mapping.slotOf(queue)
    if (from === to) return
    this.remap(from)
    this.remap(to)
  }

  /** The claims on `slot` have changed. */
  private remap(slot: number): void {
    if (slot < 0) return
    this.routing.vintf(slot, this.mapping.queueAt(slot))
    this.backing.disturb(slot)
  }

  private storeBase(word: number, value: number, wide: boolean): void {
    const queue = at.queueOfWord(word)
    if (this.words[word] !== value) {
      this.words[word] = value
      this.rings.forget(queue)
      this.backing.disturb(this.mapping.slotOf(queue))
    }
    const half = word === at.queueWords(queue) + at.Q_BASE_H ? HIGH_HALF : LOW_HALF
    this.errors.baseWritten(queue, wide ? WHOLE : half)
  }

  private begin(): void {
    this.unsettled = false
    this.backing.begin()
  }

  private finish(): void {
    if (this.unsettled) this.backing.settle()
  }

  private stateLength(): number {
    return STATE_HEADS + this.routing.stateLength + STATE_PER_QUEUE * this.queues
  }

  private clearRegisters(): void {
    this.routing.reset()
    this.words[at.W_CONFIG] = at.CONFIG_RESET
    this.words[at.W_STATUS] = at.BIT_0
    this.words[at.W_PARAM] = at.PARAM_FIXED | (Math.log2(this.queues) << at.PARAM_QUEUES_SHIFT)
    this.mapping.reset()
    this.rings.forgetAll()
    this.errors.reset()
  }
}
