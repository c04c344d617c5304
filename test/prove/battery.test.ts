/** Programs run on another device: every clause that they break, by the least of them, cut where it is broken. */
import { expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { letters } from '../../properties/alphabets/letters.js'
import type { Counterexample } from '../../src/check/matrix.js'
import { brokenBy } from '../../src/prove/battery.js'
import { CLEAN, subjectNamed } from './brute.js'

const program = (text: string): Counterexample => ({ clause: 'whatever', observed: '', allowed: '', alphabet: 'here', program: { ...CLEAN, operations: letters(text, region) } })
const lengths = (battery: readonly Counterexample[], device: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...brokenBy(battery, subjectNamed(device), referenceModel, region)].map(([clause, one]) => [clause, `${one.clause} ${one.program.operations.length} ${one.alphabet}`]))

// An unmapped slot through VINTF: written, and read back as no guest may see it.
const DROPPED = 'v0.CONS_INDX=1 d0.CONS_INDX attach detach'
const LONGER = 'CONFIG=1 v0.CONS_INDX=1 d0.CONS_INDX'

test('a program is cut where a clause is first broken', () => {
  expect(lengths([program(DROPPED)], 'fixed-2026-07')).toEqual({ 'P172-DROP': 'P172-DROP 2 here', RESET: 'RESET 2 here' })
})

test('the least program is kept, whichever comes first', () => {
  const both = [program(LONGER), program(DROPPED)]
  expect(lengths(both, 'fixed-2026-07')).toEqual(lengths(both.toReversed(), 'fixed-2026-07'))
  expect(lengths(both, 'fixed-2026-07')['P172-DROP']).toBe('P172-DROP 2 here')
})

test('a device that breaks nothing breaks nothing', () => {
  expect(lengths([program(DROPPED), program(LONGER)], 'optimised')).toEqual({})
})
