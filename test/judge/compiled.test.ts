/** The compiled judge says what the readable one says, of every access in every class of state and at random. */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { CLAIMS } from '../../properties/claims/index.js'
import { Author } from '../../src/check/author.js'
import type { DeviceFactory, Operation, Response } from '../../src/check/contract.js'
import { Accesses } from '../../src/check/layout.js'
import { Bench, runProgram } from '../../src/check/lockstep.js'
import { partSeed, seededSource } from '../../src/check/source.js'
import { DESIGNS, createDesign } from '../../src/designs/index.js'
import { createOptimised } from '../../src/device/index.js'
import { PLANTED_BUGS } from '../planted/bugs/index.js'
import { garbled } from '../check/passing.js'
import { plant } from '../planted/bugs/bug.js'
import { walks } from '../spec/lives.js'
import { TwinModel } from './twin.js'

/** How many random steps, and how many classes of state for words far from any register, which are all gaps. `npm run test:system` asks for more. */
const STEPS = Number(process.env['CMDQV_STEPS'] ?? 30_000)
const EVERY = Number(process.env['CMDQV_EVERY'] ?? 216)
const to = new Accesses(region)

const nothing = (value?: number | bigint): Response => ({ value, log: [], backing: undefined })

/** Ways to leave a word of the Config page: 0, 1, or unknown in its enable, after 8 bytes that may have gone either way. */
const enable = (name: string, value: 0 | 1 | 'unknown'): readonly Operation[] =>
  value === 'unknown' ? [to.writeConfig(name, 0), { op: 'write', offset: region.configRegister(name), size: 8, value: 1n }] : [to.writeConfig(name, value)]

/** Entries of CMDQ_ALLOC_MAP: nothing, straight, swapped, contested, one of another VINTF, and one half. */
const MAPPINGS: readonly (readonly number[])[] = [[0, 0], [1, 3], [3, 1], [1, 1], [1 | (1 << 15), 1], [0, 3]]
const CLASSES = 216

/** Whether queues were accessed beforehand: ISOLATION speaks of everything that was put in place before. */
const BUSY = [false, true]

/** What decides where accesses lead and who serves them. */
function* controls(): Generator<readonly Operation[]> {
  for (const attached of [false, true]) {
    for (const CMDQV_EN of [1, 0, 'unknown'] as const) {
      for (const ENABLE of [1, 0, 'unknown'] as const) {
        for (const entries of MAPPINGS) {
          const maps = entries.map((entry, q) => to.writeConfig('CMDQ_ALLOC_MAP', entry, q))
          const attach: readonly Operation[] = attached ? [{ op: 'attach' }] : []
          for (const busy of BUSY) {
            const queues = busy ? [0, 1].flatMap((q) => [to.write64('direct', 'BASE_L', q, 0x4000_0001n), to.write('direct', 'CONFIG', q, 1)]) : []
            yield [...attach, ...maps, ...enable('VINTF0_CONFIG', ENABLE), ...queues, ...enable('CONFIG', CMDQV_EN)]
          }
        }
      }
    }
  }
}

const VALUES = [0, 1, 0x4000_0001]
const ONE = [1]

/** An access to a word in both directions and sizes, as nobody in particular answers it. */
function accessesTo(offset: number, values: readonly number[]): readonly (readonly [Operation, Response])[] {
  const narrow = values.flatMap((value): (readonly [Operation, Response])[] => [
    [{ op: 'write', offset, size: 4, value }, nothing()],
    [{ op: 'read', offset, size: 4 }, nothing(value)],
  ])
  if (offset % 8 !== 0) return narrow
  const pair = 0x1_4000_0001n
  return [...narrow, [{ op: 'write', offset, size: 8, value: pair }, nothing()], [{ op: 'read', offset, size: 8 }, nothing(pair)]]
}

/** Registers and what lies beside them. */
const near = (queues: number): readonly number[] => [...new Set(region.locations(queues).flatMap(({ offset }) => [offset - 4, offset, offset + 4]))].filter((offset) => offset >= 0)
const all: readonly number[] = Array.from({ length: region.bytes / 4 }, (_, word) => 4 * word)

/** Judges every access to each of the words from the state that some operations lead to. */
function sweep(model: TwinModel, queues: number, before: readonly Operation[], words: readonly number[], values: readonly number[]): void {
  const bench = new Bench({ name: 'optimised', create: createOptimised }, { kernel: '6.18.9', queues, slots: [] })
  const judge = model.judgeFor(queues)
  judge.powerOn(bench.started())
  for (const operation of before) judge.judge(operation, bench.perform(operation))
  const from = judge.save()
  for (const offset of words) {
    for (const [operation, response] of accessesTo(offset, values)) {
      judge.restore(from)
      judge.judge(operation, response)
    }
  }
  judge.compareStates()
}

describe('every word, both sizes, both directions', () => {
  test(`every word of the region in each ${EVERY}th class of state`, () => {
    const model = new TwinModel(64)
    for (const [i, before] of [...controls()].entries()) if (i % EVERY === EVERY - 1) sweep(model, 2, before, all, ONE)
    expect(model.steps).toBeGreaterThan((CLASSES / EVERY) * 3 * all.length)
  })

  test.each([1, 2, 8])('every register and what lies beside it in every class of state: %i VCMDQs', (queues) => {
    const model = new TwinModel(4)
    let classes = 0
    for (const operations of controls()) {
      const there = operations.filter((one) => !('offset' in one) || queues > 1 || region.locate(one.offset, 1) !== undefined)
      sweep(model, queues, there, near(queues), VALUES)
      classes++
    }
    expect(classes).toBe(CLASSES)
  })
})

const DEVICES: readonly DeviceFactory[] = [createOptimised, ...DESIGNS.map((design) => createDesign(design)), ...PLANTED_BUGS.map(plant)]

describe('at random', () => {
  test('programs of every claim, on devices good and bad, garbled or not', () => {
    const model = new TwinModel()
    for (let n = 0; model.steps < STEPS; n++) {
      const source = seededSource(partSeed(11, n))
      const author = new Author(source, { region, queues: [2, 1, 2, 4, 2, 128][n % 6] ?? 2, kernels: ['6.17', '6.18.9'], attachFirst: false })
      CLAIMS[n % CLAIMS.length]?.write(author)
      const create = DEVICES[Math.floor(n / 2) % DEVICES.length] ?? createOptimised
      runProgram({ name: 'some device', create: n % 3 === 0 ? garbled(create, source) : create }, model, author.program(), { step: () => undefined })
      model.last?.compareStates()
    }
  })

  test('events in an order in which they never happened, with answers that were given to others', () => {
    const model = new TwinModel()
    for (let seed = 1; model.steps < STEPS; seed++) {
      const { events } = walks(seededSource(seed), 20, 30, 1000)
      const judge = model.judgeFor(2)
      judge.powerOn(nothing())
      for (const { operation, response } of events) judge.judge(operation, response)
      judge.compareStates()
    }
  })
})
