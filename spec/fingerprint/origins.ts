/**
 * What lies between the origin of a register's value and now, as far as a clause asks (rules/values.ts).
 *
 * Each condition is one bit. It is left out while it can make no difference: what a clause governs for good needs no
 * second reason, and what has ended for good leaves no trace.
 */
import type { ClauseId } from '../clauses.js'
import { NONE } from '../mapping.js'
import { NEVER } from '../state.js'
import type { History, Origin, QueueHistory, State, Time, Vcmdq } from '../state.js'

const P172_DROP = 1 << 0
const ROUTE_LVCMDQ = 1 << 1
const ISOLATION = 1 << 2
const DECODE_GAP = 1 << 3
const SIZE_32_WIDE = 1 << 4
const RO = 1 << 5
const ENABLES_CYCLED = 1 << 6
const CMDQV_EN_FELL = 1 << 7
const ENABLE_FELL = 1 << 8
const CMDQ_EN_FELL = 1 << 9
const TRANSPARENT = 1 << 10
const HALF_BASE = 1 << 11
const IDEMPOTENT = 1 << 12
const P176_DIRECT = 1 << 13
const ALIAS_OF_DIRECT = 1 << 14
const ALIAS_OF_VINTF = 1 << 15
const DIRECT_EN = 1 << 16
const DIRECT_DISABLED = 1 << 17
const BY_GUEST = 1 << 18
const BY_RESET = 1 << 19
const BY_FETCH = 1 << 20
const BY_FAULT = 1 << 21
const SIZE_32_QUIET = 1 << 22
const FOREIGN_SLOT = 1 << 23
const NO_FALSE_ERROR = 1 << 24
const INIT_ERR = 1 << 25

/** The Config page has no enable of its own. */
const NO_QUEUE: QueueHistory = { mapped: NEVER, unmapped: NEVER, enableFall: NEVER, enableCycle: NEVER, halfBase: NEVER, fault: NEVER, allocAnswer: NEVER, backing: NEVER }

/**
 * ISOLATION: when a VCMDQ other than `q` was last accessed. The next access moves that to now for all but its own, so
 * it goes its way by itself: whose the last access was need not be known.
 */
export const othersAccessed = ({ lastAccess: { queue, at, otherAt } }: State, q: number): Time => (queue === q ? otherAt : at)

/** The clauses that ask whether something happened after a value was settled. */
function happenedSince(settled: Time, history: History, own: QueueHistory, others: Time): number {
  return (
    (history.dropped > settled ? P172_DROP : 0) |
    (history.unrouted > settled ? ROUTE_LVCMDQ : 0) |
    (others > settled ? ISOLATION : 0) |
    (history.gap > settled ? DECODE_GAP : 0) |
    (history.wide > settled ? SIZE_32_WIDE : 0) |
    (history.readOnly.at > settled ? RO : 0) |
    enablesSince(settled, history, own)
  )
}

/**
 * ENABLES-KEEP: some enable went 1→0→1. If none did, a fall counts that its next rise will make a cycle. While an enable
 * is 1 its fall is its cycle, or older than every register (a reset raises CMDQV_EN without a rise).
 */
function enablesSince(settled: Time, history: History, own: QueueHistory): number {
  if (history.CMDQV_EN_cycle > settled || history.ENABLE_cycle > settled || own.enableCycle > settled) return ENABLES_CYCLED
  return (history.CMDQV_EN_fall > settled ? CMDQV_EN_FELL : 0) | (history.ENABLE_fall > settled ? ENABLE_FELL : 0) | (own.enableFall > settled ? CMDQ_EN_FELL : 0)
}

/** TRANSPARENT and IDEMPOTENT: what a write can itself provoke counts from the write on. */
function provokedSince({ at }: Origin, history: History, byGuest: boolean): number {
  const moved = byGuest ? history.hostChange >= at : history.hostChange > at
  return (moved ? TRANSPARENT : 0) | (history.idempotent >= at ? IDEMPOTENT : 0)
}

const EVERYTHING = -1
/** BASE was written while its VCMDQ was enabled and backed; the VCMDQ ever met a fault. No condition of an origin, but blame all the same. */
const WRITTEN_LIVE = 1 << 27
const FAULTED = 1 << 30
/** The VCMDQ became backed or unbacked since its errors moved: of an active one GERROR-TOGGLE or NO-FALSE-ERROR says that it stalls. */
const STALL = 1 << 31
/** Asked by the clauses that say what a register plainly is (`plainClause` in rules/values.ts): where does no other speak? */
const PLAIN_CONFIG = 1 << 28
const PLAIN_VCMDQ = 1 << 29

