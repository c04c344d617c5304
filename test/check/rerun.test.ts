/** What was run before is not run again, and nobody can tell but by the clock. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import type { Device, DeviceFactory, Judge, Model, Operation, Program } from '../../src/check/contract.js'
import { firstDivergence } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import { formatProgram } from '../../src/check/program.js'
import { Rerun } from '../../src/check/rerun.js'
import { shrinkDivergence } from '../../src/check/shrink/divergence.js'
import { shrink } from '../../src/check/shrink/index.js'
import { DESIGNS, createDesign } from '../../src/designs/index.js'
import { createOptimised } from '../../src/device/index.js'
import type { SavedState } from '../../src/judge/index.js'
import { changed, wayBack } from './passing.js'
import { startOf } from './shrink-starts.js'

const [first, , v4, , merged] = DESIGNS.map((design) => createDesign(design))
const optimised: DeviceFactory = createOptimised

/** With state and without, living and dying, right and wrong. */
const SUBJECTS: readonly Subject[] = [
  ...DESIGNS.map((design) => ({ name: design.id, create: createDesign(design) })),
  { name: 'optimised', create: optimised },
  changed('replayed', merged ?? optimised, () => ({})),
  changed('dies', v4 ?? optimised, (device) => ({ ...wayBack(device), write: (offset, size, value) => { if (Number(value) === 3) throw new Error('three'); device.write(offset, size, value) } })),
  { name: 'starts wrong', create: (host, options) => { host.viommuAlloc(); host.viommuAlloc(); return optimised(host, options) } },
  changed('garbles', first ?? optimised, (device) => ({ ...wayBack(device), read: (offset, size) => (offset === 0x3_0008 ? -1 : device.read(offset, size)) })),
]
const CLAUSES = ['P172-DROP', 'ALIAS', 'LIVE', 'P172-ZERO', 'HOST-ORDER', 'HOST-LEGAL', 'NO-FALSE-ERROR', 'RESET', 'DEVICE-DIED', 'DEVICE-GARBLED'] as const

/** What a shrinker does to a program, with two numbers to say where. */
type Edit = (program: Program, at: number, to: number) => Program
const edited = (change: (operations: readonly Operation[], at: number, to: number) => readonly Operation[]): Edit => (program, at, to) => {
  const length = Math.max(1, program.operations.length)
  return { ...program, operations: change(program.operations, at % length, to % length) }
}
const EDITS: readonly Edit[] = [
  edited((operations, at) => operations.slice(0, at)),
  edited((operations, at, to) => operations.toSpliced(Math.min(at, to), Math.abs(at - to))),
  edited((operations, at) => operations.toSpliced(at, 1)),
  edited((operations, at, to) => { const [a, b] = [operations[at], operations[to]]; return a && b ? operations.with(at, b).with(to, a) : operations }),
  edited((operations, at) => operations.map((operation, i) => (i === at && operation.op === 'write' && operation.size === 4 ? { ...operation, value: 1 } : operation))),
  // The same operations as other objects.
  edited((operations) => operations.map((operation) => ({ ...operation }))),
  (program) => ({ ...program, slots: [] }),
  (program) => ({ ...program, kernel: program.kernel === '6.17' ? '6.18.9' : '6.17' }),
]

const index = (list: readonly unknown[]): fc.Arbitrary<number> => fc.nat(list.length - 1)
const steps = fc.array(fc.record({ edit: index(EDITS), at: fc.nat(1000), to: fc.nat(1000), onward: fc.boolean() }), { minLength: 1, maxLength: 25, size: 'max' })

describe('any sequence of candidates is answered as if each was run alone', () => {
  test.each(SUBJECTS)('$name', (subject) => {
    const property = fc.property(startOf(2, 1, 40), steps, index(CLAUSES), (start, list, which) => {
      const clause = CLAUSES[which] ?? 'ALIAS'
      const rerun = new Rerun(subject, referenceModel, clause)
      const { fails } = rerun
      let program = start
      expect(fails(program)).toBe(firstDivergence(subject, referenceModel, program, clause))
      for (const { edit, at, to, onward } of list) {
        const candidate = EDITS[edit]?.(program, at, to) ?? program
        expect(fails(candidate)).toBe(firstDivergence(subject, referenceModel, candidate, clause))
        if (onward) program = candidate
      }
      // Else the answers are right because it gave up.
      expect(rerun.faithful).toBe(true)
    })
    fc.assert(property, { seed: 3, numRuns: 60 })
  })
})

/** The reference model, and how many operations it judged. */
function counting(): { readonly model: Model<SavedState>; readonly judged: () => number } {
  let judged = 0
  const judgeFor = (queues: number): Judge<SavedState> => {
    const judge = referenceModel.judgeFor(queues)
    const plain = judge.judge.bind(judge)
    judge.judge = (operation, response) => {
      judged++
      plain(operation, response)
    }
    return judge
  }
  return { model: { ...referenceModel, judgeFor }, judged: () => judged }
}

