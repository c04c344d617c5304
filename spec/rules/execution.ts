/** When the hardware fetches, from where, and what an interrupt means. */
import { bit } from '../bits.js'
import { CMDQV_EN, VINTF_ENABLE } from '../access.js'
import { NONE } from '../mapping.js'
import { indexMask, pending, ringOf } from '../memory.js'
import { backedSinceError, vcmdq } from '../state.js'
import type { State } from '../state.js'
import type { DeliveredEvent, Fetch } from '../vocabulary.js'
import { activity, couldRun, holdsRing, liveOwed, readyByItself, someEnableOff, statusOwed } from './conditions.js'
import { isChange, require_ } from './rule.js'
import type { Moment, MomentRule, Situation, Step, StepRule, Verdict } from './rule.js'

const fetchOf = ({ response }: Pick<Step, 'response'>): Fetch | undefined => response.log.find((entry) => entry.kind === 'fetch')
const queueAt = (state: State, l: number): number => state.mapping.queueAt[l] ?? NONE
const describe = (fetch: Fetch | undefined): string => (fetch ? `slot ${fetch.slot} fetched ${fetch.count} command(s) from 0x${fetch.address.toString(16)}` : 'nothing was fetched')

/** P176-ALLOC: nothing is fetched for a slot at which no VCMDQ is mapped. */
function p176Alloc({ before, operation, response }: Step): Verdict {
  if (operation.op !== 'consume' || queueAt(before, operation.l) !== NONE) return undefined
  const fetch = fetchOf({ response })
  return require_(fetch === undefined, () => ({ observed: describe(fetch), allowed: `no fetch: no VCMDQ is mapped at VINTF slot ${operation.l}` }))
}

/** DISABLED-STOPS: all three enables must be 1 for a fetch. */
function disabledStops({ before, operation, response }: Step): Verdict {
  if (operation.op !== 'consume') return undefined
  const claimants = before.mapping.claimants[operation.l] ?? []
  const q = claimants[0]
  if (q === undefined || claimants.length > 1 || before.mapping.claimOf[q] !== operation.l) return undefined
  if (!someEnableOff(before, q, VINTF_ENABLE(before))) return undefined
  const fetch = fetchOf({ response })
  return require_(fetch === undefined, () => ({ observed: describe(fetch), allowed: `no fetch: an enable of VCMDQ ${q} is 0` }))
}

/** LIVE, first half: at the end of every operation a hardware queue exists for whatever must run. */
function liveExists(step: Step): Verdict {
  const { after } = step
  let judged = false
  for (const q of concerned(step)) {
    if (!liveOwed(after, q)) continue
    judged = true
    const l = after.mapping.slotOf[q] ?? NONE
    if (!after.host.slots[l]) return { observed: `no hardware queue ${l} exists`, allowed: `a hardware queue ${l} for VCMDQ ${q}, which is mapped, enabled, error-free and has commands` }
  }
  return judged ? 'holds' : undefined
}

/** LIVE, second half: consume advances CONS by what is there. */
function liveConsumes({ before, operation, response }: Step): Verdict {
  if (operation.op !== 'consume' || operation.n === 0) return undefined
  const q = queueAt(before, operation.l)
  if (q < 0 || !liveOwed(before, q)) return undefined
  const { PROD_INDX, CONS_INDX, BASE } = vcmdq(before, q)
  const counts = BASE.candidates.map((candidate) => Math.min(operation.n, pending(PROD_INDX.value, CONS_INDX.value, ringOf(candidate)?.length ?? 0)))
  const fetch = fetchOf({ response })
  return require_(fetch !== undefined && counts.includes(fetch.count), () => ({ observed: describe(fetch), allowed: `VCMDQ ${q} executes ${counts.join(' or ')} command(s)` }))
}

const ranges = new Map<number, readonly number[]>()

/** 0 … queues-1, one copy for each count. */
function everyQueue(queues: number): readonly number[] {
  const known = ranges.get(queues) ?? Array.from({ length: queues }, (_, q) => q)
  ranges.set(queues, known)
  return known
}

/** The VCMDQs that an operation can have made runnable or stopped: one for a plain access to it, all otherwise. */
function concerned({ access, after, response }: Step): readonly number[] {
  const plain = access !== undefined && access.place.page !== 'Config' && response.log.every((entry) => entry.kind === 'store')
  if (!plain) return everyQueue(after.queues)
  if (access.write === undefined || access.target?.kind !== 'queue') return []
  return access.place.page === 'Page1' ? everyQueue(after.queues) : [access.target.queue]
}

