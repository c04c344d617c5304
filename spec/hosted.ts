/** What one entry of a response tells: which hardware queues, mappings and windows exist, and what the hardware did. */
import { CMDQV_EN, VINTF_ENABLE, clearInitErr, loseParity, raise } from './access.js'
import { bit, exactly, forget } from './bits.js'
import { NONE, UNCLEAR } from './mapping.js'
import { indexMask, ringOf, sameRing } from './memory.js'
import type { BaseValue } from './memory.js'
import { CMDQ_ERR, CMDQ_INIT_ERR } from './registers.js'
import { vcmdq, withVcmdq } from './state.js'
import type { Base, Errors, HostSlot, HostView, State, Vcmdq } from './state.js'
import { EIO } from './vocabulary.js'
import type { DeliveredEvent, Entry, Fetch, HwQueueAlloc, HwQueueDestroy } from './vocabulary.js'

/** A change of backing: from now on TRANSPARENT lies between what was written and what is read. */
const changed = (state: State): State => ({ ...state, history: { ...state.history, hostChange: state.now } })

/** The VCMDQ mapped at logical slot `l`, NONE or UNCLEAR. */
export const queueAt = (state: Pick<State, 'mapping'>, l: number): number => state.mapping.queueAt[l] ?? NONE

/** The state after one entry. */
export function afterEntry(state: State, entry: Entry): State {
  switch (entry.kind) {
    case 'hwQueueAlloc':
      return allocated(state, entry)
    case 'hwQueueDestroy':
      return destroyed(state, entry)
    case 'fetch':
      return fetched(state, entry)
    case 'fault':
      return faulted(state, entry.slot, entry.code)
    case 'event':
      return delivered(state, entry)
    default: {
      const host = hostAfter(state.host, entry)
      if (movesBacking(entry)) return changed({ ...state, host })
      return host === state.host ? state : { ...state, host }
    }
  }
}

/** What the host holds after an entry that concerns no VCMDQ by itself. */
function hostAfter(host: HostView, entry: Entry): HostView {
  switch (entry.kind) {
    case 'viommuAlloc':
      return answered(host, entry.kind, entry.answer, { viommu: true })
    case 'viommuDestroy':
      return answered(host, entry.kind, entry.answer, { viommu: false })
    case 'mmapPage0':
      return answered(host, entry.kind, entry.answer, { pageMapped: true })
    case 'munmapPage0':
      return { ...answered(host, entry.kind, entry.answer, { pageMapped: false }), munmapRefused: entry.answer < 0 }
    case 'guestMap':
      return entry.answer < 0 ? host : { ...host, windows: [...host.windows, { offset: entry.offset, length: entry.length }] }
    case 'guestUnmap':
      return entry.answer < 0 ? host : { ...host, windows: host.windows.filter((w) => w.offset !== entry.offset || w.length !== entry.length) }
    case 'store':
      return entry.view ? seenEnabled(host, entry.view.slot, entry.view.enabled) : host
    default:
      return host
  }
}

