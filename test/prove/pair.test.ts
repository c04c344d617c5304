/** Two devices held against each other: the search against plain enumeration, what is in sight, and what is drawn. */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { settingOf } from '../../properties/arms.js'
import { alphabetsFor } from '../../properties/alphabets/index.js'
import { letters } from '../../properties/alphabets/letters.js'
import type { Alphabet, Letter } from '../../src/check/alphabet.js'
import { Author, EVEN } from '../../src/check/author.js'
import type { Entry, Header, Operation, Program, Response } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { comparePrograms } from '../../src/check/order.js'
import { seededSource } from '../../src/check/source.js'
import { createDesign, designById } from '../../src/designs/index.js'
import { sameSight } from '../../src/prove/pair.js'
import type { Sight } from '../../src/prove/pair.js'
import { drawDifference, runPair, searchPair } from '../../src/prove/pairs.js'
import { passing, withoutSave } from '../check/passing.js'
import { CLEAN, alphabet, subjectNamed, told } from './brute.js'

const over = (text: string, depth: number, name = 'test', header: Header = CLEAN): Alphabet => ({ name, line: '', clauses: undefined, letters: alphabet(text), headers: [header], depth })
/** Its last owner left an error active. */
const USED: Header = { kernel: '6.18.9', queues: 2, slots: [{ prod: 0, cons: 0, config: 0, gerror: 1, gerrorn: 0 }] }

/** The first program of all, in the written order, whose last answers differ: every program is run from power-on. */
function enumerated(a: Subject, b: Subject, sight: Sight, letters: readonly Letter[], depth: number, header: Header): string | undefined {
  let programs: readonly (readonly Operation[])[] = [[]]
  for (let length = 1; length <= depth; length++) {
    programs = programs.flatMap((operations) => letters.map(({ operation }) => [...operations, operation]))
    const first = programs.find((operations) => {
      const { steps, differs } = runPair({ a, b, sight }, { ...header, operations })
      return differs && steps.length === operations.length + 1
    })
    if (first) return told(first)
  }
  return undefined
}

const BOOT = 'CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 attach d0.BASE_L=good'

describe('the search finds what enumeration finds', () => {
  test.each([
    ['v2-2026-02', 'v4-2026-04', 'guest', `${BOOT} d0.CONS_INDX=1 d0.CONS_INDX VINTF0_CONFIG=0`, 4, CLEAN],
    ['v4-2026-04', 'v5-2026-05', 'guest', `${BOOT} d0.CONS_INDX=1 VINTF0_STATUS`, 4, CLEAN],
    ['v4-2026-04', 'v5-2026-05', 'host', `${BOOT} d0.CONS_INDX=1 VINTF0_STATUS`, 4, CLEAN],
    ['merged-2026-06', 'fixed-2026-07', 'guest', `${BOOT} d0.GERRORN`, 5, USED],
    ['merged-2026-06', 'fixed-2026-07', 'host', `${BOOT} d0.GERRORN`, 5, USED],
    ['optimised', 'optimised', 'host', `${BOOT} d0.CONS_INDX=1 v0.CONS_INDX`, 4, CLEAN],
  ] as const)('%s and %s, seen by the %s', (a, b, sight, text, depth, header) => {
    const pair = { a: subjectNamed(a), b: subjectNamed(b), sight }
    const wanted = enumerated(pair.a, pair.b, sight, alphabet(text), depth, header)
    const { difference } = searchPair(pair, [over(text, depth, 'test', header)], region)
    expect(difference && told(difference.program.operations)).toBe(wanted)
    if (a !== b) expect(wanted).toBeDefined()
  })
})

