/** The same search without any cleverness: every program over an alphabet, in the written order, from power-on. */
import { referenceModel, region } from '../../properties/adapter.js'
import { lettersOf } from '../../src/check/alphabet.js'
import { letters } from '../../properties/alphabets/letters.js'
import type { Letter } from '../../src/check/alphabet.js'
import type { Header, Operation } from '../../src/check/contract.js'
import { runProgram } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import { formatOperation } from '../../src/check/program.js'
import { DESIGNS, createDesign } from '../../src/designs/index.js'
import { createOptimised } from '../../src/device/index.js'

export const CLEAN: Header = { kernel: '6.18.9', queues: 2, slots: [] }

export const SUBJECTS: readonly Subject[] = [...DESIGNS.map((design) => ({ name: design.id, create: createDesign(design) })), { name: 'optimised', create: createOptimised }]

export function subjectNamed(name: string): Subject {
  const subject = SUBJECTS.find((one) => one.name === name)
  if (!subject) throw new Error(`no device ${name}`)
  return subject
}

/** Letters in the notation of the alphabets; what stands behind the bar is only looked at. */
export function alphabet(text: string): readonly Letter[] {
  const [deeds = '', looks = ''] = text.split('|')
  return lettersOf(letters(deeds, region), letters(looks, region), region, 2)
}

export const told = (operations: readonly Operation[]): string => operations.map(formatOperation).join('\n')

/** The first program of each clause whose last response the clause forbids, by enumeration. */
export function bruteForce(subject: Subject, alphabet: readonly Letter[], depth: number, header: Header = CLEAN): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  let programs: readonly Operation[][] = [[]]
  for (let length = 0; length <= depth; length++) {
    for (const operations of programs) {
      runProgram(subject, referenceModel, { ...header, operations }, {
        step({ index, forbidden }) {
          if (Math.max(index, -1) !== operations.length - 1) return
          for (const { clause } of forbidden) if (!found.has(clause)) found.set(clause, told(operations))
        },
      })
    }
    const ends = new Set(alphabet.filter(({ last }) => last).map(({ operation }) => operation))
    programs = programs.filter((operations) => !ends.has(operations.at(-1) ?? { op: 'attach' })).flatMap((operations) => alphabet.map(({ operation }) => [...operations, operation]))
  }
  return found
}
