import { describe, expect, test } from 'vitest'
import { CLAIMS } from '../../properties/claims/index.js'
import type { PlantedBug } from './bugs/bug.js'
import { plant } from './bugs/bug.js'
import { PLANTED_BUGS } from './bugs/index.js'
import { MOST_ACCESSES, SEEDS, claimsFor, trial } from './trial.js'

interface Row {
  readonly bug: PlantedBug
  /** Accesses until it was caught, over all seeds. */
  readonly worst: number
}
const rows: Row[] = []

const lineOf = ({ bug, worst }: Row): string => `${bug.clause.padEnd(18)}${String(worst).padStart(6)}  ${bug.name}`

describe('each planted bug is caught by the clause meant for it, whatever the seed', () => {
  test.each(PLANTED_BUGS)('$clause: $name', (bug) => {
    const create = plant(bug)
    const claims = bug.claim === undefined ? claimsFor(bug.clause) : CLAIMS.filter(({ id }) => id === bug.claim)
    const runs = SEEDS.map((seed) => ({ seed, ...trial(create, claims, seed, ({ forbidden }) => forbidden.some(({ clause }) => clause === bug.clause)) }))
    rows.push({ bug, worst: Math.max(...runs.map(({ accesses }) => accesses)) })
    expect(runs.filter(({ caught }) => !caught).map(({ seed }) => seed), `seeds that do not find it within ${MOST_ACCESSES} accesses`).toEqual([])
  })

  test('there are many of them, and no two have the same name', () => {
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length)
    expect(PLANTED_BUGS.length).toBeGreaterThanOrEqual(45)
  })

  /** `--reporter=verbose` shows it. */
  test('the most accesses that any seed took', async ({ annotate }) => {
    await annotate(['', ...rows.map(lineOf)].join('\n'))
  })
})
