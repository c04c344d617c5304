/** What `explain` and `diff` say, frozen. The matrix that they quote is the shipped one. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { CLAUSES } from '../../spec/index.js'
import type { Entry } from '../../src/check/contract.js'
import { formatDiffJson, formatDiffText } from '../../src/report/diff.js'
import type { Answer, DiffReport, DiffStep } from '../../src/report/diff.js'
import { explainCell, explainClause } from '../../src/report/explain.js'
import type { CellStory } from '../../src/report/explanation.js'
import { reachOf } from '../../src/report/reach.js'
import type { Reach } from '../../src/check/matrix.js'
import { sectionsText } from '../../src/report/sections.js'
import { DEVICES } from './devices.js'
import { cli, folder, golden } from './scene.js'

const DESIGN_FILES = {
  // The twentieth of its devices reads otherwise, and none that is made to look at it again.
  'flaky.mjs': `import make from './unrouted.mjs'
let made = 0
export default (host, options) => {
  const own = ++made
  const device = make(host, options)
  return { ...device, read: (offset, size) => (own === 20 ? (size === 8 ? 1n : 1) : device.read(offset, size)) }
}
`,
  'own.json': '{ "extends": "rfc-2025-12", "unbacked": "vintf-dropped-unless-mapped", "page1": "vintf-dropped-unless-mapped" }\n',
  'no-sync.json': '{ "extends": "fixed-2026-07", "sync": ["CONS_INDX", "PROD_INDX"] }\n',
}

let scene: ReturnType<typeof folder>
beforeAll(() => void (scene = folder({ ...DEVICES, ...DESIGN_FILES })))
afterAll(() => scene.leave())

describe('help', () => {
  test.each([
    ['help-designs.txt', 'designs'],
    ['help-explain.txt', 'explain'],
    ['help-diff.txt', 'diff'],
    ['help-prove.txt', 'prove'],
  ])('%s', async (file, command) => {
    const { code, out, err } = await cli(command, '--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    golden(file, out)
  })
})

const WRONG: readonly string[] = [
  'explain',
  'explain P172-DORP',
  'explain rfc-2025-12',
  'explain ./own.json',
  'explain rfc-2025-12 P172-DORP',
  'explain P172-DORP rfc-2025-12',
  'explain rfc-2025-11 P172-DROP',
  'explain P172-DROP rfc-2025-11',
  'explain P172-DROP ALIAS',
  'explain one two',
  'explain rfc-2025-12 P172-DROP ALIAS',
  'explain ./missing.mjs P172-DROP',
  'explain ./throws.mjs P172-DROP',
  'explain P172-DROP --depth 0',
  'explain P172-DROP --queues 3',
  'explain P172-DROP --reporter pdf',
  'explain P172-DROP --out missing/clause.txt',
  'diff',
  'diff optimised',
  'diff optimised optimised optimised',
  'diff optimsed optimised',
  'diff optimised ./missing.mjs',
  'diff optimised ./throws.mjs',
  'diff optimised optimised --observe kernel',
  'diff optimised optimised --depth 31',
  'diff optimised optimised --runs 0',
  'diff optimised optimised --reporter markdown',
  'diff optimised optimised --out missing/diff.txt',
  'prove --scope nowhere',
  'prove --smt --device rfc-2025-12',
  'prove --smt --device ./missing.mjs',
  'prove --smt --scope routing',
  'prove --smt --kernel 6.17',
  'prove --smt --authority spec',
  'prove --smt --exact',
  'prove --smt --solver z3-slover',
  'prove --smt --out missing/proof.txt',
  'prove --solver z3',
  'prove --smt-files questions',
]

test('bad input: one line, nothing on standard output, exit 2', async () => {
  const transcript: string[] = []
  for (const line of WRONG) {
    const { code, out, err } = await cli(...line.split(' '))
    expect([line, code, out, err.split('\n').length - 1, err.slice(0, 7)]).toEqual([line, 2, '', 1, 'error: '])
    transcript.push(`$ cmdqv-check ${line}\n${err}`)
  }
  golden('usage-designs.txt', transcript.join('\n'))
})

describe('explain', () => {
  test.each([
    ['explain-rfc.txt', ['rfc-2025-12', 'P176-DIRECT']],
    ['explain-rust-fork.md', ['rust-fork-2026', 'P176-DIRECT', '--reporter', 'markdown']],
    ['explain-rust-fork.txt', ['rust-fork-2026', 'P176-DIRECT']],
    ['explain-clause.txt', ['P176-DIRECT']],
    ['explain-clause.json', ['P176-DIRECT', '--reporter', 'json']],
    ['explain-conforms.txt', ['optimised', 'LIVE', '--depth', '6']],
    // A mend that breaks something else; and one that leaves nothing to be found.
    ['explain-instead.txt', ['rfc-2025-12', 'TRANSPARENT']],
    ['explain-mended.txt', ['v4-2026-04', 'SIZE-64', '--depth', '3']],
    ['explain-own.txt', ['./own.json', 'P176-DIRECT']],
    // A device that is code, and is replayed.
    ['explain-code.txt', ['./unrouted.mjs', 'P172-DROP']],
    ['explain-stopped.txt', ['./unrouted.mjs', 'RO']],
    ['explain-dies.txt', ['./dies.mjs', 'P172-DROP', '--depth', '2']],
  ])('%s', async (file, args) => {
    const { code, out, err } = await cli('explain', ...args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    golden(file, out)
  })

  test('the words may be swapped', async () => {
    expect(await cli('explain', 'P172-DROP', './unrouted.mjs')).toEqual(await cli('explain', './unrouted.mjs', 'P172-DROP'))
  })

  test('into a file', async () => {
    expect((await cli('explain', 'P172-DROP', '--out', 'clause.txt')).out).toBe('')
    expect(readFileSync('clause.txt', 'utf8')).toBe((await cli('explain', 'P172-DROP')).out)
  })

  test('JSON says what the text says', async () => {
    const told: { readonly counterexample: { readonly length: number }; readonly design: { readonly causes: readonly { readonly choice: string }[]; readonly chains: readonly (readonly { readonly mended: { readonly choice: string } }[])[] } } = JSON.parse((await cli('explain', 'rfc-2025-12', 'P176-DIRECT', '--reporter', 'json')).out)
    expect(told.counterexample.length).toBe(3)
    expect(told.design.causes.map(({ choice }) => choice)).toEqual(['pageMapped', 'unbacked'])
    expect(told.design.chains.map((chain) => chain.map(({ mended }) => mended.choice))).toEqual([['unbacked', 'pageUse', 'directPage0'], ['pageMapped']])
  })
})

test('where no single choice mends it: pairs, of which six are enough', () => {
  const clauses = new Map(CLAUSES.map((one) => [one.id, one]))
  const [clause] = CLAUSES
  if (!clause) throw new Error('no clauses')
  const program = { kernel: '6.17', queues: 4, slots: [], operations: [{ op: 'reset' }] } as const
  const cell = { clause: clause.id, authority: clause.authority, minimal: false, depth: 0, closed: false, judged: 1, counterexample: { clause: clause.id, program, observed: 'one', allowed: 'other', alphabet: 'mine' } }
  const story = (pairs: readonly string[]): CellStory => ({
    device: 'one', queues: 4, clause, cell, searches: [], replayed: false, died: undefined, others: [],
    told: { program, steps: [], observed: 'one', allowed: 'other', replay: 'cq1.x' }, design: { causes: [], pairs, chains: [] }, known: { queues: 2, breaking: [], keeping: [] },
  })
  const told = (count: number): string => sectionsText(explainCell(story(Array.from({ length: count }, (_, i) => `a: +${i}; b: -${i}`)), { region, clauses, alphabets: new Map(), errnoName: () => undefined }))
  golden('explain-pairs.txt', [0, 1, 8].map(told).join('\n'))
})

test('of several searches over one alphabet, the one that got least far is told', () => {
  const search = (depth: number, closed = false, complete = true): Reach => ({ alphabet: 'one', header: { kernel: '6.17', queues: 2, slots: [] }, states: 1, transitions: 1, depth, closed, complete })
  expect([[search(3), search(2), search(9, true)], [search(9, true), search(8, true)], [search(3), search(4, false, false)]].map(reachOf)).toEqual(['to depth 2', 'closed', 'to depth 3, stopped there'])
})

const store = (value: number): Entry => ({ kind: 'store', offset: 4, value, mapped: true, changed: true, view: undefined })

test('what both did is told once, and what one did alone with its letter; the start, if it did anything', () => {
  const program = { kernel: '6.18.9', queues: 2, slots: [], operations: [{ op: 'reset' }, { op: 'read', offset: 0x10000, size: 8 }] } as const
  const answer = (value: bigint | undefined, ...log: readonly Entry[]): Answer => ({ value, log, backing: value === undefined ? undefined : value === 1n ? 'page' : 'cache' })
  const steps: readonly DiffStep[] = [
    { index: -1, operation: { op: 'attach' }, a: answer(undefined, store(0)), b: answer(undefined, store(0)) },
    { index: 0, operation: program.operations[0], a: answer(undefined, store(1), store(2), store(5)), b: answer(undefined, store(1), store(3), store(4), store(5)) },
    { index: 1, operation: program.operations[1], a: answer(1n, store(6)), b: answer(2n, store(6), { kind: 'interrupt' }) },
  ]
  const search: Reach = { alphabet: 'mine', header: program, states: 1234, transitions: 5678, depth: 2, closed: false, complete: true }
  const report: DiffReport = {
    a: 'one', b: 'other', queues: 2, observe: 'host', searches: [search], drawn: { runs: 9, seed: 7, operations: 99 },
    difference: { program, steps, alphabet: undefined, again: true, replay: 'cq1.x' },
  }
  const context = { region, alphabets: new Map(), errnoName: () => undefined, seen: (log: readonly Entry[]) => log }
  const silent = { ...report, difference: { program, alphabet: 'mine', again: true, replay: 'cq1.x', steps: steps.map((step) => (step.index < 0 ? { ...step, a: answer(undefined), b: answer(undefined) } : step)) } }
  golden('diff-made.txt', [formatDiffText(report, context), formatDiffText(silent, context), formatDiffJson(report, context)].join('\n'))
})

test('a cell without a counterexample: closed, none to a depth, or never judged', () => {
  const [clause] = CLAUSES
  if (!clause) throw new Error('no clauses')
  const keeping = [{ device: 'one', depth: 9, closed: true, judged: 1 }, { device: 'two', depth: 5, closed: false, judged: 1 }, { device: 'three', depth: 5, closed: false, judged: 0 }]
  const known = { queues: 8, breaking: [{ device: 'four', length: 1, minimal: false }], keeping }
  const sections = explainClause({ clause, properties: [], known, shortest: undefined, alphabets: [] }, { region, clauses: new Map(), alphabets: new Map(), errnoName: () => undefined })
  expect(sectionsText(sections.filter(({ title }) => title.startsWith('the shipped matrix')))).toBe(`the shipped matrix, 8 queues
  broken by  four   1 operation, not shown to be the least
  not by     one    closed
             two    none to depth 5
             three  not judged
`)
})

describe('diff', () => {
  test.each([
    ['diff-sync.txt', 1, ['merged-2026-06', 'fixed-2026-07']],
    ['diff-host.txt', 1, ['merged-2026-06', 'fixed-2026-07', '--observe', 'host']],
    ['diff-same.txt', 0, ['optimised', 'optimised', '--depth', '2', '--runs', '30']],
    ['diff-own.txt', 1, ['fixed-2026-07', './no-sync.json']],
    // Replayed.
    ['diff-replayed.txt', 0, ['./unrouted.mjs', './unrouted.mjs', '--depth', '2', '--runs', '30']],
    ['diff-dies.txt', 1, ['./unrouted.mjs', './dies.mjs']],
    ['diff-flaky.txt', 1, ['./unrouted.mjs', './flaky.mjs']],
    ['diff.json', 1, ['merged-2026-06', 'fixed-2026-07', '--reporter', 'json']],
  ])('%s', async (file, exit, args) => {
    const { code, out, err } = await cli('diff', ...args)
    expect({ code, err }).toEqual({ code: exit, err: '' })
    golden(file, out)
  })

  test('its token is replayed by both, and they part at the last step', async () => {
    const { out } = await cli('diff', 'merged-2026-06', 'fixed-2026-07')
    const lines = out.split('\n').filter((line) => line.includes('cmdqv-check replay'))
    const last = await Promise.all(lines.map(async (line) => {
      const said = await cli(...line.trim().split(/\s+/).slice(line.trim().startsWith('replay') ? 2 : 1))
      return said.out.split('\n').find((row) => row.includes('R32'))?.replace(/\s+/g, ' ').trim()
    }))
    expect(last).toEqual(['4 R32 VCMDQ0_GERRORN 0x0 direct Page0 page', '4 R32 VCMDQ0_GERRORN 0x1 direct Page0 page'])
  })
})
