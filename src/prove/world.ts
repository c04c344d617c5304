/** What is explored: something that does operations, says what they broke, and can go back. */
import type { Subject } from '../check/lockstep.js'
import type { Forbidden, Header, Model, Operation } from '../check/contract.js'
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
  /** Feeds all that outcomes after a point depend on: equal fingerprints, equal futures. */
  fingerprint(saved: T, into: Fingerprint): void
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
  private state: S
  private readonly begun: Outcome

  private readonly clauses: readonly string[] | undefined

  constructor(subject: Subject, private readonly model: Model<S>, header: Header, { clauses, opening = NOTHING }: Questions = {}) {
    this.clauses = clauses
    this.seat = new Seat(subject, header)
    const { state, judged, forbidden } = model.powerOn(header, this.seat.started())
    this.state = state
    const ended = opening.map((operation) => this.perform(operation)).some((outcome) => outcome.ended)
    this.begun = opening.length === 0 ? { judged, forbidden, ended } : { judged: NOTHING, forbidden: NOTHING, ended }
  }

  /** Whether states are recognised: otherwise every program is a state of its own. */
  get recognises(): boolean {
    return this.seat.jumps && this.model.fingerprint !== undefined
  }

  start(): Outcome {
    return this.begun
  }

  perform(operation: Operation): Outcome {
    const response = this.seat.perform(operation)
    if ('died' in response) return { judged: NOTHING, forbidden: [response.died], ended: true }
    const { state, judged, forbidden } = this.model.judge(this.state, operation, response)
    this.state = state
    return { judged, forbidden, ended: false }
  }

  save(): Judged<S> {
    return { state: this.state, place: this.seat.save() }
  }

  restore({ state, place }: Judged<S>): void {
    this.state = state
    this.seat.restore(place)
  }

  fingerprint({ state, place }: Judged<S>, into: Fingerprint): void {
    this.model.fingerprint?.(state, into, this.clauses)
    feedPlace(place, into)
  }
}
