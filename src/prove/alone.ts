/** The reference model with only one voice at a time: what no other clause would have forbidden. */
import type { Forbidden, Judge, Model, Operation, Response, WordSink } from '../check/contract.js'

const NONE: readonly Forbidden[] = []

class Alone<S> implements Judge<S> {
  constructor(private readonly judge_: Judge<S>) {}

  get judged(): readonly string[] {
    return this.judge_.judged
  }

  get forbidden(): readonly Forbidden[] {
    const { forbidden } = this.judge_
    return forbidden.length === 1 ? forbidden : NONE
  }

  powerOn(response: Response): void {
    this.judge_.powerOn(response)
  }

  judge(operation: Operation, response: Response): void {
    this.judge_.judge(operation, response)
  }

  save(): S {
    return this.judge_.save()
  }

  restore(state: S): void {
    this.judge_.restore(state)
  }

  fingerprint(sink: WordSink, clauses?: readonly string[]): void {
    // Whether one of them speaks alone depends on every other: a search may pass a program by. Fed for all, one took ten times as long.
    this.judge_.fingerprint?.(sink, clauses)
  }
}

/**
 * A model that forbids a response only where a single clause does: a program that it finds a device guilty of would pass if
 * that clause were struck out. Whoever searches with it finds for each clause what it alone is good for; not always the least
 * such program, as states are told apart only as far as the clauses searched for can tell them apart.
 */
export const speakingAlone = <S>(model: Model<S>): Model<S> => ({ ...model, judgeFor: (queues) => new Alone(model.judgeFor(queues)) })
