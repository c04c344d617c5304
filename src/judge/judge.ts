/**
 * The judge of spec/judge.ts, compiled: the same rules over the same questions, asked of a state in place, and of each
 * access only those that the table of its word has. A test holds the two against each other.
 */
import { clearInitErr, leaveInitErrOpen, targetOf } from '../../spec/access.js'
import type { Target } from '../../spec/access.js'
import { bit } from '../../spec/bits.js'
import { fingerprint } from '../../spec/fingerprint.js'
import type { Words } from '../../spec/fingerprint.js'
import { holds } from '../../spec/holds.js'
import { afterWindowStore, high, low, retriedHost } from '../../spec/judge.js'
import type { Access, Step } from '../../spec/rules/rule.js'
import { rulesOn } from '../../spec/rules/rulebook.js'
import type { Forbidden } from '../../spec/verdicts.js'
import type { Operation, Response } from '../../spec/vocabulary.js'
import { Conclusion } from './conclusion.js'
import { applyEntry } from './entries.js'
import { errorsOf, setErrors } from './errors.js'
import * as at from './layout.js'
import { plansFor } from './plan.js'
import type { Plans, WordPlan } from './plan.js'
import { Reader } from './reads.js'
import { LiveState } from './state.js'
import type { SavedState } from './state.js'
import { Tally } from './tally.js'
import { applyWrite } from './writes.js'
import type { WordWrite } from './writes.js'

type Write = Extract<Operation, { op: 'write' }>

const START: Extract<Operation, { call: string }> = { op: 'allow', call: 'power-on' }

/** A judge at work on one program after another, all with the same number of VCMDQs. */
export class CompiledJudge {
  private readonly live: LiveState
  /** The state before an operation, where a rule may ask for it. */
  private readonly before: LiveState
  private readonly plans: Plans
  private readonly tally = new Tally()
  private readonly reader: Reader
  private readonly conclusion: Conclusion

  constructor(queues: number) {
    this.live = new LiveState(queues)
    this.before = new LiveState(queues)
    this.plans = plansFor(queues)
    this.reader = new Reader(this.live, this.plans, this.tally)
    this.conclusion = new Conclusion(this.live, this.tally)
  }

  /** Clauses that applied to the last response and would have forbidden some response. */
  get judged(): readonly string[] {
    return this.tally.judged
  }

  get forbidden(): readonly Forbidden[] {
    return this.tally.forbidden
  }

  /** Starts over, and judges the host calls that the device made while it was created. */
  powerOn(response: Response): void {
    this.live.powerOn()
    this.judgeEvent(START, response)
  }

  /** Judges one response and goes on from there. */
  judge(operation: Operation, response: Response): void {
    if (operation.op === 'read' || operation.op === 'write') {
      this.judgeAccess(operation, response)
      return
    }
    this.live.words[at.NOW] = this.live.now + 1
    this.judgeEvent(operation, response)
  }

  save(): SavedState {
    return this.live.save()
  }

  restore(saved: SavedState): void {
    this.tally.clear()
    this.live.restore(saved)
  }

  /** Feeds everything that later judgements, by these clauses if any are named, depend on. */
  fingerprint(sink: Words, clauses?: readonly string[]): void {
    fingerprint(this.live, sink, clauses)
  }

  private judgeEvent(operation: Exclude<Operation, { offset: number }>, response: Response): void {
    const { live, before, tally } = this
    const { words } = live
    tally.clear()
    before.copy(live)
    if (operation.op === 'attach') {
      words[at.ATTACHED] = 1
      words[at.DETACHED] = 0
    } else if (operation.op === 'detach') {
      if (live.attached) words[at.DETACHED] = 1
      words[at.ATTACHED] = 0
    } else if (operation.op === 'reset') live.resetRegisters()
    if (operation.op !== 'refuse' && operation.op !== 'allow') words[at.DEED] = live.now
    const step = { before, operation, response, access: undefined, after: live }
    this.takeEntries(step)
    this.conclusion.conclude(step)
  }

  private judgeAccess(operation: Extract<Operation, { offset: number }>, response: Response): void {
    const { live, tally } = this
    const { offset, size } = operation
    tally.clear()
    const first = this.plans.at(offset)
    if (!first || (size === 8 && offset % 8 !== 0)) return
    // An 8-byte access that covers a gap and a register is one to the register.
    const second = size === 8 ? this.plans.at(offset + 4) : undefined
    const plan = first.place.page === 'gap' && second ? second : first
    if (operation.op === 'read' && response.log.length === 0 && this.readQuietly(first, plan, operation, response)) return
    const access = this.accessOf(operation, plan)
    // Where nothing happened at the host, no rule about an access looks at what its own write changed.
    const before = response.log.length > 0 ? this.before : live
    if (before !== live) before.copy(live)
    this.note(access, plan)
    const step = { before, operation, response, access, after: live }
    if (operation.op === 'read') {
      this.takeEntries(step)
      this.reader.read(first, size, response.value)
      this.conclusion.conclude(step)
    } else this.judgeWrite(step, operation, plan, first, second)
  }

