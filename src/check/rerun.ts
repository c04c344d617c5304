/**
 * Runs the candidates of one search: programs that mostly begin alike. What was judged once is not judged again, and
 * a device that can go back jumps over what it did before.
 */
import type { Forbidden, Judge, Model, Operation, Program, Response } from './contract.js'
import { headerKey, operationKey } from './key.js'
import { Bench, failureOf, firstDivergence } from './lockstep.js'
import { KnownScript } from './script.js'
import type { SavedBench, Subject } from './lockstep.js'

/** Where a beginning of programs led: a node in the tree of all that were run. */
interface Moment<S> {
  /** What led here; undefined for the start. */
  readonly operation: Operation | undefined
  readonly response: Response
  /** Where the judge stood, if that was saved here. */
  readonly state: S | undefined
  /** How a run ends here: the wanted clause forbids the response, or the device has died and that was not wanted. */
  readonly end: 'broken' | 'dead' | undefined
  /** Where host and device stood, if that was saved here and the device can go back. */
  readonly saved: SavedBench | undefined
  /** The continuation last found, and once there are several, each by its operation. */
  latest: Moment<S> | undefined
  next: Map<string, Moment<S>> | undefined
}

/** The device's start under one header, and a bench that was used for it alone. */
interface Start<S> {
  readonly moment: Moment<S>
  readonly judge: Judge<S>
  bench: Bench
  /** What is being done on the bench, where that was known when it was made. */
  script: KnownScript
  /** Nothing was done on the bench yet. */
  fresh: boolean
}

/** What a device does again is not what it did before. */
class UnfaithfulError extends Error {}

/** Doing and judging a few operations again costs less than saving after each: a third of the time was spent on that. */
const SAVED_EVERY = 8
/** Of a long program, about so many moments are saved. */
const MOST_SAVED = 256
/** Beyond this the tree is forgotten: a moment holds half a kilobyte and more. */
const MOST_MOMENTS = 50_000

const keyOf = <S>({ operation }: Moment<S>): string => (operation ? operationKey(operation) : '')

/** The moment after an operation, if it is known. By identity first: candidates share most operations. */
function after<S>({ latest, next }: Moment<S>, operation: Operation): Moment<S> | undefined {
  if (latest === undefined || latest.operation === operation) return latest
  if (next) return next.get(operationKey(operation))
  return keyOf(latest) === operationKey(operation) ? latest : undefined
}

/** Adds a continuation. Most moments have one: a map for each would double what the tree takes. */
function add<S>(moment: Moment<S>, next: Moment<S>): void {
  if (moment.latest) {
    moment.next ??= new Map([[keyOf(moment.latest), moment.latest]])
    moment.next.set(keyOf(next), next)
  }
  moment.latest = next
}

/** Answers `firstDivergence` for one program after another, of one device that is a function of what is done to it. */
export class Rerun<S> {
  private readonly starts = new Map<string, Start<S>>()
  private moments = 0
  private trusted = true

  constructor(private readonly subject: Subject, private readonly model: Model<S>, private readonly clause: string) {}

  /** False once the device did something else the second time: from then on every program is run in full. */
  get faithful(): boolean {
    return this.trusted
  }

  /** Index of the first operation whose response the clause forbids; -1 for none. The start counts as operation 0. */
  readonly fails = (program: Program): number => {
    if (this.trusted) {
      try {
        return this.run(program)
      } catch (error) {
        if (!(error instanceof UnfaithfulError)) throw error
        this.trusted = false
        this.starts.clear()
      }
    }
    return firstDivergence(this.subject, this.model, program, this.clause)
  }

  /** Follows what is known, goes to where that ends, and judges the rest. */
  private run(program: Program): number {
    const { operations } = program
    const start = this.startOf(program)
    let moment = start.moment
    if (moment.end) return moment.end === 'broken' ? 0 : -1
    let savedAt = 0
    for (let at = 0; at < operations.length; at++) {
      const operation = operations[at]
      if (operation === undefined) break
      const known = after(moment, operation)
      if (known === undefined) return this.judgeFrom(at, moment, operations, this.goTo(program, start, savedAt, at))
      if (known.end) return known.end === 'broken' ? at : -1
      moment = known
      if (known.state !== undefined) savedAt = at + 1
    }
    return -1
  }

