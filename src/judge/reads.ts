/** Judging the value of a read, and what it teaches: spec/reading.ts and spec/learning.ts, in place. */
import { targetOf } from '../../spec/access.js'
import type { Target } from '../../spec/access.js'
import { ALL, UNKNOWN } from '../../spec/bits.js'
import type { Bits } from '../../spec/bits.js'
import type { Place, QueuePlace } from '../../spec/decode.js'
import { afterBaseRead, afterErrorRead } from '../../spec/learning.js'
import { agreed, integer, judgeCandidates, judgeResetChoice, owes, reads } from '../../spec/reading.js'
import { ERRORS } from '../../spec/registers.js'
import type { Broken, Glance, Sight } from '../../spec/rules/rule.js'
import { governs, plainClause, settledAt } from '../../spec/rules/values.js'
import type { Size } from '../../spec/vocabulary.js'
import { errorsOf, setErrors } from './errors.js'
import * as at from './layout.js'
import { questionsAbout } from './plan.js'
import type { Plans, WordPlan } from './plan.js'
import type { LiveState } from './state.js'
import { numberOf } from './tally.js'
import type { Tally } from './tally.js'
import { enableOf, put } from './words.js'
import { changeConfig, configWordAt, noteEnable } from './writes.js'
import type { OriginView, QueueView } from './views.js'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const broken = (place: Place, owed: Bits, seen: number): Broken => ({ observed: reads(place, seen), allowed: owes(owed, place.mask) })

/** Reads words for one judge. What it hands to the rules is used again for the next word: no rule keeps it. */
export class Reader {
  private readonly glance: Mutable<Glance>
  private readonly sight: Mutable<Sight>

  constructor(private readonly live: LiveState, private readonly plans: Plans, private readonly tally: Tally) {
    const place: Place = { page: 'gap', offset: 0, access: 'GAP', mask: 0 }
    this.glance = { state: live, place, target: undefined, size: 4 }
    this.sight = { state: live, place, queue: -1, owed: UNKNOWN, origin: { at: 0, by: 'reset', size: 4, slot: -1, CMDQV_EN: 1 }, size: 4 }
  }

  /** Judges what a read returned, and takes it over. */
  read(first: WordPlan, size: Size, value: number | bigint | undefined): void {
    if (size === 4 && typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 0xffff_ffff) {
      this.word(first, size, value)
      return
    }
    const seen = integer(value)
    if (size === 4) {
      this.word(first, size, Number(seen & 0xffff_ffffn))
      return
    }
    const second = this.plans.at(first.place.offset + 4)
    if (!second || !this.isOwed(first, second)) return
    // The second word is judged by what the first one told: halves of two different BASEs are no BASE.
    this.word(first, size, Number(seen & 0xffff_ffffn))
    this.word(second, size, Number((seen >> 32n) & 0xffff_ffffn))
  }

  /** SIZE-32 leaves most 8-byte reads open. */
  private isOwed(first: WordPlan, second: WordPlan): boolean {
    if (first.place.page !== second.place.page) return false
    switch (first.place.page) {
      case 'gap':
      case 'Page1':
        return true
      case 'Config':
        return first.config?.register === 'VINTF0_LVCMDQ_ERR_MAP' && second.config?.register === 'VINTF0_LVCMDQ_ERR_MAP'
      case 'Page0':
        return [first, second].every(({ queue }) => queue !== undefined && targetOf(this.live, queue).kind === 'dropped')
    }
  }

  private word(plan: WordPlan, size: Size, seen: number): void {
    const target = plan.queue ? targetOf(this.live, plan.queue) : undefined
    if (plan.derived.length > 0) this.judgeDerived(plan, target, size, seen)
    if (plan.place.page === 'gap') return
    if (plan.queue === undefined) this.configWord(plan, size, seen)
    else if (target?.kind === 'queue') this.queueWord(plan, plan.queue, target.queue, size, seen)
  }

  private judgeDerived({ place, mask, derived }: WordPlan, target: Target | undefined, size: Size, seen: number): void {
    const { glance, tally } = this
    glance.place = place
    glance.target = target
    glance.size = size
    for (let i = 0; i < derived.length; i++) {
      const one = derived[i]
      const owed = one?.rule.owed(glance)
      if (!one || !owed || (owed.known & mask) === 0) continue
      if (((owed.value ^ seen) & owed.known & mask) === 0) tally.holds(one.number)
      else tally.breaks(one.rule.clause, broken(place, owed, seen))
    }
  }

  private configWord(plan: WordPlan, size: Size, seen: number): void {
    const { config } = plan
    const word = config && (plan.access === 'RW' || config.register === 'PARAM') ? this.live.config[config.register][config.index] : undefined
    if (!word) return
    this.judge(plan, -1, word, word.origin, size, seen)
    if (plan.access === 'RW') this.learnConfig(plan, word, seen)
  }

