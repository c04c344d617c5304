/** What a change mends and breaks, by small made-up evidence. */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { letters } from '../../properties/alphabets/letters.js'
import type { Counterexample } from '../../src/check/matrix.js'
import { batteryOf, beyondParts, brokenIn, compareSingle, unmendedOf } from '../../src/check/variation.js'
import type { Change } from '../../src/check/variation.js'

const ORDER = ['A', 'B', 'C', 'D']
const CHANGE: Change = { choice: 'sync', line: 'sync: +GERRORN', value: ['GERRORN'] }

/** A counterexample as `CLAUSE program`. */
function one(clause: string, program: string): Counterexample {
  return { clause, observed: '', allowed: '', alphabet: 'test', program: { kernel: '6.18.9', queues: 2, slots: [], operations: letters(program, region) } }
}

/** Evidence as `CLAUSE:length …`, with what was kept and what was not judged. */
function evidence(text: string, kept: readonly string[] = [], unjudged: readonly string[] = []) {
  const found = text.split(' ').filter((word) => word !== '').map((word) => {
    const [clause = '', length = ''] = word.split(':')
    return one(clause, Array.from({ length: Number(length) }, () => 'attach').join(' '))
  })
  return { found, kept, unjudged }
}

describe('one change', () => {
  const compare = (before: string, after: ReturnType<typeof evidence>) => compareSingle(CHANGE, evidence(before), after, ORDER)

  test.each([
    ['nothing is otherwise',         'A:2 B:3', evidence('A:2 B:3', ['A', 'B']),        { mends: [], breaks: [], shifts: [] }],
    ['one is mended',                'A:2 B:3', evidence('B:3', ['B']),                 { mends: ['A'], breaks: [], shifts: [] }],
    ['one is broken',                'A:2',     evidence('A:2 C:4', ['A']),             { mends: [], breaks: ['C'], shifts: [] }],
    ['one for another',              'A:2',     evidence('B:2'),                        { mends: ['A'], breaks: ['B'], shifts: [] }],
    ['all at once, in their order',  'D:1 A:2', evidence('C:1 B:1'),                    { mends: ['A', 'D'], breaks: ['B', 'C'], shifts: [] }],
    ['what is no clause comes last', '',        evidence('DEVICE-DIED:1 D:1'),          { mends: [], breaks: ['D', 'DEVICE-DIED'], shifts: [] }],
    ['broken later',                 'A:2',     evidence('A:5'),                        { mends: [], breaks: [], shifts: ['A 2 5 gone'] }],
    ['as soon, by another program',  'A:2',     evidence('A:2'),                        { mends: [], breaks: [], shifts: ['A 2 2 gone'] }],
    ['sooner, and as before',        'A:3',     evidence('A:2', ['A']),                 { mends: [], breaks: [], shifts: ['A 3 2 kept'] }],
    ['sooner, and not as before',    'A:3',     evidence('A:2'),                        { mends: [], breaks: [], shifts: ['A 3 2 gone'] }],
  ] as const)('%s', (_, before, after, expected) => {
    const { mends, breaks, shifts, silences } = compare(before, after)
    expect({ mends, breaks: breaks.map(({ clause }) => clause), shifts: shifts.map(({ clause, before, after, kept }) => `${clause} ${before} ${after} ${kept ? 'kept' : 'gone'}`) }).toEqual(expected)
    expect(silences).toEqual([])
  })

  test('a clause that is not judged any more is not mended', () => {
    const { mends, silences } = compare('A:2 B:2', evidence('', [], ['A', 'C']))
    expect({ mends, silences }).toEqual({ mends: ['B'], silences: ['A'] })
  })
})

describe('two changes', () => {
  const parts = (base: string, first: string, second: string) => ({ base: new Set(base), first: new Set(first), second: new Set(second) })

  test.each([
    ['nothing happens',                      parts('A', 'A', 'A'),  'A',  '',  ''],
    ['only together they mend',              parts('A', 'A', 'A'),  '',   'A', ''],
    ['only together they break',             parts('', '', ''),     'A',  '',  'A'],
    ['one mends, and so do both',            parts('A', '', 'A'),   '',   '',  ''],
    ['the other mends, and so do both',      parts('A', 'A', ''),   '',   '',  ''],
    ['one mends, and the other undoes it',   parts('A', '', 'A'),   'A',  '',  ''],
    ['each mends, and together they do not', parts('A', '', ''),    'A',  '',  'A'],
    ['one breaks, and so do both',           parts('', 'A', ''),    'A',  '',  ''],
    ['the other breaks, and so do both',     parts('', '', 'A'),    'A',  '',  ''],
    ['one breaks, and the other mends that', parts('', 'A', ''),    '',   '',  ''],
    ['each breaks, and together they do not', parts('', 'A', 'A'),  '',   '',  ''],
    ['both at once',                         parts('AB', 'AB', 'AB'), 'BC', 'A', 'C'],
  ] as const)('%s', (_, given, tried, mends, breaks) => {
    expect(beyondParts(given, new Set(tried))).toEqual({ mends: [...mends], breaks: [...breaks] })
  })
})

test('a battery has every program once, in the written order', () => {
  const battery = batteryOf([{ found: [one('A', 'attach detach'), one('B', 'attach')] }, { found: [one('C', 'attach detach'), one('D', 'reset'), one('A', 'attach')] }], region)
  expect(battery.map(({ program }) => program.operations.map(({ op }) => op).join(' '))).toEqual(['attach', 'reset', 'attach detach'])
})

test('what a design breaks is told in the order of the clauses', () => {
  expect(brokenIn(evidence('X:1 C:1 A:2 W:1'), ORDER).map(({ clause }) => clause)).toEqual(['A', 'C', 'W', 'X'])
})

test('what no effect mends is unmended', () => {
  expect(unmendedOf(evidence('C:1 A:1 B:1 X:1'), [{ mends: ['B'] }, { mends: ['D'] }], ORDER)).toEqual(['A', 'C', 'X'])
})
