/** The tasks of a proof as plain data for a worker thread, and what is done for each. */
import { alphabetsFor, scopesFor, wordsScope } from '../../properties/alphabets/index.js'
import { mirrorsFor } from '../../properties/alphabets/mirrors.js'
import type { Row } from '../check/matrix.js'
import type { Authority, Header } from '../check/contract.js'
import { WayBackError } from '../check/fault.js'
import type { Argument, Theorem } from '../check/theorem.js'
import { rowOf } from '../prove/row.js'
import { searchDevice } from '../prove/search.js'
import { proveMirrors } from '../prove/mirror.js'
import { proveScope, proveWords } from '../prove/theorems.js'
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

/** One claim about images. */
export interface MirrorTask {
  readonly kind: 'mirror'
  readonly device: string
  readonly name: string
}

export type Task = ScopeTask | RowTask | MirrorTask

const WORDS = wordsScope(region)
export const SCOPES = [...scopesFor(region), WORDS]
export const MIRRORS = mirrorsFor(region)
export const scopeNames: readonly string[] = SCOPES.map(({ name }) => name)

/** What a scope may take: the more letters the more states. Every word of the region from a few hundred takes longest, and images least. */
export function weightOf(task: Task): number {
  if (task.kind !== 'scope') return 0
  return task.scope === WORDS.name ? Number.MAX_SAFE_INTEGER : SCOPES.find(({ name }) => name === task.scope)?.letters.length ?? 0
}

async function prove({ device, scope, header, authorities, exact, time }: ScopeTask): Promise<Theorem> {
  const alphabet = SCOPES.find(({ name }) => name === scope)
  if (!alphabet) throw new RangeError(`no scope ${scope}`)
  const binds = (clause: string): boolean => authorities.some((authority) => authority === authorityOf(clause)) || authorityOf(clause) === 'device'
  const options = { binds, exact, deadline: time === undefined ? undefined : Date.now() + time }
  return (alphabet === WORDS ? proveWords : proveScope)(await loadSubject(device), referenceModel, alphabet, header, region, options)
}

async function search({ device, alphabets, transitions }: RowTask): Promise<Row> {
  const own = alphabetsFor(region, 2).filter(({ name }) => alphabets?.includes(name) ?? true)
  const searches = searchDevice(await loadSubject(device), referenceModel, own, region, transitions === undefined ? {} : { transitions })
  return rowOf(device, 2, searches, referenceModel.clauses, region, { partial: alphabets !== undefined })
}

async function mirror({ device, name }: MirrorTask): Promise<Argument> {
  const found = MIRRORS.find((one) => one.name === name)
  if (!found) throw new RangeError(`no claim ${name}`)
  return proveMirrors(await loadSubject(device), name, found.claim, found.cases())
}

/** What a task comes to; a device that does not come back to where it was makes what is said of it worthless. */
export type Result = Theorem | Row | Argument | { readonly strayed: string }

export async function doTask(task: Task): Promise<Result> {
  try {
    return await done(task)
  } catch (error) {
    // As plain data: a worker could only hand on its text.
    if (error instanceof WayBackError) return { strayed: error.message }
    throw error
  }
}

function done(task: Task): Promise<Theorem | Row | Argument> {
  switch (task.kind) {
    case 'scope':
      return prove(task)
    case 'row':
      return search(task)
    case 'mirror':
      return mirror(task)
  }
}