  private learnConfig(plan: WordPlan, word: Bits, seen: number): void {
    const { live } = this
    const value = (seen & plan.mask) >>> 0
    if (value === word.value && plan.mask === word.known) return
    const base = configWordAt(live, plan)
    changeConfig(live, plan, base, () => put(live.words, base, { value, known: plan.mask }))
  }

  private queueWord(plan: WordPlan, place: QueuePlace, q: number, size: Size, seen: number): void {
    const queue = this.live.VCMDQ[q]
    if (!queue || place.register === 'STATUS') return
    if (plan.plain >= 0) this.plainWord(plan, queue, q, size, seen)
    else if (plan.isError) this.errorWord(plan, queue, q, size, seen)
    else this.baseWord(plan, queue, q, size, seen)
  }

  private plainWord(plan: WordPlan, queue: QueueView, q: number, size: Size, seen: number): void {
    const word = queue.plain(plan.plain)
    this.judge(plan, q, word, word.origin, size, seen)
    const value = (seen & plan.mask) >>> 0
    if (value === word.value && plan.mask === word.known) return
    const { live } = this
    const block = live.own(q)
    const base = block + plan.plain
    const was = enableOf(live.words, base)
    put(live.words, base, { value, known: plan.mask })
    if (plan.plain === at.CONFIG) noteEnable(live, was, enableOf(live.words, base), block + at.ENABLE_FELL, block + at.ENABLE_CYCLED)
  }

  private errorWord(plan: WordPlan, { errors }: QueueView, q: number, size: Size, seen: number): void {
    const register = plan.queue?.register === 'GERROR' ? 'GERROR' : 'GERRORN'
    const word = errors[register]
    this.judge(plan, q, word, errors.origin, size, seen)
    const bits = seen & ERRORS
    if (word.known === ERRORS && word.value === bits) return
    setErrors(this.live, q, afterErrorRead(errorsOf(this.live, q), register, bits))
  }

  private baseWord(plan: WordPlan, queue: QueueView, q: number, size: Size, seen: number): void {
    const half = plan.queue?.register === 'BASE_L' ? 'L' : 'H'
    const { BASE } = queue
    const [only] = BASE.candidates
    const owed = BASE.candidates.length === 1 && only ? only[half] : agreed(queue, half)
    this.judge(plan, q, owed, BASE.origin, size, seen)
    const candidates = afterBaseRead(BASE.candidates, half, seen)
    if (candidates === BASE.candidates) return
    this.live.own(q)
    this.live.bases[q + 1] = candidates
  }

  /** Every clause whose condition lies between the write and this read; if there is none, the one that says what the register is. */
  private judge(plan: WordPlan, queue: number, owed: Bits, origin: OriginView, size: Size, seen: number): void {
    const { sight, tally } = this
    const { place, mask } = plan
    sight.place = place
    sight.queue = queue
    sight.owed = owed
    sight.origin = origin
    sight.size = size
    const known = owed.known & mask
    const wrong = (owed.value ^ seen) & known
    if (plan.isBase) judgeCandidates(sight, seen, tally)
    const open = known === 0 ? 0 : wrong === 0 ? this.noteHolding(plan, origin, known) : this.noteBroken(plan, known, wrong, seen)
    if (open !== 0) this.judgePlain(open & wrong, seen)
    if (queue < 0) judgeResetChoice(sight, seen, tally)
  }

  /** The value is right: which clauses said so. Returns the bits on which none spoke. */
  private noteHolding(plan: WordPlan, origin: OriginView, known: number): number {
    const { sight, tally, live: { words } } = this
    const { always, settled, events, eventClauses, rest } = questionsAbout(plan, origin.how, origin, sight.queue)
    let open = known & ~settled
    for (let i = 0; i < always.length; i++) {
      const one = always[i]
      if (one && (known & (one.rule.bits ?? ALL)) !== 0) tally.holds(one.number)
    }
    const since = plan.isError ? settledAt(sight) : origin.at
    for (let i = 0; i < events.length; i++) {
      if ((words[events[i] ?? 0] ?? 0) <= since) continue
      open = 0
      tally.holds(eventClauses[i] ?? 0)
    }
    for (let i = 0; i < rest.length; i++) {
      const one = rest[i]
      const bits = one ? governs(one.rule, sight) & known : 0
      if (!one || bits === 0) continue
      open &= ~bits
      tally.holds(one.number)
    }
    return open
  }

  /** The value is wrong: in the order of the rules, so that what is told comes in that order. */
  private noteBroken({ place, values }: WordPlan, known: number, wrong: number, seen: number): number {
    const { sight, tally } = this
    let open = known
    for (const rule of values) {
      const governed = governs(rule, sight) & known
      if (governed === 0) continue
      open &= ~governed
      if ((wrong & governed) === 0) tally.holds(numberOf(rule.clause))
      else tally.breaks(rule.clause, broken(place, sight.owed, seen))
    }
    return open
  }

  private judgePlain(wrong: number, seen: number): void {
    const clause = plainClause(this.sight)
    if (wrong === 0) this.tally.holds(numberOf(clause))
    else this.tally.breaks(clause, broken(this.sight.place, this.sight.owed, seen))
  }
}
