/** Judging the value of a read, and what it teaches: spec/reading.ts and spec/learning.ts, in place. */
import { targetOf } from '../../spec/access.js'
import type { Target } from '../../spec/access.js'
import { UNKNOWN } from '../../spec/bits.js'
import type { Bits } from '../../spec/bits.js'
import type { Place } from '../../spec/decode.js'
import { afterBaseRead } from '../../spec/learning.js'
import { NONE, UNCLEAR } from '../../spec/mapping.js'
import { agreed, integer, judgeCandidates, judgeResetChoice, owes, reads } from '../../spec/reading.js'
import { ERRORS } from '../../spec/registers.js'
import type { Broken, DerivedRule, Glance, Sight } from '../../spec/rules/rule.js'
import { FACTS } from '../../spec/rules/facts.js'
import { governs, plainClause } from '../../spec/rules/values.js'
import { vcmdq } from '../../spec/state.js'
import type { Size } from '../../spec/vocabulary.js'
import { learnErrors } from './errors.js'
import { DISABLED, errorsSettledAt, factsAbout, factsAboutQueue, KNOWN_PART, KNOWN_REST } from './facts.js'
import * as at from './layout.js'
import { MEMO, sayingsAbout } from './plan.js'
import type { Plans, Sayings, WordPlan } from './plan.js'
import type { LiveState } from './state.js'
import { numberOf } from './tally.js'
import type { ClauseBits, Numbered, Tally } from './tally.js'
import { OriginView } from './views.js'
import { enableOf, put } from './words.js'
import { changeConfig, configWordAt, noteEnable } from './writes.js'

/** Every rule whose facts are all so, and on bits of which none speaks the clause that says what the register is. */
function outcome({ needs, parts, lows, highs, disabled, plain }: Sayings, facts: number): ClauseBits {
  let low = 0
  let high = 0
  let open = facts & (KNOWN_PART | KNOWN_REST)
  for (let i = 0; i < needs.length; i++) {
    const need = needs[i] ?? 0
    if ((facts & need) !== need || (facts & (parts[i] ?? 0)) === 0) continue
    low |= lows[i] ?? 0
    high |= highs[i] ?? 0
    open &= ~(parts[i] ?? 0)
  }
  if (open === 0) return { low, high }
  const clause = (facts & DISABLED) === 0 ? plain : disabled
  return { low: low | clause.low, high: high | clause.high }
}

/** A shape that is filled in anew instead of made anew. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const broken = (place: Place, owed: Bits, seen: number): Broken => ({ observed: reads(place, seen), allowed: owes(owed, place.mask) })

/** Whether a read returned what 4 bytes can hold. */
export const isWord = (value: number | bigint | undefined): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 0xffff_ffff

