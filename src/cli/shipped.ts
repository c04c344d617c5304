/** The matrix that comes with the package: `docs/designs.json`, as `cmdqv-check designs --reporter json` printed it. */
import type { Authority } from '../check/contract.js'
import { openShipped } from './shipped-file.js'
import type { Entry, Shipped } from './shipped-file.js'

/** A cell with a counterexample. */
export interface ShippedDivergence {
  readonly clause: string
  readonly authority: Authority | 'device'
  readonly length: number
  readonly minimal: boolean
  readonly alphabet: string
  readonly observed: string
  readonly allowed: string
  /** The program, as a token. */
  readonly replay: string
  /** Operations without which the same value is wrong too: then the clause is a bystander. */
  readonly spare?: readonly number[]
  /** Single changes of the design that mend the program, a line each. */
  readonly causes?: readonly string[]
}

/** A cell without one. */
export interface ShippedNone {
  readonly clause: string
  readonly authority: Authority | 'device'
  readonly depth: number
  readonly closed: boolean
  readonly judged: number
}

export interface ShippedRow {
  /** With more than two queues, `DEVICE@QUEUES`. */
  readonly name: string
  readonly device: string
  readonly queues: number
  readonly divergences: readonly ShippedDivergence[]
  readonly none: readonly ShippedNone[]
}

export interface ShippedMatrix {
  readonly designs: readonly ShippedRow[]
}

const divergenceOf = (entry: Entry): ShippedDivergence => ({
  clause: entry.text('clause'),
  authority: entry.authority(),
  length: entry.count('length'),
  minimal: entry.flag('minimal'),
  alphabet: entry.text('alphabet'),
  observed: entry.text('observed'),
  allowed: entry.text('allowed'),
  replay: entry.text('replay'),
  ...(entry.has('spare') && { spare: entry.counts('spare') }),
  ...(entry.has('causes') && { causes: entry.texts('causes') }),
})

const noneOf = (entry: Entry): ShippedNone => ({
  clause: entry.text('clause'),
  authority: entry.authority(),
  depth: entry.count('depth'),
  closed: entry.flag('closed'),
  judged: entry.count('judged'),
})

const rowOf = (entry: Entry): ShippedRow => ({
  name: entry.text('name'),
  device: entry.text('device'),
  queues: entry.count('queues'),
  divergences: entry.list('divergences', divergenceOf),
  none: entry.list('none', noneOf),
})

const MATRIX: Shipped = { what: 'the matrix', about: 'the public designs', made: 'npm run matrix' }

/** Reads the matrix; `file` is another place for it. */
export const shippedMatrix = (file?: string): ShippedMatrix => ({ designs: openShipped(MATRIX, ['docs', 'designs.json'], file).list('designs', rowOf) })
