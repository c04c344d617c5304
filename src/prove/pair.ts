/** Two devices side by side, each on a host of its own, without a model: what tells them apart. */
import type { Subject } from '../check/lockstep.js'
import type { Entry, Forbidden, Header, Operation, Response } from '../check/contract.js'
import { Seat, feedPlace } from './seat.js'
import type { Death, Place } from './seat.js'
import type { Fingerprint } from './visited.js'
import { NOTHING } from './world.js'
import type { Outcome, World } from './world.js'

/** The one thing that a search of a pair can find. */
export const DIFFERENCE = 'DIFFERENCE'

/** What is compared: what a guest and its memory can tell, or what the host is asked as well. */
export type Sight = 'guest' | 'host'

const SEEN_BY: Readonly<Record<Sight, ReadonlySet<Entry['kind']>>> = {
  guest: new Set(['interrupt', 'fetch']),
  host: new Set(['interrupt', 'fetch', 'viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc', 'hwQueueDestroy', 'guestMap', 'guestUnmap', 'store', 'strayLoad']),
}

/** What of a log is compared. */
export const seenIn = (log: readonly Entry[], sight: Sight): readonly Entry[] => log.filter(({ kind }) => SEEN_BY[sight].has(kind))

/** Equal field by field; a field that is an object itself is compared in the same way. */
function alike(a: object, b: object): boolean {
  const [first, second] = [a as Fields, b as Fields] // an entry and the view in it are plain data
  for (const name in first) {
    const [one, other] = [first[name], second[name]]
    if (one === other) continue
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || !alike(one, other)) return false
  }
  return Object.keys(first).length === Object.keys(second).length
}
type Fields = Readonly<Record<string, unknown>>

/** The place of the first entry from `at` on that is compared; the length of the log when there is none. */
function nextSeen(log: readonly Entry[], at: number, seen: ReadonlySet<Entry['kind']>): number {
  for (let i = at; i < log.length; i++) if (seen.has(log[i]?.kind ?? 'isRam')) return i
  return log.length
}

function sameLogs(a: readonly Entry[], b: readonly Entry[], seen: ReadonlySet<Entry['kind']>): boolean {
  let i = nextSeen(a, 0, seen)
  let j = nextSeen(b, 0, seen)
  for (; i < a.length && j < b.length; i = nextSeen(a, i + 1, seen), j = nextSeen(b, j + 1, seen)) {
    const [one, other] = [a[i], b[j]]
    if (one === undefined || other === undefined || !alike(one, other)) return false
  }
  return i === a.length && j === b.length
}

/** Whether two answers to one operation look alike. Most have an empty log and one number: nothing is built to compare them. */
export function sameSight(a: Response | Death, b: Response | Death, sight: Sight): boolean {
  if ('died' in a || 'died' in b) return 'died' in a && 'died' in b && a.died.clause === b.died.clause && a.died.observed === b.died.observed
  return a.value === b.value && ((a.log.length === 0 && b.log.length === 0) || sameLogs(a.log, b.log, SEEN_BY[sight]))
}

const plain = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `0x${inner.toString(16)}` : inner))

/** One response as text, for what is found and seldom read. */
export function tell(response: Response | Death, sight: Sight): string {
  if ('died' in response) return `${response.died.clause}: ${response.died.observed}`
  const value = response.value === undefined ? [] : [`reads 0x${response.value.toString(16)}`]
  return [...value, ...seenIn(response.log, sight).map(plain)].join(', ') || 'nothing to be seen'
}

const SAME: Outcome = { judged: NOTHING, forbidden: NOTHING, ended: false }

function compare(a: Response | Death, b: Response | Death, sight: Sight): Outcome {
  const ended = 'died' in a || 'died' in b
  if (sameSight(a, b, sight)) return ended ? { ...SAME, ended } : SAME
  const forbidden: readonly Forbidden[] = [{ clause: DIFFERENCE, observed: tell(a, sight), allowed: tell(b, sight) }]
  return { judged: NOTHING, forbidden, ended }
}

export interface PairPlace {
  readonly a: Place
  readonly b: Place
}

/** Two devices that are given the same, or the second an image of it; what is compared of their answers is each kind's own affair. */
export abstract class SideBySide implements World<PairPlace> {
  protected readonly a: Seat
  protected readonly b: Seat

  constructor(a: Subject, b: Subject, header: Header) {
    this.a = new Seat(a, header)
    this.b = new Seat(b, header)
  }

  /** What two answers to an operation show; undefined is the start. */
  protected abstract compare(a: Response | Death, b: Response | Death, operation: Operation | undefined): Outcome

  /** What the second device is given. */
  protected imageOf(operation: Operation): Operation {
    return operation
  }

  /** Whether states are recognised: otherwise every program is a state of its own, and done again from its start. */
  get recognises(): boolean {
    return this.a.jumps && this.b.jumps
  }

  start(): Outcome {
    return this.compare(this.a.started(), this.b.started(), undefined)
  }

  perform(operation: Operation): Outcome {
    return this.compare(this.a.perform(operation), this.b.perform(this.imageOf(operation)), operation)
  }

  save(): PairPlace {
    return { a: this.a.save(), b: this.b.save() }
  }

  restore({ a, b }: PairPlace): void {
    this.a.restore(a)
    this.b.restore(b)
  }

  fingerprint(into: Fingerprint): void {
    feedPlace(this.a.save(), into)
    feedPlace(this.b.save(), into)
  }
}

/** A pair that is given the same. */
export class PairWorld extends SideBySide {
  constructor(a: Subject, b: Subject, header: Header, private readonly sight: Sight) {
    super(a, b, header)
  }

  protected compare(a: Response | Death, b: Response | Death): Outcome {
    return compare(a, b, this.sight)
  }
}
