/**
 * The judge of spec/judge.ts, compiled: the same rules over the same questions, asked of a state in place, and of each
 * access only those that the table of its word has. A test holds the two against each other.
 */
import { clearInitErr, leaveInitErrOpen, targetOf } from '../../spec/access.js'
import type { Target, Written } from '../../spec/access.js'
import { bit } from '../../spec/bits.js'
import type { Place } from '../../spec/decode.js'
import { fingerprint } from '../../spec/fingerprint.js'
import type { Words } from '../../spec/fingerprint.js'
import { high, low } from '../../spec/judge.js'
import { NONE } from '../../spec/mapping.js'
import type { Access, Step } from '../../spec/rules/rule.js'
import { accessNumber, QUIET_WRITE } from '../../spec/rules/rulebook.js'
import type { Forbidden } from '../../spec/verdicts.js'
import type { Operation, Response } from '../../spec/vocabulary.js'
import { Conclusion, quietly } from './conclusion.js'
import { applyEntry } from './entries.js'
import { errorsOf, setErrors } from './errors.js'
import * as at from './layout.js'
import { Moments } from './moments.js'
import { plansFor } from './plan.js'
import type { Plans, WordPlan } from './plan.js'
import { feedOwed } from './print.js'
import { isWord, queueOf, Reader } from './reads.js'
import type { Mutable } from './reads.js'
import { Rings } from './rings.js'
import { LiveState } from './state.js'
import type { SavedState } from './state.js'
import { Tally } from './tally.js'
import { LiveUnseen } from './unseen.js'
import { applyWrite, holdsAlready } from './writes.js'
import type { WordWrite } from './writes.js'

type Write = Extract<Operation, { op: 'write' }>

const START: Extract<Operation, { call: string }> = { op: 'allow', call: 'power-on' }

/** A judge at work on one program after another, all with the same number of VCMDQs. */
export class CompiledJudge {
  /** For recorded logs. */
  readonly unseen: LiveUnseen
  private readonly live: LiveState
  /** The state before an operation, where a rule may ask for it. */
  private readonly before: LiveState
  private readonly plans: Plans
  private readonly tally = new Tally()
  private readonly reader: Reader
  private readonly moments: Moments
  private readonly conclusion: Conclusion
  /** The step of a write that causes nothing at the host, and the operation where that is one of 4 bytes, filled in anew for each: no rule keeps them. */
  private readonly quiet: QuietWrite
  private readonly narrow: Mutable<Extract<Operation, { op: 'write'; size: 4 }>> = { op: 'write', offset: 0, size: 4, value: 0 }

  constructor(queues: number) {
    this.live = new LiveState(queues)
    this.before = new LiveState(queues)
    this.unseen = new LiveUnseen(this.live)
    this.plans = plansFor(queues)
    this.reader = new Reader(this.live, this.plans, this.tally)
    const rings = new Rings(this.live)
    this.moments = new Moments(this.live, this.tally, rings)
    this.conclusion = new Conclusion(this.live, this.tally, rings)
    this.quiet = quietWrite(this.live)
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
    if (operation.op !== 'read' && operation.op !== 'write') {
      this.live.words[at.NOW] = this.live.now + 1
      this.judgeEvent(operation, response)
      return
    }
    const { offset, size } = operation
    const quiet = response.log.length === 0
    if (quiet && size === 4 && operation.op === 'write') this.judgeWrite(offset, operation.value)
    else if (quiet && size === 4 && isWord(response.value)) this.judgeRead(offset, response.value)
    else if (quiet && operation.op === 'write' && this.plans.at(offset)?.isPage1 && offset % 8 === 0) this.judgeQuietWrite(operation, high(operation.value))
    else this.judgeAccess(operation, response)
  }

  /** A 4-byte read that caused nothing at the host: no rule but those about its value can speak, unless it is dropped. */
  judgeRead(offset: number, value: number): void {
    const { tally } = this
    tally.clear()
    const plan = this.plans.at(offset)
    if (!plan) return
    const q = plan.queue ? queueOf(this.live, plan) : NONE
    this.tick(q, 4, plan)
    this.reader.word(plan, 4, value)
    if (q === NONE && plan.isVintf) tally.take(DROPPED_READ)
  }

  /** A 4-byte write that caused nothing at the host. */
  judgeWrite(offset: number, value: number): void {
    const { narrow } = this
    narrow.offset = offset
    narrow.value = value
    this.judgeQuietWrite(narrow, undefined)
  }

  /** The same, or an 8-byte one of a Page1 pair, whose upper half is given. */
  private judgeQuietWrite(operation: Write, upper: number | undefined): void {
    this.tally.clear()
    const { offset, value } = operation
    const plan = this.plans.at(offset)
    if (!plan) return
    const { live, quiet } = this
    const { access, write } = quiet
    quiet.operation = operation
    write.place = plan.place
    write.value = low(value)
    write.high = upper
    access.place = plan.place
    access.size = operation.size
    access.target = plan.queue && targetOf(live, plan.queue)
    access.idempotent = holdsAlready(live, plan, access.target?.kind === 'queue' ? access.target.queue : NONE, write)
    this.note(access, plan)
    this.takeWrite(quiet, operation, plan, plan, undefined, QUIET_WRITE | accessNumber(access))
  }

  countJudged(counts: Float64Array): boolean {
    return this.tally.count(counts)
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
    if (clauses?.length === 0) feedOwed(this.live, sink)
    else fingerprint(this.live, sink, clauses)
  }