/** The queue that an access leads to, NONE for a dropped one, UNCLEAR for one that may go to several. */
export const queueOf = (live: LiveState, { isVintf, slot }: WordPlan): number => (isVintf ? (live.mapping.queueAt[slot] ?? NONE) : slot)

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
    if (size === 4 && isWord(value)) {
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
        return [first, second].every((plan) => queueOf(this.live, plan) === NONE)
    }
  }

  /** One word of 4 bytes, or half of a wider read. */
  word(plan: WordPlan, size: Size, seen: number): void {
    if (plan.queue === undefined) {
      if (plan.derived.length > 0) this.judgeDerived(plan.derived, plan, undefined, size, seen)
      if (plan.isGap) return
      if (plan.stored >= 0) this.configWord(plan, plan.stored, size, seen)
      else if (plan.access === 'RW' && plan.config) this.configWord(plan, this.live.blockOf(plan.config.index) + at.ALLOC, size, seen)
      return
    }
    const q = queueOf(this.live, plan)
    const rules = q === NONE ? plan.dropped : plan.derived
    if (rules.length > 0) this.judgeDerived(rules, plan, targetOf(this.live, plan.queue), size, seen)
    if (q === NONE || q === UNCLEAR) return
    if (plan.plain >= 0) this.plainWord(plan, q, size, seen)
    else if (plan.error >= 0) this.errorWord(plan, q, size, seen)
    else if (plan.isBase) this.baseWord(plan, q, size, seen)
  }

  private judgeDerived(rules: readonly Numbered<DerivedRule>[], { place, mask }: WordPlan, target: Target | undefined, size: Size, seen: number): void {
    const { glance, tally } = this
    glance.place = place
    glance.target = target
    glance.size = size
    // Several rules ask what the same function owes: it is asked once.
    let asked: DerivedRule['owed'] | undefined
    let owed: Bits | undefined
    for (let i = 0; i < rules.length; i++) {
      const one = rules[i]
      if (!one || one.rule.when?.(glance) === false) continue
      if (one.rule.owed !== asked) {
        asked = one.rule.owed
        owed = asked(glance)
      }
      if (!owed || (owed.known & mask) === 0) continue
      if (((owed.value ^ seen) & owed.known & mask) === 0) tally.holds(one.number)
      else tally.breaks(one.rule.clause, broken(place, owed, seen))
    }
  }

  private configWord(plan: WordPlan, base: number, size: Size, seen: number): void {
    const { live, live: { words } } = this
    const isNew = this.heldWord(plan, -1, 0, base, size, seen)
    if (plan.config?.register === 'CONFIG') judgeResetChoice(this.sightOf(plan, -1, words[base] ?? 0, words[base + at.KNOWN] ?? 0, base + at.AT, size), seen, this.tally)
    if (plan.access !== 'RW' || !isNew) return
    const own = configWordAt(live, plan)
    changeConfig(live, plan, own, () => put(words, own, { value: (seen & plan.mask) >>> 0, known: plan.mask }))
  }

  private plainWord(plan: WordPlan, q: number, size: Size, seen: number): void {
    const { live, live: { words } } = this
    const block = live.blockOf(q)
    if (!this.heldWord(plan, q, block, block + plan.plain, size, seen)) return
    const own = live.own(q)
    const word = own + plan.plain
    const was = enableOf(words, word)
    put(words, word, { value: (seen & plan.mask) >>> 0, known: plan.mask })
    if (plan.plain === at.CONFIG) noteEnable(live, was, enableOf(words, word), own + at.ENABLE_FELL, own + at.ENABLE_CYCLED)
  }

  /** Judges a word that has an origin of its own; answers whether what was seen is news. */
  private heldWord(plan: WordPlan, queue: number, block: number, base: number, size: Size, seen: number): boolean {
    const { words } = this.live
    const value = words[base] ?? 0
    const known = words[base + at.KNOWN] ?? 0
    this.judge(plan, queue, block, value, known, base + at.AT, words[base + at.AT] ?? 0, size, seen)
    return ((seen & plan.mask) | 0) !== value || (plan.mask | 0) !== known
  }

  private errorWord(plan: WordPlan, q: number, size: Size, seen: number): void {
    const { live, live: { words } } = this
    const block = live.blockOf(q)
    const base = block + plan.error
    const value = words[base] ?? 0
    const known = words[base + at.KNOWN] ?? 0
    this.judge(plan, q, block, value, known, block + at.ERRORS_AT, errorsSettledAt(words, block), size, seen)
    const bits = seen & ERRORS
    if (known !== ERRORS || value !== bits) learnErrors(words, live.own(q), plan.error, bits)
  }

  private baseWord(plan: WordPlan, q: number, size: Size, seen: number): void {
    const { live, live: { words } } = this
    const half = plan.queue?.register === 'BASE_L' ? 'L' : 'H'
    const block = live.blockOf(q)
    const candidates = live.candidatesOf(q)
    const single = candidates.length === 1 ? candidates[0]?.[half] : undefined
    const owed = single ?? agreed(vcmdq(live, q), half)
    if (!single) judgeCandidates(this.sightOf(plan, q, owed.value, owed.known, block + at.BASE_AT, size), seen, this.tally)
    this.judge(plan, q, block, owed.value, owed.known, block + at.BASE_AT, words[block + at.BASE_AT] ?? 0, size, seen)
    if (single && (single.known & plan.mask) >>> 0 === plan.mask && ((single.value ^ seen) & plan.mask) === 0) return
    const taught = afterBaseRead(candidates, half, seen)
    if (taught === candidates) return
    live.own(q)
    live.setCandidates(q, taught)
  }

  /** What the readable rules look at. */
  private sightOf({ place }: WordPlan, queue: number, value: number, known: number, origin: number, size: Size): Sight {
    const { sight } = this
    sight.place = place
    sight.queue = queue
    sight.owed = { value: value >>> 0, known: known >>> 0 }
    sight.origin = new OriginView(this.live.words, origin)
    sight.size = size
    return sight
  }

  /**
   * Every clause whose condition lies between the write and this read; if there is none, the one that says what the
   * register is. `origin` is where the time and the manner of the write stand. Of a word that is not known nothing is said.
   */
  private judge(plan: WordPlan, queue: number, block: number, value: number, known: number, origin: number, settled: number, size: Size, seen: number): void {
    const { live, live: { words } } = this
    const owed = known & plan.mask
    if (owed === 0) return
    if (((value ^ seen) & owed) !== 0) {
      this.noteBroken(plan, this.sightOf(plan, queue, value, known, origin, size), owed, seen)
      return
    }
    const since = words[origin] ?? 0
    const how = words[origin + 1] ?? 0
    let facts = factsAbout(live, queue, since, how, settled)
    if (queue >= 0) facts |= factsAboutQueue(live, queue, block, since, settled)
    if ((owed & plan.split) !== 0) facts |= KNOWN_PART
    if ((owed & ~plan.split) !== 0) facts |= KNOWN_REST
    this.say(sayingsAbout(plan, how, () => new OriginView(words, origin), queue), facts)
  }

  /** The value is right: which clauses say so. */
  private say(sayings: Sayings, all: number): void {
    const { tally } = this
    const { memo } = sayings
    const facts = all & sayings.facts
    const place = 3 * ((Math.imul(facts, 0x9e37_79b1) >>> 20) & (MEMO - 1))
    if (memo[place] !== facts) {
      const { low, high } = outcome(sayings, facts)
      memo[place] = facts
      memo[place + 1] = low
      memo[place + 2] = high
    }
    tally.low |= memo[place + 1] ?? 0
    tally.high |= memo[place + 2] ?? 0
  }

  /** The value is wrong: in the order of the rules, so that what is told comes in that order. */
  private noteBroken({ place, values }: WordPlan, sight: Sight, known: number, seen: number): void {
    const { tally } = this
    const wrong = (sight.owed.value ^ seen) & known
    let open = known
    for (const rule of values) {
      const governed = governs(rule, sight) & known
      if (governed === 0) continue
      open &= ~governed
      if ((wrong & governed) === 0) tally.holds(numberOf(rule.clause))
      else tally.breaks(rule.clause, broken(place, sight.owed, seen))
    }
    if (open === 0) return
    const clause = plainClause(place, FACTS.disabled(sight))
    if ((wrong & open) === 0) tally.holds(numberOf(clause))
    else tally.breaks(clause, broken(place, sight.owed, seen))
  }
}
