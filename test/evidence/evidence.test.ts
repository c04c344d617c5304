import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { CheckReport } from '../../src/check/report.js'
import { encodedDevice } from '../../src/cli/smt.js'
import { obligationsOf } from '../../src/prove/smt/obligations.js'
import { shippedEvidence } from '../../src/cli/evidence.js'
import type { ClauseEvidence, Evidence } from '../../src/cli/evidence.js'
import { formatEvidence } from './format.js'
import { gapsIn, lostCatch, otherCounts } from './levels.js'
import { speaking } from './proved.js'

const MAIN = resolve(import.meta.dirname, '../../dist/src/cli/main.js')
const evidence = shippedEvidence()
const MAKE = 'if the change is right, npm run evidence writes docs/evidence.json anew'

describe('every clause', () => {
  test('is judged in the default run', () => {
    expect(gapsIn(evidence), MAKE).toEqual([])
  })

  test.each(evidence.clauses.map((one) => [one.clause, one] as const))('%s still catches what it caught, and nobody else does', async (_, one) => {
    expect(await lostCatch(one), MAKE).toEqual([])
  })

  test('has the obligations that speak for it', () => {
    const obligations = obligationsOf(encodedDevice(), region)
    expect(evidence.clauses.map(({ clause, obligations: own }) => [clause, own]), MAKE).toEqual(evidence.clauses.map(({ clause }) => [clause, speaking(clause, obligations)]))
  })

  test('is judged as often as is written down', () => {
    // As built: run by the test runner it would take ten times as long.
    const { stdout } = spawnSync(process.execPath, [MAIN, 'check', '--seed', String(evidence.seed), '--reporter', 'json'], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    const report = JSON.parse(stdout) as Pick<CheckReport, 'verdict' | 'accesses' | 'coverage'> // what it prints is looked at here
    expect(report.verdict).toBe('conforms')
    expect(otherCounts(evidence, report.coverage.clauses), MAKE).toEqual([])
    expect(report.accesses).toBe(evidence.accesses)
  })
})

test('the file is as it was written', () => {
  expect(formatEvidence(evidence)).toBe(readFileSync(new URL('../../docs/evidence.json', import.meta.url), 'utf8'))
})

describe('a level that is lost is found', () => {
  const [first, ...others] = evidence.clauses
  if (!first) throw new Error('there is no evidence')
  const with_ = (one: Partial<ClauseEvidence>): Evidence => ({ ...evidence, clauses: [{ ...first, ...one }, ...others] })
  const { caught } = first

  test('in the file', () => {
    expect(gapsIn({ ...evidence, clauses: others })).toEqual([`${first.clause}: no evidence`])
    expect(gapsIn({ ...evidence, clauses: [first, ...evidence.clauses] })).toEqual(['a clause is told of twice'])
    expect(gapsIn(with_({ reached: 0 }))).toEqual([`${first.clause}: never judged in the default run`])
  })

  test('by running what is written there', async () => {
    const [other] = others.filter((one) => one.caught.device === caught.device && one.caught.length !== caught.length)
    if (!other) throw new Error('every clause catches another device')
    expect(await lostCatch({ ...first, caught: { ...caught, device: 'fixed-2026-07' } })).toEqual([`${first.clause}: no longer catches fixed-2026-07`])
    expect(await lostCatch({ ...first, caught: { ...caught, device: 'nobody' } })).toEqual([`${first.clause}: there is no device nobody`])
    expect(await lostCatch({ ...first, caught: { ...caught, replay: other.caught.replay } })).not.toEqual([])
    expect(await lostCatch({ ...first, caught: { ...caught, length: caught.length + 1 } })).toHaveLength(1)
    expect(otherCounts(with_({ reached: first.reached + 1 }), Object.fromEntries(evidence.clauses.map(({ clause, reached }) => [clause, reached])))).toHaveLength(1)
  })
})
