/** Counterexamples run again: which operations have no part in them, and which do not come again. */
import { expect, test } from 'vitest'
import type { Operation, Program } from '../../src/check/contract.js'
import { canGoBack } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import type { Cell, Counterexample } from '../../src/check/matrix.js'
import { failsAgain } from '../../src/cli/divergence.js'
import { spareSteps } from '../../src/cli/spare.js'
import { createOptimised } from '../../src/device/index.js'
import { changed, wayBack } from '../check/passing.js'
import { CLEAN, subjectNamed } from '../prove/brute.js'

const W = (offset: number, value: number): Operation => ({ op: 'write', offset, size: 4, value })
const R = (offset: number): Operation => ({ op: 'read', offset, size: 4 })
const found = (operations: readonly Operation[], observed: string, allowed: string): Counterexample => {
  const program: Program = { ...CLEAN, operations }
  return { clause: 'RO', program, observed, allowed, alphabet: 'everything' }
}
const cell = (counterexample: Counterexample): Cell => ({ clause: 'RO', authority: 'vendor', counterexample, minimal: true, depth: 3, closed: false, judged: 1 })

test('a write that lies in between and does nothing is no part of it; the one that is read is', () => {
  // The design caches writes through unmapped slots: PARAM has nothing to do with it.
  const one = found([W(0x4, 0), W(0x3_0000, 1), R(0x1_0000)], 'VCMDQ0_CONS_INDX reads 0x1', '0x0')
  expect(spareSteps(subjectNamed('rfc-2025-12'), cell(one))).toEqual([0])
  expect(spareSteps(subjectNamed('rfc-2025-12'), cell(found([W(0x3_0000, 1), R(0x1_0000)], 'VCMDQ0_CONS_INDX reads 0x1', '0x0')))).toEqual([])
})

test('what does not break the clause when run again is flaky', () => {
  const { program, clause } = found([W(0x4, 0), W(0x3_0000, 1), R(0x1_0000)], 'VCMDQ0_CONS_INDX reads 0x1', '0x0')
  expect([failsAgain(subjectNamed('rfc-2025-12'), program, clause), failsAgain(subjectNamed('optimised'), program, clause)]).toEqual([true, false])
})

const clean = { kernel: '6.18.9', queues: 2, slots: [] } as const

test.each([
  ['throws in save', { save: () => { throw new Error('no') }, restore: () => undefined }, /^save\(\) throws: no; mend it, or leave save and restore out/],
  ['saves nothing', { save: () => null as unknown as Uint8Array, restore: () => undefined }, /^save\(\) returned null, which is no Uint8Array; mend it/], // what a device in JavaScript may do
  ['restores nothing', { save: () => new Uint8Array(4), restore: () => undefined }, /^after restore\(\) the device answers differently than it did at save\(\); mend it/],
])('a device that %s is told so before it is searched', (_, methods, message) => {
  const subject: Subject = changed('liar', createOptimised, () => methods)
  expect(() => canGoBack(subject, clean)).toThrow(message)
})

test('a device with a way back has one, and one without has none', () => {
  expect(canGoBack(changed('honest', createOptimised, wayBack), clean)).toBe(true)
  expect(canGoBack(changed('replayed', createOptimised, () => ({})), clean)).toBe(false)
})
