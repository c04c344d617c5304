/**
 * The routing table: for every register of the region, where a load and a store go. It changes only where the
 * control state changes, so an access is one lookup and one load or store.
 *
 * Which offset is which register never changes: that part is decoded once for all devices with the same number of
 * queues. What a device owns is one array of cells: two routes for each register, load and store, and behind
 * them the cached words, so that a route is simply the index of another cell. Measured on Node 20: 2.3 ns an
 * access, against 1.0 ns for a bare typed array behind the same call and 2.9 ns with routes and words in arrays
 * of their own. Cells for all of the region's 81,920 words would save the decoding, some 0.4 ns, but a device is
 * made in 2 microseconds now and would take ten times as long: a checker makes one for every program.
 */
import * as at from './layout.js'
import type { StateReader, StateWriter } from './state.js'

/**
 * A route of 0 or more is the cell of a cached word. Below that it names a handler, and from PAGE downwards
 * the word PAGE - route of the host's page.
 */
export const DROP = -1
export const STORE_CONFIG = -2
export const STORE_VINTF_CONFIG = -3
export const STORE_ALLOC = -4
export const STORE_ENABLE = -5
export const STORE_BASE = -6
export const LOAD_VI_ERR_MAP = -2
/** Minus the map's word number. */
export const LOAD_CMDQ_ERR_MAP = -8
/** Minus the map's word number. */
export const LOAD_LVCMDQ_ERR_MAP = -16
export const PAGE = -64

/** The routes of every offset that is no register. */
const GAP = 0
/** Cells of one register's routes: the load's, then the store's. */
const PAIR = 2
/** Registers of a Page0 and of a Page1 slot: they come first in it. */
const PAGE0_REGISTERS = 6
const PAGE1_REGISTERS = 4

interface Layout {
  /** First cell of the routes of each word that an offset within OFFSET_BITS can name. */
  readonly decode: Uint16Array
  /** The cells at power-on, all words 0. */
  readonly cells: Int32Array
  /** The cell of the first route of a VCMDQ: those before it, of the Config page, never change. */
  readonly firstRoute: number
  /** The cell of the first cached word. */
  readonly firstWord: number
}

type Routes = Omit<Layout, 'firstRoute'>

/** Layouts by queue count: every device with that count starts from a copy. */
const layouts = new Map<number, Layout>()

type Stored = 'word' | 'drop' | number
/** Offset within a Page0 slot, cached word of the queue, and where a store goes while it is not backed. */
const PAGE0: readonly (readonly [offset: number, word: number, store: Stored])[] = [
  [at.CONS, at.Q_CONS, 'word'],
  [at.PROD, at.Q_PROD, 'word'],
  [at.ENABLE, at.Q_ENABLE, STORE_ENABLE],
  [at.GERROR, at.Q_GERROR, 'drop'],
  [at.GERRORN, at.Q_GERRORN, 'word'],
]
/** The same for a Page1 slot. */
const PAGE1: readonly (readonly [offset: number, word: number, store: Stored])[] = [
  [at.BASE_L, at.Q_BASE_L, STORE_BASE],
  [at.BASE_H, at.Q_BASE_H, STORE_BASE],
  [at.DRAM_L, at.Q_DRAM_L, 'word'],
  [at.DRAM_H, at.Q_DRAM_H, 'word'],
]

/** The cells of one device. */
export class Routing {
  /** cells[decode[offset >>> 2]] is the route of a load, the cell behind it that of a store. */
  readonly decode: Uint16Array
  readonly cells: Int32Array
  /** The cached words: the same memory, numbered from 0. */
  readonly words: Uint32Array
  readonly firstWord: number
  /** Every cell that may change, routes and words: what a state has of them. */
  private readonly changing: Uint32Array
  private readonly powerOn: Layout

  constructor(queues: number) {
    const known = layouts.get(queues)
    const layout = known ?? buildLayout(queues)
    if (known === undefined) layouts.set(queues, layout)
    this.powerOn = layout
    this.decode = layout.decode
    this.firstWord = layout.firstWord
    this.cells = layout.cells.slice()
    this.words = new Uint32Array(this.cells.buffer, layout.firstWord * 4)
    this.changing = new Uint32Array(this.cells.buffer, layout.firstRoute * 4)
  }

  /** Words of a state. */
  get stateLength(): number {
    return this.changing.length
  }

  /** Back to power-on: direct apertures cached, both VINTF pages dropped, every word 0. */
  reset(): void {
    this.cells.set(this.powerOn.cells)
  }

  /** Writes routes and cached words. */
  save(into: StateWriter): void {
    into.block(this.changing)
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    from.block(this.changing)
  }

  /**
   * Points the direct Page0 slot of `queue` at the host's slot, or at the cache when `slot` is -1
   * (TRANSPARENT: both hold the same registers, and only one of them at a time).
   */
  directPage0(queue: number, slot: number): void {
    const offset = at.DIRECT_PAGE0 + queue * at.SLOT_BYTES
    if (slot < 0) cacheSlot(this, offset, queue, PAGE0)
    else this.pageSlot(offset, slot)
  }

  /** Makes VINTF slot `slot` an alias of the direct apertures of `queue`, or a gap for -1 (ALIAS, P172-DROP). */
  vintf(slot: number, queue: number): void {
    const to = slot * at.SLOT_BYTES
    const from = queue * at.SLOT_BYTES
    this.alias(at.VINTF_PAGE0 + to, queue < 0 ? -1 : at.DIRECT_PAGE0 + from, PAGE0_REGISTERS)
    this.alias(at.VINTF_PAGE1 + to, queue < 0 ? -1 : at.DIRECT_PAGE1 + from, PAGE1_REGISTERS)
  }

