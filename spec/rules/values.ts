/**
 * Registers that hold what was put there. Each clause speaks where its own condition lies between the write and the
 * read; where several speak, several are broken by one wrong value.
 */
import { CMDQV_EN } from '../access.js'
import { ALL } from '../bits.js'
import type { Place } from '../decode.js'
import { vcmdq } from '../state.js'
import type { State, Time } from '../state.js'
import { CMDQ_INIT_ERR } from '../registers.js'
import type { Sight, ValueRule } from './rule.js'

const when = (condition: boolean): number => (condition ? ALL : 0)

const isQueueRegister = ({ page }: Place): boolean => page === 'Page0' || page === 'Page1'
const through = (place: Place): string => (place.page === 'Page0' || place.page === 'Page1' ? place.aperture : 'config')
const isDirect = (place: Place): boolean => through(place) === 'direct'
const isError = (place: Place): boolean => place.page === 'Page0' && (place.register === 'GERROR' || place.register === 'GERRORN')
const isCons = (place: Place): boolean => place.page === 'Page0' && place.register === 'CONS_INDX'
const isBase = (place: Place): boolean => place.page === 'Page1' && (place.register === 'BASE_L' || place.register === 'BASE_H')
const isPage1 = ({ page }: Place): boolean => page === 'Page1'
const isVintfConfig = (place: Place): boolean => place.page === 'Config' && place.register === 'VINTF0_CONFIG'

const writtenByGuest = ({ origin }: Sight): boolean => origin.by === 'direct' || origin.by === 'vintf' || origin.by === 'config'
const since = (sight: Sight, event: Time): boolean => event > sight.origin.at

/** When the hardware or the host last had its hand in GERROR and GERRORN. */
function errorsMovedAt({ state, queue }: Sight): Time {
  const { fault, backing, allocAnswer } = vcmdq(state, queue).history
  return Math.max(fault, backing, allocAnswer)
}
const errorsMoved = (sight: Sight): boolean => isError(sight.place) && since(sight, errorsMovedAt(sight))

/** After everything that made the value what it is: for the error words that is more than the last write. */
const sinceSettled = (sight: Sight, event: Time): boolean => since(sight, event) && !(isError(sight.place) && event <= errorsMovedAt(sight))

const mappedNow = ({ state, queue }: Sight): boolean => (state.mapping.slotOf[queue] ?? -1) >= 0

/** Mapped at one slot from the write to this read. */
const mappedThroughout = (sight: Sight): boolean => mappedNow(sight) && vcmdq(sight.state, sight.queue).history.mapped <= sight.origin.at

/** Never mapped from the write to this read. */
function neverMapped(sight: Sight): boolean {
  const { mapped, unmapped } = vcmdq(sight.state, sight.queue).history
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
  return since(sight, hostChange) || (writtenByGuest(sight) && hostChange === sight.origin.at)
}

/** One of the three enables went 1→0→1 after the write. */
function enableCycled(sight: Sight): boolean {
  const { CMDQV_EN_cycle, ENABLE_cycle } = sight.state.history
  const own = isQueueRegister(sight.place) ? vcmdq(sight.state, sight.queue).history.enableCycle : -1
  return sinceSettled(sight, Math.max(CMDQV_EN_cycle, ENABLE_cycle, own))
}

const otherSlotNumber = ({ place, queue, origin }: Sight): boolean =>
  (place.page !== 'Config' && place.page !== 'gap' && place.aperture === 'vintf' && place.slot !== queue) || (origin.by === 'vintf' && origin.slot !== queue)

const HYP_OWN = 1 << 17
const disabled = (state: State): boolean => CMDQV_EN(state) === 0

/** What the guest wrote to the other aperture: of what the hardware or a reset put there ALIAS says nothing. */
const writtenThroughTheOther = ({ place, origin }: Sight): boolean => (origin.by === 'direct' || origin.by === 'vintf') && through(place) !== origin.by