describe('a device that is replayed', () => {
  const text = `${BOOT} d0.CONS_INDX=1 VINTF0_STATUS`

  test('is told from another by the same program', () => {
    const pair = { a: subjectNamed('v4-2026-04'), b: subjectNamed('v5-2026-05'), sight: 'guest' as const }
    const jumped = searchPair(pair, [over(text, 5)], region).difference
    expect(searchPair({ ...pair, b: withoutSave(pair.b) }, [over(text, 5)], region).difference).toEqual(jumped)
    expect(searchPair({ ...pair, a: withoutSave(pair.a), b: withoutSave(pair.b) }, [over(text, 5)], region).difference).toEqual(jumped)
  })

  test('and a search stops where it has cost enough, and says so', () => {
    const same = { a: subjectNamed('optimised'), b: withoutSave(subjectNamed('optimised')), sight: 'guest' as const }
    const [search] = searchPair(same, [over(text, 9)], region).searches
    expect(search).toMatchObject({ complete: false, closed: false, depth: 5 })
    expect(search?.transitions).toBeLessThan(21_000)
  })
})

describe('over several alphabets', () => {
  const pair = { a: subjectNamed('merged-2026-06'), b: subjectNamed('fixed-2026-07'), sight: 'guest' as const }
  const found = searchPair(pair, alphabetsFor(region, 2), region)

  test('the least program of all, and nothing longer is looked for once it is known', () => {
    expect(found.difference?.program.operations).toHaveLength(5)
    const after = found.searches.slice(found.searches.findIndex(({ alphabet }) => alphabet === 'handover') + 1)
    for (const { depth } of after) expect(depth).toBeLessThanOrEqual(5)
    for (const name of new Set(found.searches.map(({ alphabet }) => alphabet))) {
      const alone = searchPair(pair, alphabetsFor(region, 2).filter((one) => one.name === name), region, { depth: 5 }).difference
      if (alone && found.difference) expect(comparePrograms(found.difference.program, alone.program, region), name).toBeLessThanOrEqual(0)
    }
  })

  test('a small alphabet is searched until nothing new is left, a broad one as deep as it says', () => {
    const same = { ...pair, b: pair.a }
    const small: Alphabet = { ...over('d0.CONS_INDX=1 d0.CONS_INDX', 1, 'small'), clauses: ['ALIAS'] }
    const { difference, searches } = searchPair(same, [over('d0.CONS_INDX=1 d0.CONS_INDX', 1, 'broad'), small], region)
    expect(difference).toBeUndefined()
    expect(searches.map(({ alphabet, depth, closed }) => [alphabet, depth, closed])).toEqual([['broad', 1, false], ['small', 2, true]])
    expect(searchPair(same, [small], region, { depth: 1 }).searches.map(({ depth, closed }) => [depth, closed])).toEqual([[1, false]])
  })
})

const response = (value: number | bigint | undefined, ...log: readonly Entry[]): Response => ({ value, log, backing: 'cache' })
const isRam = (address: bigint): Entry => ({ kind: 'isRam', address, length: 1n, answer: true })
const store = (value: number, prod = 0): Entry => ({ kind: 'store', offset: 4, value, mapped: true, changed: true, view: { slot: 0, enabled: true, prod, cons: 0, length: 64n } })
const fetch = (count: number): Entry => ({ kind: 'fetch', slot: 0, address: 0x4000_0000n, length: 64n, prod: 1, cons: 0, count })

