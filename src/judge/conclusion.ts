/**
 * What is said of a whole operation, once it is over. For each situation a table tells which rules there are to ask, and
 * which clauses hold without asking; three rules that speak of nearly every write are answered from what has not changed
 * since, and asked themselves as soon as anything is wrong.
 */
import { NONE } from '../../spec/mapping.js'
import { indexMask } from '../../spec/memory.js'
import { CMDQ_INIT_ERR, ERRORS } from '../../spec/registers.js'
import { hasCommands } from '../../spec/rules/conditions.js'
import { LIVE_EXISTS } from '../../spec/rules/execution.js'
import { NO_LEAK, WINDOW_AGREES } from '../../spec/rules/host.js'
import type { Situation, Step, StepRule, Verdict } from '../../spec/rules/rule.js'
import { isQuiet, situationNumber, STEP_RULES, STEP_RULES_IN } from '../../spec/rules/rulebook.js'
import type { HostView, State } from '../../spec/state.js'
import { vcmdq } from '../../spec/state.js'
import * as at from './layout.js'
import type { Rings } from './rings.js'
import type { LiveState } from './state.js'
import { bitsOf, numbered } from './tally.js'
import type { ClauseBits, Numbered, Tally } from './tally.js'
import { enableOf } from './words.js'

/** What there is to do in one situation. */
interface Chapter {
  /** The clauses that hold without being asked. */
  readonly settled: ClauseBits
  readonly rules: readonly Asked[]
}

/** How a rule is answered: by asking it, or as one of the three is. */
const [ASK, LIVES, WINDOW, LEAK] = [0, 1, 2, 3]

interface Asked extends Numbered<StepRule> {
  readonly way: number
}

const wayOf = (rule: StepRule): number => (rule === LIVE_EXISTS ? LIVES : rule === WINDOW_AGREES ? WINDOW : rule === NO_LEAK ? LEAK : ASK)

function chapterOf(rules: readonly StepRule[], number: number): Chapter {
  const settled = (rule: StepRule): boolean => isQuiet(number) && rule.quietly === 'holds'
  return {
    settled: bitsOf(rules.filter(settled).map(({ clause }) => clause)),
    // Written out: objects made by a spread cost the judge a fourteenth of its time.
    rules: numbered(rules.filter((rule) => !settled(rule))).map(({ rule, number: clause }) => ({ rule, number: clause, way: wayOf(rule) })),
  }
}

const CHAPTERS: readonly Chapter[] = STEP_RULES_IN.map(chapterOf)

/** The clauses that hold in a situation in which nothing was logged, if no rule is left to ask. */
export function quietly(situation: Situation): ClauseBits {
  const rules = STEP_RULES.filter(({ on }) => on(situation))
  if (situation.logged || rules.some(({ quietly: holds }) => holds !== 'holds')) throw new RangeError('a situation in which some rule must be asked')
  return bitsOf(rules.map(({ clause }) => clause))
}

/** The verdict of a rule that depends on few things, and those things. */
interface Remembered {
  readonly slots: HostView['slots']
  readonly windows: HostView['windows']
  readonly mapping: State['mapping']
  readonly basesChanged: number
  readonly verdict: Verdict
}

const PAGE0_INDEX_BITS = 0x000f_ffff

/** Concludes for one judge. */
export class Conclusion {
  private leak: Remembered | undefined
  private window: Remembered | undefined

  constructor(private readonly live: LiveState, private readonly tally: Tally, private readonly rings: Rings) {}

  /** `number` is the situation's, where it is known already. */
  conclude(step: Step, number = situationNumber(step)): void {
    const { tally } = this
    const chapter = CHAPTERS[number]
    if (!chapter) return
    tally.take(chapter.settled)
    const { rules } = chapter
    for (let i = 0; i < rules.length; i++) {
      const one = rules[i]
      if (!one) continue
      const verdict = one.way === ASK ? one.rule.judge(step) : this.verdict(one, step)
      if (verdict === 'holds') tally.holds(one.number)
      else if (verdict !== undefined) tally.breaks(one.rule.clause, verdict)
    }
  }

