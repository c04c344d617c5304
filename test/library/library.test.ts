/** The functions of the library, as a program calls them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as library from '../../src/index.js'
import { check, createOptimised, decodeToken, encodeToken, format, judge, programs, replay, shrink } from '../../src/index.js'
import type { DeviceFactory, Operation, Program } from '../../src/index.js'
import type { Recorded } from '../../src/library/types.js'
import { deaf, mortal } from './wrong.js'

const write: Operation = { op: 'write', offset: 0x10000, size: 4, value: 7 }
const read: Operation = { op: 'read', offset: 0x10000, size: 4 }
const program: Program = { kernel: '6.18.9', queues: 2, slots: [], operations: [{ op: 'attach' }, write, { op: 'reset' }, write, read] }
const least: Program = { ...program, operations: [{ ...write, value: 1 }, read] }

/** What the library names, beside its six types. */
const FUNCTIONS = ['check', 'createOptimised', 'decodeToken', 'encodeToken', 'format', 'judge', 'programs', 'replay', 'shrink']

test('has nine functions', () => {
  expect(Object.keys(library).toSorted()).toEqual(FUNCTIONS)
})

describe('check', () => {
  const quick = { runs: 20, properties: ['two-apertures', 'direct-write'] }

  test('takes a factory, and finds its canonical counterexample', async () => {
    const report = await check(deaf, { ...quick, device: './deaf.ts' })
    expect([report.verdict, report.device, report.divergences[0]?.clause]).toEqual(['diverges', './deaf.ts', 'P176-DIRECT'])
    expect(report.divergences[0]).toMatchObject({ minimal: true, program: least, observed: 'VCMDQ0_CONS_INDX reads 0x0', allowed: '0x1' })
    expect(format(report)).toContain(`replay   cmdqv-check replay ${encodeToken(least)} --device ./deaf.ts`)
  })

  test('says the same of a factory and of the name', async () => {
    const { seconds: _, accessesPerSecond: __, device: ___, ...byValue } = await check(createOptimised, quick)
    expect(await check('optimised', quick)).toMatchObject(byValue)
    expect(byValue).toMatchObject({ verdict: 'conforms', partial: true, workers: 1 })
  })

  test('tells how far it is, lets others in, and can be ended', async () => {
    const ending = new AbortController()
    const told: number[] = []
    let turns = 0
    const busy = setInterval(() => void turns++, 0)
    const report = await check(createOptimised, { runs: 5000, properties: ['routing'], signal: ending.signal, progress: (done) => void (told.push(done) === 3 && ending.abort()) })
    clearInterval(busy)
    expect([told, turns > 0, report.arms[0]?.programs]).toEqual([[1, 2, 3], true, 750])
  })

  test('gives what a device keeps from one program to the next as flaky', async () => {
    let made = 0
    const moody: DeviceFactory = (host, options) => (made++ < 30 ? deaf(host, options) : createOptimised(host, options))
    const { divergences } = await check(moody, quick)
    expect(divergences.map(({ flaky }) => flaky)).toContain(true)
  })

  test.each<readonly [unknown, Parameters<typeof check>[1], string]>([
    [deaf, { queues: 3 }, 'queues is 3: it must be a power of two from 1 to 128'],
    [deaf, { seed: -1 }, 'seed is -1: it must be a whole number from 0 to 2147483647'],
    [deaf, { runs: 0.5 }, 'runs is 0.5: it must be a whole number from 1 to 1000000'],
    [deaf, { time: 0 }, 'time is 0: it must be a number of milliseconds above 0'],
    [deaf, { workers: 2 }, 'workers is 2: a device that is a value stays in this thread; give its file for more'],
    [deaf, { properties: ['two-aperture'] }, 'properties: there is no "two-aperture"; did you mean two-apertures?; known are'],
    [{ read: () => 0 }, {}, "the device's factory is object; give a function (host, { queues }) => device"],
    [class Model {}, {}, "the device's factory is a class; export a function that makes one"],
    [async () => undefined, {}, "the device's factory is async; it must return the device itself"],
    [() => ({ read: () => 0 }), {}, 'device device cannot start with 2 queues: the factory must return a device; what it returned has no write, attach'],
    ['optimise', {}, '--device optimise: no such device; did you mean optimised?'],
  ])('refuses %o with %o', async (create, options, message) => {
    await expect(check(create as DeviceFactory, options)).rejects.toThrow(message) // what JavaScript may pass
  })
})