  private alias(offset: number, target: number, registers: number): void {
    for (let byte = 0; byte < registers * 4; byte += 4) {
      const from = target < 0 ? GAP : routesOf(this, target + byte)
      route(this, offset + byte, this.cells[from] ?? 0, this.cells[from + 1] ?? DROP)
    }
  }

  private pageSlot(offset: number, slot: number): void {
    for (let byte = at.CONS; byte <= at.GERRORN; byte += 4) {
      const word = PAGE - ((slot * at.SLOT_BYTES + byte) >> 2)
      const readOnly = byte === at.STATUS || byte === at.GERROR
      route(this, offset + byte, word, readOnly ? DROP : word)
    }
  }
}

function routesOf(layout: Routes, offset: number): number {
  return layout.decode[offset >>> 2] ?? GAP
}

function route(layout: Routes, offset: number, load: number, store: number): void {
  const cell = routesOf(layout, offset)
  layout.cells[cell] = load
  layout.cells[cell + 1] = store
}

/** Routes to a cached word, counted from 0. */
function cache(layout: Routes, offset: number, word: number, store: Stored): void {
  const cell = layout.firstWord + word
  route(layout, offset, cell, store === 'word' ? cell : store === 'drop' ? DROP : store)
}

/** A slot's registers in the cache; STATUS of a queue without hardware is 0 (STATUS-HONEST). */
function cacheSlot(layout: Routes, slot: number, queue: number, registers: typeof PAGE0): void {
  for (const [offset, word, store] of registers) cache(layout, slot + offset, at.queueWords(queue) + word, store)
  if (registers === PAGE0) cache(layout, slot + at.STATUS, at.W_ZERO, 'drop')
}

/** Gives every register its cells, in the order of the region. */
function buildLayout(queues: number): Layout {
  const decode = new Uint16Array((at.OFFSET_BITS >>> 2) + 1)
  let cells = GAP + PAIR
  const claim = (first: number, registers: number): void => {
    for (let i = 0; i < registers; i++, cells += PAIR) decode[(first >>> 2) + i] = cells
  }
  claim(at.AT_CONFIG, (at.AT_CMDQ_ERR_MAP >>> 2) + at.MAP_WORDS)
  claim(at.AT_ALLOC_MAP, queues)
  claim(at.AT_VINTF_CONFIG, (at.CONFIG_PAGE_END - at.AT_VINTF_CONFIG) >>> 2)
  const firstRoute = cells
  for (let slot = 0; slot < queues * at.SLOT_BYTES; slot += at.SLOT_BYTES) {
    claim(at.DIRECT_PAGE0 + slot, PAGE0_REGISTERS)
    claim(at.DIRECT_PAGE1 + slot, PAGE1_REGISTERS)
    claim(at.VINTF_PAGE0 + slot, PAGE0_REGISTERS)
    claim(at.VINTF_PAGE1 + slot, PAGE1_REGISTERS)
  }
  const layout = { decode, cells: new Int32Array(cells + at.queueWords(queues)), firstRoute, firstWord: cells }
  // What no register claims shares the routes at GAP; what claims them and is not placed is a gap as well.
  for (let cell = 0; cell < cells; cell += PAIR) {
    layout.cells[cell] = cells + at.W_ZERO
    layout.cells[cell + 1] = DROP
  }
  placeConfigPage(layout, queues)
  for (let queue = 0; queue < queues; queue++) {
    cacheSlot(layout, at.DIRECT_PAGE0 + queue * at.SLOT_BYTES, queue, PAGE0)
    cacheSlot(layout, at.DIRECT_PAGE1 + queue * at.SLOT_BYTES, queue, PAGE1)
  }
  return layout
}

function placeConfigPage(layout: Layout, queues: number): void {
  cache(layout, at.AT_CONFIG, at.W_CONFIG, STORE_CONFIG)
  cache(layout, at.AT_PARAM, at.W_PARAM, 'drop')
  cache(layout, at.AT_STATUS, at.W_STATUS, 'drop')
  route(layout, at.AT_VI_ERR_MAP_0, LOAD_VI_ERR_MAP, DROP)
  cache(layout, at.AT_VI_INT_MASK_0, at.W_INT_MASK_0, 'word')
  cache(layout, at.AT_VI_INT_MASK_1, at.W_INT_MASK_1, 'word')
  cache(layout, at.AT_VINTF_CONFIG, at.W_VINTF_CONFIG, STORE_VINTF_CONFIG)
  cache(layout, at.AT_VINTF_STATUS, at.W_VINTF_STATUS, 'drop')
  for (let m = 0; m < at.MAP_WORDS; m++) {
    route(layout, at.AT_CMDQ_ERR_MAP + 4 * m, LOAD_CMDQ_ERR_MAP - m, DROP)
    route(layout, at.AT_LVCMDQ_ERR_MAP + 4 * m, LOAD_LVCMDQ_ERR_MAP - m, DROP)
  }
  for (let s = 0; s < at.SIDS; s++) {
    cache(layout, at.AT_SID_MATCH + 4 * s, at.W_SID_MATCH + s, 'word')
    cache(layout, at.AT_SID_REPLACE + 4 * s, at.W_SID_REPLACE + s, 'word')
  }
  for (let queue = 0; queue < queues; queue++) {
    cache(layout, at.AT_ALLOC_MAP + 4 * queue, at.queueWords(queue) + at.Q_ALLOC, STORE_ALLOC)
  }
}
