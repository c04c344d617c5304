/**
 * Registers that hold what was put there. Each clause speaks where its own condition lies between the write and the
 * read; where several speak, several are broken by one wrong value.
 */
import { ALL } from '../bits.js'
import type { Place } from '../decode.js'
import { CMDQ_INIT_ERR } from '../registers.js'
import type { History, Origin, Time } from '../state.js'
import { byGuest, FACTS, isError, sinceSettled } from './facts.js'
import type { EventName, Sight, ValueRule } from './rule.js'

const isQueueRegister = ({ page }: Place): boolean => page === 'Page0' || page === 'Page1'
const through = (place: Place): string => (place.page === 'Page0' || place.page === 'Page1' ? place.aperture : 'config')
const isDirect = (place: Place): boolean => through(place) === 'direct'
const isCons = (place: Place): boolean => place.page === 'Page0' && place.register === 'CONS_INDX'
const isBase = (place: Place): boolean => place.page === 'Page1' && (place.register === 'BASE_L' || place.register === 'BASE_H')
const isPage1 = ({ page }: Place): boolean => page === 'Page1'
const isVintfConfig = (place: Place): boolean => place.page === 'Config' && place.register === 'VINTF0_CONFIG'

/** Written or read through a slot of another number than the VCMDQ's. */
const throughOtherNumber = (origin: Origin, place: Place, queue: number): boolean =>
  (place.page !== 'Config' && place.page !== 'gap' && place.aperture === 'vintf' && place.slot !== queue) || (origin.by === 'vintf' && origin.slot !== queue)

const HYP_OWN = 1 << 17

const byDirect = ({ by }: Origin): boolean => by === 'direct'
const bySettingOf = (writer: Origin['by']) => ({ by }: Origin): boolean => by === writer
/** What the guest wrote through the other aperture: of what the hardware or a reset put there ALIAS says nothing. */
const byOtherAperture = ({ by }: Origin, place: Place): boolean => (by === 'direct' || by === 'vintf') && through(place) !== by
const isPlain = (place: Place): boolean => !isError(place)
/** CMDQ_INIT_ERR has clauses of its own. */
const BUT_INIT = ~CMDQ_INIT_ERR

export const VALUE_RULES: readonly ValueRule[] = [
  { clause: 'P172-DROP', after: 'dropped' },
  { clause: 'P176-DIRECT', where: isDirect, from: byDirect, when: 'neverMapped' },
  { clause: 'ALIAS', where: isQueueRegister, from: byOtherAperture, when: 'mappedThroughout' },
  { clause: 'ROUTE-LVCMDQ', from: throughOtherNumber },
  { clause: 'ROUTE-LVCMDQ', after: 'unrouted' },
  { clause: 'ISOLATION', when: 'otherQueueAccessed' },
  { clause: 'DIRECT-EN', where: isDirect, from: (origin) => byDirect(origin) && origin.CMDQV_EN === 1, when: 'enabled' },
  { clause: 'DIRECT-DISABLED', where: isQueueRegister, from: (origin) => byGuest(origin) && origin.CMDQV_EN === 0 },
  { clause: 'DIRECT-DISABLED', where: isQueueRegister, from: byGuest, when: 'disabled' },
  { clause: 'DECODE-GAP', after: 'gap' },
  { clause: 'SIZE-32', from: ({ by }, { access }) => by === 'config' && access === 'RW', when: 'undisturbed' },
  { clause: 'SIZE-32', after: 'wide' },
  { clause: 'SIZE-64', where: isPage1, from: byGuest },
  { clause: 'RO', after: 'readOnly' },
  { clause: 'HYP-OWN', where: isVintfConfig, bits: HYP_OWN },
  { clause: 'TRANSPARENT', where: isPlain, when: 'hostChanged' },
  { clause: 'TRANSPARENT', where: isError, when: 'hostChanged', bits: BUT_INIT },
  { clause: 'HALF-BASE', where: isBase, when: 'writtenByHalves' },
  { clause: 'HALF-BASE', where: isQueueRegister, when: 'baseHalved' },
  { clause: 'ENABLES-KEEP', after: 'CMDQV_EN_cycle' },
  { clause: 'ENABLES-KEEP', after: 'ENABLE_cycle' },
  { clause: 'ENABLES-KEEP', where: isQueueRegister, when: 'CMDQ_EN_cycled' },
  { clause: 'IDEMPOTENT', when: 'repeated' },
  { clause: 'NO-FALSE-ERROR', where: isError, when: 'backingMoved', bits: BUT_INIT },
  { clause: 'BASE-LIVE', where: isBase, when: 'writtenLive' },
  { clause: 'LIVE', where: isCons, from: bySettingOf('fetch') },
  { clause: 'GERROR-TOGGLE', where: isCons, from: bySettingOf('fault') },
  { clause: 'GERROR-TOGGLE', where: isError, from: byGuest },
  { clause: 'GERROR-TOGGLE', where: isError, when: 'faulted' },
  { clause: 'INIT-ERR', where: isError, when: 'allocAnswered', bits: CMDQ_INIT_ERR },
  { clause: 'RESET', where: isPlain, from: bySettingOf('reset') },
  { clause: 'RESET', where: isError, from: bySettingOf('reset'), when: 'errorsUnmoved' },
]

/** The bits of a register on which a rule speaks, all if undefined. HYP_OWN holds nothing, so no clause but its own has a say in it. */
export const bitsAt = ({ clause, bits }: ValueRule, place: Place): number | undefined => (isVintfConfig(place) && clause !== 'HYP-OWN' ? ~HYP_OWN : bits)

/** When an event last happened. */
const lastOf = (history: History, event: EventName): Time => (event === 'readOnly' ? history.readOnly.at : history[event])

/** The bits of a sight on which a rule speaks, 0 for none. */
export function governs(rule: ValueRule, sight: Sight): number {
  const { where, from, after, when } = rule
  if (where?.(sight.place) === false || from?.(sight.origin, sight.place, sight.queue) === false) return 0
  if (after !== undefined && !sinceSettled(sight, lastOf(sight.state.history, after))) return 0
  return when !== undefined && !FACTS[when](sight) ? 0 : (bitsAt(rule, sight.place) ?? ALL)
}

/** The clause that says what such a register is, for a read between which and the write nothing remarkable lies; `disabled`: CMDQV_EN is known to be 0. */
export function plainClause(place: Place, disabled: boolean): 'SIZE-32' | 'DIRECT-EN' | 'DIRECT-DISABLED' | 'ALIAS' {
  if (!isQueueRegister(place)) return 'SIZE-32'
  if (through(place) === 'vintf') return 'ALIAS'
  return disabled ? 'DIRECT-DISABLED' : 'DIRECT-EN'
}
