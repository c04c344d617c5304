/** Programs that break something somewhere, run on another device: each run tells every clause that it breaks. */
import type { Forbidden, Model, Program } from '../check/contract.js'
import { runProgram } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { Counterexample } from '../check/matrix.js'
import { comparePrograms } from '../check/order.js'
import type { Region } from '../check/region.js'

/** Tells each clause that a program breaks, once, with the number of operations that it takes; the start takes none. */
function eachBroken<S>(subject: Subject, model: Model<S>, program: Program, tell: (forbidden: Forbidden, operations: number) => void): void {
  const told = new Set<string>()
  runProgram(subject, model, program, {
    step({ index, forbidden }) {
      for (const one of forbidden) {
        if (told.has(one.clause)) continue
        told.add(one.clause)
        tell(one, index + 1)
      }
    },
  })
}

/** For each clause that some of the programs break on a device: the least of them, cut where it does. */
export function brokenBy<S>(battery: readonly Counterexample[], subject: Subject, model: Model<S>, region: Region): ReadonlyMap<string, Counterexample> {
  const least = new Map<string, Counterexample>()
  for (const { program, alphabet } of battery) {
    eachBroken(subject, model, program, ({ clause, observed, allowed }, operations) => {
      const cut = { ...program, operations: program.operations.slice(0, operations) }
      const before = least.get(clause)
      if (before === undefined || comparePrograms(cut, before.program, region) < 0) least.set(clause, { clause, observed, allowed, alphabet, program: cut })
    })
  }
  return least
}
