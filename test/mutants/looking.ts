/** A world in which all reads that end a program are made in a row: one way back for two dozen looks, which is most of what a closure costs. */
import type { Letter } from '../../src/check/alphabet.js'
import type { Operation } from '../../src/check/contract.js'
import type { Fingerprint } from '../../src/prove/visited.js'
import type { Outcome, World } from '../../src/prove/world.js'

/** Stands for all reads. */
const LOOK: Operation = { op: 'allow', call: 'viommuAlloc' }

const isLook = ({ operation, last }: Letter): boolean => last && operation.op === 'read'

/** The alphabet with one letter for all its last reads. */
export const withOneLook = (letters: readonly Letter[]): readonly Letter[] => [...letters.filter((one) => !isLook(one)), { operation: LOOK, last: true }]

/** A program in that alphabet, in the letters of the other one: all reads, up to the one that shows something or beyond. */
export const spelt = (operations: readonly Operation[], letters: readonly Letter[]): readonly Operation[] =>
  operations.flatMap((operation) => (operation === LOOK ? letters.filter(isLook).map((one) => one.operation) : [operation]))

export class Looking<T> implements World<T> {
  private readonly reads: readonly Operation[]

  constructor(private readonly world: World<T>, letters: readonly Letter[]) {
    this.reads = letters.filter(isLook).map(({ operation }) => operation)
  }

  start(): Outcome {
    return this.world.start()
  }

  perform(operation: Operation): Outcome {
    if (operation !== LOOK) return this.world.perform(operation)
    const judged = new Set<string>()
    for (const read of this.reads) {
      const outcome = this.world.perform(read)
      for (const clause of outcome.judged) judged.add(clause)
      if (outcome.ended || outcome.forbidden.length > 0) return { ...outcome, judged: [...judged] }
    }
    return { judged: [...judged], forbidden: [], ended: false }
  }

  save(): T {
    return this.world.save()
  }

  restore(saved: T): void {
    this.world.restore(saved)
  }

  fingerprint(into: Fingerprint): void {
    this.world.fingerprint(into)
  }
}
