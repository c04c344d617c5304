import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { Operation, Program } from '../../src/check/contract.js'
import { comparePrograms } from '../../src/check/order.js'
import { formatProgram, parseProgram } from '../../src/check/program.js'
import { PASSES, shrink } from '../../src/check/shrink/index.js'
import { anyProgram } from './program-arbitrary.js'
import { DEFECTS, defectNamed } from './shrink-defects.js'
import type { Defect } from './shrink-defects.js'
import { failingStarts, startOf } from './shrink-starts.js'

const STARTS = 200
const options = { region, maxExecutions: 5000 }
const middle = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0

const found = new Map<string, readonly Program[]>()

/** The first failing programs of a defect; making them takes longer than shrinking them, so each is made once. */
function startsOf({ name, fails }: Defect, count: number): readonly Program[] {
  const starts = found.get(name) ?? failingStarts(fails, STARTS, startOf(2, 20, 60))
  found.set(name, starts)
  return starts.slice(0, count)
}

/** The programs in which shrinking ended, as text, and what it asked. */
function endsOf(starts: readonly Program[], fails: (program: Program) => number, passes = PASSES): { readonly ends: ReadonlySet<string>; readonly median: number } {
  const results = starts.map((start) => shrink(start, fails, options, passes))
  expect(results.filter(({ fixpoint }) => !fixpoint)).toEqual([])
  return { ends: new Set(results.map(({ program }) => formatProgram(program))), median: middle(results.map(({ executions }) => executions)) }
}

/** A program as a short text: one operation a line. */
function linesOf(text: string): string {
  return parseProgram(text, 'end').operations.map((operation) => Object.values(operation).map((value) => (typeof value === 'string' ? value : `0x${value.toString(16)}`)).join(' ')).join('; ')
}

const medians: number[] = []

describe('every start ends in the same program', () => {
  test.each(DEFECTS)('$name', (defect) => {
    const { name, fails, end } = defect
    const starts = startsOf(defect, STARTS)
    expect(starts.length).toBe(STARTS)
    const { ends, median } = endsOf(starts, fails)
    medians.push(median)
    console.info(`${name}: median ${median} executions`)
    expect([...ends].map(linesOf)).toEqual([end])
    expect(median).toBeLessThanOrEqual(150)
  })

  test('within the budget', () => {
    console.info(`median of the medians: ${middle(medians)} executions`)
    expect(middle(medians)).toBeLessThanOrEqual(150)
  })

  test('whatever the number of queues', () => {
    for (const name of ['two apertures, two registers', 'a fault and a consume of one queue']) {
      const { fails, end } = defectNamed(name)
      const starts = [8, 128].map((queues) => failingStarts(fails, 20, startOf(queues, 200, 400)))
      for (const some of starts) expect([...endsOf(some, fails).ends].map(linesOf)).toEqual([end])
    }
  })
})

describe('a needle in ten thousand operations', () => {
  const { fails, end } = defectNamed('a needle of three')

  test('is found in few executions', () => {
    const noise = fc.sample(startOf(2, 10_000, 10_000), { seed: 5, numRuns: 3 })
    const needle: readonly Operation[] = [
      { op: 'write', offset: region.queueRegister('direct', 'GERRORN', 1), size: 4, value: 0xffff_ffff },
      { op: 'fault', l: 1, code: 2 },
      { op: 'read', offset: region.queueRegister('vintf', 'STATUS', 1), size: 4 },
    ]
    // Of the noise only what is no part of a needle, so that these three operations are the only one.
    const harmless = (program: Program): Program => ({ ...program, operations: program.operations.filter((operation) => operation.op !== 'fault') })
    const starts = noise.map(harmless).map((program, i) => {
      const operations = [...program.operations]
      for (const [place, operation] of needle.entries()) operations.splice(2000 + 3000 * place + 100 * i, 0, operation)
      return { ...program, operations }
    })
    for (const start of starts) {
      const { program, executions } = shrink(start, fails, options)
      console.info(`${start.operations.length} operations: ${executions} executions`)
      expect(linesOf(formatProgram(program))).toBe(end)
      expect(executions).toBeLessThan(250)
    }
  })
})