/** The conditions that each clause asks for; a clause that is not named asks for none. */
const CONDITIONS = {
  'P172-DROP': P172_DROP,
  'P176-DIRECT': P176_DIRECT,
  ALIAS: ALIAS_OF_DIRECT | ALIAS_OF_VINTF | PLAIN_VCMDQ,
  'BASE-LIVE': WRITTEN_LIVE,
  'ROUTE-LVCMDQ': ROUTE_LVCMDQ | FOREIGN_SLOT,
  ISOLATION,
  'DIRECT-EN': DIRECT_EN | PLAIN_VCMDQ,
  'DIRECT-DISABLED': DIRECT_DISABLED | BY_GUEST | PLAIN_VCMDQ,
  'DECODE-GAP': DECODE_GAP,
  'SIZE-32': SIZE_32_WIDE | SIZE_32_QUIET | PLAIN_CONFIG,
  'SIZE-64': BY_GUEST,
  RO,
  TRANSPARENT,
  'HALF-BASE': HALF_BASE,
  'ENABLES-KEEP': ENABLES_CYCLED | CMDQV_EN_FELL | ENABLE_FELL | CMDQ_EN_FELL,
  IDEMPOTENT,
  'NO-FALSE-ERROR': NO_FALSE_ERROR | STALL,
  LIVE: BY_FETCH,
  'GERROR-TOGGLE': BY_FAULT | BY_GUEST | FAULTED | STALL,
  'INIT-ERR': INIT_ERR,
  RESET: BY_RESET,
} as const satisfies Partial<Record<ClauseId, number>>

const ASKED: ReadonlyMap<string, number> = new Map(Object.entries(CONDITIONS))
/** Lists of clauses are few and live long: each is looked up once. */
const known = new WeakMap<readonly string[], number>()

/** The conditions that these clauses ask for, as one set; all of them without a list. */
export function conditionsOf(clauses: readonly string[] | undefined): number {
  if (clauses === undefined) return EVERYTHING
  const before = known.get(clauses)
  if (before !== undefined) return before
  const asked = clauses.reduce((bits, clause) => bits | (ASKED.get(clause) ?? 0), 0)
  known.set(clauses, asked)
  return asked
}

/** Whether anybody asks since when other VCMDQs have been left alone. */
export const asksForIsolation = (asked: number): boolean => (asked & ISOLATION) !== 0
/** Whether anybody asks what was written to a read-only register. */
export const asksForReadOnly = (asked: number): boolean => (asked & RO) !== 0
/** Whether anybody asks whether BASE was written live. */
export const asksForLive = (asked: number): boolean => (asked & WRITTEN_LIVE) !== 0
/** Whether anybody asks whether there ever was a fault: GERROR-TOGGLE, and who asks whether it speaks. */
export const asksForFaults = (asked: number): boolean => (asked & (FAULTED | PLAIN_VCMDQ)) !== 0
/** Whether anybody asks to whom an active error belongs: GERROR-TOGGLE and NO-FALSE-ERROR. */
export const asksForStalls = (asked: number): boolean => (asked & STALL) !== 0
/** Whether anybody asks what has been done since a reset. */
export const asksForReset = (asked: number): boolean => (asked & BY_RESET) !== 0

/** Some clause speaks for good of every bit of the register, so that none says what it plainly is. */
const GOVERNED = 1 << 26
/** The conditions that do that; in Page1 SIZE-64 speaks of whatever the guest wrote, and of errors GERROR-TOGGLE. */
const FOR_GOOD = P172_DROP | ROUTE_LVCMDQ | ISOLATION | DECODE_GAP | SIZE_32_WIDE | RO | ENABLES_CYCLED | TRANSPARENT | HALF_BASE | IDEMPOTENT | DIRECT_DISABLED | BY_RESET | BY_FETCH | BY_FAULT
const FOR_GOOD_IN_PAGE1 = FOR_GOOD | BY_GUEST
const FOR_GOOD_OF_ERRORS = FOREIGN_SLOT | HALF_BASE | IDEMPOTENT | DIRECT_DISABLED | BY_GUEST

/** What is asked of the conditions; all of them where a register may plainly be what it is. */
function ofInterest(conditions: number, asked: number, plain: number, forGood: number): number {
  if (asked === EVERYTHING) return conditions
  if ((asked & plain) === 0) return conditions & asked
  return (conditions & forGood) !== 0 ? (conditions & asked) | GOVERNED : conditions
}

/** A register of the Config page: set by the guest, or else by the reset. SIZE-32 speaks until something is done. */
function conditionsOfConfig(state: State, origin: Origin): number {
  const { history } = state
  const byGuest = origin.by === 'config'
  const happened = happenedSince(origin.at, history, NO_QUEUE, othersAccessed(state, -1)) | provokedSince(origin, history, byGuest)
  if (!byGuest) return happened | BY_RESET
  return history.deed > origin.at || (happened & SIZE_32_WIDE) !== 0 ? happened : happened | SIZE_32_QUIET
}

export const configBits = (state: State, origin: Origin, asked: number): number => ofInterest(conditionsOfConfig(state, origin), asked, PLAIN_CONFIG, FOR_GOOD)

/** PARAM: it also tells of the errors of a blank VCMDQ, in which IDEMPOTENT and TRANSPARENT outlast a change. */
export function paramBits(state: State, origin: Origin, asked: number): number {
  const conditions = conditionsOfConfig(state, origin)
  return ofInterest(conditions, asked, PLAIN_CONFIG, FOR_GOOD) | ((asked & PLAIN_VCMDQ) !== 0 ? conditions & (IDEMPOTENT | TRANSPARENT) : 0)
}

