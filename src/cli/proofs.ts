/** The tasks of a proof as plain data for a worker thread, and what is done for each. */
import { alphabetsFor, scopesFor } from '../../properties/alphabets/index.js'
import type { Row } from '../check/matrix.js'
import type { Authority, Header } from '../check/contract.js'
import type { Theorem } from '../check/theorem.js'
import { rowOf } from '../prove/row.js'
import { searchDevice } from '../prove/search.js'
import { proveScope } from '../prove/theorems.js'
import { referenceModel, region } from './assembly.js'
import { loadSubject } from './devices.js'
import { authorityOf } from './divergence.js'

/** One scope from one host. */
export interface ScopeTask {
  readonly kind: 'scope'
  readonly device: string
  readonly scope: string
  readonly header: Header
  /** Authorities whose divergences refute. */
  readonly authorities: readonly Authority[]
  /** States are kept word by word as well. */
  readonly exact: boolean
  /** A budget in milliseconds. */
  readonly time: number | undefined
}

/** What the device breaks, clause by clause, over the alphabets of the matrix. */
export interface RowTask {
  readonly kind: 'row'
  readonly device: string
  /** The names of the alphabets; all by default. */
  readonly alphabets: readonly string[] | undefined
  readonly transitions: number | undefined
}

export const SCOPES = scopesFor(region)
export const scopeNames: readonly string[] = SCOPES.map(({ name }) => name)

async function prove({ device, scope, header, authorities, exact, time }: ScopeTask): Promise<Theorem> {
  const alphabet = SCOPES.find(({ name }) => name === scope)
  if (!alphabet) throw new RangeError(`no scope ${scope}`)
  const binds = (clause: string): boolean => authorities.some((authority) => authority === authorityOf(clause)) || authorityOf(clause) === 'device'
  return proveScope(await loadSubject(device), referenceModel, alphabet, header, region, { binds, exact, deadline: time === undefined ? undefined : Date.now() + time })
}

async function search({ device, alphabets, transitions }: RowTask): Promise<Row> {
  const own = alphabetsFor(region, 2).filter(({ name }) => alphabets?.includes(name) ?? true)
  const searches = searchDevice(await loadSubject(device), referenceModel, own, region, transitions === undefined ? {} : { transitions })
  return rowOf(device, 2, searches, referenceModel.clauses, region, { partial: alphabets !== undefined })
}

export const doTask = (task: ScopeTask | RowTask): Promise<Theorem | Row> => (task.kind === 'scope' ? prove(task) : search(task))
