/** What an access does to what is owed: a write sets, a read teaches, a reset forgets. */
import { bit, either, exactly, forget } from './bits.js'
import type { Bits } from './bits.js'
import type { ConfigPlace, Place, QueuePlace } from './decode.js'
import { NONE, UNCLEAR, mapQueues } from './mapping.js'
import type { BaseValue } from './memory.js'
import { CMDQ_INIT_ERR, ERRORS } from './registers.js'
import { vcmdq, withVcmdq } from './state.js'
import type { Base, Errors, Origin, State, Vcmdq, Word } from './state.js'

/** Where an access leads: to one VCMDQ, to nothing (dropped), or to any of several (nothing is owed). */
export type Target =
  | { readonly kind: 'queue'; readonly queue: number }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'unclear'; readonly claimants: readonly number[] }

/** ROUTE-LVCMDQ and P172-DROP: a direct slot is a physical number, a VINTF slot what is mapped there. */
export function targetOf({ mapping }: Pick<State, 'mapping'>, { aperture, slot }: QueuePlace): Target {
  if (aperture === 'direct') return targetQueue(slot)
  const queue = mapping.queueAt[slot] ?? NONE
  if (queue === NONE) return DROPPED
  if (queue === UNCLEAR) return { kind: 'unclear', claimants: mapping.claimants[slot] ?? [] }
  return targetQueue(queue)
}

const DROPPED: Target = { kind: 'dropped' }
const queueTargets: Target[] = []
/** One object for each VCMDQ: every access asks for one. */
const targetQueue = (queue: number): Target => (queueTargets[queue] ??= { kind: 'queue', queue })

/** One write, as one register sees it. */
export interface Written {
  readonly place: Place
  readonly value: number
  /** The _H half of a 64-bit write of a Page1 pair, at its _L place. */
  readonly high: number | undefined
  /** The write is an 8-byte one to 32-bit registers: each bit of the word ends old or new. */
  readonly loosely: boolean
}

const sizeOf = (write: Written): 4 | 8 => (write.high === undefined ? 4 : 8)

export const originOf = (state: State, place: Place, size: 4 | 8): Origin => ({
  at: state.now,
  by: place.page === 'Page0' || place.page === 'Page1' ? place.aperture : 'config',
  size,
  slot: place.page !== 'Config' && place.page !== 'gap' && place.aperture === 'vintf' ? place.slot : -1,
  CMDQV_EN: CMDQV_EN(state),
})

export const CMDQV_EN = (state: State): 0 | 1 | undefined => enableOf(state.config.CONFIG[0])
export const VINTF_ENABLE = (state: State): 0 | 1 | undefined => enableOf(state.config.VINTF0_CONFIG[0])
export const CMDQ_EN = (queue: Vcmdq): 0 | 1 | undefined => bit(queue.CONFIG, 0)
const enableOf = (word: Bits | undefined): 0 | 1 | undefined => (word ? bit(word, 0) : undefined)

/** A register word after a write: the new bits, or old-or-new bit by bit. */
const written = (old: Bits, value: number, mask: number, loosely: boolean, origin: Origin): Word => {
  const set = exactly(value, mask)
  return { ...(loosely ? either(old, set) : set), origin }
}

/** Applies one written word. Read-only words, gaps and dropped writes change nothing. */
export function applyWrite(state: State, write: Written): State {
  const { place } = write
  if (place.access === 'RO') return withReadOnly(state, place)
  if (place.access === 'GAP') return { ...state, history: { ...state.history, gap: state.now } }
  if (place.page === 'Config') return writeConfig(state, place, write)
  if (place.page === 'gap') return state
  const target = targetOf(state, place)
  if (target.kind === 'queue') return writeQueue(state, target.queue, write, place)
  const { history, now } = state
  if (target.kind === 'dropped') return { ...state, history: { ...history, dropped: now, unrouted: someEntryMapsNothing(state) ? now : history.unrouted } }
  const noted = { ...state, history: { ...history, unrouted: now } }
  return target.claimants.reduce((after, queue) => writeQueue(after, queue, { ...write, loosely: true }, place), noted)
}