  private startOf(program: Program): Start<S> {
    if (this.moments > Math.max(MOST_MOMENTS, 2 * program.operations.length)) {
      this.starts.clear()
      this.moments = 0
    }
    const key = headerKey(program)
    const known = this.starts.get(key)
    if (known) return known
    // Of a first program nothing is sent ahead: it is another one that goes on from here.
    const script = new KnownScript([])
    const bench = new Bench(this.subject, program, undefined, script)
    const response = bench.started()
    const judge = this.model.judgeFor(program.queues)
    judge.powerOn(response)
    const moment: Moment<S> = { operation: undefined, response, state: judge.save(), end: this.breaks(judge.forbidden) ? 'broken' : undefined, saved: save(bench), latest: undefined, next: undefined }
    const start = { moment, judge, bench, script, fresh: true }
    this.starts.set(key, start)
    return start
  }

  private breaks(forbidden: readonly Forbidden[]): boolean {
    return forbidden.some(({ clause }) => clause === this.clause)
  }

  /** Bench and judge after the first `at` operations: the judge jumps over the first `savedAt`, and the device if it can. */
  private goTo(program: Program, start: Start<S>, savedAt: number, at: number): Start<S> {
    let { moment } = start
    const jumps = moment.saved !== undefined
    if (!start.fresh && !jumps) {
      start.script = new KnownScript(program.operations)
      start.bench = new Bench(this.subject, program, undefined, start.script)
      confirm(start.bench.started(), moment.response)
    }
    if (!start.fresh && savedAt === 0) restore(start, moment)
    start.fresh = false
    for (let index = 0; index < at; index++) {
      const operation = program.operations[index]
      if (operation === undefined) break
      moment = after(moment, operation) ?? moment
      start.script.at = index
      if (!jumps || index >= savedAt) repeat(start.bench, operation, moment.response)
      if (index + 1 === savedAt) restore(start, moment)
      else if (index >= savedAt) start.judge.judge(operation, moment.response)
    }
    return start
  }

  /** Does and judges the operations from `at` on. */
  private judgeFrom(at: number, start: Moment<S>, operations: readonly Operation[], { judge, bench, script }: Start<S>): number {
    const savedEvery = Math.max(SAVED_EVERY, Math.ceil(operations.length / MOST_SAVED))
    let moment = start
    for (let index = at; index < operations.length; index++) {
      const operation = operations[index]
      if (operation === undefined) break
      script.at = index
      const next = this.step(bench, judge, operation, (index + 1) % savedEvery === 0)
      this.moments += 1
      add(moment, next)
      if (next.end) return next.end === 'broken' ? index : -1
      moment = next
    }
    return -1
  }

  private step(bench: Bench, judge: Judge<S>, operation: Operation, saved: boolean): Moment<S> {
    let response: Response
    try {
      response = bench.perform(operation)
    } catch (error) {
      const end = this.breaks([failureOf(error)]) ? 'broken' : 'dead'
      return { operation, response: { value: undefined, log: [], backing: undefined }, state: undefined, end, saved: undefined, latest: undefined, next: undefined }
    }
    judge.judge(operation, response)
    const end = this.breaks(judge.forbidden) ? 'broken' : undefined
    const kept = saved && end === undefined
    return { operation, response, state: kept ? judge.save() : undefined, end, saved: kept ? save(bench) : undefined, latest: undefined, next: undefined }
  }
}

/** What a device throws where it threw nothing before, or when it goes back, is not its answer to the program. */
function faithfully<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw new UnfaithfulError('the device cannot go back', { cause: error })
  }
}

const save = (bench: Bench): SavedBench | undefined => faithfully(() => bench.save())

/** Goes back to what was saved at a moment. */
function restore<S>({ bench, judge }: Start<S>, { state, saved }: Moment<S>): void {
  if (saved) faithfully(() => bench.restore(saved))
  if (state !== undefined) judge.restore(state)
}

const repeat = (bench: Bench, operation: Operation, before: Response): void => confirm(faithfully(() => bench.perform(operation)), before)

function confirm(now: Response, before: Response): void {
  if (now.value !== before.value || now.log.length !== before.log.length) throw new UnfaithfulError('the device answers differently than before')
}
