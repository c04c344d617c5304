/** What holds of every clause by itself: it says how binding it is, where it comes from and what it asks for. */
import { expect, test } from 'vitest'
import { CLAUSES } from '../../spec/index.js'

test.each(CLAUSES)('$id is complete', ({ id, authority, source, rule }) => {
  expect(id).toMatch(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$/)
  expect(['spec', 'vendor', 'kernel', 'judgement']).toContain(authority)
  // Only the hardware document has pages, and what rests on it names one.
  expect(/, p\.\d+$/.test(source)).toBe(authority === 'spec')
  expect(source.length).toBeGreaterThan(20)
  expect(rule).toMatch(/^[A-Z0-9].{20,}\.$/s)
})

test('the authorities do not share their sources, and of each there is a clause', () => {
  const sources = new Map(CLAUSES.map(({ authority, source }) => [authority, source.replace(/, p\.\d+$/, '')]))
  expect(new Set(sources.values()).size).toBe(4)
  for (const { authority, source } of CLAUSES) expect(source.startsWith(sources.get(authority) ?? 'nothing')).toBe(true)
})
