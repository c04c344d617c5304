/** The shipped matrix: read, believed only as far as it was checked, and told from one that is missing or old. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLAUSES } from '../../spec/index.js'
import { decodeToken } from '../../src/check/token.js'
import { DESIGNS } from '../../src/designs/index.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import { UsageError } from '../../src/cli/usage.js'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(realpathSync(tmpdir()), 'cmdqv-check-'))))
afterAll(() => rmSync(folder, { recursive: true }))

test('has a row for every public design and for optimised, and in each of them every clause once', () => {
  const { designs } = shippedMatrix()
  expect(designs.filter(({ queues }) => queues === 2).map(({ device }) => device)).toEqual([...DESIGNS.map(({ id }) => id), 'optimised'])
  for (const { name, divergences, none } of designs) {
    expect([name, [...divergences, ...none].map(({ clause }) => clause).sort()]).toEqual([name, CLAUSES.map(({ id }) => id).sort()])
    for (const { replay, length } of divergences) expect(decodeToken(replay).operations.length).toBe(length)
  }
})

const DIVERGENCE = { clause: 'ALIAS', authority: 'vendor', length: 4, minimal: true, alphabet: 'routing', observed: 'a', allowed: 'b', replay: 'cq1.x' }
const NONE = { clause: 'RO', authority: 'vendor', depth: 3, closed: false, judged: 7 }
const ROW = { name: 'one@8', device: 'one', queues: 8, divergences: [DIVERGENCE], none: [NONE] }

function read(value: unknown): ReturnType<typeof shippedMatrix> {
  const file = join(folder, 'designs.json')
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return shippedMatrix(file)
}

test('is read field by field; what else stands there is left alone', () => {
  expect(read({ designs: [{ ...ROW, verdict: 'diverges', searches: [] }], alphabets: [] })).toEqual({ designs: [ROW] })
})

const matrix = (row: object): object => ({ designs: [ROW, row] })

test.each([
  ['{', 'it is no JSON, and what is known of the public designs comes from there; run npm run matrix to make it'],
  [[], 'designs is no list; run npm run matrix to make the file anew'],
  ['null', 'the matrix is no object; run npm run matrix to make the file anew'],
  [matrix({ ...ROW, name: undefined }), 'designs[1].name is no string; run npm run matrix to make the file anew'],
  [matrix({ ...ROW, queues: '8' }), 'designs[1].queues is no count; run npm run matrix to make the file anew'],
  [matrix({ ...ROW, queues: 1.5 }), 'designs[1].queues is no count; run npm run matrix to make the file anew'],
  [matrix({ ...ROW, divergences: [DIVERGENCE, { ...DIVERGENCE, minimal: 1 }] }), 'designs[1].divergences[1].minimal is neither true nor false; run npm run matrix to make the file anew'],
  [matrix({ ...ROW, none: [{ ...NONE, authority: 'mine' }] }), 'designs[1].none[0].authority is no authority; run npm run matrix to make the file anew'],
  [matrix({ ...ROW, none: [7] }), 'designs[1].none[0] is no object; run npm run matrix to make the file anew'],
])('%j: one line, where and what to do', (value, message) => {
  expect(() => read(value)).toThrow(new UsageError(`${join(folder, 'designs.json')}: ${message}`))
})

test('one that is missing is asked for', () => {
  const file = join(folder, 'missing.json')
  expect(() => shippedMatrix(file)).toThrow(new UsageError(`${file}: there is no such file, and what is known of the public designs comes from there; run npm run matrix to make it`))
})
