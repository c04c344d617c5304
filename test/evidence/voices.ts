/** Which clauses forbid what a device answers to a program. */
import { runProgram } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import type { Program } from '../../src/check/contract.js'
import { referenceModel } from '../../properties/adapter.js'

/** Those that speak at any time, its start among them, and those that speak of the last operation; each in the order in which they are first heard. */
export function voicesIn(subject: Subject, program: Program): { readonly all: readonly string[]; readonly atEnd: readonly string[] } {
  const all = new Set<string>()
  let atEnd: readonly string[] = []
  const last = program.operations.length - 1
  runProgram(subject, referenceModel, program, {
    step({ index, forbidden }) {
      const voices = forbidden.map(({ clause }) => clause)
      for (const voice of voices) all.add(voice)
      if (index === last) atEnd = voices
      return false
    },
  })
  return { all: [...all], atEnd }
}

/** Whether a program breaks nothing. */
export function passes(subject: Subject, program: Program): boolean {
  let broken = false
  runProgram(subject, referenceModel, program, { step: ({ forbidden }) => (broken ||= forbidden.length > 0) })
  return !broken
}
