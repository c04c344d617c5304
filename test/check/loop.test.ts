/** The loop over tapes does and sees what lockstep does over operations, on devices good, bad, dying and garbling. */
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { CLAIMS } from '../../properties/claims/index.js'
import { Author } from '../../src/check/author.js'
import type { DeviceFactory, Forbidden, Operation } from '../../src/check/contract.js'
import { Coverage, reach } from '../../src/check/coverage.js'
import { Loop } from '../../src/check/loop.js'
import type { Listener } from '../../src/check/loop.js'
import { runProgram } from '../../src/check/lockstep.js'
import type { ScriptedProgram, Step, Subject } from '../../src/check/lockstep.js'
import { KINDS, orderPrograms } from '../../src/check/orderings.js'
import { partSeed, seededSource } from '../../src/check/source.js'
import { Tape } from '../../src/check/tape.js'
import { DESIGNS, createDesign } from '../../src/designs/index.js'
import { createOptimised } from '../../src/device/index.js'
import { PLANTED_BUGS } from '../planted/bugs/index.js'
import { plant } from '../planted/bugs/bug.js'
import { changed } from './passing.js'

const PROGRAMS = 400
const PLACES = new Map(referenceModel.clauses.map(({ id }, place) => [id, place]))

/** Dies at one read in so many, or answers what is no number. */
const faulty = (create: DeviceFactory, every: number, garble: boolean): DeviceFactory =>
  changed('faulty', create, (device) => {
    let left = every
    return {
      read(offset, size) {
        if (--left > 0) return device.read(offset, size)
        if (garble) return -1
        throw new Error('no more')
      },
    }
  }).create

const GOOD_AND_BAD: readonly DeviceFactory[] = [createOptimised, ...DESIGNS.map((design) => createDesign(design)), ...PLANTED_BUGS.map(plant)]
const DEVICES: readonly DeviceFactory[] = GOOD_AND_BAD.flatMap((create, i) => (i % 5 === 0 ? [create, faulty(create, 7, false), faulty(create, 11, true)] : [create]))

function drawn(n: number): ScriptedProgram {
  const author = new Author(seededSource(partSeed(17, n)), { region, queues: [2, 1, 4][n % 3] ?? 2, kernels: ['6.17', '6.18.9'], attachFirst: false })
  CLAIMS[n % CLAIMS.length]?.write(author)
  return author.program()
}

interface Seen {
  readonly operations: Operation[]
  readonly counts: number[]
  readonly broken: string[]
  steps: number
}

const told = (index: number, { clause, observed, allowed }: Forbidden): string => `${index} ${clause}: ${observed}; ${allowed}`

function byLockstep(subject: Subject, program: ScriptedProgram): Seen {
  const seen: Seen = { operations: [], counts: referenceModel.clauses.map(() => 0), broken: [], steps: 0 }
  const step = ({ index, operation, judged, forbidden }: Step): void => {
    if (index >= 0) seen.operations.push(operation)
    for (const clause of judged) seen.counts[PLACES.get(clause) ?? -1]!++
    seen.broken.push(...forbidden.map((one) => told(index, one)))
  }
  seen.steps = runProgram(subject, referenceModel, program, { step }).steps
  return seen
}

function byLoop(loop: Loop<unknown>, program: ScriptedProgram, looking: boolean): Seen {
  const counts = new Float64Array(referenceModel.clauses.length)
  const broken: string[] = []
  const shown: Operation[] = []
  let accesses = 0
  const listener: Listener = {
    accessed: () => void accesses++,
    happened: () => undefined,
    judged: (index, _any, forbidden) => void broken.push(...forbidden.map((one) => told(index, one))),
    counts,
    step: looking ? ({ index, operation }) => void (index >= 0 && shown.push(operation)) : undefined,
    quietSteps: looking,
  }
  const { kernel, queues, slots } = program
  const steps = loop.run({ kernel, queues, slots }, new Tape().load(program.operations), listener)
  const died = broken.some((line) => line.includes('DEVICE-'))
  const operations = loop.operations(steps + (died ? 1 : 0))
  if (looking) expect(shown).toEqual(operations.slice(0, steps))
  expect(accesses).toBe(operations.filter(({ op }) => op === 'read' || op === 'write').length)
  return { operations, counts: [...counts], broken, steps }
}

