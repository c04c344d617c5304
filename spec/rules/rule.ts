/** The shapes of rules. A rule is pure: it looks at what happened and says what its clause allows. */
import type { Bits } from '../bits.js'
import type { ClauseId } from '../clauses.js'
import type { Place } from '../decode.js'
import type { Target, Written } from '../access.js'
import type { Origin, State } from '../state.js'
import type { Entry, Operation, Response } from '../vocabulary.js'

/** One register word under a read: what is owed there and how it came to be owed. */
export interface Sight {
  /** The state before the read teaches anything. */
  readonly state: State
  readonly place: Place
  /** Physical number of the VCMDQ; -1 on the Config page. */
  readonly queue: number
  readonly owed: Bits
  readonly origin: Origin
  readonly size: 4 | 8
}

/** A clause about a register that holds what was put there: on which bits of this sight it speaks, 0 for none. */
export interface ValueRule {
  readonly clause: ClauseId
  /** The registers about which the clause can say anything at all; by default every one. */
  readonly where?: (place: Place) => boolean
  readonly governs: (sight: Sight) => number
}

/** One word under a read whose value follows from other state. */
export interface Glance {
  readonly state: State
  readonly place: Place
  readonly target: Target | undefined
  readonly size: 4 | 8
}

/** A clause about a value that follows from other state: the bits owed, or undefined where it does not apply. */
export interface DerivedRule {
  readonly clause: ClauseId
  /** The words about which the clause can say anything at all, by themselves. */
  readonly where: (place: Place) => boolean
  readonly owed: (glance: Glance) => Bits | undefined
}

/** A whole operation: before, the access done, and after everything that the response shows. */
export interface Step {
  readonly before: State
  readonly operation: Operation
  readonly response: Response
  /** Where an access led; undefined for events. */
  readonly access: Access | undefined
  readonly after: State
}

export interface Access {
  readonly place: Place
  readonly target: Target | undefined
  readonly size: 4 | 8
  readonly write: Written | undefined
  /** A write of the value that the register is known to hold. */
  readonly idempotent: boolean
}

/** One entry of a response, with the state right before it. */
export interface Moment {
  readonly step: Omit<Step, 'after'>
  readonly state: State
  readonly entry: Entry
  /** Position in the response's log. */
  readonly index: number
}

/** The clause did not apply; it holds; or it is broken, and here is why. */
export type Verdict = undefined | 'holds' | Broken
export interface Broken {
  readonly observed: string
  readonly allowed: string
}

export interface StepRule {
  readonly clause: ClauseId
  /**
   * Which operations the clause can speak of: guest accesses, one kind of event, whatever can change what the host
   * holds or what must run ('change': all but reads and plain writes that caused nothing), or every operation.
   */
  readonly on: 'access' | 'consume' | 'deliver' | 'reset' | 'change' | 'any'
  readonly judge: (step: Step) => Verdict
}

export interface MomentRule {
  readonly clause: ClauseId
  readonly judge: (moment: Moment) => Verdict
}

export const require_ = (holds: boolean, observed: string, allowed: string): Verdict => (holds ? 'holds' : { observed, allowed })
