import { describe, expect, test } from 'vitest'
import { METAMORPHIC } from '../../properties/metamorphic.js'
import { CLAIMS } from '../../properties/claims/index.js'
import { CLAUSES } from '../../spec/index.js'
import { createOptimised } from '../../src/device/index.js'
import { PLANTED_BUGS } from './bugs/index.js'
import { milled } from './mill.js'
import { MOST_ACCESSES, SEEDS, claimsFor, trial } from './trial.js'

/** The claims that the trials draw from. */
const DRAWN = CLAIMS.filter((claim) => CLAUSES.some(({ id }) => claimsFor(id).includes(claim)))

/** Every clause that judged some response of the sound device, filled by the trials below. */
const judged = new Set<string>()

/** The trials of the bugs take these same programs, a few of each claim in turn: here each claim's run to the end. */
describe('the device without a bug passes the trials of all bugs', () => {
  test.each(DRAWN)('$id', (claim) => {
    for (const seed of SEEDS) {
      const broken: string[] = []
      const { accesses } = trial(createOptimised, [claim], seed, (step) => {
        for (const clause of step.judged) judged.add(clause)
        for (const { clause, observed, allowed } of step.forbidden) broken.push(`seed ${seed}, ${clause}: ${observed}, allowed: ${allowed}`)
      })
      expect(broken).toEqual([])
      expect(accesses).toBe(MOST_ACCESSES)
    }
  })

  test('and so does what the mill makes of unchanged sources', () => {
    const broken: string[] = []
    trial(milled(), DRAWN, SEEDS[0], ({ forbidden }) => void broken.push(...forbidden.map(({ clause }) => clause)))
    expect(broken).toEqual([])
  })
})

describe('every clause', () => {
  const missingFrom = (have: Iterable<string>): string[] => {
    const known = new Set(have)
    return CLAUSES.map(({ id }) => id).filter((id) => !known.has(id))
  }

  test('has a rule: it has judged a response', () => {
    expect(missingFrom(judged), 'clauses that never judged anything').toEqual([])
  })

  test('has a property of its own', () => {
    const covered = [...CLAIMS.filter(({ id }) => id !== 'linux'), METAMORPHIC].flatMap(({ clauses }) => clauses)
    expect(missingFrom(covered), 'clauses that no claim covers').toEqual([])
  })

  test('has a planted bug', () => {
    expect(missingFrom(PLANTED_BUGS.map(({ clause }) => clause)), 'clauses without a planted bug').toEqual([])
  })
})
