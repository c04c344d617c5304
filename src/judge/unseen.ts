/**
 * What may have happened without the judge being told: bits become unknown, and nothing else is claimed. A recorded log shows
 * accesses that trap and, if it was asked to, host calls; the hardware's doings, and what a guest does through an installed
 * window, it does not show.
 */
import { baseMayBeSet } from '../../spec/rules/conditions.js'
import type { HostSlot } from '../../spec/state.js'
import { mapQueues, NONE, UNCLEAR } from '../../spec/mapping.js'
import { CMDQ_INIT_ERR, ERRORS } from '../../spec/registers.js'
import * as at from './layout.js'
import type { LiveState } from './state.js'
import { OPEN_HALF, UNFINISHED } from './views.js'
import { forget } from './words.js'

const ALL = -1
const HYP_OWN = 1 << 17
const UNSURE = OPEN_HALF.indexOf('unsure')
/** Set by nobody that a clause speaks of. */
const BY_SOMEBODY = at.how('fetch', 4, -1, undefined)
const PLAIN = [at.ALLOC, at.CONS_INDX, at.PROD_INDX, at.CONFIG, at.DRAM_L, at.DRAM_H]

/** `Unseen` of the engine's contract. */
export class LiveUnseen {
  constructor(private readonly live: LiveState) {}

  anything(): void {
    const { live } = this
    const { words } = live
    for (let word = at.CONFIG_WORDS; word < at.BLANK_BLOCK; word += at.WORD) this.open(word)
    words[at.VINTF + at.KNOWN] = HYP_OWN
    for (let q = 0; q < live.queues; q++) this.openQueue(q)
    words[at.DEED] = live.now + 1
    this.remap()
    this.hostCalls()
  }

  /**
   * None exists for a VCMDQ whose BASE was never anything but 0, whatever is mapped: no host grants a ring there. Which slot is
   * asked for is the device's affair: the one where the VCMDQ is mapped, or that of its own number.
   */
  hostCalls(): void {
    const { live } = this
    const { mapping, host, queues } = live
    for (let q = 0; q < live.owned; q++) {
      const queue = live.VCMDQ[q]
      if (!queue || !baseMayBeSet(queue)) continue
      for (let l = 0; l < queues; l++) if (host.slots[l] === undefined && (l === q || mapping.claimants[l]?.includes(q) === true)) host.setSlot(l, this.held())
    }
    for (let q = 0; q < live.owned; q++) {
      if (!this.mayBeBacked(q, live.mapping.slotOf[q] ?? NONE) && host.slots[q] === undefined) continue
      const block = live.own(q)
      forget(live.words, block + at.GERROR, ERRORS)
      forget(live.words, block + at.GERRORN, ERRORS)
      forget(live.words, block + at.ACTIVE, CMDQ_INIT_ERR)
    }
  }

  /** A hardware queue of which nothing is known. */
  private held(): HostSlot {
    return { address: 0n, length: 0n, enabled: undefined, serves: Array.from({ length: this.live.queues }, (_, q) => q), destroyRefused: false }
  }

  hostBegins(): void {
    for (let l = 0; l < this.live.queues; l++) this.live.host.setSlot(l, undefined)
  }

  hardware(throughWindows: boolean): void {
    const { live } = this
    const { words } = live
    // A VCMDQ that nothing ever happened to is not enabled, and no hardware queue serves it.
    for (let q = 0; q < live.owned; q++) {
      const l = live.mapping.slotOf[q] ?? NONE
      if (l === NONE || !this.mayBeBacked(q, l)) continue
      const block = live.own(q)
      if (throughWindows) {
        forget(words, block + at.PROD_INDX, ALL)
        forget(words, block + at.CONFIG, ALL)
        forget(words, block + at.GERRORN, ERRORS)
      }
      // Also a queue that is disabled by now: what was under way when it was goes on for a while.
      this.mayHaveRun(block, l)
    }
  }

  /** It may have fetched, and met errors of which no event has told. */
  private mayHaveRun(block: number, l: number): void {
    const { live: { words, now } } = this
    forget(words, block + at.CONS_INDX, ALL)
    forget(words, block + at.ACTIVE, ERRORS)
    forget(words, block + at.GERROR, ERRORS)
    words[block + at.UNREPORTED] = 1
    words[block + at.FAULT_SLOT] = l
    words[block + at.FAULT] = now
  }

  private mayBeBacked(q: number, l: number): boolean {
    const { mapping, host } = this.live
    if (l !== UNCLEAR) return l !== NONE && host.slots[l] !== undefined
    return host.slots.some((slot, other) => slot !== undefined && mapping.claimants[other]?.includes(q) === true)
  }

  private open(word: number): void {
    const { words, now } = this.live
    words[word + at.VALUE] = 0
    words[word + at.KNOWN] = 0
    words[word + at.AT] = now
    words[word + at.HOW] = BY_SOMEBODY
  }

  private openQueue(q: number): void {
    const { live } = this
    const { words, now } = live
    const block = live.own(q)
    for (const word of PLAIN) this.open(block + word)
    for (const word of [at.ACTIVE, at.GERROR, at.GERRORN]) forget(words, block + word, ALL)
    words[block + at.ERRORS_AT] = now
    words[block + at.ERRORS_HOW] = BY_SOMEBODY
    words[block + at.BASE_AT] = now
    words[block + at.BASE_HOW] = BY_SOMEBODY
    words[block + at.BY_GUEST] = 1
    words[block + at.UNFINISHED] = UNFINISHED.indexOf('unsure')
    words[block + at.OPEN_HALF] = UNSURE
    words[block + at.UNREPORTED] = 1
    words[block + at.FAULT_SLOT] = -1
    words[block + at.FAULT] = now + 1
    live.setCandidates(q, [{ L: { value: 0, known: 0 }, H: { value: 0, known: 0 } }])
  }

  private remap(): void {
    const { live } = this
    const [vintf] = live.config.VINTF0_CONFIG
    if (vintf) live.mapping = mapQueues(live.config.CMDQ_ALLOC_MAP, vintf)
  }
}
