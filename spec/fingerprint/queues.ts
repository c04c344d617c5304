/** The VCMDQs of a state. */
import type { Bits } from '../bits.js'
import { ERRORS, PAGE0, PAGE1 } from '../registers.js'
import { backedSinceError } from '../state.js'
import type { Base, Errors, QueueHistory, State, Time, Vcmdq } from '../state.js'
import { asksForFaults, asksForIsolation, asksForLive, asksForStalls, baseBits, errorBits, othersAccessed, page0Bits, page1Bits } from './origins.js'
import { feedWord, isComplete, maskIn } from './words.js'
import type { Words } from './words.js'

const CONS_INDX = maskIn(PAGE0, 'CONS_INDX')
const PROD_INDX = maskIn(PAGE0, 'PROD_INDX')
const CONFIG = maskIn(PAGE0, 'CONFIG')
const BASE_L = maskIn(PAGE1, 'BASE_L')
const BASE_H = maskIn(PAGE1, 'BASE_H')
const DRAM_L = maskIn(PAGE1, 'CONS_INDX_BASE_DRAM_L')
const DRAM_H = maskIn(PAGE1, 'CONS_INDX_BASE_DRAM_H')

/** Of a VCMDQ that is as the last reset left it one word is fed, and of equal neighbours their number. That it was left alone matters to those who ask for blame. */
export function feedQueues(state: State, sink: Words, asked: number): void {
  let previous: Vcmdq | undefined
  let blank = false
  let word = 0
  let run = 0
  for (let q = 0; q < state.queues; q++) {
    const queue = state.VCMDQ[q]
    if (!queue) continue
    // Untouched VCMDQs are one and the same object from power-on to the first reset.
    if (queue !== previous) blank = asked !== 0 && isBlank(queue)
    previous = queue
    const next = blank ? blankWord(state, queue, q, asked) : 0
    if (run > 0 && next !== word) {
      feedRun(sink, word, run)
      run = 0
    }
    word = next
    if (blank) run++
    else feedQueue(state, queue, q, sink, asked)
  }
  if (run > 0) feedRun(sink, word, run)
}

function feedRun(sink: Words, word: number, run: number): void {
  sink.word(word)
  sink.word(run)
}

/** The first word of any other VCMDQ is positive. */
const BLANK = 1 << 31

/** What is to say of a blank VCMDQ: PARAM, whose origin is the last reset as well, says the rest. */
function blankWord(state: State, { history, BASE }: Vcmdq, q: number, asked: number): number {
  return (
    BLANK |
    (asksForIsolation(asked) && othersAccessed(state, q) > BASE.origin.at ? 1 : 0) |
    (asksForFaults(asked) && history.fault >= 0 ? 2 : 0) |
    (state.host.allocRefused[q] ? 4 : 0)
  )
}

/** Since the last reset nothing was written to the VCMDQ, nothing happened to it and nothing of it is unknown. */
function isBlank(queue: Vcmdq): boolean {
  const { CONS_INDX: CONS, PROD_INDX: PROD, CONFIG: enable, errors, BASE, CONS_INDX_BASE_DRAM_L: L, CONS_INDX_BASE_DRAM_H: H } = queue
  const { at, by } = BASE.origin
  if (by !== 'reset') return false
  for (const { origin } of [CONS, PROD, enable, errors, L, H]) if (origin.by !== 'reset' || origin.at !== at) return false
  const zero = isZero(CONS, CONS_INDX) && isZero(PROD, PROD_INDX) && isZero(enable, CONFIG) && isZero(L, DRAM_L) && isZero(H, DRAM_H)
  return zero && isZeroBase(BASE) && isFree(errors) && queue.unreported === 0 && !happenedTo(queue.history, at)
}

const isZero = (bits: Bits, mask: number): boolean => bits.value === 0 && isComplete(bits, mask)

function isZeroBase({ candidates }: Base): boolean {
  const base = candidates[0]
  return candidates.length === 1 && base !== undefined && isZero(base.L, BASE_L) && isZero(base.H, BASE_H)
}