/**
 * Who put the value there. Of the slot of a write nothing matters but whether its number was another than the VCMDQ's,
 * of CMDQV_EN then only what DIRECT-EN and DIRECT-DISABLED ask, and of the aperture what `mappedSince` says.
 */
function writerBits({ by, CMDQV_EN }: Origin): number {
  switch (by) {
    case 'reset':
      return BY_RESET
    case 'fetch':
      return BY_FETCH
    case 'fault':
      return BY_FAULT
    default:
      return BY_GUEST | (CMDQV_EN === 0 ? DIRECT_DISABLED : 0) | (by === 'direct' && CMDQV_EN === 1 ? DIRECT_EN : 0)
  }
}

/**
 * P176-DIRECT and ALIAS: never mapped since the write, or mapped at one slot since it. Only one of them can hold, and it
 * ends for good when the VCMDQ is mapped, moved or unmapped.
 */
function mappedSince({ at, by }: Origin, slot: number, { mapped, unmapped }: QueueHistory): number {
  if ((by !== 'direct' && by !== 'vintf') || mapped > at) return 0
  if (slot >= 0) return by === 'direct' ? ALIAS_OF_DIRECT : ALIAS_OF_VINTF
  return by === 'direct' && slot === NONE && unmapped <= at ? P176_DIRECT : 0
}

/** What holds of any register of a VCMDQ; `settled` is when its value last moved. */
function queueBits(state: State, queue: Vcmdq, q: number, origin: Origin, settled: Time): number {
  const { history } = queue
  const writer = writerBits(origin)
  return (
    writer |
    happenedSince(settled, state.history, history, othersAccessed(state, q)) |
    provokedSince(origin, state.history, (writer & BY_GUEST) !== 0) |
    mappedSince(origin, state.mapping.slotOf[q] ?? NONE, history) |
    (history.halfBase > origin.at ? HALF_BASE : 0)
  )
}

/** ROUTE-LVCMDQ: written through a slot of another number than the VCMDQ's. */
const isForeign = ({ by, slot }: Origin, q: number): boolean => by === 'vintf' && slot !== q

/** A register that holds what was put there. */
const conditionsOfPlain = (state: State, queue: Vcmdq, q: number, origin: Origin): number =>
  queueBits(state, queue, q, origin, origin.at) | (isForeign(origin, q) ? ROUTE_LVCMDQ : 0)

export const page0Bits = (state: State, queue: Vcmdq, q: number, origin: Origin, asked: number): number =>
  ofInterest(conditionsOfPlain(state, queue, q, origin), asked, PLAIN_VCMDQ, FOR_GOOD)
export const page1Bits = (state: State, queue: Vcmdq, q: number, origin: Origin, asked: number): number =>
  ofInterest(conditionsOfPlain(state, queue, q, origin), asked, PLAIN_VCMDQ, FOR_GOOD_IN_PAGE1)

/** BASE: no half was written after the last write, which `byHalves` tells of. */
export const baseBits = (state: State, queue: Vcmdq, q: number, asked: number): number =>
  ofInterest(conditionsOfPlain(state, queue, q, queue.BASE.origin) | (queue.BASE.byHalves ? HALF_BASE : 0), asked, PLAIN_VCMDQ, FOR_GOOD_IN_PAGE1)

/**
 * GERROR and GERRORN. Their value is settled when the hardware or the host last had its hand in it: what happened before
 * no longer counts, and RESET speaks only until then. A foreign slot counts nevertheless, so it has a bit of its own.
 */
function conditionsOfErrors(state: State, queue: Vcmdq, q: number): number {
  const { errors: { origin }, history: { fault, backing, allocAnswer } } = queue
  const moved = Math.max(fault, backing, allocAnswer)
  const foreign = isForeign(origin, q)
  const silent = (foreign ? ROUTE_LVCMDQ : 0) | (moved > origin.at ? BY_RESET : 0)
  return (
    (queueBits(state, queue, q, origin, Math.max(origin.at, moved)) & ~silent) |
    (foreign ? FOREIGN_SLOT : 0) |
    (backing > origin.at ? NO_FALSE_ERROR : 0) |
    (allocAnswer >= origin.at ? INIT_ERR : 0)
  )
}

/** While RESET speaks of errors nothing is plain, and when it ceases to, only TRANSPARENT and INIT-ERR have outlasted it. */
export function errorBits(state: State, queue: Vcmdq, q: number, asked: number): number {
  const conditions = conditionsOfErrors(state, queue, q)
  const open = (conditions & BY_RESET) !== 0 ? conditions & (asked | BY_RESET | TRANSPARENT | INIT_ERR | FOR_GOOD_OF_ERRORS) : conditions
  return ofInterest(open, asked, PLAIN_VCMDQ, FOR_GOOD_OF_ERRORS)
}