describe('replay and judge', () => {
  test('a program that conforms breaks nothing', () => {
    expect(replay(createOptimised, program)).toEqual([])
  })

  test('a program that diverges is told with clause, authority and step, given as data or as a token', () => {
    const broken = replay(deaf, least)
    expect(broken).toContainEqual({ clause: 'P176-DIRECT', authority: 'spec', step: 1, observed: 'VCMDQ0_CONS_INDX reads 0x0', allowed: '0x1' })
    expect(replay(deaf, encodeToken(least))).toEqual(broken)
    expect(() => replay(deaf, 'cq1.nothing')).toThrow('the token is damaged')
  })

  test('a device that dies breaks what every device owes', () => {
    expect(replay(mortal, program)).toEqual([{ clause: 'DEVICE-DIED', authority: 'device', step: 4, observed: 'slot 0 was never made', allowed: 'an answer to every access, and no exception' }])
  })

  test('what a replay shows, judged as a recording, is the same, for any program', () => {
    fc.assert(fc.property(programs({ queues: 4 }), fc.constantFrom(deaf, createOptimised), (drawn, create) => {
      const responses: Recorded[] = []
      let start: Recorded = {}
      const broken = replay(create, drawn, ({ index, response }) => void (index < 0 ? (start = response) : responses.push(response)))
      expect(judge(drawn, responses, start.log)).toEqual(broken)
    }), { numRuns: 200, seed: 1 })
  })

  test('a recording is judged without any device', () => {
    expect(judge(least, [{}, { value: 1 }])).toEqual([])
    expect(judge(least, [{}, { value: 2 }])).toContainEqual({ clause: 'P176-DIRECT', authority: 'spec', step: 1, observed: 'VCMDQ0_CONS_INDX reads 0x2', allowed: '0x1' })
    expect(judge(least, [{}, { value: -1 }])).toMatchObject([{ clause: 'DEVICE-GARBLED', step: 1 }])
    expect(judge(least, [{ log: [{ kind: 'interrupt' }] }, { value: 1 }])).toMatchObject([{ clause: 'IRQ', authority: 'vendor', step: 0 }])
    expect(judge(least, [{}, { value: 1 }], [{ kind: 'strayLoad', offset: 0 }])).toMatchObject([{ clause: 'HOST-PAGE', authority: 'kernel', step: -1 }])
  })

  test('a recording that cannot be right is refused', () => {
    expect(() => judge(least, [{}])).toThrow('the program has 2 operations and there are 1 responses: give one for each, or cut the program where the recording ends')
    expect(() => judge(least, [{}, {}])).toThrow('responses[1] has no value, and operation 1 is a read: record what it returned')
  })
})

describe('shrink', () => {
  test('ends as the same program, whatever it began with', () => {
    const divergence = shrink(deaf, program, { clause: 'P176-DIRECT', device: './deaf.ts' })
    expect(divergence).toMatchObject({ clause: 'P176-DIRECT', minimal: true, program: least })
    expect(divergence && format(divergence, './deaf.ts')).toContain('    0  W32  VCMDQ0_CONS_INDX  0x1  direct Page0\n    1  R32  VCMDQ0_CONS_INDX       direct Page0\n  seen     VCMDQ0_CONS_INDX reads 0x0\n  allowed  0x1\n')
    expect(decodeToken(divergence?.replay ?? '')).toEqual(least)
  })

  test('has nothing to say of what conforms, or breaks another clause', () => {
    expect(shrink(createOptimised, program)).toBeUndefined()
    expect(shrink(deaf, program, { clause: 'RING' })).toBeUndefined()
  })

  test('keeps attach first where it is asked to', () => {
    expect(shrink(deaf, program, { attachFirst: true })?.program.operations).toEqual([{ op: 'attach' }, ...least.operations])
    expect(() => shrink(deaf, least, { attachFirst: true })).toThrow('attachFirst: the program asks something of a device that is not attached')
  })
})

describe('programs', () => {
  test('put a device to the test, and fast-check takes operations out', () => {
    const found = fc.check(fc.property(programs(), (drawn) => replay(deaf, drawn).length === 0), { seed: 1 })
    const [counterexample] = found.counterexample ?? []
    expect([found.failed, found.numShrinks > 0, (counterexample?.operations.length ?? Infinity) < 10]).toEqual([true, true, true])
    expect(counterexample && shrink(deaf, counterexample)?.minimal).toBe(true)
  })

  test('have as many queues, the kernel and the attachment that they are asked for, shrunk or not', () => {
    const all: Program[] = []
    const asked = programs({ queues: 8, kernel: '6.17', attachFirst: true, properties: ['linux', 'errors-seen'] })
    fc.check(fc.property(asked, (drawn) => all.push(drawn) < 200), { numRuns: 300, seed: 1 })
    expect(all.length).toBeGreaterThan(200)
    expect(all.filter(({ queues, kernel, operations }) => queues !== 8 || kernel !== '6.17' || operations[0]?.op !== 'attach')).toEqual([])
    expect(all.filter((drawn) => decodeToken(encodeToken(drawn)).operations.length !== drawn.operations.length)).toEqual([])
  })

  test('are the same for the same seed', () => {
    expect(fc.sample(programs(), { numRuns: 20, seed: 5 })).toEqual(fc.sample(programs(), { numRuns: 20, seed: 5 }))
  })

  test('refuse what makes no sense', () => {
    expect(() => programs({ properties: [] })).toThrow('properties is empty')
    expect(() => programs({ properties: ['transparent'] })).toThrow('properties: there is no "transparent"')
  })
})
