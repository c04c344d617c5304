/** The manual of the clauses, executed: every worked example says what the reference model says. */
import { describe, expect, test } from 'vitest'
import { CLAUSES } from '../../spec/index.js'
import type { ClauseId } from '../../spec/index.js'
import { APERTURES } from './examples/apertures.js'
import { DECODE } from './examples/decode.js'
import { EXECUTION } from './examples/execution.js'
import { HOST } from './examples/host.js'
import { STATUS } from './examples/status.js'
import { TRANSITION } from './examples/transition.js'
import { disagreements, rowsOf } from './table.js'
import type { Chapter } from './table.js'

/** The type already demands an example of every clause and of nothing else. */
const MANUAL: Chapter<ClauseId> = { ...APERTURES, ...DECODE, ...TRANSITION, ...EXECUTION, ...STATUS, ...HOST }

describe.each(Object.entries(MANUAL))('%s', (id, examples) => {
  test.each(examples.map((example) => ({ title: example[0], example })))('$title', ({ example }) => {
    expect(disagreements(example)).toEqual([])
  })

  const rows = examples.flatMap(([, table]) => rowsOf(table))
  test('is shown kept, broken and not applying', () => {
    expect(rows.some(({ holds }) => holds.includes(id)), `no row "holds ${id}"`).toBe(true)
    expect(rows.some(({ breaks }) => breaks.includes(id)), `no row "breaks ${id}"`).toBe(true)
    expect(rows.some(({ silent }) => silent.includes(id)), `no row "silent ${id}"`).toBe(true)
  })
})

test('every clause has worked examples, and every example a clause', () => {
  expect(Object.keys(MANUAL).sort()).toEqual(CLAUSES.map(({ id }) => id).sort())
})

describe('the table notation refuses what it cannot read', () => {
  test.each([
    ['an unknown clause',    'attach | | holds NO-SUCH-CLAUSE', /no clause is called NO-SUCH-CLAUSE/],
    ['an unknown register',  'read VCMDQ9_NOTHING | 0 |',       /no register is called VCMDQ9_NOTHING/],
    ['an unknown operation', 'explode | |',                     /not an operation: explode/],
    ['an unknown answer',    'attach | whistle |',              /not an answer: whistle/],
  ])('%s', (_, table, message) => {
    expect(() => disagreements(['', table])).toThrow(message)
  })

  test.each([
    ['a clause that is not broken', 'read PARAM | 0x4011 | breaks RESET',         ['read PARAM | 0x4011 | breaks RESET  ← breaks nothing']],
    ['a break that is not named',   'read PARAM | 0 |',                           ['read PARAM | 0 |  ← breaks RESET']],
    ['a clause that is not judged', 'read PARAM | 0x4011 | holds ALIAS',          ['read PARAM | 0x4011 | holds ALIAS  ← does not judge ALIAS']],
    ['a clause that is judged',     'read PARAM | 0x4011 | silent RESET',         ['read PARAM | 0x4011 | silent RESET  ← judges RESET']],
  ])('and reports %s', (_, table, lines) => {
    expect(disagreements(['', table])).toEqual(lines)
  })
})
