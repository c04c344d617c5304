/** What one entry of a response tells: which hardware queues, mappings and windows exist, and what the hardware did. */
import { bit, exactly, forget } from './bits.js'
import { clearInitErr, loseParity, raise } from './access.js'
import { NONE, UNCLEAR } from './mapping.js'
import { indexMask, ringOf, sameRing } from './memory.js'
import { CMDQ_ERR, CMDQ_INIT_ERR } from './registers.js'
import { vcmdq, withVcmdq } from './state.js'
import type { Errors, HostSlot, HostView, State, Vcmdq } from './state.js'
import { EIO } from './vocabulary.js'
import type { DeliveredEvent, Entry, Fetch, HwQueueAlloc, HwQueueDestroy } from './vocabulary.js'

const withHost = (state: State, change: Partial<HostView>): State => ({ ...state, host: { ...state.host, ...change } })

/** A change of backing: from now on TRANSPARENT lies between what was written and what is read. */
const changed = (state: State): State => ({ ...state, history: { ...state.history, hostChange: state.now } })

/** The VCMDQ mapped at logical slot `l`, NONE or UNCLEAR. */
export const queueAt = (state: State, l: number): number => state.mapping.queueAt[l] ?? NONE

/** The state after one entry. */
export function afterEntry(state: State, entry: Entry): State {
  switch (entry.kind) {
    case 'viommuAlloc':
      return answered(state, entry.kind, entry.answer, { viommu: true })
    case 'viommuDestroy':
      return answered(state, entry.kind, entry.answer, { viommu: false })
    case 'mmapPage0':
      return answered(state, entry.kind, entry.answer, { pageMapped: true })
    case 'munmapPage0':
      return withHost(answered(state, entry.kind, entry.answer, { pageMapped: false }), { munmapRefused: entry.answer < 0 })
    case 'guestMap':
      return entry.answer < 0 ? state : changed(withHost(state, { windows: [...state.host.windows, { offset: entry.offset, length: entry.length }] }))
    case 'guestUnmap':
      return entry.answer < 0 ? state : changed(withHost(state, { windows: state.host.windows.filter((w) => w.offset !== entry.offset || w.length !== entry.length) }))
    case 'hwQueueAlloc':
      return allocated(state, entry)
    case 'hwQueueDestroy':
      return destroyed(state, entry)
    case 'store':
      return entry.view ? seenEnabled(state, entry.view.slot, entry.view.enabled) : state
    case 'fetch':
      return fetched(state, entry)
    case 'fault':
      return faulted(state, entry.slot, entry.code)
    case 'event':
      return delivered(state, entry)
    default:
      return state
  }
}

const STANDING = ['viommuAlloc', 'mmapPage0', 'hwQueueDestroy']
const without = (calls: readonly string[], call: string): readonly string[] => (calls.includes(call) ? calls.filter((other) => other !== call) : calls)
const including = (calls: readonly string[], call: string): readonly string[] => (calls.includes(call) ? calls : [...calls, call])

/** Notes a refusal, or that what was refused before is granted. `call` may carry a slot number after its name. */
function noteAnswer(state: State, call: string, answer: number): State {
  const { outstanding, standing } = state.host
  if (answer >= 0) return withHost(state, { outstanding: without(outstanding, call), standing: without(standing, call) })
  const stands = STANDING.some((name) => call.startsWith(name))
  return withHost(state, { outstanding: including(outstanding, call), standing: stands ? including(standing, call) : standing })
}

function answered(state: State, call: string, answer: number, granted: Partial<HostView>): State {
  const noted = noteAnswer(state, call, answer)
  return answer < 0 ? noted : changed(withHost(noted, granted))
}

/** A slot that the region does not have is the kernel's affair: nothing here depends on it. */
const setSlot = (state: State, l: number, slot: HostSlot | undefined): State =>
  l in state.host.slots ? withHost(state, { slots: state.host.slots.with(l, slot) }) : state

/** The hardware queue's CONFIG.CMDQ_EN, as a store or a guest access to the window left it. */
export function seenEnabled(state: State, l: number, enabled: boolean | undefined): State {
  const slot = state.host.slots[l]
  return slot && slot.enabled !== enabled ? setSlot(state, l, { ...slot, enabled }) : state
}

function allocated(state: State, entry: HwQueueAlloc): State {
  const { index, address, length, answer } = entry
  const noted = noteAnswer(state, `hwQueueAlloc ${index}`, answer)
  if (answer < 0) return refusedAlloc(noted, entry)
  const slot = { address, length, enabled: entry.view?.enabled, serves: queuesAt(state, index), destroyRefused: false }
  const held = changed(setSlot(noted, index, slot))
  return forEachAt(held, index, (queue, clear) => {
    const errors = clear ? clearInitErr(loseParity(queue.errors)) : forgetErrors(queue)
    const BASE = clear ? tellBase(queue, address, length) : queue.BASE
    return { errors, BASE, history: { ...queue.history, backing: state.now, allocAnswer: state.now } }
  }, (host, q) => ({ ...host, allocRefused: host.allocRefused.with(q, false) }))
}

