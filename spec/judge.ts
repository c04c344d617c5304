/**
 * judge(state, operation, response) → next state, and the clauses that forbid the response.
 *
 * A reading guide: an access is decoded (decode.ts) and led to its VCMDQ (access.ts); the response's entries are taken
 * in order (hosted.ts); the rules of each chapter (rules/) then say what their clause allows.
 */
import { match } from 'ts-pattern'
import { applyWrite, clearInitErr, leaveInitErrOpen, targetOf } from './access.js'
import type { Written } from './access.js'
import { bit } from './bits.js'
import type { ClauseId } from './clauses.js'
import { decode } from './decode.js'
import type { Place } from './decode.js'
import { afterEntry, seenEnabled } from './hosted.js'
import { judgeRead } from './reading.js'
import { SLOT_BYTES } from './registers.js'
import type { Access, Step } from './rules/rule.js'
import { rulesFor, rulesOn } from './rules/rulebook.js'
import { powerOnState, resetRegisters, vcmdq, withVcmdq } from './state.js'
import type { History, HostView, State, Time } from './state.js'
import { holds } from './holds.js'
import { Verdicts } from './verdicts.js'
import type { Forbidden } from './verdicts.js'
import type { Operation, Response } from './vocabulary.js'

/** What the model says of one response, and where it stands then. */
export interface Judgement {
  readonly state: State
  /** Clauses that applied and would have forbidden some response. */
  readonly judged: readonly ClauseId[]
  readonly forbidden: readonly Forbidden[]
}

/** Judges the host calls that a device made while it was created, `queues` VCMDQs strong. */
export function judgePowerOn(queues: number, response: Response): Judgement {
  return judgeEvent(powerOnState(queues), { op: 'allow', call: 'power-on' }, response)
}

/** Judges one response. Pure: the given state is not changed. */
export function judge(state: State, operation: Operation, response: Response): Judgement {
  return operation.op === 'read' || operation.op === 'write' ? judgeAccess(state, operation, response) : judgeEvent({ ...state, now: state.now + 1 }, operation, response)
}

function judgeEvent(state: State, operation: Operation, response: Response): Judgement {
  const verdicts = new Verdicts()
  const done = match(operation)
    .with({ op: 'attach' }, () => ({ ...state, attached: true, detached: false }))
    .with({ op: 'detach' }, () => ({ ...state, attached: false, detached: state.attached || state.detached }))
    .with({ op: 'reset' }, () => resetRegisters(state))
    .otherwise(() => state)
  const history = operation.op === 'refuse' || operation.op === 'allow' ? done.history : { ...done.history, deed: state.now }
  const after = takeEntries({ ...done, history }, { before: state, operation, response, access: undefined }, verdicts)
  return conclude({ before: state, operation, response, access: undefined, after }, verdicts)
}

function judgeAccess(state: State, operation: Extract<Operation, { offset: number }>, response: Response): Judgement {
  const place = decode(operation.offset, state.queues)
  if (!place || operation.offset % operation.size !== 0) return { state, judged: [], forbidden: [] }
  const verdicts = new Verdicts()
  const access = accessOf(state, operation, place)
  const noted = noteAccess(state, access)
  const step = { before: state, operation, response, access }
  if (operation.op === 'read') {
    const after = takeEntries(noted, step, verdicts)
    const taught = judgeRead(after, place, operation.size, response.value, verdicts)
    return conclude({ ...step, after: taught }, verdicts)
  }
  const written = applyOperation(noted, operation, place, access)
  const after = takeEntries(written, step, verdicts)
  return conclude({ ...step, after: finishHalves(state, after, access) }, verdicts)
}

/** What an access is: for 8 bytes that cover two registers, the first one that is no gap. */
function accessOf(state: State, operation: Extract<Operation, { offset: number }>, first: Place): Access {
  const second = operation.size === 8 ? decode(operation.offset + 4, state.queues) : undefined
  const place = first.page === 'gap' && second ? second : first
  const target = place.page === 'Page0' || place.page === 'Page1' ? targetOf(state, place) : undefined
  const write = operation.op === 'write' ? writeOf(operation, place) : undefined
  const idempotent = write !== undefined && !write.loosely && holds(state, write, target)
  return { place, target, size: operation.size, write, idempotent }
}

export const low = (value: number | bigint): number => (typeof value === 'bigint' ? Number(value & 0xffff_ffffn) : value >>> 0)
export const high = (value: number | bigint): number => (typeof value === 'bigint' ? Number((value >> 32n) & 0xffff_ffffn) : 0)

/** SIZE-32 and SIZE-64: a Page1 pair takes 64 bits, every other word covered by 8 bytes ends old or new. */
function writeOf({ size, value }: Extract<Operation, { op: 'write' }>, place: Place): Written {
  if (size === 4) return { place, value: low(value), high: undefined, loosely: false }
  return place.page === 'Page1' ? { place, value: low(value), high: high(value), loosely: false } : { place, value: low(value), high: undefined, loosely: true }
}

function applyOperation(state: State, operation: Extract<Operation, { op: 'write' }>, first: Place, access: Access): State {
  if (!access.write) return state
  if (operation.size === 4 || access.place.page === 'Page1') return throughWindow(retried(applyWrite(state, access.write), access), operation)
  const second = decode(operation.offset + 4, state.queues)
  const one = applyWrite(state, { place: first, value: low(operation.value), high: undefined, loosely: true })
  const both = second ? applyWrite(one, { place: second, value: high(operation.value), high: undefined, loosely: true }) : one
  return throughWindow(both, operation)
}

