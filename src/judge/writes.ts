/** What a write does to what is owed: spec/access.ts, in place. */
import { acknowledge, afterBaseWrite, CMDQV_EN, leaveInitErrOpen, mayBeBacked, openHalf, someEntryMapsNothing, targetOf } from '../../spec/access.js'
import type { Target } from '../../spec/access.js'
import { bit, exactly } from '../../spec/bits.js'
import type { Bits } from '../../spec/bits.js'
import type { QueuePlace } from '../../spec/decode.js'
import { mapQueues, NONE } from '../../spec/mapping.js'
import type { BaseValue } from '../../spec/memory.js'
import { errorsOf, setErrors } from './errors.js'
import * as at from './layout.js'
import type { WordPlan } from './plan.js'
import type { LiveState } from './state.js'
import { OPEN_HALF } from './views.js'
import { enableOf } from './words.js'

const HYP_OWN = 1 << 17
/** Defined bits of the _H words of Page1. */
const HIGH_BITS = 0xffff
/** ALLOC, LVCMDQ and VIRT_INTF_INDX: the bits of a CMDQ_ALLOC_MAP entry that decide the mapping. */
const MAPPING_BITS = 0x001f_80ff
const ENABLE_BIT = 1

/** One write as one word sees it: `high` of a whole Page1 pair, `loosely` where each bit ends old or new. */
export interface WordWrite {
  readonly value: number
  readonly high: number | undefined
  readonly loosely: boolean
}

/** Sets the defined bits of a word, or leaves those open that may have kept what they were. */
function set(live: LiveState, word: number, value: number, mask: number, loosely: boolean): void {
  const { words } = live
  const old = words[word] ?? 0
  const oldKnown = words[word + at.KNOWN] ?? 0
  const known = loosely ? oldKnown & mask & ~(old ^ value) : mask
  words[word] = value & known
  words[word + at.KNOWN] = known
}

function stamp(live: LiveState, word: number, how: number): void {
  live.words[word] = live.now
  live.words[word + 1] = how
}

const held = (words: Int32Array, word: number, value: number, mask: number): boolean =>
  mask !== 0 && ((words[word + at.KNOWN] ?? 0) & mask) === (mask | 0) && (((words[word] ?? 0) ^ value) & mask) === 0

/** Whether the register is known to hold already what a write that leads to VCMDQ `q` puts there: spec/holds.ts, in place. `q` is negative for a register of the Config page and for a write that leads nowhere. */
export function holdsAlready(live: LiveState, plan: WordPlan, q: number, { value, high }: Pick<WordWrite, 'value' | 'high'>): boolean {
  if (plan.access !== 'RW') return false
  const { words } = live
  if (plan.config) {
    const word = plan.stored >= 0 ? plan.stored : live.blockOf(plan.config.index) + at.ALLOC
    return held(words, word, plan.stored === at.VINTF ? value & ~HYP_OWN : value, plan.mask)
  }
  if (q < 0) return false
  const block = live.blockOf(q)
  if (plan.plain >= 0) return held(words, block + plan.plain, value, plan.mask) && (high === undefined || held(words, block + at.DRAM_H, high, HIGH_BITS))
  if (plan.error >= 0) return held(words, block + plan.error, value, plan.mask)
  return live.candidatesOf(q).every(({ L, H }) => (plan.queue?.register === 'BASE_H' ? isExactly(H, value, plan.mask) : isExactly(L, value, plan.mask) && (high === undefined || isExactly(H, high, HIGH_BITS))))
}

const isExactly = ({ value, known }: Bits, wanted: number, mask: number): boolean => (known & mask) >>> 0 === mask && ((value ^ wanted) & mask) === 0

/** Applies one written word, `target` being where it leads. Read-only words, gaps and dropped writes change nothing but the history. */
export function applyWrite(live: LiveState, plan: WordPlan, write: WordWrite, target = plan.queue && targetOf(live, plan.queue)): void {
  const { words } = live
  if (plan.access === 'RO') noteReadOnly(live, plan)
  else if (plan.access === 'GAP') words[at.GAP] = live.now
  else if (plan.config) writeConfig(live, plan, write)
  else if (plan.queue && target) writeSlot(live, plan, plan.queue, target, write)
}

function noteReadOnly(live: LiveState, { place, queue }: WordPlan): void {
  const { words } = live
  if (place.page === 'Page0' && queue && targetOf(live, queue).kind === 'dropped') words[at.DROPPED] = live.now
  words[at.READ_ONLY_OFFSET] = place.offset
  words[at.READ_ONLY_AT] = live.now
}

function writeSlot(live: LiveState, plan: WordPlan, place: QueuePlace, target: Target, write: WordWrite): void {
  const { words } = live
  if (target.kind === 'queue') {
    writeQueue(live, target.queue, plan, place, write)
    return
  }
  if (target.kind === 'dropped') {
    words[at.DROPPED] = live.now
    if (someEntryMapsNothing(live)) words[at.UNROUTED] = live.now
    return
  }
  words[at.UNROUTED] = live.now
  for (const queue of target.claimants) writeQueue(live, queue, plan, place, { ...write, loosely: true })
}

