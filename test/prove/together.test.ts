/** Pairs of changes: a program that breaks a clause is proof, and what none breaks is searched for. */
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Counterexample } from '../../src/check/matrix.js'
import { completedBy } from '../../src/prove/beyond.js'
import { leastOf, searchDevice } from '../../src/prove/search.js'
import { Matchmaker } from '../../src/prove/together.js'
import { subjectNamed } from './brute.js'

const EVERYTHING = alphabetsFor(region, 2).slice(0, 1)
const [fixed, optimised] = [subjectNamed('fixed-2026-07'), subjectNamed('optimised')]
const battery: readonly Counterexample[] = [...leastOf(searchDevice(fixed, referenceModel, EVERYTHING, region, { depth: 2 }), region).values()]

const matchmaker = (programs: readonly Counterexample[], wanted?: readonly string[], depth = 2) => new Matchmaker(referenceModel, EVERYTHING, region, programs, { depth, wanted })
const parts = (base: readonly string[], first = base, second = base) => ({ base: new Set(base), first: new Set(first), second: new Set(second) })

describe('what both changes mend', () => {
  test('a program that breaks the clause is an answer', () => {
    expect(matchmaker(battery).judge(fixed, parts(['STATUS-HONEST', 'P172-DROP', 'P172-ZERO', 'ERR-MAP', 'RESET']))).toMatchObject({ mends: [], breaks: [], transitions: 0 })
  })

  test('without one the clause is searched for, and found', () => {
    const { mends, transitions } = matchmaker([]).judge(fixed, parts(['STATUS-HONEST']))
    expect(mends).toEqual([])
    expect(transitions).toBeGreaterThan(0)
  })

  test('or not found: then they mend it', () => {
    expect(matchmaker([]).judge(optimised, parts(['STATUS-HONEST', 'P172-DROP'])).mends).toEqual(['STATUS-HONEST', 'P172-DROP'])
  })

  test('what is never judged is not mended', () => {
    expect(matchmaker([]).judge(optimised, parts(['HOST-RETRY'])).mends).toEqual([])
  })

  test('what was found for one pair refutes the next without a search', () => {
    const both = matchmaker([])
    expect(both.judge(fixed, parts(['STATUS-HONEST'])).transitions).toBeGreaterThan(0)
    expect(both.judge(fixed, parts(['STATUS-HONEST']))).toMatchObject({ mends: [], breaks: [], transitions: 0 })
  })
})

describe('what both changes break', () => {
  test('a program shows it', () => {
    const { breaks } = matchmaker(battery).judge(fixed, parts([]))
    expect(breaks.map(({ clause }) => clause).sort()).toEqual(['ERR-MAP', 'P172-DROP', 'P172-ZERO', 'RESET', 'STATUS-HONEST'])
    expect(breaks.every(({ program }) => program.operations.length === 2)).toBe(true)
  })

  test('what one of them breaks alone is not told, nor what was not asked for', () => {
    const { breaks } = matchmaker(battery, ['ERR-MAP', 'RESET']).judge(fixed, parts([], ['RESET'], []))
    expect(breaks.map(({ clause }) => clause)).toEqual(['ERR-MAP'])
  })
})

test('what a search had no alphabet for, a program may show', () => {
  const none = { found: [], kept: [], unjudged: ['RESET'], complete: true, transitions: 7 }
  const { found, ...rest } = completedBy(battery, none, fixed, referenceModel, region, ['ERR-MAP', 'RESET'])
  expect(found.map(({ clause }) => clause).sort()).toEqual(['ERR-MAP', 'RESET'])
  expect(rest).toEqual({ kept: [], unjudged: ['RESET'], complete: true, transitions: 7 })
  // What is known already is as short as can be.
  const known = battery.filter(({ clause }) => clause === 'RESET')
  expect(completedBy(battery, { ...none, found: known }, fixed, referenceModel, region, ['RESET']).found).toEqual(known)
})