const isFree = ({ active, GERROR, GERRORN, initErrByGuest, unfinished }: Errors): boolean =>
  isZero(active, ERRORS) && isZero(GERROR, ERRORS) && isZero(GERRORN, ERRORS) && !initErrByGuest && unfinished === undefined

/** What only a queue's own history can add to its registers. A half of BASE would have taken the place of its origin. */
const happenedTo = ({ enableFall, enableCycle, fault, backing, allocAnswer }: QueueHistory, at: Time): boolean =>
  enableFall > at || enableCycle > at || fault > at || backing > at || allocAnswer >= at

function feedQueue(state: State, queue: Vcmdq, q: number, sink: Words, asked: number): void {
  const { CONS_INDX: CONS, PROD_INDX: PROD, CONFIG: enable, CONS_INDX_BASE_DRAM_L: L, CONS_INDX_BASE_DRAM_H: H } = queue
  feedCondition(state, queue, q, sink, asked)
  feedWord(sink, page0Bits(state, queue, q, CONS.origin, asked), CONS, CONS_INDX)
  feedWord(sink, page0Bits(state, queue, q, PROD.origin, asked), PROD, PROD_INDX)
  feedWord(sink, page0Bits(state, queue, q, enable.origin, asked), enable, CONFIG)
  feedWord(sink, page1Bits(state, queue, q, L.origin, asked), L, DRAM_L)
  feedWord(sink, page1Bits(state, queue, q, H.origin, asked), H, DRAM_H)
  feedErrors(sink, errorBits(state, queue, q, asked), queue.errors)
  feedBase(sink, baseBits(state, queue, q, asked), queue.BASE)
}

/** Some error may be active. One that comes later moves the errors anew. */
const mayStall = ({ active }: Errors): boolean => ((active.value | ~active.known) & ERRORS) !== 0

const OPEN_HALF = { L: 1, H: 2, unsure: 3 } as const
const UNFINISHED = { address: 1, unsure: 2 } as const

/**
 * What a VCMDQ has besides its registers. That it ever met a fault matters after any reset; where the last one was, and
 * whether before the reset, only until its event is delivered.
 */
function feedCondition(state: State, queue: Vcmdq, q: number, sink: Words, asked: number): void {
  const { BASE, errors, unreported, faultSlot, history } = queue
  sink.word(
    (asksForFaults(asked) && history.fault >= 0 ? 1 : 0) |
    (state.host.allocRefused[q] ? 2 : 0) |
    (errors.initErrByGuest ? 4 : 0) |
    ((errors.unfinished ? UNFINISHED[errors.unfinished] : 0) << 3) |
    ((BASE.openHalf ? OPEN_HALF[BASE.openHalf] : 0) << 5) |
    (asksForLive(asked) && BASE.live ? 1 << 7 : 0) |
    (unreported > 0 ? 1 << 8 : 0) |
    (asksForStalls(asked) && mayStall(errors) && backedSinceError(queue) ? 1 << 9 : 0) |
    (BASE.candidates.length << 10),
  )
  if (unreported === 0) return
  sink.word(unreported)
  sink.word((faultSlot << 1) | (history.fault > state.history.reset ? 1 : 0))
}

const packed = ({ value, known }: Bits): number => ((value & ERRORS) << 3) | (known & ERRORS)

function feedErrors(sink: Words, conditions: number, { active, GERROR, GERRORN }: Errors): void {
  sink.word(conditions)
  sink.word((packed(active) << 12) | (packed(GERROR) << 6) | packed(GERRORN))
}

/** BASE with its candidates in order: where a read contradicts all of them, the last one is believed. */
function feedBase(sink: Words, conditions: number, { candidates }: Base): void {
  sink.word(conditions)
  for (const { L, H } of candidates) {
    const complete = isComplete(L, BASE_L) && isComplete(H, BASE_H)
    sink.word((H.value & BASE_H) | (complete ? 1 << 16 : 0))
    sink.word(L.value)
    if (complete) continue
    sink.word(L.known)
    sink.word(H.known & BASE_H)
  }
}
