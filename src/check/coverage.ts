/**
 * What a run has reached, in memory that all its workers write to. Nothing is lost with a worker that dies, and what is
 * reached does not depend on who reached it: a case belongs to one part alone, and of everything else the first part that
 * reached it is kept, in the order of the parts and not of the clock.
 */
import { KINDS, possible, tableName } from './orderings.js'
import type { Kind, OrderTable } from './orderings.js'

/** (queue allocated?, page mapped?) × six Page0 registers × two apertures × two directions. */
export const BACKING_CLASSES = 4 * 6 * 2 * 2

/** Kinds of deeds and of places: more than there are, so that classes have fixed numbers. */
const DEED_KINDS = 64
const PLACE_KINDS = 64
const FOLLOW_UPS = DEED_KINDS * PLACE_KINDS * 2

/** The class of a deed and the access that followed it. */
export const followUp = (deed: number, place: number, isWrite: boolean): number => (deed * PLACE_KINDS + place) * 2 + (isWrite ? 1 : 0)

/** One enumerated table's cases: 0 not reached, 1 reached and judged, 2 reached where nothing is owed. */
export type CaseBits = Record<Kind, Uint8Array>

const BYTES_PER_CLASS = 4

/** The number of the part that reaches things now, and no part yet. */
const NOBODY = 0

/** Classes of accesses have one row of numbers: those of the backing, then the follow-ups. */
export const followUpNumber = (index: number): number => BACKING_CLASSES + index

/** Views into one block of memory: made anew by each worker, over the same block. */
export class Coverage {
  /** By class: one more than the first part that reached it, 0 for none. */
  readonly backing: Int32Array
  readonly followUps: Int32Array
  private readonly cases: ReadonlyMap<string, CaseBits>
  private readonly known = new Map<OrderTable, CaseBits>()

  constructor(tables: readonly OrderTable[], readonly memory: SharedArrayBuffer = new SharedArrayBuffer(bytesFor(tables))) {
    this.backing = new Int32Array(memory, 0, BACKING_CLASSES)
    this.followUps = new Int32Array(memory, BACKING_CLASSES * BYTES_PER_CLASS, FOLLOW_UPS)
    let at = (BACKING_CLASSES + FOLLOW_UPS) * BYTES_PER_CLASS
    const take = (length: number): Uint8Array => new Uint8Array(memory, (at += length) - length, length)
    this.cases = new Map(
      tables.map((table) => {
        const size = possible(table)
        return [tableName(table), { cells: take(size.cells), mmap: take(size.mmap), alloc: take(size.alloc), reset: take(size.reset) }]
      }),
    )
  }

  /** The first part that reached a class, by its number in the row of all; undefined for none. */
  firstAt(number: number): number | undefined {
    const mark = number < BACKING_CLASSES ? this.backing[number] : this.followUps[number - BACKING_CLASSES]
    return mark === undefined || mark === NOBODY ? undefined : mark - 1
  }

  /** Takes in what another share of the same run reached. Its tables must be the same. */
  add(other: Coverage): void {
    for (const [own, more] of [[this.backing, other.backing], [this.followUps, other.followUps]] as const) {
      more.forEach((mark, index) => void (mark !== NOBODY && reach(own, index, mark - 1)))
    }
    const from = (BACKING_CLASSES + FOLLOW_UPS) * BYTES_PER_CLASS
    const [cases, more] = [new Uint8Array(this.memory, from), new Uint8Array(other.memory, from)]
    // A case is one part's alone, so no two shares say different things of it.
    more.forEach((bit, index) => void (bit > 0 && (cases[index] = bit)))
  }

  /** How many classes of accesses were reached so far. */
  classesReached(): number {
    return [this.backing, this.followUps].reduce((sum, marks) => sum + marks.reduce((count, mark) => count + (mark === NOBODY ? 0 : 1), 0), 0)
  }

  /** The cases of a table of this run. Throws RangeError for another. */
  casesOf(table: OrderTable): CaseBits {
    // Asked for each program: a table is known by what it is only the first time.
    const known = this.known.get(table)
    if (known) return known
    const found = this.cases.get(tableName(table))
    if (!found) throw new RangeError(`no table '${tableName(table)}' in this run`)
    this.known.set(table, found)
    return found
  }
}

const bytesFor = (tables: readonly OrderTable[]): number =>
  (BACKING_CLASSES + FOLLOW_UPS) * BYTES_PER_CLASS + tables.reduce((sum, table) => sum + KINDS.reduce((cases, kind) => cases + possible(table)[kind], 0), 0)

/** Notes that a part reached a class: the lowest part that did is kept, whichever comes first by the clock. Answers whether it is this one, for the first time. */
export function reach(classes: Int32Array, index: number, part: number): boolean {
  const mark = part + 1
  const seen = classes[index] ?? mark
  return seen !== NOBODY && seen <= mark ? false : lower(classes, index, mark)
}

function lower(classes: Int32Array, index: number, mark: number): boolean {
  let seen = Atomics.load(classes, index)
  while (seen === NOBODY || seen > mark) {
    const found = Atomics.compareExchange(classes, index, seen, mark)
    if (found === seen) return true
    seen = found
  }
  return false
}

export const backingClass = (allocated: boolean, mapped: boolean, register: number, aperture: number, direction: number): number =>
  (((allocated ? 1 : 0) * 2 + (mapped ? 1 : 0)) * 6 + register) * 4 + aperture * 2 + direction
