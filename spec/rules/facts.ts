/** What may be so when a register is read: each condition that a value rule names, said once. */
import { CMDQV_EN } from '../access.js'
import type { Place } from '../decode.js'
import { vcmdq } from '../state.js'
import type { Origin, Time } from '../state.js'
import type { FactName, Sight } from './rule.js'

export const isError = (place: Place): boolean => place.page === 'Page0' && (place.register === 'GERROR' || place.register === 'GERRORN')
export const byGuest = ({ by }: Origin): boolean => by === 'direct' || by === 'vintf' || by === 'config'

const since = (sight: Sight, event: Time): boolean => event > sight.origin.at
const historyOf = ({ state, queue }: Sight) => vcmdq(state, queue).history

/** When the hardware or the host last had its hand in GERROR and GERRORN. */
function errorsMovedAt(sight: Sight): Time {
  const { fault, backing, allocAnswer } = historyOf(sight)
  return Math.max(fault, backing, allocAnswer)
}

/** When the value of a register was settled: for the error words that is more than the last write. */
export const settledAt = (sight: Sight): Time => (isError(sight.place) ? Math.max(sight.origin.at, errorsMovedAt(sight)) : sight.origin.at)

/** After everything that made the value what it is. */
export const sinceSettled = (sight: Sight, event: Time): boolean => event > settledAt(sight)

const mappedNow = ({ state, queue }: Sight): boolean => (state.mapping.slotOf[queue] ?? -1) >= 0

/** Mapped at one slot from the write to this read. */
const mappedThroughout = (sight: Sight): boolean => mappedNow(sight) && historyOf(sight).mapped <= sight.origin.at

/** Never mapped from the write to this read. */
function neverMapped(sight: Sight): boolean {
  const { mapped, unmapped } = historyOf(sight)
  return (sight.state.mapping.slotOf[sight.queue] ?? -1) === -1 && !since(sight, mapped) && !since(sight, unmapped)
}

/** An access to a VCMDQ other than this one; for a Config register, to any. */
function otherQueueAccessed(sight: Sight): boolean {
  const { queue, at, otherAt } = sight.state.lastAccess
  return sinceSettled(sight, queue === sight.queue ? otherAt : at)
}

/** A change of backing after the guest's write, or provoked by it. */
function hostChanged(sight: Sight): boolean {
  const { hostChange } = sight.state.history
  return since(sight, hostChange) || (byGuest(sight.origin) && hostChange === sight.origin.at)
}

export const FACTS: Readonly<Record<FactName, (sight: Sight) => boolean>> = {
  neverMapped,
  mappedThroughout,
  otherQueueAccessed,
  hostChanged,
  /** CMDQV_EN is known to be 1, and to be 0. */
  enabled: ({ state }) => CMDQV_EN(state) === 1,
  disabled: ({ state }) => CMDQV_EN(state) === 0,
  /** Nothing was done but reads since the write. */
  undisturbed: (sight) => !since(sight, sight.state.history.deed),
  /** A write of what a register already held, this one included. */
  repeated: ({ state: { history }, origin }) => history.idempotent >= origin.at && history.idempotent >= 0,
  /** The last write of BASE was one half only; some BASE was written by halves since. */
  writtenByHalves: ({ state, queue }) => vcmdq(state, queue).BASE.byHalves,
  baseHalved: (sight) => since(sight, historyOf(sight).halfBase),
  /** BASE was written while the VCMDQ was enabled and backed. */
  writtenLive: ({ state, queue }) => vcmdq(state, queue).BASE.live,
  CMDQ_EN_cycled: (sight) => sinceSettled(sight, historyOf(sight).enableCycle),
  /** The VCMDQ became backed or unbacked since. */
  backingMoved: (sight) => since(sight, historyOf(sight).backing),
  /** The VCMDQ has ever met an error. */
  faulted: (sight) => historyOf(sight).fault >= 0,
  /** A hwQueueAlloc for it was granted or refused since. */
  allocAnswered: (sight) => historyOf(sight).allocAnswer >= Math.max(0, sight.origin.at),
  errorsUnmoved: (sight) => !since(sight, errorsMovedAt(sight)),
}
