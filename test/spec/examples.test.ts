/** The manual of the clauses, executed: every worked example says what the reference model says. */
import { describe, expect, test } from 'vitest'
import { CLAUSES } from '../../spec/index.js'
import type { ClauseId } from '../../spec/index.js'
import { APERTURES } from './examples/apertures.js'
import { DECODE } from './examples/decode.js'
import { EXECUTION } from './examples/execution.js'
import { BUSY } from './examples/given.js'
import { HOST } from './examples/host.js'
import { STATUS } from './examples/status.js'
import { TRANSITION } from './examples/transition.js'
import { disagreements, judged, rowsOf } from './table.js'
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

test('a queue that executes in spite of an active error is told of by how it came to', () => {
  const moved = `${BUSY}\nfault 0 1 | fault 0 1\nwrite CMDQ_ALLOC_MAP_0 = 0 | store 0 CONFIG = 0, hwQueueDestroy 0\nwrite CMDQ_ALLOC_MAP_0 = 1 | hwQueueAlloc 0 0x40000000 0x1000`
  const told = [`${BUSY}\nfault 0 1 | fault 0 1`, moved].map((start) => judged(`${start}\nconsume 0 1 | fetch 0 x1 at 4 0`).at(-1)?.forbidden.map(({ clause, allowed }) => `${clause}: ${allowed}`))
  expect(told).toEqual([
    ['GERROR-TOGGLE: no fetch: VCMDQ 0 has an active error'],
    ['NO-FALSE-ERROR: no fetch: VCMDQ 0 has an active error, which the hardware queue that it was given has lost'],
  ])
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