/** INIT-ERR: the refusal of a mapped queue's hardware queue, for any reason but order, is an active error. */
function refusedAlloc(state: State, { answer, index, injected, address, length }: HwQueueAlloc): State {
  if (queueAt(state, index) === NONE || answer === EIO) return state
  return forEachAt(state, index, ({ errors, ...queue }, clear): Partial<Vcmdq> => {
    if (!clear) return { errors: { ...forgetErrors({ errors }), unfinished: queue.BASE.openHalf && 'unsure' } }
    const INIT = bit(errors.active, 2)
    // An error of a finished address stays what it is, whatever is refused later.
    const unsure = injected || INIT === undefined || errors.unfinished === 'unsure' || queue.BASE.openHalf === 'unsure'
    const unfinished: Errors['unfinished'] = queue.BASE.openHalf && (INIT !== 1 || errors.unfinished) ? (unsure ? 'unsure' : 'address') : undefined
    const raised = { ...raise(errors, CMDQ_INIT_ERR), initErrByGuest: INIT === 0 ? false : errors.initErrByGuest, unfinished }
    return { errors: raised, BASE: tellBase(queue, address, length), history: { ...queue.history, allocAnswer: state.now } }
  }, (host, q) => ({ ...host, allocRefused: host.allocRefused.with(q, true) }))
}

/** The VCMDQ mapped at `l`, or where that is unclear every claimant. */
function queuesAt({ mapping }: State, l: number): readonly number[] {
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

const forgetErrors = ({ errors }: Pick<Vcmdq, 'errors'>): Errors => ({ ...loseParity(errors), active: forget(errors.active, CMDQ_ERR | CMDQ_INIT_ERR), unfinished: errors.unfinished && 'unsure' })

/** BASE-LIVE: a hwQueueAlloc or fetch tells which BASE the device took. */
function tellBase({ BASE }: Pick<Vcmdq, 'BASE'>, address: bigint, length: bigint): Vcmdq['BASE'] {
  if (BASE.candidates.length === 1) return BASE
  const taken = BASE.candidates.filter((candidate) => sameRing(ringOf(candidate), address, length))
  return taken.length > 0 ? { ...BASE, candidates: taken } : BASE
}

function destroyed(state: State, { index, answer }: HwQueueDestroy): State {
  const slot = state.host.slots[index]
  if (!slot) return state
  const noted = noteAnswer(state, `hwQueueDestroy ${index}`, answer)
  if (answer < 0) return setSlot(noted, index, { ...slot, destroyRefused: true })
  // The guest may have unmapped it in this very operation: whom the queue served is remembered, not looked up.
  return slot.serves.reduce((after, q) => {
    const queue = vcmdq(after, q)
    return withVcmdq(after, q, { errors: released(queue), history: { ...queue.history, backing: state.now } })
  }, changed(setSlot(noted, index, undefined)))
}

/** NO-FALSE-ERROR leaves open what becomes of a CMDQ_INIT_ERR that the guest itself made differ. */
function released({ errors }: Vcmdq): Errors {
  const after = loseParity(errors)
  return errors.initErrByGuest ? { ...after, active: forget(after.active, CMDQ_INIT_ERR) } : after
}

/** LIVE: consume advances CONS by what was fetched; its higher bits and ERR stay. */
function fetched(state: State, { slot, address, length, count }: Fetch): State {
  const mask = indexMask(Number(length))
  return forEachAt(state, slot, (queue, clear) => {
    const { CONS_INDX } = queue
    const known = clear && (CONS_INDX.known & mask) === mask
    const advanced = (CONS_INDX.value & ~mask) | ((CONS_INDX.value + count) & mask)
    const word = known ? exactly(advanced, CONS_INDX.known) : forget(CONS_INDX, mask)
    return {
      CONS_INDX: { ...word, origin: { at: state.now, by: 'fetch', size: 4, slot, CMDQV_EN: 1 } },
      BASE: clear ? tellBase(queue, address, length) : queue.BASE,
    }
  })
}

const ERR_SHIFT = 24
const ERR_BITS = 0x7f00_0000

/** GERROR-TOGGLE: the hardware stores the code in CONS.ERR and toggles CMDQ_ERR. */
function faulted(state: State, slot: number, code: number): State {
  return forEachAt(state, slot, (queue, clear) => {
    if (!clear) return { errors: forgetErrors(queue), CONS_INDX: { ...forget(queue.CONS_INDX, ERR_BITS), origin: queue.CONS_INDX.origin } }
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
function delivered(state: State, { map0, map1, lost }: DeliveredEvent): State {
  const named = (l: number): boolean => l >= 0 && (((l < 64 ? map0 >> BigInt(l) : map1 >> BigInt(l - 64)) & 1n) === 1n || (map0 | map1) === 0n)
  const VCMDQ = state.VCMDQ.map((queue) =>
    queue.unreported === 0 ? queue
    : lost ? { ...queue, unreported: 0 }
    : named(queue.faultSlot) ? { ...queue, unreported: queue.unreported - 1 }
    : queue,
  )
  return { ...state, VCMDQ }
}
