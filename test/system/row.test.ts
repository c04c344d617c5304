/** The examples of the kits and the design that they are after: the searches behind the design's row of the matrix, followed step by step. */
import { expect, test } from 'vitest'
// As built: a device in another process needs a thread of its own.
import { loadSubject } from '../../dist/src/cli/assembly.js'
import { encodeToken } from '../../src/check/token.js'
import { followRow } from '../remote/whole-row.js'
import { exampleC, exampleRust } from './built.js'

/**
 * One step in so many. `CMDQV_ROW=1` does all of them: the example in C, built with -O2, took 983 s for 1,064,543 steps of 33
 * searches, 6,907,178 operations, beside other work; it found an interrupt that was missing, and then nothing more.
 */
const EVERY = Number(process.env['CMDQV_ROW'] ?? '300')
const READING = 20

test('the examples in C and in Rust do at each step of the searches what fixed-2026-07 does: their row would be the same', async () => {
  const examples = [await loadSubject(`exec:${exampleC()}`), await loadSubject(`exec:${exampleRust()}`)]
  const { searches, steps, done, apart } = followRow(await loadSubject('fixed-2026-07'), examples, EVERY, READING)
  expect(apart && { ...apart, program: encodeToken(apart.program) }).toBe(undefined)
  expect(searches).toBeGreaterThan(30)
  expect(steps).toBeGreaterThan(1_000_000)
  expect(done).toBe(Math.ceil(steps / EVERY))
}, 7_200_000)

test('a device that differs is found', async () => {
  const { apart } = followRow(await loadSubject('fixed-2026-07'), [await loadSubject('v5-2026-05')], EVERY, READING)
  expect(apart).toBeDefined()
})
