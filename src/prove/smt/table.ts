/**
 * The device's compiled table, read off the device: which offset is which register, where loads and stores go, and what its
 * two rewrites make of the rows that change. Nothing of it is written down here: the real routing is driven through every
 * state that its rewrites lead to, and that a rewrite changes one row only, and to what, is looked at each time.
 */
import type { DeviceCode, RoutingTable } from './code.js'

/** Where the loads and stores of one slot's registers go, in the order of the slot. */
export interface Content {
  readonly loads: readonly number[]
  readonly stores: readonly number[]
}

/** The registers of one slot of one page: all of them change together. */
export interface Row {
  /** `d0.1` is slot 1 of the direct Page0, `v1.0` slot 0 of the VINTF Page1. */
  readonly name: string
  readonly cells: readonly number[]
  /** Contents that the row can have, by number. */
  readonly contents: ReadonlySet<number>
}

/** A word of the region that the table has routes for. */
export interface TableRegister {
  readonly offset: number
  /** Undefined where the routes never change. */
  readonly row: Row | undefined
  /** Position in the row. */
  readonly position: number
  /** Routes that never change. */
  readonly load: number
  readonly store: number
}

export interface CompiledTable {
  readonly queues: number
  readonly firstWord: number
  readonly words: number
  readonly registers: readonly TableRegister[]
  /** Routes of every other word within OFFSET_BITS. */
  readonly gap: { readonly load: number; readonly store: number }
  readonly rows: readonly Row[]
  readonly contents: readonly Content[]
  readonly powerOn: ReadonlyMap<string, number>
  /** What the row of a direct Page0 slot becomes; slot -1 is the cache. */
  readonly direct: (queue: number, slot: number) => number
  /** What a VINTF row becomes when it follows a queue whose direct row has this content; queue -1 is a gap. */
  readonly alias: (page: number, slot: number, queue: number, content: number) => number
}

const PAGES = ['d0', 'd1', 'v0', 'v1'] as const
const firstRouteOf = ({ cells, stateLength }: RoutingTable): number => cells.length - stateLength
/** The routing's cells with all of the offset's bits. */
const cellOf = ({ decode }: RoutingTable, offset: number): number => decode[offset >>> 2] ?? 0

class Compiler {
  readonly rows: Row[]
  readonly contents: Content[] = []
  private readonly numbers = new Map<string, number>()
  private readonly allowed = new Map<string, Set<number>>()
  private readonly effects = new Map<string, number>()
  readonly routing: RoutingTable

  constructor(private readonly code: DeviceCode, private readonly queues: number) {
    this.routing = code.routing(queues)
    const { layout } = code
    const bases = [layout.DIRECT_PAGE0, layout.DIRECT_PAGE1, layout.VINTF_PAGE0, layout.VINTF_PAGE1]
    this.rows = PAGES.flatMap((page, p) => Array.from({ length: queues }, (_, slot) => this.row(`${page}.${slot}`, (bases[p] ?? 0) + slot * layout.SLOT_BYTES)))
  }

  private row(name: string, base: number): Row {
    const cells: number[] = []
    for (let byte = 0; byte < this.code.layout.SLOT_BYTES; byte += 4) {
      const cell = cellOf(this.routing, base + byte)
      if (cell !== 0) cells.push(cell)
    }
    const contents = new Set<number>()
    this.allowed.set(name, contents)
    return { name, cells, contents }
  }

  /** The number of what a row holds now. */
  private numberOf(row: Row): number {
    const { cells } = this.routing
    const content = { loads: row.cells.map((cell) => cells[cell] ?? 0), stores: row.cells.map((cell) => cells[cell + 1] ?? 0) }
    const key = JSON.stringify(content)
    const number = this.numbers.get(key) ?? this.contents.push(content) - 1
    this.numbers.set(key, number)
    this.allowed.get(row.name)?.add(number)
    return number
  }

  now(): number[] {
    return this.rows.map((row) => this.numberOf(row))
  }

