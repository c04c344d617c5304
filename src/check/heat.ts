/** Which orders of the lifecycle events a run went through, gap by gap: what a picture of its coverage is drawn from. */
import type { Coverage } from './coverage.js'
import { gapsOf, ordersOf, possible, tableName } from './orderings.js'
import { tablesOf } from './plan.js'
import type { RunOptions } from './plan.js'

/** The cells of one table, counted by order and gap. */
export interface Heat {
  readonly table: string
  /** The lifecycle events of each order, such as `attach cmdqv vintf alloc base enable`. */
  readonly orders: readonly string[]
  readonly gaps: number
  /** Cells of one gap of one order: registers × apertures × directions. */
  readonly perGap: number
  /** Order by order and in it gap by gap: how many of the gap's cells were reached. */
  readonly reached: Uint8Array
  /** Of those, the ones where nothing is owed. */
  readonly unowed: Uint8Array
}

const UNOWED = 2

/** One heat for each table of a run. A run of some properties reached none of their cells. */
export function heatOf(options: RunOptions, coverage: Coverage): readonly Heat[] {
  return tablesOf(options).map((table) => {
    const orders = ordersOf(table).map((events) => events.join(' '))
    const gaps = gapsOf(table)
    const perGap = possible(table).cells / (orders.length * gaps)
    const [reached, unowed] = [new Uint8Array(orders.length * gaps), new Uint8Array(orders.length * gaps)]
    coverage.casesOf(table).cells.forEach((bit, cell) => {
      const at = Math.floor(cell / perGap)
      if (bit > 0) reached[at] = (reached[at] ?? 0) + 1
      if (bit === UNOWED) unowed[at] = (unowed[at] ?? 0) + 1
    })
    return { table: tableName(table), orders, gaps, perGap, reached, unowed }
  })
}