/** ROUTE-LVCMDQ: an ALLOC=1 entry that names another VINTF, or a slot that does not exist, maps nothing. */
export const someEntryMapsNothing = ({ config, mapping }: State): boolean =>
  enableOf(config.VINTF0_CONFIG[0]) === 1 && config.CMDQ_ALLOC_MAP.some((entry, q) => bit(entry, 0) === 1 && mapping.slotOf[q] === NONE)

function withReadOnly(state: State, place: Place): State {
  const { history, now } = state
  const dropped = place.page === 'Page0' && targetOf(state, place).kind === 'dropped' ? now : history.dropped
  return { ...state, history: { ...history, dropped, readOnly: { offset: place.offset, at: now } } }
}

/** Defined bits of the _H words of Page1. */
const HIGH_BITS = 0xffff
const HYP_OWN = 1 << 17

function writeConfig(state: State, place: ConfigPlace, { value, loosely }: Written): State {
  const stored = place.register === 'VINTF0_CONFIG' ? value & ~HYP_OWN : value
  const old = state.config[place.register][place.index]
  if (!old) return state
  const word = written(old, stored, place.mask, loosely, originOf(state, place, 4))
  return setConfig(state, place, word)
}

/** Puts a Config word in place, with all that follows from it. */
export function setConfig(state: State, place: ConfigPlace, word: Word): State {
  const words = state.config[place.register].with(place.index, word)
  const after = { ...state, config: { ...state.config, [place.register]: words } }
  switch (place.register) {
    case 'CONFIG':
      return withCmdqvEnable(state, after)
    case 'VINTF0_CONFIG':
      return remap(withVintfEnable(state, after))
    case 'CMDQ_ALLOC_MAP':
      return remap(after)
    default:
      return after
  }
}

function withCmdqvEnable(before: State, after: State): State {
  const [was, is] = [CMDQV_EN(before), CMDQV_EN(after)]
  if (was === is) return after
  const { history } = after
  if (is === 0) return { ...after, history: { ...history, CMDQV_EN_fall: after.now } }
  return { ...after, history: { ...history, CMDQV_EN_cycle: history.CMDQV_EN_fall } }
}

function withVintfEnable(before: State, after: State): State {
  const [was, is] = [VINTF_ENABLE(before), VINTF_ENABLE(after)]
  if (was === is) return after
  const { history } = after
  if (is === 0) return { ...after, history: { ...history, ENABLE_fall: after.now } }
  return { ...after, history: { ...history, ENABLE_cycle: history.ENABLE_fall } }
}

/** Recomputes the mapping and notes which VCMDQs became mapped or ceased to be. */
function remap(state: State): State {
  const [vintf] = state.config.VINTF0_CONFIG
  if (!vintf) return state
  const mapping = mapQueues(state.config.CMDQ_ALLOC_MAP, vintf)
  const VCMDQ = state.VCMDQ.map((queue, q) => {
    const [was, is] = [state.mapping.slotOf[q], mapping.slotOf[q]]
    if (was === is) return queue
    const history = { ...queue.history }
    return { ...queue, history: is === NONE ? { ...history, unmapped: state.now } : { ...history, mapped: state.now, unmapped: was === NONE ? history.unmapped : state.now } }
  })
  return { ...state, mapping, VCMDQ }
}