  private verdict({ way, rule }: Asked, step: Step): Verdict {
    if (way === LIVES) return this.liveExists(step)
    if (way === LEAK) return this.noLeak(rule, step)
    return this.live.host.windows.length === 0 ? undefined : (this.window = this.remembered(rule, step, this.window)).verdict
  }

  private noLeak(rule: StepRule, step: Step): Verdict {
    const { op } = step.operation
    // What is torn down is another question.
    if (op === 'reset' || op === 'detach') return rule.judge(step)
    return this.live.host.held === 0 ? undefined : (this.leak = this.remembered(rule, step, this.leak)).verdict
  }

  private remembered(rule: StepRule, step: Step, last: Remembered | undefined): Remembered {
    const { mapping, basesChanged, host: { slots, windows } } = this.live
    if (last && last.slots === slots && last.windows === windows && last.mapping === mapping && last.basesChanged === basesChanged) return last
    return { slots, windows, mapping, basesChanged, verdict: rule.judge(step) }
  }

  /** LIVE, of the VCMDQs that the operation can have made runnable or stopped. */
  private liveExists(step: Step): Verdict {
    const { live } = this
    const { access, response } = step
    if (!live.attached || live.host.standing.length > 0 || enableOf(live.words, at.CMDQV) !== 1) return undefined
    const plain = access !== undefined && access.place.page !== 'Config' && response.log.every(({ kind }) => kind === 'store')
    if (plain && (access.write === undefined || access.target?.kind !== 'queue')) return undefined
    const one = plain && access.place.page !== 'Page1' && access.target?.kind === 'queue' ? access.target.queue : -1
    let judged = false
    // A VCMDQ that has no words of its own was never enabled.
    for (let q = one < 0 ? 0 : one; q < (one < 0 ? live.owned : one + 1); q++) {
      if (!this.liveOwed(q)) continue
      judged = true
      if (!live.host.slots[live.mapping.slotOf[q] ?? NONE]) return LIVE_EXISTS.judge(step)
    }
    return judged ? 'holds' : undefined
  }

  /** The conditions of LIVE that concern one VCMDQ, and those that concern the ones below it. */
  private liveOwed(q: number): boolean {
    const { live, rings } = this
    const { words } = live
    const slot = live.mapping.slotOf[q] ?? NONE
    const block = live.blockOf(q)
    if (slot < 0 || live.host.allocRefused[q] === true || enableOf(words, block + at.CONFIG) !== 1 || !rings.of(q).usable) return false
    const relevant = words[block + at.BY_GUEST] === 1 ? ERRORS : ERRORS & ~CMDQ_INIT_ERR
    if (((words[block + at.ACTIVE + at.KNOWN] ?? 0) & relevant) !== relevant || ((words[block + at.ACTIVE] ?? 0) & relevant) !== 0) return false
    return this.hasCommands(q, block) && this.lowerQueuesReady(slot)
  }

  private hasCommands(q: number, block: number): boolean {
    const { ring } = this.rings.of(q)
    if (!ring) return hasCommands(vcmdq(this.live, q))
    const { words } = this.live
    const mask = indexMask(ring.length)
    const known = (words[block + at.PROD_INDX + at.KNOWN] ?? 0) & (words[block + at.CONS_INDX + at.KNOWN] ?? 0) & mask
    return known === (mask & PAGE0_INDEX_BITS) && (((words[block + at.PROD_INDX] ?? 0) - (words[block + at.CONS_INDX] ?? 0)) & mask) !== 0
  }

  private lowerQueuesReady(slot: number): boolean {
    const { live } = this
    for (let lower = 0; lower < slot; lower++) {
      const q = live.mapping.queueAt[lower] ?? NONE
      if (q < 0 || live.host.allocRefused[q] === true || !this.rings.of(q).usable) return false
    }
    return true
  }
}