describe('the result', () => {
  test.each(DEFECTS)('fails at its end, is no larger than the start and is a valid program: $name', (defect) => {
    const { fails } = defect
    for (const start of startsOf(defect, 20)) {
      const { program } = shrink(start, fails, options)
      expect(fails(program)).toBe(program.operations.length - 1)
      expect(comparePrograms(program, start, region)).toBeLessThanOrEqual(0)
      expect(parseProgram(formatProgram(program), 'end')).toEqual(program)
    }
  })

  test('every candidate is a valid program', () => {
    const seen: Program[] = []
    // A predicate over everything a program can hold, so that all passes have something to do.
    const fails = (program: Program): number => {
      seen.push(program)
      return program.operations.length >= 6 && new Set(program.operations.map(({ op }) => op)).size >= 4 ? program.operations.length - 1 : -1
    }
    fc.assert(fc.property(anyProgram(12), (start) => void shrink(start, fails, { region, maxExecutions: 400 })), { numRuns: 60 })
    for (const program of seen) expect(parseProgram(formatProgram(program), 'candidate')).toEqual(program)
  })

  test('no program is asked about twice', () => {
    const { fails } = defectNamed('two apertures, two registers')
    for (const start of failingStarts(fails, 50, startOf(2, 10, 40))) {
      const asked = new Map<string, number>()
      shrink(start, (program) => (asked.set(formatProgram(program), (asked.get(formatProgram(program)) ?? 0) + 1), fails(program)), options)
      expect([...asked.values()].filter((times) => times > 1)).toEqual([])
    }
  })

  test('is the least so far when the executions run out', () => {
    const { fails } = defectNamed('two apertures, two registers')
    for (const start of failingStarts(fails, 20, startOf(2, 30, 60))) {
      const { program, executions, fixpoint } = shrink(start, fails, { region, maxExecutions: 10 })
      expect({ executions, fixpoint }).toEqual({ executions: 10, fixpoint: false })
      expect(fails(program)).toBe(program.operations.length - 1)
      expect(program.operations.length).toBeLessThan(start.operations.length)
    }
  })

  test('is the program itself when that does not fail', () => {
    const [start] = startsOf(defectNamed('a needle of three'), 1)
    expect(start && shrink(start, () => -1, options)).toEqual({ program: start, executions: 1, fixpoint: false })
  })
})

describe('passes are needed', () => {
  /** For each of these passes: a defect that ends in several programs, or in another one, without it. */
  const NEEDED: readonly (readonly [pass: string, defect: string])[] = [
    ['deleteBlocks', 'a needle of three'],
    ['lowerHeader', 'dirty slots of kernel 6.17'],
    ['lowerQueues', 'one queue shows in another when both are mapped'],
    ['lowerSharedValues', 'equal values of some size in two different registers'],
    ['lowerSingleValues', 'a BASE in RAM clears PROD of a mapped queue'],
    ['lowerEventFields', 'a fault and a consume of one queue'],
    ['lowerApertures', 'a queue is written, then read by its number in the other aperture'],
    ['lowerSingleRegisters', 'equal values of some size in two different registers'],
    ['lowerGapOffsets', 'a write to a gap is read back'],
  ]

  test.each(NEEDED)('%s', (pass, name) => {
    const defect = defectNamed(name)
    const { fails, end } = defect
    const without = PASSES.filter((one) => one.name !== pass)
    expect(without.length).toBe(PASSES.length - 1)
    const { ends } = endsOf(startsOf(defect, 60), fails, without)
    expect(ends.size > 1 || linesOf([...ends][0] ?? '') !== end).toBe(true)
  })
})
