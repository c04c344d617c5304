/** The encoding is the device's: random steps of both, and what happens when one of them is changed. In `npm run test:system` it is a million steps, and every change. */
import { describe, expect, test } from 'vitest'
import { region } from '../../../properties/adapter.js'
import { createOptimised } from '../../../src/device/index.js'
import { Valuation } from '../../../src/prove/smt/evaluate.js'
import { invariantAtRest } from '../../../src/prove/smt/invariant.js'
import { obligationsOf } from '../../../src/prove/smt/obligations.js'
import { anyState } from '../../../src/prove/smt/parts.js'
import { compileTable } from '../../../src/prove/smt/table.js'
import { correspond } from '../../../src/prove/smt/correspondence.js'
import { bits, bvadd, eq, ite, variable, widened, word } from '../../../src/prove/smt/term.js'
import { milled } from '../../planted/mill.js'
import { DEVICE, ENCODING } from './changes.js'
import type { Change } from './changes.js'
import { codeWith, encodingWith } from './mill.js'

const OPTIMISED = { name: 'optimised', create: createOptimised }
const code = codeWith()
const encoded = { code, table: compileTable(code, 2) }
const STEPS = Number(process.env['CMDQV_SMT_STEPS'] ?? 30_000)
/** Enough for each of the changes below. */
const FEW = 30_000
/** Compiling an encoding takes longer than finding what is wrong with it. */
const EVERY = process.env['CMDQV_SMT_STEPS'] === undefined ? 4 : 1
const some = (all: readonly Change[]): readonly Change[] => all.filter((_, i) => i % EVERY === 0)

test('device and encoding agree over random steps, from states that the invariant allows', () => {
  const { difference, steps, unreached } = correspond(OPTIMISED, encoded, region, { steps: STEPS, seed: 3, holds: invariantAtRest(anyState(encoded), encoded) })
  expect({ steps, what: difference?.what }).toEqual({ steps: STEPS, what: undefined })
  // Rare ones take more steps than these.
  expect(unreached.length).toBeLessThanOrEqual(EVERY === 1 ? 0 : 5)
})

describe('a change of the encoding is noticed:', () => {
  test.each(some(ENCODING))('%s', (_, __, rewrite) => {
    const { correspond: compare, compileTable: compile } = encodingWith(rewrite)
    expect(compare(OPTIMISED, { code, table: compile(code, 2) }, region, { steps: FEW, seed: 3 }).difference?.what).toBeDefined()
  })

  test('and without a change nothing is', () => {
    const { correspond: compare, compileTable: compile } = encodingWith()
    expect(compare(OPTIMISED, { code, table: compile(code, 2) }, region, { steps: 1000, seed: 3 }).difference).toBeUndefined()
  })
})

describe('a change of the device is noticed:', () => {
  test.each(DEVICE)('%s', (what, _, rewrite) => {
    expect(correspond({ name: what, create: milled(rewrite) }, encoded, region, { steps: FEW, seed: 3 }).difference?.what).toBeDefined()
  })
})

test('a state that breaks the invariant is noticed', () => {
  const holds = new Map([['nothing is ever mapped', eq(anyState(encoded).get('sole') ?? word(0), bits(8, 0))]])
  expect(correspond(OPTIMISED, encoded, region, { steps: 10_000, seed: 3, holds }).difference?.what).toBe('the device is where it does not hold that nothing is ever mapped')
})

test('terms are of one width, and a variable without a value is an error', () => {
  const x = variable('x', 32)
  expect(() => bvadd(x, bits(8, 1))).toThrow('bvadd of 32 and 8 bits: widen one of them first')
  expect(() => ite(x, x, x)).toThrow('ite of 32 bits where a truth value belongs')
  expect(bvadd(x, widened(bits(8, 1), 32))).toBe(bvadd(x, word(1)))
  expect(() => new Valuation().of(bvadd(x, word(1)))).toThrow('the variable x has no value')
})

test('no two obligations share a name, and each names clauses that there are or is about the invariant', () => {
  const all = obligationsOf(encoded, region)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  expect(all.filter(({ clauses, name }) => clauses.length === 0 && !name.startsWith('invariant: '))).toEqual([])
})
