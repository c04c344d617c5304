/** What an exploration finds broken: of what binds the divergence with the fewest steps, of each other clause the first. */
import type { Forbidden, Operation } from '../check/contract.js'

/** A divergence as a search came to it: the steps, and everything that was looked at before the last one. */
export interface Refutation extends Forbidden {
  readonly steps: readonly Operation[]
  readonly looks: readonly Operation[]
}

export class Refutations {
  /** The one that refutes. */
  found: Refutation | undefined
  private readonly others = new Map<string, Refutation>()

  constructor(private readonly binds: (clause: string) => boolean) {}

  /** What was broken of the clauses that do not bind. */
  get advice(): readonly Refutation[] {
    return [...this.others.values()]
  }

  note(forbidden: readonly Forbidden[], steps: readonly Operation[], looks: readonly Operation[]): void {
    for (const one of forbidden) {
      const refutation: Refutation = { ...one, steps, looks }
      if (!this.binds(one.clause)) {
        if (!this.others.has(one.clause)) this.others.set(one.clause, refutation)
      } else if (this.found === undefined || steps.length < this.found.steps.length) this.found = refutation
    }
  }
}