function writeQueue(state: State, q: number, write: Written, place: QueuePlace): State {
  const { value, high, loosely } = write
  const queue = vcmdq(state, q)
  const origin = originOf(state, place, sizeOf(write))
  switch (place.register) {
    case 'CONS_INDX_BASE_DRAM_L': {
      const L = written(queue.CONS_INDX_BASE_DRAM_L, value, place.mask, loosely, origin)
      const H = high === undefined ? queue.CONS_INDX_BASE_DRAM_H : written(queue.CONS_INDX_BASE_DRAM_H, high, HIGH_BITS, loosely, origin)
      return withVcmdq(state, q, { CONS_INDX_BASE_DRAM_L: L, CONS_INDX_BASE_DRAM_H: H })
    }
    case 'PROD_INDX':
    case 'CONS_INDX':
    case 'CONS_INDX_BASE_DRAM_H':
      return withVcmdq(state, q, { [place.register]: written(queue[place.register], value, place.mask, loosely, origin) })
    case 'CONFIG':
      return setQueueConfig(state, q, written(queue.CONFIG, value, place.mask, loosely, origin))
    case 'GERRORN':
      return withVcmdq(state, q, { errors: acknowledge(queue.errors, value, loosely, origin) })
    case 'BASE_L':
      return writeBase(state, q, high === undefined ? { L: exactly(value) } : { L: exactly(value), H: exactly(high, HIGH_BITS) }, loosely, origin)
    case 'BASE_H':
      return writeBase(state, q, { H: exactly(value, HIGH_BITS) }, loosely, origin)
    default:
      return state
  }
}

export function setQueueConfig(state: State, q: number, CONFIG: Word): State {
  const queue = vcmdq(state, q)
  const [was, is] = [CMDQ_EN(queue), bit(CONFIG, 0)]
  const history =
    was === is ? queue.history
    : is === 0 ? { ...queue.history, enableFall: state.now }
    : { ...queue.history, enableCycle: queue.history.enableFall }
  return withVcmdq(state, q, { CONFIG, history })
}

/** BASE-LIVE: a write on an enabled, backed VCMDQ is taken or ignored as a whole; on any other it is taken. */
function writeBase(state: State, q: number, set: Partial<BaseValue>, loosely: boolean, origin: Origin): State {
  const { BASE, CONFIG, errors, history } = vcmdq(state, q)
  const open = bit(CONFIG, 0) !== 0 && mayBeBacked(state, q)
  return withVcmdq(state, q, {
    BASE: { candidates: afterBaseWrite(BASE.candidates, set, loosely, open), origin, byHalves: origin.size === 4, openHalf: openHalf(BASE, set, loosely), live: open || (origin.size === 4 && BASE.live) },
    // Whether a contested write finished the address, and so withdrew its error, is open.
    errors: loosely && errors.unfinished ? leaveInitErrOpen(errors, 'unsure') : errors,
    history: origin.size === 4 ? { ...history, halfBase: state.now } : history,
  })
}

/** Whether a hardware queue exists for a VCMDQ, or at a slot at which it may be the one that is mapped. */
export function mayBeBacked({ mapping, host }: Pick<State, 'mapping' | 'host'>, q: number): boolean {
  const slot = mapping.slotOf[q] ?? NONE
  return slot === UNCLEAR ? host.slots.some((held, l) => held !== undefined && mapping.claimants[l]?.includes(q)) : slot !== NONE && host.slots[slot] !== undefined
}

/** What BASE may be after a write; `open`: the write may also have been ignored. */
export function afterBaseWrite(candidates: readonly BaseValue[], set: Partial<BaseValue>, loosely: boolean, open: boolean): readonly BaseValue[] {
  const taken = candidates.map((old): BaseValue => {
    const next = { L: set.L ?? old.L, H: set.H ?? old.H }
    return loosely ? { L: either(old.L, next.L), H: either(old.H, next.H) } : next
  })
  return distinct(open ? [...candidates, ...taken] : taken)
}

/** HALF-BASE: which half still waits for the other. */
export function openHalf(before: Pick<Base, 'openHalf'>, set: Partial<BaseValue>, loosely: boolean): Base['openHalf'] {
  if (loosely) return 'unsure'
  if (set.L && set.H) return undefined
  if (before.openHalf === 'unsure') return 'unsure'
  const half = set.L ? 'L' : 'H'
  return before.openHalf !== undefined && before.openHalf !== half ? undefined : half
}

/** Each candidate once, in the order of their first mention. There are rarely more than two. */
export function distinct(candidates: readonly BaseValue[]): readonly BaseValue[] {
  return candidates.length < 2 ? candidates : candidates.filter((one, i) => candidates.findIndex((other) => sameBase(one, other)) === i)
}

