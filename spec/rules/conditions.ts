/** The conditions that several clauses share: when a VCMDQ runs, could run, and is owed to run. */
import { CMDQV_EN, CMDQ_EN } from '../access.js'
import { pending, ringOf, sameRing, usable } from '../memory.js'
import { CMDQ_INIT_ERR, ERRORS } from '../registers.js'
import { vcmdq } from '../state.js'
import type { State, Vcmdq } from '../state.js'

/** Every BASE that the VCMDQ may have is one that hwQueueAlloc accepts. */
export const baseUsable = ({ BASE }: Vcmdq): boolean =>
  BASE.candidates.every((candidate) => {
    const ring = ringOf(candidate)
    return ring !== undefined && usable(ring)
  })

/** Some BASE that the VCMDQ may have is not 0. */
export const baseMayBeSet = ({ BASE }: Vcmdq): boolean => BASE.candidates.some(({ L, H }) => L.value !== 0 || H.value !== 0 || L.known !== 0xffff_ffff || (H.known & 0xffff) !== 0xffff)

/** CMDQ_INIT_ERR that a refusal raised does not keep the device from asking again. */
export function errorFree({ errors }: Vcmdq): boolean {
  const ignored = errors.initErrByGuest ? 0 : CMDQ_INIT_ERR
  const relevant = ERRORS & ~ignored
  return (errors.active.known & relevant) === relevant && (errors.active.value & relevant) === 0
}

/** PROD≠CONS on the index and wrap bits, for every BASE it may have. */
export function hasCommands({ PROD_INDX, CONS_INDX, BASE }: Vcmdq): boolean {
  return BASE.candidates.every((candidate) => {
    const ring = ringOf(candidate)
    if (!ring) return false
    const mask = 2 * (ring.length / 16) - 1
    const known = (PROD_INDX.known & CONS_INDX.known & mask) === (mask & 0x000f_ffff)
    return known && pending(PROD_INDX.value, CONS_INDX.value, ring.length) !== 0
  })
}

/** Every lower logical queue is mapped with a usable BASE and stands unrefused. */
function lowerQueuesReady(state: State, l: number): boolean {
  for (let lower = 0; lower < l; lower++) {
    const q = state.mapping.queueAt[lower] ?? -1
    if (q < 0 || !baseUsable(vcmdq(state, q)) || state.host.allocRefused[q]) return false
  }
  return true
}

/** The conditions of LIVE that concern the VCMDQ alone, PROD≠CONS and errors apart. */
export function readyByItself(state: State, q: number): boolean {
  const l = state.mapping.slotOf[q] ?? -1
  if (l < 0 || !state.attached || state.host.standing.length > 0 || state.host.allocRefused[q]) return false
  const queue = vcmdq(state, q)
  return CMDQV_EN(state) === 1 && CMDQ_EN(queue) === 1 && baseUsable(queue)
}

/** The conditions of LIVE, PROD≠CONS and errors apart: then a hardware queue exists and CMDQ_EN_OK reads 1. */
export const statusOwed = (state: State, q: number): boolean => readyByItself(state, q) && lowerQueuesReady(state, state.mapping.slotOf[q] ?? -1)

/** The conditions of LIVE. */
export const liveOwed = (state: State, q: number): boolean => {
  const queue = vcmdq(state, q)
  // The lower queues come last: looking at them costs as much as there are.
  return readyByItself(state, q) && errorFree(queue) && hasCommands(queue) && lowerQueuesReady(state, state.mapping.slotOf[q] ?? -1)
}

/** Whether a hardware queue can run for a VCMDQ; undefined where an unknown bit decides. */
export function couldRun(state: State, q: number): boolean | undefined {
  const l = state.mapping.slotOf[q] ?? -1
  if (l < 0) return l === -1 ? false : undefined
  const enabled = CMDQV_EN(state)
  if (enabled === 0 || state.host.slots[l] === undefined) return false
  return enabled === 1 ? true : undefined
}

/** Whether hardware slot `l` holds one of the rings that the VCMDQ's BASE may name. */
export function holdsRing(state: State, q: number, address: bigint, length: bigint): boolean {
  return vcmdq(state, q).BASE.candidates.some((candidate) => {
    const ring = ringOf(candidate)
    return ring === undefined || sameRing(ring, address, length)
  })
}

/** Which of the three enables of a VCMDQ are known to be 0. */
export const someEnableOff = (state: State, q: number, ENABLE: 0 | 1 | undefined): boolean => CMDQV_EN(state) === 0 || ENABLE === 0 || CMDQ_EN(vcmdq(state, q)) === 0

/** Whether the VCMDQ has an active error; undefined where an unknown bit decides. */
export function activity({ errors: { active } }: Vcmdq): boolean | undefined {
  if (active.value & ERRORS) return true
  return (active.known & ERRORS) === ERRORS ? false : undefined
}
