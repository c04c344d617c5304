/** `designs --vary`: the map of changes, and what goes wrong. */
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeToken } from '../../src/check/token.js'
import { formatVariationJson, formatVariationMarkdown, formatVariationText } from '../../src/report/vary.js'
import { cli, folder, golden } from './scene.js'
import { VARIATION, isAdvice } from './variation-value.js'

let scene: ReturnType<typeof folder>
beforeAll(() => {
  scene = folder({
    'own.json': JSON.stringify({ id: 'own', extends: 'fixed-2026-07', enOk: ['UNLESS_INIT_ERR'] }),
    'code.mjs': 'export default () => ({})\n',
  })
})
afterAll(() => scene.leave())

const SMALL = ['designs', '--vary', 'fixed-2026-07', '--choice', 'enOk', '--choice', 'sidTables', '--depth', '2', '--workers', '1']

describe('a report with one of everything', () => {
  test.each([['vary-all.txt', formatVariationText], ['vary-all.md', formatVariationMarkdown], ['vary-all.json', formatVariationJson]])('%s', (file, format) => {
    golden(file, format(VARIATION, { isAdvice, encodeToken }))
  })

  test('with nothing to tell', () => {
    golden('vary-nothing.txt', formatVariationText({ ...VARIATION, fresh: undefined, clauses: undefined, singles: [], pairs: [], pairsTried: 0, broken: [], unmended: [], complete: true }, { isAdvice, encodeToken }))
  })
})

describe('the map', () => {
  test.each([
    ['vary.txt', []],
    ['vary.md', ['--reporter', 'markdown']],
    ['vary.json', ['--reporter', 'json']],
  ])('%s', async (file, more) => {
    const { code, out, err } = await cli(...SMALL, ...more)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    golden(file, out)
  })

  test('of a design of one’s own, for one clause: what mends it and what breaks it are the same change', async () => {
    const { out } = await cli('designs', '--vary', './own.json', '--choice', 'enOk', '--clause', 'STATUS-HONEST', '--depth', '2', '--workers', '1', '--reporter', 'json')
    const { base, broken, singles } = JSON.parse(out) as { base: string; broken: unknown; singles: { line: string; mends: unknown; breaks: unknown }[] } // fields of every report
    expect({ base, broken, singles: singles.map(({ line, mends, breaks }) => ({ line, mends, breaks })) }).toEqual({
      base: 'own',
      broken: [],
      singles: [
        { line: 'enOk: +CONFIG_EN', mends: [], breaks: ['STATUS-HONEST'] },
        { line: 'enOk: -UNLESS_INIT_ERR', mends: [], breaks: [] },
        { line: 'enOk: +ALLOCATION', mends: [], breaks: [] },
      ],
    })
  })
})

test('only both pages together leave the direct aperture to itself', async () => {
  const { out } = await cli('designs', '--vary', 'fixed-2026-07', '--choice', 'page1', '--choice', 'unbacked', '--clause', 'P176-DIRECT', '--depth', '3', '--workers', '1', '--reporter', 'json')
  const { singles, pairs, unmended } = JSON.parse(out) as { singles: { mends: unknown }[]; pairs: { changes: { line: string }[]; mends: unknown; breaks: unknown }[]; unmended: unknown } // fields of every report
  expect(singles.map(({ mends }) => mends)).toEqual([[], []])
  expect(pairs.map(({ changes, mends, breaks }) => ({ lines: changes.map(({ line }) => line), mends, breaks }))).toEqual([
    { lines: ['page1: cache → vintf-dropped-unless-mapped', 'unbacked: cache → vintf-dropped-unless-mapped'], mends: ['P176-DIRECT'], breaks: [] },
  ])
  expect(unmended).toEqual([])
})

// `npm test` builds first: threads need the built modules.
test('threads change nothing', async () => {
  const bin = new URL('../../dist/src/cli/main.js', import.meta.url).pathname
  const { out } = await cli(...SMALL, '--reporter', 'json')
  expect(execFileSync(process.execPath, [bin, ...SMALL.slice(0, -1), '3', '--reporter', 'json'], { encoding: 'utf8' })).toBe(out)
})

describe('what goes wrong', () => {
  test.each([
    ['--choice sync', '--choice sync: only --vary changes choices; add --vary and a design, such as --vary fixed-2026-07'],
    ['--vary fixed-2026-07 --choice snc', '--choice snc: no such choice; did you mean sync?; known are decoded, '],
    ['--vary fixed', '--vary fixed: no such device'],
    ['--vary ./missing.json', '--vary ./missing.json: no such file; '],
    ['--vary optimised', '--vary optimised: this device is code and has no choices to change; give a public design (rfc-2025-12, '],
    ['--vary ./code.mjs', '--vary ./code.mjs: this device is code and has no choices to change; '],
    ['--vary ./own.json --device optimised', '--device optimised: --vary looks at one design and its neighbours; leave --device out'],
    ['--vary ./own.json --document here', '--document here: it is about the matrix; with --vary write --reporter markdown --out FILE'],
  ])('%s', async (line, message) => {
    const { code, out, err } = await cli('designs', ...line.split(' '))
    expect({ code, out, lines: err.split('\n').length - 1 }).toEqual({ code: 2, out: '', lines: 1 })
    expect(err.startsWith(`error: ${message}`), err).toBe(true)
  })
})
