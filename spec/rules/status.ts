/** Values that follow from other state: dropped reads, gaps, status bits and error maps. */
import { UNKNOWN, exactly } from '../bits.js'
import type { Bits } from '../bits.js'
import { CMDQV_EN, CMDQ_EN, VINTF_ENABLE } from '../access.js'
import { activity, couldRun, statusOwed } from './conditions.js'
import { vcmdq } from '../state.js'
import type { Place } from '../decode.js'
import type { State } from '../state.js'
import type { DerivedRule, Glance } from './rule.js'

const isDropped = ({ target }: Glance): boolean => target?.kind === 'dropped'
const oneBit = (value: 0 | 1 | undefined): Bits => (value === undefined ? UNKNOWN : exactly(value, 1))

/** One word of a map in which bit n is `member(n)`; an undefined member is an unknown bit. */
function mapWord(word: number, count: number, member: (n: number) => boolean | undefined): Bits {
  let value = 0
  let known = 0xffff_ffff
  for (let n = word * 32; n < Math.min(count, word * 32 + 32); n++) {
    const is = member(n)
    if (is === undefined) known &= ~(1 << n % 32)
    else if (is) value |= 1 << n % 32
  }
  return { value: value >>> 0, known: known >>> 0 }
}

/** Whether VCMDQ `q` belongs in an error map; undefined where either answer is allowed. A reset ends what was pending. */
function hasError({ VCMDQ, history }: State, q: number): boolean | undefined {
  const queue = VCMDQ[q]
  const pending = queue !== undefined && queue.unreported > 0 && queue.history.fault > history.reset
  return queue === undefined || pending ? undefined : activity(queue)
}

function hasErrorAt(state: State, l: number): boolean | undefined {
  const q = state.mapping.queueAt[l] ?? -1
  return q === -1 ? false : q < 0 ? undefined : hasError(state, q)
}

const cmdqErrMap = (state: State, word: number): Bits => mapWord(word, state.queues, (q) => hasError(state, q))
const lvcmdqErrMap = (state: State, word: number): Bits => mapWord(word, state.queues, (l) => hasErrorAt(state, l))

/** VI_ERR_MAP bit 0: whether any mapped VCMDQ has an active error. Bits of VINTFs that do not exist are never set. */
function viErrMap(state: State, word: number): Bits {
  if (word > 0) return exactly(0)
  const members = Array.from({ length: state.queues }, (_, l) => hasErrorAt(state, l))
  if (members.includes(true)) return exactly(1)
  return members.includes(undefined) ? exactly(0, ~1) : exactly(0)
}

/** The words that show which VCMDQs have an error. */
const ERROR_MAPS: Readonly<Record<string, (state: State, word: number) => Bits>> = { VI_ERR_MAP: viErrMap, CMDQ_ERR_MAP: cmdqErrMap, VINTF0_LVCMDQ_ERR_MAP: lvcmdqErrMap }

const errorMap = ({ state, place }: Glance): Bits | undefined => (place.page === 'Config' ? ERROR_MAPS[place.register]?.(state, place.index) : undefined)

/** ENABLE_OK may lag while the host has refused what it stands for, or nothing is attached. */
const enableOkOwed = ({ attached, host }: State): boolean => attached && !host.standing.some((call) => call === 'viommuAlloc' || call === 'mmapPage0')

/** VCMDQ STATUS: 0 while disabled; while mapped 1 as LIVE's conditions have it; unmapped and enabled: anything. */
function cmdqEnOk({ state, target }: Glance): Bits | undefined {
  if (target?.kind !== 'queue') return undefined
  const q = target.queue
  const enabled = CMDQ_EN(vcmdq(state, q))
  if (enabled !== 1) return enabled === 0 ? exactly(0, 1) : UNKNOWN
  if ((state.mapping.slotOf[q] ?? -1) < 0) return UNKNOWN
  return oneBit(statusOwed(state, q) ? 1 : couldRun(state, q) === false ? 0 : undefined)
}

/** The value that follows for a register that no write can set; undefined for any other. */
export function derivedValue(glance: Glance): Bits | undefined {
  const { place, state } = glance
  if (place.access !== 'RO') return undefined
  if (place.page === 'Page0') return place.register === 'STATUS' ? cmdqEnOk(glance) : undefined
  if (place.page !== 'Config') return undefined
  if (place.register === 'STATUS') return oneBit(CMDQV_EN(state))
  if (place.register === 'VINTF0_STATUS') return enableOkOwed(state) ? oneBit(VINTF_ENABLE(state)) : UNKNOWN
  return errorMap(glance)
}

/** No hardware queue, no promise: even where LIVE owes one, a 1 without it is a lie of its own. */
function noEmptyPromise({ state, target }: Glance): Bits | undefined {
  if (target?.kind !== 'queue' || CMDQ_EN(vcmdq(state, target.queue)) !== 1) return undefined
  return couldRun(state, target.queue) === false && (state.mapping.slotOf[target.queue] ?? -1) >= 0 ? exactly(0, 1) : undefined
}

const ZERO = exactly(0)
const isVintf = (place: Place): boolean => (place.page === 'Page0' || place.page === 'Page1') && place.aperture === 'vintf'
const isGap = ({ page }: Place): boolean => page === 'gap'
const isReadOnly = ({ access }: Place): boolean => access === 'RO'
const isErrorMap = ({ page, access }: Place): boolean => page === 'Config' && access === 'RO'
const isConfigStatus = (place: Place): boolean => place.page === 'Config' && (place.register === 'STATUS' || place.register === 'VINTF0_STATUS')
const isQueueStatus = (place: Place): boolean => place.page === 'Page0' && place.register === 'STATUS'
const writtenInVain = ({ state, place }: Glance): boolean => state.history.readOnly.offset === place.offset && state.history.readOnly.at > state.history.reset
const onlyReadSinceReset = ({ state }: Glance): boolean => state.history.deed <= state.history.reset

export const DERIVED_RULES: readonly DerivedRule[] = [
  { clause: 'P172-ZERO', where: isVintf, dropped: true, owed: (g) => (isDropped(g) ? ZERO : undefined) },
  { clause: 'DECODE-GAP', where: isGap, owed: () => ZERO },
  { clause: 'VINTF-STATUS', where: isConfigStatus, owed: derivedValue },
  { clause: 'STATUS-HONEST', where: isQueueStatus, owed: derivedValue },
  { clause: 'STATUS-HONEST', where: isQueueStatus, owed: noEmptyPromise },
  { clause: 'ERR-MAP', where: isErrorMap, owed: errorMap },
  { clause: 'SIZE-32', where: isErrorMap, when: ({ size }) => size === 8, owed: errorMap },
  { clause: 'RO', where: isReadOnly, when: writtenInVain, owed: derivedValue },
  { clause: 'RESET', where: isReadOnly, when: onlyReadSinceReset, owed: derivedValue },
]
