/** The reference model with only one voice at a time: what no other clause would have forbidden. */
import type { Forbidden, Judge, Model, Operation, Response, WordSink } from '../check/contract.js'

const NONE: readonly Forbidden[] = []

/** Where a judge is, and whether somebody has spoken on the way. */
interface Heard<S> {
  readonly state: S
  readonly spoiled: boolean
}

class Alone<S> implements Judge<Heard<S>> {
  forbidden: readonly Forbidden[] = NONE
  private spoiled = false

  constructor(private readonly judge_: Judge<S>) {}

  get judged(): readonly string[] {
    return this.judge_.judged
  }

  powerOn(response: Response): void {
    this.spoiled = false
    this.judge_.powerOn(response)
    this.listen()
  }

  judge(operation: Operation, response: Response): void {
    this.judge_.judge(operation, response)
    this.listen()
  }

  save(): Heard<S> {
    return { state: this.judge_.save(), spoiled: this.spoiled }
  }

  restore({ state, spoiled }: Heard<S>): void {
    this.judge_.restore(state)
    this.spoiled = spoiled
    this.forbidden = NONE
  }

  fingerprint(sink: WordSink, clauses?: readonly string[]): void {
    // Whether one of them speaks alone depends on every other: a search may pass a program by. Fed for all, one took ten times as long.
    this.judge_.fingerprint?.(sink, clauses)
    sink.word(this.spoiled ? 1 : 0)
  }

  /** Only the first answer that is forbidden counts, and that only if one clause forbids it. */
  private listen(): void {
    const { forbidden } = this.judge_
    this.forbidden = !this.spoiled && forbidden.length === 1 ? forbidden : NONE
    this.spoiled ||= forbidden.length > 0
  }
}

/**
 * A model that forbids a response only where a single clause does, and none forbade anything before: a program that it finds
 * a device guilty of would pass if that clause were struck out. Whoever searches with it finds for each clause what it alone is good for; not always the least
 * such program, as states are told apart only as far as the clauses searched for can tell them apart.
 */
export const speakingAlone = <S>(model: Model<S>): Model<Heard<S>> => ({ ...model, judgeFor: (queues) => new Alone(model.judgeFor(queues)) })
