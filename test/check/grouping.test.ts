/** One mistake, one group: which divergences are told in a line under another. */
import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/check/contract.js'
import type { Divergence } from '../../src/check/report.js'
import { groupDivergences } from '../../src/report/grouping.js'

const R = (offset: number): Operation => ({ op: 'read', offset, size: 4 })
const W = (offset: number, value = 1): Operation => ({ op: 'write', offset, size: 4, value })

const diverges = (clause: string, operations: readonly Operation[], change: Partial<Divergence> = {}): Divergence => ({
  clause, authority: 'vendor', property: 'p', program: { kernel: '6.18.9', queues: 2, slots: [], operations }, length: operations.length,
  minimal: false, observed: '', allowed: '', step: operations.length - 1, replay: 'cq1.x', advice: false, flaky: false, ...change,
})
const grouped = (...all: Divergence[]): string[] => groupDivergences(all).map(({ first, others }) => [first.clause, ...others.map(({ clause }) => clause)].join(' > '))

describe('grouping of divergences', () => {
  const write = W(0x10004)
  const read = R(0x30004)
  test.each([
    ['the same program', [diverges('A', [write, read]), diverges('B', [write, read])], ['A > B']],
    ['one more operation in between', [diverges('A', [write, read]), diverges('B', [write, W(0x200), read])], ['A > B']],
    ['another value', [diverges('A', [write, read]), diverges('B', [W(0x10004, 7), W(0x200), read])], ['A > B']],
    ['another last access', [diverges('A', [write, read]), diverges('B', [write, read, R(0x10004)])], ['A', 'B']],
    ['another order', [diverges('A', [write, W(0x200), read]), diverges('B', [W(0x200), write, read])], ['A', 'B']],
    ['another register', [diverges('A', [write, read]), diverges('B', [W(0x10000), read])], ['A', 'B']],
    ['a binding one is not hidden under advice', [diverges('A', [write, read], { advice: true }), diverges('B', [write, read])], ['A', 'B']],
    ['advice under a binding one', [diverges('A', [write, read]), diverges('B', [write, read], { advice: true })], ['A > B']],
    ['a flaky one stands alone', [diverges('A', [write, read]), diverges('B', [write, read], { flaky: true })], ['A', 'B']],
    ['a divergence of the start has no operations', [diverges('A', []), diverges('B', [read])], ['A', 'B']],
  ])('%s', (_, all, expected) => {
    expect(grouped(...all)).toEqual(expected)
  })
})