  /** A read that caused nothing at the host: no rule but those about its value can speak, unless it is dropped. */
  private readQuietly(first: WordPlan, plan: WordPlan, { size }: Operation & { op: 'read' }, { value }: Response): boolean {
    const target = plan.queue && targetOf(this.live, plan.queue)
    if (target?.kind === 'dropped') return false
    this.tick(target, size, plan)
    this.reader.read(first, size, value)
    return true
  }

  private judgeWrite(step: Step, operation: Write, plan: WordPlan, first: WordPlan, second: WordPlan | undefined): void {
    const { live } = this
    const { target, write } = step.access ?? {}
    const queue = plan.isBase && target?.kind === 'queue' ? target.queue : -1
    const unfinished = queue < 0 ? undefined : live.VCMDQ[queue]?.errors.unfinished
    const openHalf = queue < 0 ? undefined : live.VCMDQ[queue]?.BASE.openHalf
    if (write && !write.loosely) {
      applyWrite(live, plan, write)
      live.host = retriedHost(live.host, plan.place, target?.kind === 'queue' ? target.queue : -1, (write.value & 1) === 1)
    } else {
      applyWrite(live, first, loosely(low(operation.value)))
      if (second) applyWrite(live, second, loosely(high(operation.value)))
    }
    if (live.host.windows.length > 0) live.host = afterWindowStore(live.host, operation)
    this.takeEntries(step)
    if (unfinished) this.finishHalves(queue, write?.high === undefined && openHalf !== undefined && openHalf !== (plan.queue?.register === 'BASE_L' ? 'L' : 'H'), unfinished)
    this.conclusion.conclude(step)
  }

  private accessOf(operation: Extract<Operation, { offset: number }>, plan: WordPlan): Access {
    const { live } = this
    const { place } = plan
    const { size } = operation
    const target: Target | undefined = plan.queue && targetOf(live, plan.queue)
    if (operation.op === 'read') return { place, target, size, write: undefined, idempotent: false }
    const pair = size === 8 && plan.isPage1
    const write = { place, value: low(operation.value), high: pair ? high(operation.value) : undefined, loosely: size === 8 && !pair }
    return { place, target, size, write, idempotent: !write.loosely && holds(live, write, target) }
  }

  /** The clock ticks, and it is noted who was accessed. */
  private tick(target: Target | undefined, size: 4 | 8, { place }: WordPlan): number {
    const { words } = this.live
    const now = this.live.now + 1
    words[at.NOW] = now
    if (target?.kind === 'queue') {
      if (words[at.LAST_QUEUE] !== target.queue) words[at.LAST_OTHER_AT] = words[at.LAST_AT] ?? 0
      words[at.LAST_QUEUE] = target.queue
      words[at.LAST_AT] = now
    }
    if (size === 8 && place.page !== 'Page1' && place.page !== 'gap') words[at.WIDE] = now
    return now
  }

  /** As `tick`, and what is done is noted. */
  private note({ target, size, write, idempotent }: Access, plan: WordPlan): void {
    const { words } = this.live
    const now = this.tick(target, size, plan)
    if (!write) return
    words[at.DEED] = now
    if (idempotent) words[at.IDEMPOTENT] = now
  }

  /** HALF-BASE: the error that an unfinished address provoked is over once the other half is written. */
  private finishHalves(q: number, finished: boolean, unfinished: 'address' | 'unsure'): void {
    const { live } = this
    const queue = live.VCMDQ[q]
    if (!queue || queue.history.allocAnswer === live.now || bit(queue.errors.active, 2) === 0) return
    const errors = errorsOf(live, q)
    setErrors(live, q, finished && unfinished === 'address' ? clearInitErr(errors) : leaveInitErrOpen(errors, queue.BASE.openHalf && 'unsure'))
  }

  private takeEntries(step: Step): void {
    const { live, tally } = this
    const { log } = step.response
    for (let index = 0; index < log.length; index++) {
      const entry = log[index]
      if (!entry) continue
      const moment = { step, state: live, entry, index }
      for (const rule of rulesOn(entry)) tally.add(rule.clause, rule.judge(moment))
      applyEntry(live, entry)
    }
  }
}

const loosely = (value: number): WordWrite => ({ value, high: undefined, loosely: true })
