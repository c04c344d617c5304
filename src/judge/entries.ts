/** What one entry of a response tells: spec/hosted.ts, in place. */
import { raise } from '../../spec/access.js'
import { allocOf, asksForRing, candidatesTaken, destroyOf, ERR_BITS, ERR_SHIFT, forgetErrors, isOwn, queueAt, queuesAt, refusedErrors, releasable, stillUnreported } from '../../spec/hosted.js'
import { NONE, UNCLEAR } from '../../spec/mapping.js'
import { indexMask } from '../../spec/memory.js'
import { CMDQ_ERR } from '../../spec/registers.js'
import { EIO } from '../../spec/vocabulary.js'
import type { DeliveredEvent, Entry, Fetch, HwQueueAlloc, HwQueueDestroy } from '../../spec/vocabulary.js'
import { errorsOf, grantErrors, releaseErrors, setErrors } from './errors.js'
import * as at from './layout.js'
import type { LiveState } from './state.js'
import { forget } from './words.js'

/** Changes the state by one entry. */
export function applyEntry(live: LiveState, entry: Entry): void {
  switch (entry.kind) {
    case 'hwQueueAlloc':
      return allocated(live, entry)
    case 'hwQueueDestroy':
      return destroyed(live, entry)
    case 'fetch':
      return fetched(live, entry)
    case 'fault':
      return faulted(live, entry.slot, entry.code)
    case 'event':
      return delivered(live, entry)
    default:
      // A change of backing: from now on TRANSPARENT lies between what was written and what is read.
      if (live.host.after(entry)) live.words[at.HOST_CHANGE] = live.now
  }
}

const isClear = (live: LiveState, l: number): boolean => queueAt(live, l) !== UNCLEAR

/** BASE-LIVE: a hwQueueAlloc or fetch tells which BASE the device took. */
function tellBase(live: LiveState, q: number, address: bigint, length: bigint): void {
  const queue = live.VCMDQ[q]
  if (queue) live.setCandidates(q, candidatesTaken(queue.BASE.candidates, address, length))
}

function allocated(live: LiveState, entry: HwQueueAlloc): void {
  const { index, address, length, answer } = entry
  live.host.noteAnswer(allocOf(index), answer)
  if (answer < 0) return refused(live, entry)
  const serves = queuesAt(live, index)
  live.host.setSlot(index, { address, length, enabled: entry.view?.enabled, serves, destroyRefused: false })
  // A change of backing: from now on TRANSPARENT lies between what was written and what is read.
  live.words[at.HOST_CHANGE] = live.now
  const clear = isClear(live, index)
  for (const q of serves) {
    const block = live.own(q)
    if (clear) grantErrors(live.words, block)
    else setErrors(live, q, forgetErrors(errorsOf(live, q)))
    if (clear) tellBase(live, q, address, length)
    live.words[block + at.BACKING] = live.now
    live.words[block + at.ALLOC_ANSWER] = live.now
    live.host.setRefused(q, false)
  }
}

/** INIT-ERR: the refusal of a mapped queue's hardware queue, for any reason but order, is an active error. */
function refused(live: LiveState, { answer, index, injected, address, length }: HwQueueAlloc): void {
  if (queueAt(live, index) === NONE || answer === EIO) return
  const clear = isClear(live, index)
  for (const q of queuesAt(live, index)) {
    const block = live.own(q)
    const openHalf = live.VCMDQ[q]?.BASE.openHalf
    const excuses = asksForRing(live.host, index, live.candidatesOf(q), [address, length])
    if (clear) {
      setErrors(live, q, refusedErrors(errorsOf(live, q), openHalf, injected))
      tellBase(live, q, address, length)
      live.words[block + at.ALLOC_ANSWER] = live.now
    } else setErrors(live, q, { ...forgetErrors(errorsOf(live, q)), unfinished: openHalf && 'unsure' })
    if (excuses) live.host.setRefused(q, true)
  }
}

function destroyed(live: LiveState, { index, answer }: HwQueueDestroy): void {
  const slot = live.host.slots[index]
  if (!slot) return
  if (answer < 0 && !releasable(live.host, index)) return
  const { address, length, enabled, serves } = slot
  live.host.noteAnswer(destroyOf(index), answer)
  live.host.setSlot(index, answer < 0 ? { address, length, enabled, serves, destroyRefused: true } : undefined)
  if (answer < 0) return
  live.words[at.HOST_CHANGE] = live.now
  // The guest may have unmapped it in this very operation: whom the queue served is remembered, not looked up.
  for (const q of serves) {
    const block = live.own(q)
    releaseErrors(live.words, block)
    live.words[block + at.BACKING] = live.now
  }
}

function stamp(live: LiveState, word: number, by: at.Writer, slot: number): void {
  live.words[word + at.AT] = live.now
  live.words[word + at.HOW] = at.how(by, 4, slot, 1)
}

/** LIVE: consume advances CONS by what was fetched; its higher bits and ERR stay. */
function fetched(live: LiveState, fetch: Fetch): void {
  const { slot, address, length, count } = fetch
  const mask = indexMask(Number(length))
  const clear = isClear(live, slot)
  const { words } = live
  for (const q of queuesAt(live, slot)) {
    const word = live.own(q) + at.CONS_INDX
    const queue = live.VCMDQ[q]
    const value = words[word] ?? 0
    const known = words[word + at.KNOWN] ?? 0
    if (clear && (known & mask) === mask && queue && isOwn(live, queue, fetch)) words[word] = ((value & ~mask) | ((value + count) & mask)) & known
    else forget(words, word, mask)
    stamp(live, word, 'fetch', slot)
    if (clear) tellBase(live, q, address, length)
  }
}

/** GERROR-TOGGLE: the hardware stores the code in CONS.ERR and toggles CMDQ_ERR. */
function faulted(live: LiveState, slot: number, code: number): void {
  const clear = isClear(live, slot)
  const { words } = live
  for (const q of queuesAt(live, slot)) {
    const block = live.own(q)
    const word = block + at.CONS_INDX
    if (!clear) {
      setErrors(live, q, forgetErrors(errorsOf(live, q)))
      forget(words, word, ERR_BITS)
      continue
    }
    words[word] = ((words[word] ?? 0) & ~ERR_BITS) | (code << ERR_SHIFT)
    words[word + at.KNOWN] = (words[word + at.KNOWN] ?? 0) | ERR_BITS
    stamp(live, word, 'fault', slot)
    setErrors(live, q, raise(errorsOf(live, q), CMDQ_ERR))
    words[block + at.UNREPORTED] = (words[block + at.UNREPORTED] ?? 0) + 1
    words[block + at.FAULT_SLOT] = slot
    words[block + at.FAULT] = live.now
  }
}

/** ERR-MAP: what a delivered event leaves to report. */
function delivered(live: LiveState, event: DeliveredEvent): void {
  for (let q = 0; q < live.owned; q++) {
    const queue = live.VCMDQ[q]
    if (queue && queue.unreported > 0) live.words[queue.block + at.UNREPORTED] = stillUnreported(queue, event)
  }
}