const sameBits = (a: Bits, b: Bits): boolean => a.value === b.value && a.known === b.known
const sameBase = (a: BaseValue, b: BaseValue): boolean => sameBits(a.L, b.L) && sameBits(a.H, b.H)

/** Closes the three known-or-unknown words of one error state: two of GERROR, GERRORN and activity fix the third. */
export function close(errors: Errors): Errors {
  const { active, GERROR, GERRORN } = errors
  const g = (active.known & GERRORN.known & ~GERROR.known) >>> 0
  const n = (active.known & GERROR.known & ~GERRORN.known) >>> 0
  const a = (GERROR.known & GERRORN.known & ~active.known) >>> 0
  const fill = (bits: Bits, mask: number, value: number): Bits => ({ value: (bits.value | (value & mask)) >>> 0, known: (bits.known | mask) >>> 0 })
  return {
    ...errors,
    GERROR: fill(GERROR, g, active.value ^ GERRORN.value),
    GERRORN: fill(GERRORN, n, active.value ^ GERROR.value),
    active: fill(active, a, GERROR.value ^ GERRORN.value),
  }
}

/** Software writes GERRORN: the activity is what then differs from GERROR. */
export function acknowledge(errors: Errors, value: number, loosely: boolean, origin: Origin): Errors {
  const GERRORN = loosely ? either(errors.GERRORN, exactly(value, ERRORS)) : exactly(value, ERRORS)
  const changed = ERRORS & ~(errors.GERRORN.known & GERRORN.known & ~(errors.GERRORN.value ^ GERRORN.value))
  const after = close({ ...errors, GERRORN, active: forget(errors.active, changed), origin })
  const INIT = bit(after.active, 2)
  const kept = bit(errors.active, 2) === 1 && INIT === 1
  return { ...after, initErrByGuest: INIT !== 0 && (kept ? errors.initErrByGuest : true) }
}

/** A toggle of GERROR: `mask` becomes active; where it was already active nothing changes. */
export function raise(errors: Errors, mask: number): Errors {
  const inactive = mask & errors.active.known & ~errors.active.value
  const unsure = mask & ~errors.active.known
  const GERROR = forget({ value: errors.GERROR.value ^ (inactive & errors.GERROR.known), known: errors.GERROR.known }, unsure)
  const active = { value: (errors.active.value | mask) >>> 0, known: (errors.active.known | mask) >>> 0 }
  return close({ ...errors, GERROR, active })
}

/** A hardware queue was allocated or destroyed: both words may be inverted in the same bits (TRANSPARENT). */
export const loseParity = (errors: Errors): Errors => ({ ...errors, GERROR: forget(errors.GERROR, ERRORS), GERRORN: forget(errors.GERRORN, ERRORS) })

/** CMDQ_INIT_ERR is inactive from now on (INIT-ERR, HALF-BASE); what the guest made differ is unspecified. */
export function clearInitErr(errors: Errors): Errors {
  const parity = { GERROR: forget(errors.GERROR, CMDQ_INIT_ERR), GERRORN: forget(errors.GERRORN, CMDQ_INIT_ERR), unfinished: undefined }
  if (bit(errors.active, 2) === 0) return { ...errors, unfinished: undefined }
  if (errors.initErrByGuest) return { ...errors, ...parity, active: forget(errors.active, CMDQ_INIT_ERR) }
  const active = { value: (errors.active.value & ~CMDQ_INIT_ERR) >>> 0, known: (errors.active.known | CMDQ_INIT_ERR) >>> 0 }
  return { ...errors, ...parity, active }
}

/** Whether CMDQ_INIT_ERR is over is open; `unfinished` says whether a later half of BASE may still withdraw it. */
export function leaveInitErrOpen(errors: Errors, unfinished: Errors['unfinished']): Errors {
  return { ...clearInitErr(errors), active: forget(errors.active, CMDQ_INIT_ERR), unfinished }
}