  private judgeEvent(operation: Exclude<Operation, { offset: number }>, response: Response): void {
    const { live, tally } = this
    const { words } = live
    tally.clear()
    const { op } = operation
    // Where nothing happened at the host, only these make a difference that a rule asks for.
    const before = response.log.length > 0 || op === 'attach' || op === 'detach' || op === 'reset' ? this.before : live
    if (before !== live) before.copy(live)
    if (op === 'attach') {
      words[at.ATTACHED] = 1
      words[at.DETACHED] = 0
    } else if (op === 'detach') {
      if (live.attached) words[at.DETACHED] = 1
      words[at.ATTACHED] = 0
    } else if (op === 'reset') live.resetRegisters()
    if (op !== 'refuse' && op !== 'allow') words[at.DEED] = live.now
    const step = { before, operation, response, access: undefined, after: live }
    this.takeEntries(step)
    this.conclusion.conclude(step)
  }

  /** An access of 8 bytes, or one that caused something at the host. */
  private judgeAccess(operation: Extract<Operation, { offset: number }>, response: Response): void {
    const { live, tally } = this
    const { offset, size } = operation
    tally.clear()
    const first = this.plans.at(offset)
    if (!first || (size === 8 && offset % 8 !== 0)) return
    // An 8-byte access that covers a gap and a register is one to the register.
    const second = size === 8 ? this.plans.at(offset + 4) : undefined
    const plan = first.isGap && second ? second : first
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
    } else this.takeWrite(step, operation, plan, first, second)
  }

  private takeWrite(step: Step, operation: Write, plan: WordPlan, first: WordPlan, second: WordPlan | undefined, situation?: number): void {
    const { live } = this
    const { target, write } = step.access ?? {}
    const queue = plan.isBase && target?.kind === 'queue' ? target.queue : -1
    const unfinished = queue < 0 ? undefined : live.VCMDQ[queue]?.errors.unfinished
    const openHalf = queue < 0 ? undefined : live.VCMDQ[queue]?.BASE.openHalf
    if (write && !write.loosely) {
      applyWrite(live, plan, write, target)
      if (plan.access === 'RW') live.host.retried(plan.place, target?.kind === 'queue' ? target.queue : -1, (write.value & 1) === 1)
    } else {
      applyWrite(live, first, loosely(low(operation.value)))
      if (second) applyWrite(live, second, loosely(high(operation.value)))
    }
    if (live.host.windows.length > 0) live.host.windowStore(operation.offset, low(operation.value))
    this.takeEntries(step)
    if (unfinished) this.finishHalves(queue, write?.high === undefined && openHalf !== undefined && openHalf !== (plan.queue?.register === 'BASE_L' ? 'L' : 'H'), unfinished)
    this.conclusion.conclude(step, situation)
  }

  private accessOf(operation: Extract<Operation, { offset: number }>, plan: WordPlan): Access {
    const { live } = this
    const { place } = plan
    const { size } = operation
    const target: Target | undefined = plan.queue && targetOf(live, plan.queue)
    if (operation.op === 'read') return { place, target, size, write: undefined, idempotent: false }
    const pair = size === 8 && plan.isPage1
    const write = { place, value: low(operation.value), high: pair ? high(operation.value) : undefined, loosely: size === 8 && !pair }
    return { place, target, size, write, idempotent: !write.loosely && holdsAlready(live, plan, target?.kind === 'queue' ? target.queue : NONE, write) }
  }

  /** The clock ticks, and it is noted which VCMDQ was accessed, if one was. */
  private tick(queue: number, size: 4 | 8, { place }: WordPlan): number {
    const { words } = this.live
    const now = this.live.now + 1
    words[at.NOW] = now
    if (queue >= 0) {
      if (words[at.LAST_QUEUE] !== queue) words[at.LAST_OTHER_AT] = words[at.LAST_AT] ?? 0
      words[at.LAST_QUEUE] = queue
      words[at.LAST_AT] = now
    }
    if (size === 8 && place.page !== 'Page1' && place.page !== 'gap') words[at.WIDE] = now
    return now
  }

  /** As `tick`, and what is done is noted. */
  private note({ target, size, write, idempotent }: Access, plan: WordPlan): void {
    const { words } = this.live
    const now = this.tick(target?.kind === 'queue' ? target.queue : NONE, size, plan)
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
    const { log } = step.response
    for (let index = 0; index < log.length; index++) {
      const entry = log[index]
      if (!entry) continue
      this.moments.judge(step, entry, index)
      applyEntry(this.live, entry)
    }
  }
}

interface QuietWrite extends Step {
  operation: Write
  readonly access: Mutable<Access>
  readonly write: Mutable<Written>
}

const NO_PLACE: Place = { page: 'gap', offset: 0, access: 'GAP', mask: 0 }

function quietWrite(live: LiveState): QuietWrite {
  const write: Mutable<Written> = { place: NO_PLACE, value: 0, high: undefined, loosely: false }
  const access: Mutable<Access> = { place: NO_PLACE, target: undefined, size: 4, write, idempotent: false }
  return { before: live, after: live, operation: { op: 'write', offset: 0, size: 4, value: 0 }, response: { value: undefined, log: [] }, access, write }
}

/** What the rules about dropped accesses say of a read that caused nothing at the host. */
const DROPPED_READ = quietly({ op: 'read', dropped: true, gap: false, writable: false, idempotent: false, pair: false, logged: false })

const loosely = (value: number): WordWrite => ({ value, high: undefined, loosely: true })