test('what is in sight', () => {
  const rows: readonly (readonly [Response, Response, guest: boolean, host: boolean])[] = [
    [response(1), response(1), true, true],
    [response(1), response(2), false, false],
    [response(1n), response(1n), true, true],
    [response(0), response(undefined), false, false],
    // Asking where RAM is changes nothing, and anybody may.
    [response(1, isRam(1n)), response(1, isRam(2n), isRam(3n)), true, true],
    [response(1, store(1)), response(1), true, false],
    [response(1, store(1)), response(1, store(2)), true, false],
    [response(1, store(1)), response(1, isRam(1n), store(1)), true, true],
    [response(1, store(1, 1)), response(1, store(1, 2)), true, false],
    [response(1, fetch(1)), response(1, fetch(2)), false, false],
    [response(1, fetch(1)), response(1, store(1), fetch(1)), true, false],
    [response(1, fetch(1)), response(1, fetch(1), fetch(1)), false, false],
    [response(1, { kind: 'interrupt' }), response(1), false, false],
    [response(1, store(1), fetch(1)), response(1, fetch(1), store(1)), true, false],
    [{ ...response(1), backing: 'page' }, response(1), true, true],
  ]
  rows.forEach(([a, b, guest, host], i) => expect([i, sameSight(a, b, 'guest'), sameSight(b, a, 'guest'), sameSight(a, b, 'host'), sameSight(b, a, 'host')]).toEqual([i, guest, guest, host, host]))
  const died = (observed: string): { died: { clause: string; observed: string; allowed: string } } => ({ died: { clause: 'DEVICE-DIED', observed, allowed: '' } })
  expect([sameSight(died('a'), died('a'), 'guest'), sameSight(died('a'), died('b'), 'guest'), sameSight(died('a'), response(0), 'guest')]).toEqual([true, false, false])
})

/** As the design, until a register is given a value that no alphabet has. */
const odd: Subject = {
  name: 'odd',
  create: (host, options) => {
    const design = designById('fixed-2026-07')
    if (!design) throw new Error('no such design')
    const device = createDesign(design)(host, options)
    let seen = false
    return passing(device, {
      read: (offset, size) => (seen && offset === 0x10004 && size === 4 ? 0 : device.read(offset, size)),
      write: (offset, size, value) => {
        seen ||= offset === 0x10004 && size === 4 && Number(value) === 5
        device.write(offset, size, value)
      },
    })
  },
}

describe('drawn programs', () => {
  const setting = settingOf({ queues: 2, kernels: ['6.17', '6.18.9'], attachFirst: false, seed: 0, runs: 0 })
  const draw = (run: number): Program => {
    const author = new Author(seededSource(run), setting)
    author.boot()
    author.compose(60, EVEN)
    const { operations, ...header } = author.program()
    return { ...header, operations: operations.flatMap((operation) => (operation.op === 'acknowledge' ? [] : [operation])) }
  }

  test('find what no alphabet has, and shrink it', () => {
    const pair = { a: subjectNamed('fixed-2026-07'), b: odd, sight: 'guest' as const }
    const { program } = drawDifference(pair, draw, 500, region)
    expect(program && told(program.operations)).toBe(told([{ op: 'write', offset: 0x10004, size: 4, value: 5 }, { op: 'read', offset: 0x10004, size: 4 }]))
  })

  test('find nothing between two that are alike, and count what was done', () => {
    const pair = { a: subjectNamed('optimised'), b: withoutSave(subjectNamed('optimised')), sight: 'host' as const }
    const { program, operations } = drawDifference(pair, draw, 20, region)
    expect(program).toBeUndefined()
    expect(operations).toBeGreaterThan(20 * 60)
  })

  test('acknowledgements are filled in from what is read', () => {
    const [gerror, gerrorn] = [region.queueRegister('direct', 'GERROR', 0), region.queueRegister('direct', 'GERRORN', 0)]
    const boot = letters(BOOT, region)
    const fixed = subjectNamed('fixed-2026-07')
    const { steps } = runPair({ a: fixed, b: fixed, sight: 'guest' }, { ...USED, kernel: '6.17', operations: [...boot, { op: 'acknowledge', gerror, gerrorn }, { op: 'acknowledge', gerror, gerrorn }] })
    expect(steps.slice(boot.length + 1).map(({ operation }) => operation)).toEqual([
      { op: 'read', offset: gerrorn, size: 4 }, { op: 'read', offset: gerror, size: 4 }, { op: 'write', offset: gerrorn, size: 4, value: 1 },
      { op: 'read', offset: gerrorn, size: 4 }, { op: 'read', offset: gerror, size: 4 },
    ])
  })
})
