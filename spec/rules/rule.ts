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

/** Something that happens to the whole device; `History` has when it last did. */
export const EVENT_NAMES = ['dropped', 'gap', 'unrouted', 'wide', 'readOnly', 'CMDQV_EN_cycle', 'ENABLE_cycle'] as const
export type EventName = (typeof EVENT_NAMES)[number]

/** Something that may be so when a register is read: see FACTS. */
export const FACT_NAMES = [
  'neverMapped', 'mappedThroughout', 'otherQueueAccessed', 'hostChanged', 'enabled', 'disabled', 'undisturbed', 'repeated', 'writtenByHalves', 'baseHalved', 'writtenLive',
  'CMDQ_EN_cycled', 'backingMoved', 'faulted', 'allocAnswered', 'errorsUnmoved',
] as const
export type FactName = (typeof FACT_NAMES)[number]

/**
 * A clause about a register that holds what was put there. It speaks where all of its conditions hold; one that is left
 * out always does. They are kept apart because the first two can be told once for all, and the others have names, so that
 * a table can be made of what the rules say.
 */
export interface ValueRule {
  readonly clause: ClauseId
  /** The registers that it is about. */
  readonly where?: (place: Place) => boolean
  /** How the value came to be owed; `queue` is the VCMDQ's physical number, -1 on the Config page. */
  readonly from?: (origin: Origin, place: Place, queue: number) => boolean
  /** What must have happened after the value was settled. */
  readonly after?: EventName
  /** What must be so now. */
  readonly when?: FactName
  /** The bits on which it speaks; all by default. */
  readonly bits?: number
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
  /** It speaks of reads that lead nowhere, and of no other. */
  readonly dropped?: true
  /** What must be so for it to speak; always so by default. */
  readonly when?: (glance: Glance) => boolean
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

/** What kind of operation was judged, as far as that decides which clauses can speak of it. */
export interface Situation {
  readonly op: 'read' | 'write' | 'attach' | 'detach' | 'reset' | 'consume' | 'deliver' | 'other'
  /** An access to a VINTF slot at which nothing is mapped, and one to a gap. */
  readonly dropped: boolean
  readonly gap: boolean
  /** The place of an access can be written. */
  readonly writable: boolean
  /** A write of what the register is known to hold. */
  readonly idempotent: boolean
  /** A write of a whole Page1 pair. */
  readonly pair: boolean
  /** The response shows something that happened at the host. */
  readonly logged: boolean
}

export interface StepRule {
  readonly clause: ClauseId
  /** Which operations the clause can speak of. */
  readonly on: (situation: Situation) => boolean
  /** With nothing in the log it holds, whatever else is so: what it forbids would be there. */
  readonly quietly?: 'holds'
  readonly judge: (step: Step) => Verdict
}

export interface MomentRule {
  readonly clause: ClauseId
  /** Which entries the clause can speak of. */
  readonly on: readonly Entry['kind'][]
  readonly judge: (moment: Moment) => Verdict
}

/** Says that a condition holds, or why not: the words are only made when it does not. */
export const require_ = (holds: boolean, broken: () => Broken): Verdict => (holds ? 'holds' : broken())

/** Whether an operation can have changed what the host holds, or what must run. */
export const isChange = ({ op, logged, writable, dropped }: Situation): boolean => logged || !(op === 'read' || (op === 'write' && (!writable || dropped)))