export const VALUE_RULES: readonly ValueRule[] = [
  { clause: 'P172-DROP', governs: (s) => when(sinceSettled(s, s.state.history.dropped)) },
  { clause: 'P176-DIRECT', where: isDirect, governs: (s) => when(s.origin.by === 'direct' && neverMapped(s)) },
  { clause: 'ALIAS', where: isQueueRegister, governs: (s) => when(writtenThroughTheOther(s) && mappedThroughout(s)) },
  { clause: 'ROUTE-LVCMDQ', governs: (s) => when(otherSlotNumber(s) || sinceSettled(s, s.state.history.unrouted)) },
  { clause: 'ISOLATION', governs: (s) => when(otherQueueAccessed(s)) },
  { clause: 'DIRECT-EN', where: isDirect, governs: (s) => when(s.origin.by === 'direct' && s.origin.CMDQV_EN === 1 && CMDQV_EN(s.state) === 1) },
  { clause: 'DIRECT-DISABLED', where: isQueueRegister, governs: (s) => when(writtenByGuest(s) && (s.origin.CMDQV_EN === 0 || disabled(s.state))) },
  { clause: 'DECODE-GAP', governs: (s) => when(sinceSettled(s, s.state.history.gap)) },
  { clause: 'SIZE-32', governs: (s) => when((s.origin.by === 'config' && s.place.access === 'RW' && !since(s, s.state.history.deed)) || sinceSettled(s, s.state.history.wide)) },
  { clause: 'SIZE-64', where: isPage1, governs: (s) => when(writtenByGuest(s)) },
  { clause: 'RO', governs: (s) => when(sinceSettled(s, s.state.history.readOnly.at)) },
  { clause: 'HYP-OWN', where: isVintfConfig, governs: () => HYP_OWN },
  { clause: 'TRANSPARENT', governs: (s) => (hostChanged(s) ? (isError(s.place) ? ~CMDQ_INIT_ERR : ALL) : 0) },
  { clause: 'HALF-BASE', where: isQueueRegister, governs: (s) => when((isBase(s.place) && vcmdq(s.state, s.queue).BASE.byHalves) || since(s, vcmdq(s.state, s.queue).history.halfBase)) },
  { clause: 'ENABLES-KEEP', governs: (s) => when(enableCycled(s)) },
  { clause: 'IDEMPOTENT', governs: (s) => when(s.state.history.idempotent >= s.origin.at && s.state.history.idempotent >= 0) },
  { clause: 'NO-FALSE-ERROR', where: isError, governs: (s) => (since(s, vcmdq(s.state, s.queue).history.backing) ? ~CMDQ_INIT_ERR : 0) },
  { clause: 'BASE-LIVE', where: isBase, governs: (s) => when(vcmdq(s.state, s.queue).BASE.live) },
  { clause: 'LIVE', where: isCons, governs: (s) => when(s.origin.by === 'fetch') },
  { clause: 'GERROR-TOGGLE', where: isCons, governs: (s) => when(s.origin.by === 'fault') },
  { clause: 'GERROR-TOGGLE', where: isError, governs: (s) => when(vcmdq(s.state, s.queue).history.fault >= 0 || writtenByGuest(s)) },
  { clause: 'INIT-ERR', where: isError, governs: (s) => (vcmdq(s.state, s.queue).history.allocAnswer >= Math.max(0, s.origin.at) ? CMDQ_INIT_ERR : 0) },
  { clause: 'RESET', governs: (s) => when(s.origin.by === 'reset' && !errorsMoved(s)) },
]

/** The clause that says what such a register is, for a sight between which and its origin nothing remarkable lies. */
export function plainClause(sight: Sight): 'SIZE-32' | 'DIRECT-EN' | 'DIRECT-DISABLED' | 'ALIAS' {
  if (!isQueueRegister(sight.place)) return 'SIZE-32'
  if (through(sight.place) === 'vintf') return 'ALIAS'
  return disabled(sight.state) ? 'DIRECT-DISABLED' : 'DIRECT-EN'
}