/** Two queues are used at length, and at the end something is written through an unmapped slot. */
const long = (length: number): Program => {
  const uses: readonly Operation[] = [0, 1].flatMap((q): Operation[] => [
    { op: 'write', offset: 0x1_0000 + 0x80 * q, size: 4, value: 5 },
    { op: 'read', offset: 0x1_0000 + 0x80 * q, size: 4 },
    { op: 'write', offset: 0x1_0004 + 0x80 * q, size: 4, value: 7 },
    { op: 'read', offset: 0x1_0004 + 0x80 * q, size: 4 },
  ])
  const noise = Array.from({ length }, (_, i): Operation => uses[i % uses.length] ?? { op: 'reset' })
  return { kernel: '6.17', queues: 2, slots: [], operations: [...noise, { op: 'write', offset: 0x3_0004, size: 4, value: 9 }, { op: 'read', offset: 0x1_0004, size: 4 }] }
}

describe('ten thousand operations', () => {
  const clause = 'P172-DROP'
  const start = long(10_000)

  test('are judged once, and the device goes back', () => {
    let [made, done] = [0, 0]
    const subject = changed('counted', merged ?? optimised, (device) => {
      made++
      return { ...wayBack(device), read: (offset, size) => (done++, device.read(offset, size)), write: (offset, size, value) => (done++, device.write(offset, size, value)) }
    })
    const { model, judged } = counting()
    const result = shrink(start, new Rerun(subject, model, clause).fails, { region, maxExecutions: 1000 })
    console.info(`${result.executions} executions: ${judged()} operations judged, ${done} done`)
    expect(result.program.operations).toEqual([{ op: 'write', offset: 0x3_0000, size: 4, value: 1 }, { op: 'read', offset: 0x1_0000, size: 4 }])
    expect(result.executions).toBeLessThan(150)
    expect(judged()).toBeLessThan(1.1 * start.operations.length)
    expect(done).toBeLessThan(1.3 * start.operations.length)
    // One for each header: the kernel is lowered.
    expect(made).toBeLessThanOrEqual(2)
  })

  test('are judged once also where the device is made anew each time', () => {
    const { model, judged } = counting()
    shrink(start, new Rerun(changed('replayed', merged ?? optimised, () => ({})), model, clause).fails, { region, maxExecutions: 1000 })
    expect(judged()).toBeLessThan(1.1 * start.operations.length)
  })
})

describe('a device that does not go back', () => {
  const clause = 'P172-DROP'
  const options = { region, maxExecutions: 2000 }
  const whole = v4 ?? optimised
  const honest = changed('replayed', whole, () => ({}))
  const starts = fc.sample(startOf(2, 20, 60), { seed: 9, numRuns: 60 }).filter((program) => firstDivergence(honest, referenceModel, program, clause) >= 0).slice(0, 12)
  const expected = (start: Program): Program => shrink(start, (program) => firstDivergence(honest, referenceModel, program, clause), options).program

  test.each([
    ['stays where it is', () => ({ save: () => new Uint8Array(4), restore: () => undefined })],
    ['throws', () => ({ save: () => new Uint8Array(4), restore: () => { throw new Error('no') } })],
    ['forgets what was written', (device: Device) => ({ ...wayBack(device), restore: () => device.reset() })],
    ['remembers one state for all', (device: Device) => { const only = device.save?.() ?? new Uint8Array(); return { save: () => only, restore: () => device.restore?.(only) } }],
  ])('%s', (_, change) => {
    expect(starts.length).toBeGreaterThan(5)
    const faulty = changed('faulty', whole, change)
    for (const start of starts) {
      const { program, forbidden } = shrinkDivergence(faulty, referenceModel, start, clause, options)
      expect(formatProgram(program)).toBe(formatProgram(expected(start)))
      expect(forbidden?.clause).toBe(clause)
    }
  })

  test('is noticed while it answers, where a read shows it', () => {
    const rerun = new Rerun(changed('faulty', whole, () => ({ save: () => new Uint8Array(4), restore: () => undefined })), referenceModel, clause)
    const write: Operation = { op: 'write', offset: 0x1_0000, size: 4, value: 5 }
    const read: Operation = { op: 'read', offset: 0x1_0000, size: 4 }
    const header = { kernel: '6.18.9', queues: 2, slots: [] } as const
    rerun.fails({ ...header, operations: [read, write] })
    expect(rerun.faithful).toBe(true)
    rerun.fails({ ...header, operations: [read, read] })
    expect(rerun.faithful).toBe(false)
  })
})

describe('shrinking what a device did', () => {
  test('asks only about what is admitted', () => {
    const start = fc.sample(startOf(2, 30, 60), { seed: 4, numRuns: 200 }).find((program) => firstDivergence({ name: 'v4', create: v4 ?? optimised }, referenceModel, program, 'ALIAS') >= 0)
    if (!start) throw new Error('no program breaks ALIAS')
    const attach: Operation = { op: 'attach' }
    const program = { ...start, operations: [attach, ...start.operations] }
    const result = shrinkDivergence({ name: 'v4', create: v4 ?? optimised }, referenceModel, program, 'ALIAS', { region, maxExecutions: 2000, admits: ({ operations }) => operations[0]?.op === 'attach' })
    expect(result.program.operations[0]).toEqual(attach)
    expect(result.forbidden?.clause).toBe('ALIAS')
  })

  test('gives back what does not diverge', () => {
    const program = long(3)
    expect(shrinkDivergence({ name: 'optimised', create: optimised }, referenceModel, program, 'ALIAS', { region, maxExecutions: 100 })).toEqual({ program, executions: 2, fixpoint: false, forbidden: undefined })
  })
})