describe('the loop and lockstep', () => {
  test.each([['unseen', false], ['with every step shown', true]])('programs of every claim, %s', (_, looking) => {
    for (let n = 0; n < PROGRAMS; n++) {
      const subject = { name: 'some device', create: DEVICES[n % DEVICES.length] ?? createOptimised }
      const program = drawn(n)
      expect(byLoop(new Loop<unknown>(subject, referenceModel), program, looking)).toEqual(byLockstep(subject, program))
    }
  })

  test('one loop for one program after another leaves nothing behind', () => {
    const subject = { name: 'optimised', create: createOptimised }
    const loop = new Loop<unknown>(subject, referenceModel)
    for (let n = 0; n < 60; n++) expect(byLoop(loop, drawn(n), false)).toEqual(byLockstep(subject, drawn(n)))
  })
})

describe('a tape', () => {
  test('holds any operation as it was', () => {
    const tape = new Tape()
    for (let n = 0; n < 200; n++) {
      const operations = drawn(n).operations.filter((operation): operation is Operation => operation.op !== 'acknowledge')
      expect(tape.load(operations).operations()).toEqual(operations)
    }
    const rare: Operation[] = [{ op: 'refuse', call: 'hwQueueDestroy', errno: 'EINTR', times: 0xffff_fffe }, { op: 'refuse', call: 'mmapPage0', errno: 'ENOMEM' }, { op: 'write', offset: 0x4fff8, size: 8, value: 0xffff_ffff_ffff_fffen }, { op: 'write', offset: 0, size: 4, value: 0xffff_ffff }, { op: 'consume', l: 127, n: 2 ** 20 }, { op: 'fault', l: 1, code: 4 }, { op: 'deliver' }, { op: 'lose' }]
    expect(tape.load(rare).operations()).toEqual(rare)
  })
})

describe('coverage', () => {
  const table = { kernel: '6.17', queues: 2, queue: 0, start: 'cleared', attachFirst: false, kinds: KINDS } as const

  test('a class belongs to the first part in order, whichever came first by the clock', () => {
    const { followUps } = new Coverage([])
    for (const part of [7, 3, 5]) reach(followUps, 11, part)
    expect(followUps[11]).toBe(3 + 1)
  })

  test('two benches over the same memory see what either reached', () => {
    const one = new Coverage([table])
    const other = new Coverage([{ ...table }], one.memory)
    one.casesOf(table).reset[5] = 2
    reach(other.backing, 9, 0)
    expect([other.casesOf(table).reset[5], one.backing[9]]).toEqual([2, 1])
    expect(() => one.casesOf({ ...table, queue: 1 })).toThrow(RangeError)
  })

  test('the cases of a table stand apart from each other and from another table’s', () => {
    const tables = [table, { ...table, kernel: '6.18.9' } as const]
    const coverage = new Coverage(tables)
    for (const [i, one] of tables.entries()) for (const kind of KINDS) coverage.casesOf(one)[kind].fill(i + 1)
    for (const [i, one] of tables.entries()) for (const kind of KINDS) expect(coverage.casesOf(one)[kind].every((bit) => bit === i + 1)).toBe(true)
    expect([coverage.backing, coverage.followUps].every((classes) => classes.every((mark) => mark === 0))).toBe(true)
  })

  test('enumerated programs fit the tape they are written on', () => {
    const [first] = orderPrograms(table, region, 0, 1, 1)
    expect(first?.program.operations.length).toBeGreaterThan(100)
  })
})
