/** The events and facts that value rules name, told of one word from the state's words: `FACTS` of spec/, in place. */
import type { EventName, FactName, ValueRule } from '../../spec/rules/rule.js'
import { NONE } from '../../spec/mapping.js'
import * as at from './layout.js'
import type { LiveState } from './state.js'

/**
 * Each one's bit. Written out as numbers where they are told: this runs for every word that is read, and a table to look
 * bits up in would cost as much as what is looked at.
 */
const BITS: Readonly<Record<EventName | FactName, number>> = {
  dropped: 0x1, gap: 0x2, unrouted: 0x4, wide: 0x8, readOnly: 0x10, CMDQV_EN_cycle: 0x20, ENABLE_cycle: 0x40,
  hostChanged: 0x80, enabled: 0x100, disabled: 0x200, undisturbed: 0x400, repeated: 0x800, otherQueueAccessed: 0x1000,
  neverMapped: 0x2000, mappedThroughout: 0x4000, writtenByHalves: 0x8000, baseHalved: 0x1_0000, writtenLive: 0x2_0000,
  CMDQ_EN_cycled: 0x4_0000, backingMoved: 0x8_0000, faulted: 0x10_0000, allocAnswered: 0x20_0000, errorsUnmoved: 0x40_0000,
}
/** Not a fact but what is known of the word: some bit of the part on which rules speak alone, and some other. */
export const KNOWN_PART = 0x80_0000
export const KNOWN_REST = 0x100_0000

/** CMDQV_EN is known to be 0. */
export const DISABLED = BITS.disabled

/** What a rule asks for, as bits. */
export const factsNeeded = ({ after, when }: ValueRule): number => (after === undefined ? 0 : BITS[after]) | (when === undefined ? 0 : BITS[when])

const GUEST = at.WRITERS.indexOf('config')

/** When the error words of the VCMDQ whose words begin at `block` were settled, by their last write or by the host. */
export function errorsSettledAt(words: Int32Array, block: number): number {
  return Math.max(words[block + at.ERRORS_AT] ?? 0, words[block + at.FAULT] ?? 0, words[block + at.BACKING] ?? 0, words[block + at.ALLOC_ANSWER] ?? 0)
}

/** What is so of any word that was written at `since`, by `how`, and settled at `settled`. */
export function factsAbout(live: LiveState, queue: number, since: number, how: number, settled: number): number {
  const { words } = live
  let facts = 0
  if ((words[at.DROPPED] ?? 0) > settled) facts |= 0x1
  if ((words[at.GAP] ?? 0) > settled) facts |= 0x2
  if ((words[at.UNROUTED] ?? 0) > settled) facts |= 0x4
  if ((words[at.WIDE] ?? 0) > settled) facts |= 0x8
  if ((words[at.READ_ONLY_AT] ?? 0) > settled) facts |= 0x10
  if ((words[at.CMDQV_EN_CYCLE] ?? 0) > settled) facts |= 0x20
  if ((words[at.ENABLE_CYCLE] ?? 0) > settled) facts |= 0x40
  const hostChange = words[at.HOST_CHANGE] ?? 0
  if (hostChange > since || (hostChange === since && (how & at.WRITER_BITS) <= GUEST)) facts |= 0x80
  if (((words[at.CMDQV + at.KNOWN] ?? 0) & 1) !== 0) facts |= ((words[at.CMDQV] ?? 0) & 1) !== 0 ? 0x100 : 0x200
  if ((words[at.DEED] ?? 0) <= since) facts |= 0x400
  const idempotent = words[at.IDEMPOTENT] ?? 0
  if (idempotent >= since && idempotent >= 0) facts |= 0x800
  const other = words[words[at.LAST_QUEUE] === queue ? at.LAST_OTHER_AT : at.LAST_AT] ?? 0
  return other > settled ? facts | 0x1000 : facts
}

/** What is so besides of a word of a VCMDQ, whose words begin at `block`. */
export function factsAboutQueue(live: LiveState, queue: number, block: number, since: number, settled: number): number {
  const { words } = live
  let facts = 0
  const slot = live.mapping.slotOf[queue] ?? NONE
  const mapped = words[block + at.MAPPED] ?? 0
  if (slot >= 0) {
    if (mapped <= since) facts |= 0x4000
  } else if (slot === NONE && mapped <= since && (words[block + at.UNMAPPED] ?? 0) <= since) facts |= 0x2000
  if (words[block + at.BY_HALVES] === 1) facts |= 0x8000
  if ((words[block + at.HALF_BASE] ?? 0) > since) facts |= 0x1_0000
  if (words[block + at.LIVE] === 1) facts |= 0x2_0000
  if ((words[block + at.ENABLE_CYCLED] ?? 0) > settled) facts |= 0x4_0000
  const backing = words[block + at.BACKING] ?? 0
  const fault = words[block + at.FAULT] ?? 0
  const answer = words[block + at.ALLOC_ANSWER] ?? 0
  if (backing > since) facts |= 0x8_0000
  if (fault >= 0) facts |= 0x10_0000
  if (answer >= since && answer >= 0) facts |= 0x20_0000
  return fault <= since && backing <= since && answer <= since ? facts | 0x40_0000 : facts
}