  /** Does one rewrite; `may` are the rows that it may change, and `what` it must always make the same of the first of them. */
  private rewrite(what: (before: readonly number[]) => readonly string[], may: readonly string[], act: () => void): number[] {
    const before = this.now()
    act()
    const after = this.now()
    this.rows.forEach((row, i) => {
      if (before[i] !== after[i] && !may.includes(row.name)) throw new Error(`the device's table: a rewrite of ${may.join(' and ')} changed ${row.name} as well`)
    })
    may.forEach((name, i) => {
      const key = what(before)[i] ?? ''
      const made = after[this.rows.findIndex((row) => row.name === name)] ?? -1
      if ((this.effects.get(key) ?? made) !== made) throw new Error(`the device's table: what a rewrite makes of ${name} depends on more than ${key}`)
      this.effects.set(key, made)
    })
    return after
  }

  /** Every rewrite there is. */
  private rewrites(): readonly (() => number[])[] {
    const numbers = Array.from({ length: this.queues + 1 }, (_, i) => i - 1)
    const content = (before: readonly number[], name: string): number => before[this.rows.findIndex((row) => row.name === name)] ?? -1
    return Array.from({ length: this.queues }, (_, one) => numbers.flatMap((other) => [
      () => this.rewrite(() => [`direct ${one} ${other}`], [`d0.${one}`], () => this.routing.directPage0(one, other)),
      () => this.rewrite(
        (before) => [0, 1].map((page) => `alias ${page} ${one} ${other} ${other < 0 ? -1 : content(before, `d${page}.${other}`)}`),
        [`v0.${one}`, `v1.${one}`],
        () => this.routing.vintf(one, other),
      ),
    ])).flat()
  }

  /** Drives the routing through everything that its rewrites lead to. */
  close(): void {
    const rewrites = this.rewrites()
    const save = (): Int32Array => this.routing.cells.slice()
    const seen = new Set<string>([this.now().join()])
    const open = [save()]
    for (let cells = open.pop(); cells; cells = open.pop()) {
      for (const rewrite of rewrites) {
        this.routing.cells.set(cells)
        const key = rewrite().join()
        if (!seen.has(key)) open.push(save())
        seen.add(key)
      }
    }
    this.routing.reset()
  }

  effect(key: string): number {
    const made = this.effects.get(key)
    if (made === undefined) throw new RangeError(`the device's table has no rewrite "${key}"`)
    return made
  }
}

function registersOf({ routing, rows }: Compiler): readonly TableRegister[] {
  const places = new Map(rows.flatMap((row) => row.cells.map((cell, position) => [cell, { row, position }] as const)))
  const firstRoute = firstRouteOf(routing)
  return Array.from(routing.decode).flatMap((cell, index): TableRegister[] => {
    if (cell === 0) return []
    const place = places.get(cell)
    if (!place && cell >= firstRoute) throw new Error(`the device's table: 0x${(index * 4).toString(16)} has routes of a VCMDQ and lies in no slot`)
    return [{ offset: index * 4, row: place?.row, position: place?.position ?? 0, load: routing.cells[cell] ?? 0, store: routing.cells[cell + 1] ?? 0 }]
  })
}

/** Most queues whose table is driven through all states: of three there are some hundred thousand. */
export const MOST_QUEUES = 2

/** Compiles the table of a device with one or two queues. Throws where its rewrites are not what an encoding can say. */
export function compileTable(code: DeviceCode, queues: number): CompiledTable {
  if (queues > MOST_QUEUES) throw new RangeError(`a table of ${queues} queues: only up to ${MOST_QUEUES} are compiled`)
  const compiler = new Compiler(code, queues)
  const powerOn = new Map(compiler.now().map((number, i) => [compiler.rows[i]?.name ?? '', number]))
  compiler.close()
  const { routing, rows, contents } = compiler
  return {
    queues, firstWord: routing.firstWord, words: routing.cells.length - routing.firstWord, registers: registersOf(compiler), rows, contents, powerOn,
    gap: { load: routing.cells[0] ?? 0, store: routing.cells[1] ?? 0 },
    direct: (queue, slot) => compiler.effect(`direct ${queue} ${slot}`),
    alias: (page, slot, queue, content) => compiler.effect(`alias ${page} ${slot} ${queue} ${content}`),
  }
}