const CALLS: readonly Entry['kind'][] = ['viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'guestMap', 'guestUnmap']

/** Whether such an entry is a call that was granted: from then on TRANSPARENT lies between what was written and what is read. */
const movesBacking = (entry: Entry): boolean => CALLS.includes(entry.kind) && !('answer' in entry && entry.answer < 0)

const STANDING = ['viommuAlloc', 'mmapPage0', 'hwQueueDestroy']
const without = (calls: readonly string[], call: string): readonly string[] => (calls.includes(call) ? calls.filter((other) => other !== call) : calls)
const including = (calls: readonly string[], call: string): readonly string[] => (calls.includes(call) ? calls : [...calls, call])

/** Whether the host could have granted a call. What it cannot grant the device has brought upon itself, and no refusal of it excuses (LIVE). */
function grantable({ viommu, pageMapped }: HostView, call: string): boolean {
  return call === 'viommuAlloc' ? !viommu : call === 'mmapPage0' ? viommu && !pageMapped : true
}

/** The same of a release: the kernel takes the highest hardware queue and no other. */
export const releasable = ({ slots }: HostView, l: number): boolean => slots[l + 1] === undefined

/** Notes a refusal, or that what was refused before is granted. `call` may carry a slot number after its name. */
export function noteAnswer(host: HostView, call: string, answer: number): HostView {
  const { outstanding, standing } = host
  // Nothing is refused, so nothing that was is granted.
  if (answer >= 0 && outstanding.length === 0) return host
  if (answer >= 0) return { ...host, outstanding: without(outstanding, call), standing: without(standing, call) }
  const stands = STANDING.some((name) => call.startsWith(name)) && grantable(host, call)
  return { ...host, outstanding: including(outstanding, call), standing: stands ? including(standing, call) : standing }
}

function answered(host: HostView, call: string, answer: number, granted: Partial<HostView>): HostView {
  const noted = noteAnswer(host, call, answer)
  return answer < 0 ? noted : { ...noted, ...granted }
}

/** A slot that the region does not have is the kernel's affair: nothing here depends on it. */
function setSlot(host: HostView, l: number, slot: HostSlot | undefined): HostView {
  if (!(Number.isInteger(l) && l >= 0 && l < host.slots.length)) return host
  const slots = host.slots.slice()
  slots[l] = slot
  return { ...host, slots }
}

const MOST_SLOTS = 128
const allocs = Array.from({ length: MOST_SLOTS }, (_, l) => `hwQueueAlloc ${l}`)
const destroys = Array.from({ length: MOST_SLOTS }, (_, l) => `hwQueueDestroy ${l}`)
/** A call of one slot, as it is remembered when it is refused: made beforehand for every slot that can exist. */
export const allocOf = (l: number): string => allocs[l] ?? `hwQueueAlloc ${l}`
export const destroyOf = (l: number): string => destroys[l] ?? `hwQueueDestroy ${l}`

/** The hardware queue's CONFIG.CMDQ_EN, as a store or a guest access to the window left it. */
export function seenEnabled(host: HostView, l: number, enabled: boolean | undefined): HostView {
  const slot = host.slots[l]
  return slot && slot.enabled !== enabled ? setSlot(host, l, { ...slot, enabled }) : host
}

function allocated(state: State, entry: HwQueueAlloc): State {
  const { index, address, length, answer } = entry
  const noted = noteAnswer(state.host, allocOf(index), answer)
  if (answer < 0) return refusedAlloc({ ...state, host: noted }, entry)
  const slot = { address, length, enabled: entry.view?.enabled, serves: queuesAt(state, index), destroyRefused: false }
  const held = changed({ ...state, host: setSlot(noted, index, slot) })
  return forEachAt(held, index, (queue, clear) => {
    const errors = clear ? clearInitErr(loseParity(queue.errors)) : forgetErrors(queue.errors)
    const BASE = clear ? tellBase(queue, address, length) : queue.BASE
    return { errors, BASE, history: { ...queue.history, backing: state.now, allocAnswer: state.now } }
  }, (host, q) => ({ ...host, allocRefused: host.allocRefused.with(q, false) }))
}

/** INIT-ERR: the refusal of a mapped queue's hardware queue, for any reason but order, is an active error. */
function refusedAlloc(state: State, { answer, index, injected, address, length }: HwQueueAlloc): State {
  if (queueAt(state, index) === NONE || answer === EIO) return state
  return forEachAt(state, index, ({ errors, ...queue }, clear): Partial<Vcmdq> => {
    if (!clear) return { errors: { ...forgetErrors(errors), unfinished: queue.BASE.openHalf && 'unsure' } }
    return { errors: refusedErrors(errors, queue.BASE.openHalf, injected), BASE: tellBase(queue, address, length), history: { ...queue.history, allocAnswer: state.now } }
  }, (host, q) => (asksForRing(host, index, vcmdq(state, q).BASE.candidates, [address, length]) ? { ...host, allocRefused: host.allocRefused.with(q, true) } : host))
}

/** Whether the host was asked for a ring that the guest's BASE may name, in a slot that is free, and could answer: only then does its refusal excuse (LIVE). */
export const asksForRing = ({ viommu, slots }: HostView, l: number, candidates: readonly BaseValue[], [address, length]: readonly [bigint, bigint]): boolean =>
  viommu && slots[l] === undefined && candidates.some((candidate) => {
    const ring = ringOf(candidate)
    return ring === undefined || sameRing(ring, address, length)
  })

/** INIT-ERR: what a refusal makes of the errors. An error of a finished address stays what it is, whatever is refused later. */
export function refusedErrors(errors: Errors, openHalf: Base['openHalf'], injected: boolean): Errors {
  const INIT = bit(errors.active, 2)
  const unsure = injected || INIT === undefined || errors.unfinished === 'unsure' || openHalf === 'unsure'
  const unfinished: Errors['unfinished'] = openHalf && (INIT !== 1 || errors.unfinished) ? (unsure ? 'unsure' : 'address') : undefined
  return { ...raise(errors, CMDQ_INIT_ERR), initErrByGuest: INIT === 0 ? false : errors.initErrByGuest, unfinished }
}

/** The VCMDQ mapped at `l`, or where that is unclear every claimant. */
export function queuesAt({ mapping }: Pick<State, 'mapping'>, l: number): readonly number[] {
  const queue = mapping.queueAt[l] ?? NONE
  return queue === UNCLEAR ? (mapping.claimants[l] ?? []) : queue === NONE ? [] : [queue]
}

/** Changes the VCMDQ mapped at `l`; where that is unclear, every claimant, with `clear` false. */
function forEachAt(state: State, l: number, change: (queue: Vcmdq, clear: boolean) => Partial<Vcmdq>, host: (host: HostView, q: number) => HostView = (same) => same): State {
  const clear = queueAt(state, l) !== UNCLEAR
  return queuesAt(state, l).reduce((after, q) => {
    const next = withVcmdq(after, q, change(vcmdq(after, q), clear))
    return { ...next, host: host(next.host, q) }
  }, state)
}

export const forgetErrors = (errors: Errors): Errors => ({ ...loseParity(errors), active: forget(errors.active, CMDQ_ERR | CMDQ_INIT_ERR), unfinished: errors.unfinished && 'unsure' })

/** BASE-LIVE: a hwQueueAlloc or fetch tells which BASE the device took. */
function tellBase({ BASE }: Pick<Vcmdq, 'BASE'>, address: bigint, length: bigint): Base {
  const candidates = candidatesTaken(BASE.candidates, address, length)
  return candidates === BASE.candidates ? BASE : { ...BASE, candidates }
}

/** The candidates that name this ring; all of them if none does. */
export function candidatesTaken(candidates: readonly BaseValue[], address: bigint, length: bigint): readonly BaseValue[] {
  if (candidates.length === 1) return candidates
  const taken = candidates.filter((candidate) => sameRing(ringOf(candidate), address, length))
  return taken.length > 0 ? taken : candidates
}

function destroyed(state: State, { index, answer }: HwQueueDestroy): State {
  const slot = state.host.slots[index]
  if (!slot) return state
  if (answer < 0 && !releasable(state.host, index)) return state
  const noted = noteAnswer(state.host, destroyOf(index), answer)
  if (answer < 0) return { ...state, host: setSlot(noted, index, { ...slot, destroyRefused: true }) }
  // The guest may have unmapped it in this very operation: whom the queue served is remembered, not looked up.
  return slot.serves.reduce((after, q) => {
    const queue = vcmdq(after, q)
    return withVcmdq(after, q, { errors: released(queue.errors), history: { ...queue.history, backing: state.now } })
  }, changed({ ...state, host: setSlot(noted, index, undefined) }))
}

/** NO-FALSE-ERROR leaves open what becomes of a CMDQ_INIT_ERR that the guest itself made differ. */
function released(errors: Errors): Errors {
  const after = loseParity(errors)
  return errors.initErrByGuest ? { ...after, active: forget(after.active, CMDQ_INIT_ERR) } : after
}

/**
 * Whether what the hardware fetched is the next that the guest wants to be executed. If it is not, other clauses say so,
 * and where CONS then stands is the hardware's affair.
 */
export function isOwn(state: State, { CONS_INDX, CONFIG }: Pick<Vcmdq, 'CONS_INDX' | 'CONFIG'>, { cons, length }: Fetch): boolean {
  const enabled = CMDQV_EN(state) === 1 && VINTF_ENABLE(state) === 1 && bit(CONFIG, 0) === 1
  return enabled && ((CONS_INDX.value ^ cons) & CONS_INDX.known & indexMask(Number(length))) === 0
}

/** LIVE: consume advances CONS by what was fetched; its higher bits and ERR stay. */
function fetched(state: State, fetch: Fetch): State {
  const { slot, address, length, count } = fetch
  const mask = indexMask(Number(length))
  return forEachAt(state, slot, (queue, clear) => {
    const { CONS_INDX } = queue
    const known = clear && (CONS_INDX.known & mask) === mask && isOwn(state, queue, fetch)
    const advanced = (CONS_INDX.value & ~mask) | ((CONS_INDX.value + count) & mask)
    const word = known ? exactly(advanced, CONS_INDX.known) : forget(CONS_INDX, mask)
    return {
      CONS_INDX: { ...word, origin: { at: state.now, by: 'fetch', size: 4, slot, CMDQV_EN: 1 } },
      BASE: clear ? tellBase(queue, address, length) : queue.BASE,
    }
  })
}

export const ERR_SHIFT = 24
export const ERR_BITS = 0x7f00_0000

/** GERROR-TOGGLE: the hardware stores the code in CONS.ERR and toggles CMDQ_ERR. */
function faulted(state: State, slot: number, code: number): State {
  return forEachAt(state, slot, (queue, clear) => {
    if (!clear) return { errors: forgetErrors(queue.errors), CONS_INDX: { ...forget(queue.CONS_INDX, ERR_BITS), origin: queue.CONS_INDX.origin } }
    const { CONS_INDX } = queue
    const value = ((CONS_INDX.value & ~ERR_BITS) | (code << ERR_SHIFT)) >>> 0
    return {
      CONS_INDX: { value, known: (CONS_INDX.known | ERR_BITS) >>> 0, origin: { at: state.now, by: 'fault', size: 4, slot, CMDQV_EN: 1 } },
      errors: raise(queue.errors, CMDQ_ERR),
      unreported: queue.unreported + 1,
      faultSlot: slot,
      history: { ...queue.history, fault: state.now },
    }
  })
}

/** ERR-MAP: a delivered event reports the faults of the slots that it names; one that follows a loss reports all. */
function delivered(state: State, event: DeliveredEvent): State {
  const VCMDQ = state.VCMDQ.map((queue) => {
    const unreported = stillUnreported(queue, event)
    return unreported === queue.unreported ? queue : { ...queue, unreported }
  })
  return { ...state, VCMDQ }
}

/** Faults of a VCMDQ that a delivered event leaves to report. One that names nothing may mean any. */
export function stillUnreported({ unreported, faultSlot }: Pick<Vcmdq, 'unreported' | 'faultSlot'>, { map0, map1, lost }: DeliveredEvent): number {
  if (unreported === 0 || lost) return 0
  const l = faultSlot
  const named = l >= 0 && (((l < 64 ? map0 >> BigInt(l) : map1 >> BigInt(l - 64)) & 1n) === 1n || (map0 | map1) === 0n)
  return named ? unreported - 1 : unreported
}
