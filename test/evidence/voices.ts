/** Which clauses forbid what a device answers to the last operation of a program. */
import { runProgram } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import type { Program } from '../../src/check/contract.js'
import { referenceModel } from '../../properties/adapter.js'

/** Their ids, in the order in which the judge has them. */
export function voicesAtEnd(subject: Subject, program: Program): readonly string[] {
  let voices: readonly string[] = []
  const last = program.operations.length - 1
  runProgram(subject, referenceModel, program, {
    step({ index, forbidden }) {
      if (index === last) voices = forbidden.map(({ clause }) => clause)
      return false
    },
  })
  return voices
}

/** Whether a program breaks nothing. */
export function passes(subject: Subject, program: Program): boolean {
  let broken = false
  runProgram(subject, referenceModel, program, { step: ({ forbidden }) => (broken ||= forbidden.length > 0) })
  return !broken
}