/** Where a register of the Config page stands, to be written to. */
export function configWordAt(live: LiveState, { config }: WordPlan): number {
  if (config === undefined) return -1
  if (config.register === 'CMDQ_ALLOC_MAP') return live.own(config.index) + at.ALLOC
  return at.storedWord(config.register, config.index)
}

function writeConfig(live: LiveState, plan: WordPlan, { value, loosely }: WordWrite): void {
  const stored = plan.config?.register === 'VINTF0_CONFIG' ? value & ~HYP_OWN : value
  const how = at.how('config', 4, -1, CMDQV_EN(live))
  const word = configWordAt(live, plan)
  changeConfig(live, plan, word, () => set(live, word, stored, plan.mask, loosely))
  stamp(live, word + at.AT, how)
}

/** Changes a word of the Config page, and does all that follows from it. */
export function changeConfig(live: LiveState, { config }: WordPlan, word: number, change: () => void): void {
  const { words } = live
  const enable = enableOf(words, word)
  const value = words[word] ?? 0
  const known = words[word + at.KNOWN] ?? 0
  change()
  const moved = (mask: number): boolean => ((value ^ (words[word] ?? 0)) & mask) !== 0 || ((known ^ (words[word + at.KNOWN] ?? 0)) & mask) !== 0
  switch (config?.register) {
    case 'CONFIG':
      noteEnable(live, enable, enableOf(words, word), at.CMDQV_EN_FALL, at.CMDQV_EN_CYCLE)
      return
    case 'VINTF0_CONFIG':
      noteEnable(live, enable, enableOf(words, word), at.ENABLE_FALL, at.ENABLE_CYCLE)
      if (moved(ENABLE_BIT)) remap(live)
      return
    case 'CMDQ_ALLOC_MAP':
      if (moved(MAPPING_BITS)) remap(live)
  }
}

/** Notes that an enable fell, or rose again. */
export function noteEnable(live: LiveState, was: number, is: number, fall: number, cycle: number): void {
  if (was === is) return
  const { words } = live
  if (is === 0) words[fall] = live.now
  else words[cycle] = words[fall] ?? 0
}

/** Recomputes the mapping and notes which VCMDQs became mapped or ceased to be. */
function remap(live: LiveState): void {
  const { config, words, mapping: before } = live
  const vintf = config.VINTF0_CONFIG[0]
  if (!vintf) return
  const mapping = mapQueues(config.CMDQ_ALLOC_MAP, vintf)
  for (let q = 0; q < live.queues; q++) {
    const was = before.slotOf[q]
    const is = mapping.slotOf[q]
    if (was === is) continue
    const block = live.own(q)
    if (is !== NONE) words[block + at.MAPPED] = live.now
    if (is === NONE || was !== NONE) words[block + at.UNMAPPED] = live.now
  }
  live.mapping = mapping
}

function writeQueue(live: LiveState, q: number, plan: WordPlan, place: QueuePlace, write: WordWrite): void {
  const { value, high, loosely } = write
  const how = at.how(place.aperture, high === undefined ? 4 : 8, place.aperture === 'vintf' ? place.slot : -1, CMDQV_EN(live))
  const block = live.own(q)
  if (plan.isBase) {
    writeBase(live, q, block, place.register === 'BASE_H' ? { H: exactly(value, HIGH_BITS) } : high === undefined ? { L: exactly(value) } : { L: exactly(value), H: exactly(high, HIGH_BITS) }, loosely, how)
    return
  }
  if (place.register === 'GERRORN') {
    const errors = errorsOf(live, q)
    setErrors(live, q, acknowledge(errors, value, loosely, errors.origin))
    stamp(live, block + at.ERRORS_AT, how)
    return
  }
  const word = block + plan.plain
  const was = enableOf(live.words, word)
  set(live, word, value, plan.mask, loosely)
  stamp(live, word + at.AT, how)
  if (plan.plain === at.CONFIG) noteEnable(live, was, enableOf(live.words, word), block + at.ENABLE_FELL, block + at.ENABLE_CYCLED)
  if (high === undefined) return
  set(live, block + at.DRAM_H, high, HIGH_BITS, loosely)
  stamp(live, block + at.DRAM_H + at.AT, how)
}

/** BASE-LIVE: a write on an enabled, backed VCMDQ is taken or ignored as a whole; on any other it is taken. */
function writeBase(live: LiveState, q: number, block: number, half: Partial<BaseValue>, loosely: boolean, how: number): void {
  const { words } = live
  const queue = live.VCMDQ[q]
  if (!queue) return
  const open = bit(queue.CONFIG, 0) !== 0 && mayBeBacked(live, q)
  const byHalves = at.sizeOf(how) === 4
  const waits = openHalf(queue.BASE, half, loosely)
  live.setCandidates(q, afterBaseWrite(queue.BASE.candidates, half, loosely, open))
  stamp(live, block + at.BASE_AT, how)
  words[block + at.BY_HALVES] = byHalves ? 1 : 0
  words[block + at.OPEN_HALF] = OPEN_HALF.indexOf(waits)
  words[block + at.LIVE] = open || (byHalves && queue.BASE.live) ? 1 : 0
  // Whether a contested write finished the address, and so withdrew its error, is open.
  if (loosely && queue.errors.unfinished) setErrors(live, q, leaveInitErrOpen(errorsOf(live, q), 'unsure'))
  if (byHalves) words[block + at.HALF_BASE] = live.now
}