function throughWindow(state: State, operation: Extract<Operation, { op: 'write' }>): State {
  const host = afterWindowStore(state.host, operation)
  return host === state.host ? state : { ...state, host }
}

/** A write of CONFIG through an installed window reaches the hardware slot without the device. */
function afterWindowStore(host: HostView, { offset, value }: Extract<Operation, { op: 'write' }>): HostView {
  if (host.windows.length === 0) return host
  const window = host.windows.find((w) => offset >= w.offset && offset < w.offset + w.length)
  if (!window) return host
  const within = offset - window.offset
  const CONFIG_OFFSET = 0x08
  return within % SLOT_BYTES === CONFIG_OFFSET ? seenEnabled(host, Math.floor(within / SLOT_BYTES), (low(value) & 1) === 1) : host
}

/** LIVE: the writes after which a refusal no longer stands. */
function retried(state: State, { write, target, place }: Access): State {
  if (!write || write.loosely) return state
  const queue = target?.kind === 'queue' ? target.queue : -1
  const enables = (write.value & 1) === 1
  const host = retriedHost(state.host, place, queue, enables)
  return host === state.host ? state : { ...state, host }
}

/** The refusals that still stand after such a write. */
export function retriedHost(host: HostView, place: Place, queue: number, enables: boolean): HostView {
  switch (place.page) {
    case 'Page1':
      return queue < 0 || !place.register.startsWith('BASE') ? host : forgiven(host, true, queue)
    case 'Page0':
      return queue < 0 || place.register !== 'CONFIG' || !enables ? host : forgiven(host, false, queue)
    case 'Config':
      if (place.register === 'CMDQ_ALLOC_MAP') return forgiven(host, true, place.index)
      return enables && (place.register === 'CONFIG' || place.register === 'VINTF0_CONFIG') ? allForgiven(host) : host
    case 'gap':
      return host
  }
}

const allForgiven = (host: HostView): HostView =>
  host.standing.length === 0 && !host.allocRefused.includes(true) ? host : { ...host, standing: [], allocRefused: host.allocRefused.map(() => false) }

/** No refusal stands for one VCMDQ, and on request none of any call. */
function forgiven(host: HostView, everyCall: boolean, queue: number): HostView {
  const standing = everyCall && host.standing.length > 0
  if (!standing && !host.allocRefused[queue]) return host
  return { ...host, standing: standing ? [] : host.standing, allocRefused: host.allocRefused.with(queue, false) }
}

/** The clock ticks and the access is noted. Written out field by field: this runs for every access, and a spread costs twice as much. */
function noteAccess(state: State, access: Access): State {
  const now = state.now + 1
  const { queues, config, VCMDQ, mapping, attached, detached, host, lastAccess: last } = state
  const queue = access.target?.kind === 'queue' ? access.target.queue : -1
  const lastAccess = queue < 0 ? last : { queue, at: now, otherAt: last.queue === queue ? last.otherAt : last.at }
  return { queues, now, config, VCMDQ, mapping, attached, detached, host, history: noteDeed(state.history, access, now), lastAccess }
}

function noteDeed(history: History, access: Access, now: Time): History {
  const wide = access.size === 8 && access.place.page !== 'Page1' && access.place.page !== 'gap'
  if (!access.write) return wide ? { ...history, wide: now } : history
  return { ...history, deed: now, wide: wide ? now : history.wide, idempotent: access.idempotent ? now : history.idempotent }
}

/** HALF-BASE: the error that an unfinished address provoked is over once the other half is written. */
function finishHalves(before: State, after: State, { write, target, place }: Access): State {
  if (!write || target?.kind !== 'queue' || place.page !== 'Page1' || !place.register.startsWith('BASE')) return after
  const { unfinished } = vcmdq(before, target.queue).errors
  const { errors, history, BASE } = vcmdq(after, target.queue)
  if (!unfinished || history.allocAnswer === after.now || bit(errors.active, 2) === 0) return after
  const half = place.register === 'BASE_L' ? 'L' : 'H'
  const { openHalf } = vcmdq(before, target.queue).BASE
  const finished = write.high === undefined && openHalf !== undefined && openHalf !== half
  // The program's own refusal was not provoked by the address, and one half written twice is no pair: unspecified.
  // While a half is still open, its end may yet withdraw the error.
  const settled = finished && unfinished === 'address' ? clearInitErr(errors) : leaveInitErrOpen(errors, BASE.openHalf && 'unsure')
  return withVcmdq(after, target.queue, { errors: settled })
}

function takeEntries(start: State, step: Omit<Step, 'after'>, verdicts: Verdicts): State {
  let state = start
  for (const [index, entry] of step.response.log.entries()) {
    const moment = { step, state, entry, index }
    for (const rule of rulesOn(entry)) verdicts.add(rule.clause, rule.judge(moment))
    state = afterEntry(state, entry)
  }
  return state
}

function conclude(step: Step, verdicts: Verdicts): Judgement {
  for (const rule of rulesFor(step)) verdicts.add(rule.clause, rule.judge(step))
  return { state: step.after, judged: verdicts.judged, forbidden: verdicts.forbidden }
}
