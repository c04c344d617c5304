/** One row of the matrix: a device, and for each clause its least counterexample or how far there is none. */
import type { Clause } from '../check/contract.js'
import type { Cell, Counterexample, Row, SearchReport } from '../check/matrix.js'
import type { Region } from '../check/region.js'
import { leastOf } from './search.js'

export interface RowOptions {
  /** The clauses that were looked for; all by default. */
  readonly wanted?: readonly string[] | undefined
  /** The search was told to go less far. */
  readonly partial?: boolean
}

export const rowName = (device: string, queues: number): string => (queues === 2 ? device : `${device}@${queues}`)

/** What the searches of one device say about one clause. */
function cellOf(clause: string, authority: Cell['authority'], searches: readonly SearchReport[], counterexample: Counterexample | undefined): Cell {
  const about = searches.filter(({ clauses }) => clauses.includes(clause))
  const own = about.filter(({ alphabet }) => alphabet !== searches[0]?.alphabet)
  return {
    clause,
    authority,
    counterexample,
    minimal: counterexample !== undefined && about.some(({ alphabet }) => alphabet === counterexample.alphabet),
    depth: Math.max(0, ...about.map(({ depth }) => depth)),
    closed: own.length > 0 && own.every(({ closed }) => closed),
    judged: searches.reduce((sum, { judged }) => sum + (judged[clause] ?? 0), 0),
  }
}

/**
 * Puts a row together, of all clauses or of some. A clause that no alphabet names, such as the death of the device, has a
 * cell when it was broken. A row that was not searched as far as the alphabets go decides nothing but what it found.
 */
export function rowOf(device: string, queues: number, searches: readonly SearchReport[], clauses: readonly Clause[], region: Region, { wanted, partial = false }: RowOptions = {}): Row {
  const least = leastOf(searches, region)
  const cells = clauses.filter(({ id }) => wanted?.includes(id) ?? true).map(({ id, authority }) => cellOf(id, authority, searches, least.get(id)))
  const others = [...least.values()].filter(({ clause }) => !clauses.some(({ id }) => id === clause)).map((one) => cellOf(one.clause, 'device', searches, one))
  const all = [...cells, ...others]
  const broken = all.some(({ counterexample, authority }) => counterexample !== undefined && authority !== 'judgement')
  const complete = !partial && searches.every(({ complete }) => complete) && all.every(({ judged, counterexample }) => judged > 0 || counterexample !== undefined)
  return { name: rowName(device, queues), device, queues, verdict: broken ? 'diverges' : complete ? 'conforms' : 'undecided', cells: all, searches }
}
