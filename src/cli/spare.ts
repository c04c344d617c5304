/** Which operations of a counterexample have no part in what is wrong in the end. */
import type { Forbidden, Operation, Program } from '../check/contract.js'
import { runProgram } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { Cell } from '../check/matrix.js'
import { referenceModel, region } from './assembly.js'

/** What is forbidden of the last response, whatever clause says so. */
function lastForbidden(subject: Subject, program: Program): readonly Forbidden[] {
  let last: readonly Forbidden[] = []
  runProgram(subject, referenceModel, program, {
    step({ index, forbidden }) {
      last = index === program.operations.length - 1 ? forbidden : []
    },
  })
  return last
}

/** Two words that are one matter. */
const TWIN: Readonly<Record<string, string>> = { GERRORN: 'GERROR', BASE_H: 'BASE_L', CONS_INDX_BASE_DRAM_H: 'CONS_INDX_BASE_DRAM_L' }

/** The register that an access is to, by name: the same through both apertures. */
function registerOf(operation: Operation, queues: number): string {
  const location = 'offset' in operation ? region.locate(operation.offset, queues) : undefined
  return location ? `${location.page} ${TWIN[location.register] ?? location.register} ${location.index}` : ''
}

/** Of a program that ends with a wrong read: see `spare` in a cell. */
export function spareSteps(subject: Subject, { counterexample }: Cell): readonly number[] {
  const program = counterexample?.program
  const last = program?.operations.at(-1)
  if (!counterexample || !program || last?.op !== 'read') return []
  const own = registerOf(last, program.queues)
  return program.operations.slice(0, -1).flatMap((operation, step) => {
    if (registerOf(operation, program.queues) === own) return []
    const without = { ...program, operations: program.operations.toSpliced(step, 1) }
    const same = lastForbidden(subject, without).some(({ observed, allowed }) => observed === counterexample.observed && allowed === counterexample.allowed)
    return same ? [step] : []
  })
}
