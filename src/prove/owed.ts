/** A judged device, where whom to blame does not matter: what is explored to closure. */
import type { Subject } from '../check/lockstep.js'
import type { Forbidden, Header, Judge, Model, Operation, Response } from '../check/contract.js'
import { Seat, feedPlace } from './seat.js'
import type { Place } from './seat.js'
import type { Fingerprint, StateSink } from './visited.js'
import { NOTHING } from './world.js'

/** Faults whose event may be due at a time. */
const MOST_DUE = 1
/** No clause is named: the fingerprint tells only whether anything will be forbidden, not by whom. */
const NOBODY: readonly string[] = NOTHING

export interface OwedPlace<S> {
  readonly place: Place
  readonly judge: S
  readonly due: number
}

/** A device, its host and its judge. A device without save and restore is brought to a state by doing all again. */
export class OwedWorld<S> {
  /** What the last operation broke. */
  forbidden: readonly Forbidden[] = NOTHING
  /** The device is gone: nothing can follow until the next restore. */
  ended = false
  private readonly seat: Seat
  private readonly judge: Judge<S>
  private readonly judgedCounts: Float64Array
  /** Faults whose event has not been delivered; it may never be, if the vIOMMU goes first. */
  private due = 0
  private here: Place | undefined
  /** An array that the device may use again: making one for each step was measured at a tenth of the time. */
  private spare: Uint8Array | undefined

  constructor(subject: Subject, private readonly model: Model<S>, header: Header) {
    this.seat = new Seat(subject, header)
    this.judge = model.judgeFor(header.queues)
    this.judgedCounts = new Float64Array(model.clauses.length)
  }

  /** The device is brought back by doing all again. */
  get replayed(): boolean {
    return !this.seat.jumps
  }

  /** The device's start. To be called once, first. */
  start(): void {
    this.judge.powerOn(this.seat.started())
    this.tally()
  }

  /**
   * Whether an operation is within what is explored: a fault is not while so many events are due. The kernel keeps
   * sixteen records and a model counts every fault, so that without a bound there is no end.
   */
  allows({ op }: Operation): boolean {
    return op !== 'fault' || this.due < MOST_DUE
  }

  perform(operation: Operation): void {
    this.here = undefined
    const response = this.seat.perform(operation)
    if ('died' in response) {
      this.forbidden = [response.died]
      this.ended = true
      return
    }
    if (operation.op === 'fault' || operation.op === 'deliver') this.countEvents(response)
    this.judge.judge(operation, response)
    this.tally()
  }

  /** How often each clause was judged. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.model.clauses.flatMap(({ id }, place) => ((this.judgedCounts[place] ?? 0) > 0 ? [[id, this.judgedCounts[place] ?? 0]] : [])))
  }

  save(): OwedPlace<S> {
    const place = this.place()
    // It is the caller's now.
    this.spare = undefined
    return { place, judge: this.judge.save(), due: this.due }
  }

  restore({ place, judge, due }: OwedPlace<S>): void {
    this.due = due
    this.ended = false
    this.forbidden = NOTHING
    this.here = undefined
    this.seat.restore(place)
    this.judge.restore(judge)
  }

  /** For a place that device and host have not left: the judge forgets what was done since, which may be whom to blame. */
  forget({ judge }: OwedPlace<S>): void {
    this.forbidden = NOTHING
    this.judge.restore(judge)
  }

  /** All that what happens from here on depends on. */
  printState(into: Fingerprint): void {
    into.reset()
    this.feedState(into)
  }

  /** Device and host alone. */
  printPlace(into: Fingerprint): void {
    into.reset()
    this.feedPlace(into)
  }

  feedState(into: StateSink): void {
    this.feedPlace(into)
    this.judge.fingerprint?.(into, NOBODY)
  }

  private feedPlace(into: StateSink): void {
    into.word(this.due)
    feedPlace(this.place(), into)
  }

  /** Where device and host are, saved once for all who ask until something is done. */
  private place(): Place {
    if (this.here) return this.here
    this.here = this.seat.save(this.spare)
    if ('saved' in this.here) this.spare = this.here.saved.device
    return this.here
  }

  private countEvents({ log }: Response): void {
    for (const entry of log) {
      if (entry.kind === 'fault') this.due++
      else if (entry.kind === 'event') this.due = entry.lost ? 0 : Math.max(0, this.due - 1)
    }
  }

  private tally(): void {
    const { judge } = this
    this.forbidden = judge.forbidden
    if (judge.countJudged) judge.countJudged(this.judgedCounts)
  }
}
