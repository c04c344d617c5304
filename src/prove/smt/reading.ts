/** The state of the real device, read out of what it saves: the parts of the encoding and their values. */
import { SMALL } from './machine.js'
import { queuesOf } from './parts.js'
import type { Encoded } from './parts.js'
import { masked } from './term.js'

/** The number of a content that the compiled table does not know. */
export const STRANGE = 0xfe

/** Takes one word after another, in the order in which the device's parts write them. */
class Words {
  private at = 0
  constructor(private readonly words: Int32Array) {}

  next(): number {
    return this.words[this.at++] ?? 0
  }

  block(length: number): Int32Array {
    return this.words.subarray(this.at, (this.at += length))
  }

  get isOver(): boolean {
    return this.at === this.words.length
  }
}

const small = (value: number): number => masked(SMALL, value)

interface KnownContent {
  readonly number: number
  readonly loads: readonly number[]
  readonly stores: readonly number[]
}

interface KnownRow {
  readonly cells: readonly number[]
  readonly contents: readonly KnownContent[]
}

/** Names of what there is one of for each queue or slot, queue by queue. */
const perQueue = (queues: readonly number[], ...names: readonly string[]): readonly string[] => queues.flatMap((q) => names.map((name) => `${name}.${q}`))

/** Reads what a device saves. The order of the words is the device's (Optimised.save). */
export class StateReading {
  /** The parts of the state, in the order in which their values are given. */
  readonly names: readonly string[]
  private readonly firstRoute: number
  private readonly length: number
  private readonly rows: readonly KnownRow[]
  private readonly queues: readonly number[]
  private values: Uint32Array = new Uint32Array(0)
  private at = 0

  constructor(private readonly encoded: Encoded) {
    const { code, table } = encoded
    const { cells, stateLength } = code.routing(table.queues)
    this.queues = queuesOf(encoded)
    this.length = stateLength
    this.firstRoute = cells.length - stateLength
    this.rows = table.rows.map((row) => ({
      cells: row.cells.map((cell) => cell - this.firstRoute),
      contents: [...row.contents].map((number) => ({ number, loads: table.contents[number]?.loads ?? [], stores: table.contents[number]?.stores ?? [] })),
    }))
    this.names = [
      'held', 'page', ...perQueue(this.queues, 'ringLow', 'ringHigh', 'owner', 'live', 'liveSlot'),
      ...table.rows.map(({ name }) => `row.${name}`), ...Array.from({ length: table.words }, (_, i) => `word.${i}`),
      'sole', 'enabled', ...perQueue(this.queues, 'claims', 'claimants', 'claimed'),
      'settled', 'window', 'viommu', 'attached', ...perQueue(this.queues, 'known'), ...perQueue(this.queues, 'provoked', 'openHalf'),
    ]
  }

  /** The values of all parts but the registers in the host's page. Throws when the device saves more or less than is known here. */
  read(saved: Uint8Array, into: Uint32Array): void {
    const words = new Words(new Int32Array(saved.buffer, saved.byteOffset, saved.byteLength / 4))
    this.values = into
    this.at = 0
    this.readSlots(words)
    this.readCells(words.block(this.length))
    this.readMapping(words)
    this.readRest(words)
    if (!words.isOver) throw new Error('the device saves more or less than the encoding knows of: bring src/prove/smt/reading.ts up to date')
  }

  private put(value: number): void {
    this.values[this.at++] = value
  }

  private readSlots(words: Words): void {
    const head = words.next()
    this.put(small(head >>> 1))
    this.put(head & 1)
    for (let s = 0; s < this.queues.length; s++) {
      // The handle that the host gave.
      words.next()
      words.next()
      this.put(words.next() >>> 0)
      const rest = words.next()
      this.put(rest >>> 16)
      this.put(small(((rest & 0xffff) >>> 1) - 1))
      this.put(rest & 1)
      this.put(small(words.next()))
    }
  }

  private readCells(cells: Int32Array): void {
    for (const row of this.rows) this.put(contentOf(row, cells))
    const first = this.encoded.table.firstWord - this.firstRoute
    for (let i = first; i < cells.length; i++) this.put((cells[i] ?? 0) >>> 0)
  }

  private readMapping(words: Words): void {
    const head = words.next()
    this.put(small(head >>> 1))
    this.put(head & 1)
    for (let q = 0; q < this.queues.length; q++) {
      const word = words.next()
      this.put(word & 0xff)
      this.put((word >>> 8) & 0xff)
      this.put(small((word >>> 16) - 1))
    }
  }

  private readRest(words: Words): void {
    const backing = words.next()
    this.put(small(backing >>> 3))
    for (const bit of [2, 1, 0]) this.put((backing >>> bit) & 1)
    for (let q = 0; q < this.queues.length; q++) this.put(small(words.next()))
    for (let q = 0; q < this.queues.length; q++) {
      const word = words.next()
      this.put(small(word >>> 2))
      this.put(word & 3)
    }
  }
}

function contentOf({ cells, contents }: KnownRow, now: Int32Array): number {
  for (const { number, loads, stores } of contents) {
    let same = true
    for (let i = 0; same && i < cells.length; i++) {
      const cell = cells[i] ?? 0
      same = now[cell] === loads[i] && now[cell + 1] === stores[i]
    }
    if (same) return number
  }
  return STRANGE
}