/** HOST-RETRY: the appearance of a lower queue is enough for the next one to be allocated. */
function hostRetry(step: Step): Verdict {
  const { before, after, access } = step
  const own = access?.target?.kind === 'queue' ? access.target.queue : -1
  // No slot changed, so none appeared.
  if (before.host.slots === after.host.slots) return undefined
  let judged = false
  const old = before.host.slots
  const now = after.host.slots
  for (let l = 1; l < now.length; l++) {
    if (old[l - 1] || !now[l - 1]) continue
    const q = queueAt(after, l)
    const waited = q >= 0 && q !== own && queueAt(before, l) === q
    if (!waited || !statusOwed(after, q) || statusOwed(before, q) || !readyByItself(before, q)) continue
    judged = true
    if (!now[l]) return { observed: `hardware queue ${l - 1} appeared, hardware queue ${l} did not`, allowed: `hardware queue ${l} is allocated in the same operation` }
  }
  return judged ? 'holds' : undefined
}

/** RING: the ring and the indices are the guest's. */
function ringFetch({ state, entry }: Moment): Verdict {
  if (entry.kind !== 'fetch') return undefined
  const q = queueAt(state, entry.slot)
  if (q < 0) return undefined
  const fine = holdsRing(state, q, entry.address, entry.length) && sameIndices(state, state, q, entry)
  const { PROD_INDX, CONS_INDX } = vcmdq(state, q)
  return require_(fine, () => ({ observed: `${describe(entry)} (length 0x${entry.length.toString(16)}) at PROD 0x${entry.prod.toString(16)}, CONS 0x${entry.cons.toString(16)}`, allowed: `the ring of VCMDQ ${q}'s BASE at PROD 0x${PROD_INDX.value.toString(16)}, CONS 0x${CONS_INDX.value.toString(16)}` }))
}

/**
 * RING inside an operation: no store leaves a slot enabled with indices that the guest never set. Only stores need
 * looking at: what a host call finds is what the last store left, and a fresh slot is excused until the next one.
 */
function ringStore({ step, state, entry }: Moment): Verdict {
  if (entry.kind !== 'store' || !entry.view?.enabled) return undefined
  const { view } = entry
  const q = queueAt(state, view.slot)
  if (q < 0) return undefined
  const seen = (): string => `slot ${view.slot} is enabled with PROD 0x${view.prod.toString(16)}, CONS 0x${view.cons.toString(16)}`
  const { PROD_INDX, CONS_INDX } = vcmdq(state, q)
  return require_(sameIndices(step.before, state, q, view), () => ({ observed: seen(), allowed: `PROD 0x${PROD_INDX.value.toString(16)} and CONS 0x${CONS_INDX.value.toString(16)} of VCMDQ ${q}, or the slot disabled` }))
}

/** PROD and CONS as the guest has them, before or after the write of this operation, where they are known. */
function sameIndices(before: State, after: State, q: number, seen: { readonly prod: number; readonly cons: number; readonly length: bigint }): boolean {
  const mask = indexMask(Number(seen.length))
  const agrees = (value: number, bits: { readonly value: number; readonly known: number }): boolean => ((value ^ bits.value) & bits.known & mask) === 0
  const old = vcmdq(before, q)
  const now = vcmdq(after, q)
  const prod = agrees(seen.prod, old.PROD_INDX) || agrees(seen.prod, now.PROD_INDX)
  return prod && (agrees(seen.cons, old.CONS_INDX) || agrees(seen.cons, now.CONS_INDX))
}

/**
 * An active error stalls a queue: nothing is fetched until software has acknowledged it. That the hardware keeps to it is
 * GERROR-TOGGLE; that a queue which became backed with an active error did not lose it on the way is NO-FALSE-ERROR.
 */
const stalled = (backed: boolean) => ({ before, operation, response }: Step): Verdict => {
  if (operation.op !== 'consume') return undefined
  const q = queueAt(before, operation.l)
  if (q < 0 || couldRun(before, q) !== true || activity(vcmdq(before, q)) !== true) return undefined
  if (backedSinceError(vcmdq(before, q)) !== backed) return undefined
  const fetch = fetchOf({ response })
  const since = backed ? ', which the hardware queue that it was given has lost' : ''
  return require_(fetch === undefined, () => ({ observed: describe(fetch), allowed: `no fetch: VCMDQ ${q} has an active error${since}` }))
}

const eventOf = ({ response }: Step): DeliveredEvent | undefined => response.log.find((entry) => entry.kind === 'event')
const edges = ({ response }: Step): number => response.log.reduce((sum, { kind }) => (kind === 'interrupt' ? sum + 1 : sum), 0)

const named = ({ map0, map1 }: DeliveredEvent, l: number): boolean => (((l < 64 ? map0 >> BigInt(l) : map1 >> BigInt(l - 64)) & 1n) === 1n)

/** Whether CMDQ_INIT_ERR may have been raised: its interrupts are unspecified. */
const allocRefused = ({ response }: Step): boolean => response.log.some((entry) => entry.kind === 'hwQueueAlloc' && entry.answer < 0)

