/** What is explored: something that does operations, says what they broke, and can go back. */
import type { Subject } from '../check/lockstep.js'
import type { Forbidden, Header, Judge, Model, Operation } from '../check/contract.js'
import { Seat, feedPlace } from './seat.js'
import type { Place } from './seat.js'
import type { Fingerprint } from './visited.js'

/** What one operation led to. */
export interface Outcome {
  /** Clauses that could have forbidden the response. */
  readonly judged: readonly string[]
  readonly forbidden: readonly Forbidden[]
  /** The device is gone: nothing can follow. */
  readonly ended: boolean
}

/** Anything that a search can explore. `T` is a point to come back to. */
export interface World<T> {
  /** What the start led to; to be asked once, first. */
  start(): Outcome
  perform(operation: Operation): Outcome
  save(): T
  restore(saved: T): void
  /** Feeds all that outcomes from here on depend on: equal fingerprints, equal futures. */
  fingerprint(into: Fingerprint): void
}

/** A point of a judged device. */
export interface Judged<S> {
  readonly state: S
  readonly place: Place
}

export const NOTHING: readonly never[] = Object.freeze([])

/** What is asked of a judged device. */
export interface Questions {
  /** States that no later judgement by these clauses can tell apart count as one; all clauses by default. */
  readonly clauses?: readonly string[]
  /** Done before anything else, and judged by nobody. */
  readonly opening?: readonly Operation[]
}

/** A device, its host and its judge. */
export class JudgedWorld<S> implements World<Judged<S>> {
  private readonly seat: Seat
  private readonly judge: Judge<S>
  private readonly begun: Outcome

  private readonly clauses: readonly string[] | undefined

  constructor(subject: Subject, model: Model<S>, header: Header, { clauses, opening = NOTHING }: Questions = {}) {
    this.clauses = clauses
    this.seat = new Seat(subject, header)
    this.judge = model.judgeFor(header.queues)
    this.judge.powerOn(this.seat.started())
    const { judged, forbidden } = this.judge
    const ended = opening.map((operation) => this.perform(operation)).some((outcome) => outcome.ended)
    this.begun = opening.length === 0 ? { judged, forbidden, ended } : { judged: NOTHING, forbidden: NOTHING, ended }
  }

  start(): Outcome {
    return this.begun
  }

  perform(operation: Operation): Outcome {
    const response = this.seat.perform(operation)
    if ('died' in response) return { judged: NOTHING, forbidden: [response.died], ended: true }
    this.judge.judge(operation, response)
    const { judged, forbidden } = this.judge
    return { judged, forbidden, ended: false }
  }

  save(): Judged<S> {
    return { state: this.judge.save(), place: this.seat.save() }
  }

  restore({ state, place }: Judged<S>): void {
    this.judge.restore(state)
    this.seat.restore(place)
  }

  fingerprint(into: Fingerprint): void {
    this.judge.fingerprint?.(into, this.clauses)
    feedPlace(this.seat.save(), into)
  }
}
