/** Exit codes: 0 conforms, 1 diverges, 3 undecided; 2 is shown by every usage error. */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportOf } from '../../src/cli/decide.js'
import { shareFrom } from '../../src/cli/record.js'
import { Folder } from '../daily/tool.js'
import { runCheck } from '../../src/cli/run.js'
import type { CheckOptions } from '../../src/cli/run.js'
import { DEVICES, PROGRAMS } from './devices.js'
import { main } from '../../src/cli/program.js'
import { cli, folder } from './scene.js'

let scene: ReturnType<typeof folder>
beforeAll(() => void (scene = folder({ ...DEVICES, ...PROGRAMS })))
afterAll(() => scene.leave())

const SMALL = ['--property', 'dropped-access', '--runs', '5', '--workers', '1']

test.each([
  [0, [...SMALL]],
  [0, ['replay', 'boot.json']],
  [0, ['clauses']],
  [0, ['--help']],
  [0, ['help', 'replay']],
  [0, ['--version']],
  [1, [...SMALL, '--device', './unrouted.mjs']],
  [1, [...SMALL, '--device', './dies.mjs']],
  [1, ['replay', 'dropped-write.json', '--device', './unrouted.mjs']],
  // A clause of authority `judgement` is advice, unless asked for.
  [0, [...SMALL, '--device', './unrouted.mjs', '--clause', 'P172-ZERO']],
  [1, [...SMALL, '--device', './unrouted.mjs', '--clause', 'P172-ZERO', '--authority', 'judgement']],
])('%i: cmdqv-check %j', async (code, args) => {
  expect((await cli(...args)).code).toBe(code)
})

const REPLAYED = 'cq1.47jifGNiYGJqaGBjZPj_nxkA'
test.each([
  ['a token with blanks and line breaks from a mail', `  ${REPLAYED.slice(0, 9)}\r\n ${REPLAYED.slice(9)} `, undefined],
  ['a file with such a token', 'token.txt', `${REPLAYED.slice(0, 9)}\n${REPLAYED.slice(9)}\r\n`],
  ['a program with a byte order mark and Windows line ends', 'windows.json', `\uFEFF${(PROGRAMS['dropped-write.json'] ?? '').replace(/, |\n/g, (end) => `${end}\r\n`)}`],
])('%s is replayed', async (_, source, text) => {
  if (text !== undefined) writeFileSync(source, text)
  const { code, err } = await cli('replay', source, '--device', './unrouted.mjs')
  expect([code, err]).toEqual([1, ''])
})

test('a message of several lines is told in one', async () => {
  writeFileSync('wordy.mjs', "export default () => { throw new Error('no memory\\n  for the page\\n') }\n")
  const { code, err } = await cli(...SMALL, '--device', './wordy.mjs')
  expect([code, err]).toEqual([2, 'error: device ./wordy.mjs cannot start with 2 queues: ./wordy.mjs:1:30: no memory for the page\n'])
})

test('3: a worker that dies leaves the question open', () => {
  // Threads need the built modules.
  const { code, out } = new Folder({ 'main-thread.mjs': DEVICES['main-thread.mjs'] ?? '' }).run('check', '--property', 'dropped-access', '--runs', '5', '--workers', '2', '--device', './main-thread.mjs')
  expect(out).toContain('not all of the run came to its end')
  expect(out).toMatch(/verdict: undecided\n$/)
  expect(code).toBe(3)
})

const STOPPED: CheckOptions = {
  device: 'optimised', queues: 2, kernels: ['6.18.9'], attachFirst: false, seed: 1, runs: 1, workers: 1, budget: 0,
  selection: { properties: undefined }, clauses: undefined, authorities: ['spec', 'vendor', 'kernel'], partial: false,
}

test('what can occur and was not reached leaves a full run undecided, and a part of one alone', async () => {
  // One part of two hundred reaches little, and is one that comes to its end.
  const { report: share } = await runCheck({ ...STOPPED, budget: undefined, shard: { number: 150, of: 200 } })
  expect(share.gaps.length).toBeGreaterThan(0)
  expect(share.verdict).toBe('conforms')
  const left = { ...shareFrom(share.shard?.record ?? ''), interrupted: undefined, crashes: [] }
  const verdictOf = (partial: boolean): string => reportOf({ ...STOPPED, partial }, left, [], { seconds: 1, workers: 1, today: '2027-01-01' }).verdict
  expect(verdictOf(false)).toBe('undecided')
  expect(verdictOf(true)).toBe('conforms')
})

test('a run whose time ends before all was done once is undecided, and says how much was done', async () => {
  const { report } = await runCheck({ ...STOPPED, partial: true })
  expect(report.verdict).toBe('undecided')
  expect(report.interrupted).toMatch(/^the time of 0 s ended first: 0 of \d+ parts came to their end$/)
})

test('3: a fault of our own is no divergence', async () => {
  let err = ''
  const streams = { out: () => { throw new Error('no space left') }, err: (text: string) => void (err += text), live: false, colour: false }
  expect(await main(['clauses'], streams, '0.0.0')).toBe(3)
  expect(err).toContain('cmdqv-check itself failed, please report this: Error: no space left')
})

test('--out that goes away during the run: the report is printed all the same', async () => {
  const { code, out, err } = await cli(...SMALL, '--device', './removes-report.mjs', '--out', 'report.txt')
  expect(code).toBe(2)
  expect(out).toContain('verdict: ')
  expect(err).toContain('--out report.txt: cannot be written')
})