/** IRQ: one edge for an unmasked active error in the record; none while masked. */
function irqOnDelivery(step: Step): Verdict {
  const event = eventOf(step)
  const [mask] = step.before.config.VI_INT_MASK_0
  if (!event || !mask) return undefined
  const masked = bit(mask, 0)
  const seen = (): string => `${edges(step)} interrupt edge(s)`
  if (masked === 1) return require_(edges(step) === 0, () => ({ observed: seen(), allowed: 'no interrupt: VI_INT_MASK_0 bit 0 is 1' }))
  const due = step.before.VCMDQ.some((queue, q) => {
    const l = step.before.mapping.slotOf[q] ?? NONE
    return l >= 0 && named(event, l) && activity(queue) === true
  })
  if (!due || masked !== 0) return undefined
  const fine = edges(step) === 1 || (edges(step) > 1 && allocRefused(step))
  return require_(fine, () => ({ observed: seen(), allowed: 'one interrupt edge for the active error that the record names' }))
}

/** IRQ and P172-DROP: a dropped access raises nothing. */
const irqOnDrop = (step: Step): Verdict =>
  step.access?.target?.kind === 'dropped' ? require_(edges(step) === 0, () => ({ observed: `${edges(step)} interrupt edge(s)`, allowed: 'no interrupt: the access was dropped' })) : undefined

/** A device may ask the host again at any moment; the stores that follow are a restore and not the access itself. */
const restores = ({ response }: Step): boolean => response.log.some((entry) => entry.kind === 'hwQueueAlloc' || entry.kind === 'mmapPage0')

/** P172-DROP: a dropped write reaches no hardware slot. */
function droppedStores(step: Step): Verdict {
  const { access, response } = step
  if (access?.target?.kind !== 'dropped' || restores(step)) return undefined
  const store = response.log.find((entry) => entry.kind === 'store' && entry.changed)
  return require_(store === undefined, () => ({ observed: 'the access changed a word of the host page', allowed: 'nothing changes: the access was dropped' }))
}

/** DECODE-GAP: a gap reaches no host page. */
function gapStores(step: Step): Verdict {
  const { access, response } = step
  if (access?.place.page !== 'gap' || access.write === undefined || restores(step)) return undefined
  return require_(!response.log.some((entry) => entry.kind === 'store'), () => ({ observed: 'the access stored to the host page', allowed: 'no store: nothing stands at this offset' }))
}

/** RESET releases every hardware queue that the host lets go. */
function resetReleases({ operation, after }: Step): Verdict {
  if (operation.op !== 'reset') return undefined
  const top = after.host.slots.findLastIndex((slot) => slot !== undefined)
  return require_(top < 0 || after.host.slots[top]?.destroyRefused === true, () => ({ observed: `hardware queue ${top} still exists`, allowed: 'no hardware queue after a system reset' }))
}

/** IRQ out of nowhere: without a delivery, an error or an unmasking there is nothing to report. */
function irqUnprovoked(step: Step): Verdict {
  if (edges(step) === 0 || step.operation.op === 'deliver') return undefined
  const maskWrite = step.access?.place.page === 'Config' && step.access.place.register.startsWith('VI_INT_MASK')
  const quiet = step.after.VCMDQ.every((queue) => activity(queue) === false) && step.before.VCMDQ.every((queue) => activity(queue) === false)
  return maskWrite || allocRefused(step) || !quiet || CMDQV_EN(step.before) === undefined ? undefined : { observed: `${edges(step)} interrupt edge(s)`, allowed: 'no interrupt: no VCMDQ has an active error' }
}

const isConsume = ({ op }: Situation): boolean => op === 'consume'
const isDropped = ({ dropped }: Situation): boolean => dropped
export const LIVE_EXISTS: StepRule = { clause: 'LIVE', on: isChange, judge: liveExists }

export const EXECUTION_STEPS: readonly StepRule[] = [
  { clause: 'P172-DROP', on: isDropped, quietly: 'holds', judge: droppedStores },
  { clause: 'P172-DROP', on: isDropped, quietly: 'holds', judge: irqOnDrop },
  { clause: 'P176-ALLOC', on: isConsume, judge: p176Alloc },
  { clause: 'DECODE-GAP', on: ({ op, gap }) => gap && op === 'write', quietly: 'holds', judge: gapStores },
  LIVE_EXISTS,
  { clause: 'LIVE', on: isConsume, judge: liveConsumes },
  { clause: 'DISABLED-STOPS', on: isConsume, judge: disabledStops },
  { clause: 'GERROR-TOGGLE', on: isConsume, judge: stalled(false) },
  { clause: 'NO-FALSE-ERROR', on: isConsume, judge: stalled(true) },
  { clause: 'IRQ', on: ({ op, logged }) => op === 'deliver' && logged, judge: irqOnDelivery },
  { clause: 'IRQ', on: isDropped, quietly: 'holds', judge: irqOnDrop },
  { clause: 'IRQ', on: ({ logged }) => logged, judge: irqUnprovoked },
  { clause: 'RESET', on: ({ op }) => op === 'reset', judge: resetReleases },
  { clause: 'HOST-RETRY', on: ({ logged }) => logged, judge: hostRetry },
]

export const EXECUTION_MOMENTS: readonly MomentRule[] = [
  { clause: 'RING', on: ['fetch'], judge: ringFetch },
  { clause: 'RING', on: ['store'], judge: ringStore },
]
