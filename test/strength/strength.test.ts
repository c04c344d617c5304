/** What survives is accounted for: docs/strength.md is what its data says, and every survivor has a reason. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { FOLDERS, accountOf, formatJson, score, sum } from './account.js'
import type { Account, Report, Survivor } from './account.js'
import { faultsOf, formatMarkdown, groupsOf } from './document.js'
import { GROUPS } from './groups.js'
import { sourcesUnder, stagesOf } from './stages.js'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const text = read('docs/strength.json')
const account = JSON.parse(text) as Account // written by `npm run strength`

describe('the account', () => {
  test('has a reason for every survivor, and enough mutants noticed', () => {
    expect(faultsOf(account), 'npm run strength').toEqual([])
  })

  test('is in the document as it is', () => {
    expect(formatJson(account)).toBe(text)
    expect(formatMarkdown(account)).toBe(read('docs/strength.md'))
  })

  test('is of both folders, and of as many survivors as it counts', () => {
    expect(Object.keys(account.folders)).toEqual([...FOLDERS])
    const { mutants, survived, uncovered } = sum(Object.values(account.folders))
    expect(mutants).toBeGreaterThan(5000)
    expect(account.survivors.length).toBe(survived + uncovered)
    expect(account.survivors.filter((one) => one.uncovered).length).toBe(uncovered)
  })
})

describe('an account that does not tell the truth', () => {
  const [survivor] = account.survivors
  if (!survivor) throw new Error('nothing survives')
  const stranger: Survivor = { ...survivor, file: 'spec/nowhere.ts', original: 'nothing', replacement: 'everything' }

  test('is found out', () => {
    expect(faultsOf({ ...account, survivors: [...account.survivors, stranger] })).toEqual([`spec/nowhere.ts:${survivor.line} ${survivor.mutator} is unexplained`])
    const [group] = groupsOf(survivor)
    expect(faultsOf(account, [...GROUPS, { name: 'another', reason: '', covers: [{ file: survivor.file, original: survivor.original }] }])[0]).toContain(`is in several groups: ${group?.name ?? ''}, another`)
    expect(faultsOf(account, [...GROUPS, { name: 'nobody', reason: '', covers: [{ file: 'nowhere' }] }])).toEqual(['no mutant survives for this reason: nobody'])
    const weak = { ...account.folders, spec: { mutants: 9000, killed: 10, timeout: 0, survived: 8990, uncovered: 0, invalid: 0 } }
    expect(faultsOf({ ...account, folders: weak }).at(-1)).toMatch(/% noticed, fewer than 90 %$/)
    expect(formatMarkdown({ ...account, survivors: [stranger] })).toContain('## Unexplained (1)')
  })
})

test('of a report are kept the totals and what nobody noticed', () => {
  const mutant = (status: string, line: number, from: number, to: number) => ({ mutatorName: 'BooleanLiteral', replacement: 'true', status, location: { start: { line, column: from }, end: { line, column: to } } })
  const report: Report = { files: {
    'spec/a.ts': { source: 'const a =\n  false', mutants: [mutant('Killed', 2, 3, 8), mutant('Survived', 2, 3, 8), mutant('Timeout', 1, 1, 2), mutant('NoCoverage', 1, 1, 6), mutant('CompileError', 1, 1, 2)] },
    'src/device/b.ts': { source: 'b', mutants: [mutant('Killed', 1, 1, 2)] },
  } }
  const measured = { suiteSeconds: 1, tests: 2, minutes: 3, workers: 4 }
  const { folders, survivors } = accountOf(report, measured)
  expect(folders).toEqual({
    spec: { mutants: 5, killed: 1, timeout: 1, survived: 1, uncovered: 1, invalid: 1 },
    'src/device': { mutants: 1, killed: 1, timeout: 0, survived: 0, uncovered: 0, invalid: 0 },
  })
  expect(survivors).toEqual([
    { file: 'spec/a.ts', line: 2, mutator: 'BooleanLiteral', original: 'false', replacement: 'true' },
    { file: 'spec/a.ts', line: 1, mutator: 'BooleanLiteral', original: 'const', replacement: 'true', uncovered: true },
  ])
  expect(Object.values(folders).map(score)).toEqual([50, 100])
})

describe('stages', () => {
  test('have each source once, and no more of them together than fit', () => {
    expect(stagesOf([['a', 3], ['b', 4], ['c', 5], ['d', 20], ['e', 1]], 9)).toEqual([['a', 'b'], ['c'], ['d'], ['e']])
    const sources = sourcesUnder(fileURLToPath(new URL('../../', import.meta.url)), FOLDERS)
    expect(sources.map(([path]) => path)).toEqual(expect.arrayContaining(['spec/clauses.ts', 'spec/rules/values.ts', 'src/device/backing.ts']))
    expect(stagesOf(sources).flat()).toEqual(sources.map(([path]) => path))
  })
})
