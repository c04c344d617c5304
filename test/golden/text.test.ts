/** What a user reads: help, reports, replays, clauses. Frozen, success and failure alike. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEVICES, PROGRAMS } from './devices.js'
import { EXPECTED, cli, folder, golden, withoutCounts } from './scene.js'
import { CLAUSES } from '../../spec/index.js'
import { region } from '../../properties/adapter.js'
import { formatJson } from '../../src/report/json.js'
import { formatText } from '../../src/report/text.js'
import { REPORT } from './report-value.js'

let scene: ReturnType<typeof folder>
beforeAll(() => void (scene = folder({ ...DEVICES, ...PROGRAMS })))
afterAll(() => scene.leave())

describe('help', () => {
  test.each([
    ['help.txt', ['--help']],
    ['help-check.txt', ['check', '--help']],
    ['help-replay.txt', ['replay', '--help']],
    ['help-clauses.txt', ['clauses', '--help']],
    ['help-trace.txt', ['trace', '--help']],
    ['help-merge.txt', ['merge', '--help']],
    ['help-init.txt', ['init', '--help']],
  ])('%s', async (file, args) => {
    const { code, out, err } = await cli(...args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    golden(file, out)
  })

  test('of every command shows an example that starts with the command', async () => {
    const commands = [...(await cli('--help')).out.matchAll(/^ {2}(\w+) /gm)].map(([, name = '']) => name).filter((name) => name !== 'help')
    expect(commands.length).toBeGreaterThan(9)
    for (const command of commands) expect((await cli(command, '--help')).out, command).toMatch(new RegExp(`^Examples?:\n(?:  cmdqv-check .*\n)*  cmdqv-check ${command}`, 'm'))
  })
})

const SMALL = ['--property', 'dropped-access', '--runs', '20', '--workers', '1']
const rules: ReadonlyMap<string, string> = new Map(CLAUSES.map(({ id, rule }) => [id, rule]))

describe('the report of a check', () => {
  test('with one of everything', () => {
    golden('report.txt', formatText(REPORT, { region, rules }))
    golden('report.json', formatJson(REPORT))
  })

  test('in colour: what is good, bad, dim and strong', () => {
    const paint = { good: (text: string) => `<good>${text}</good>`, bad: (text: string) => `<bad>${text}</bad>`, dim: (text: string) => `<dim>${text}</dim>`, strong: (text: string) => `<strong>${text}</strong>` }
    const painted = formatText(REPORT, { region, rules, paint }).split('\n').filter((line) => line.includes('</'))
    golden('report-painted.txt', `${painted.join('\n')}\n`)
  })

  test('of a conforming device', async () => {
    const { out, err } = await cli(...SMALL)
    expect(err).toBe('')
    golden('conforms.txt', withoutCounts(out))
  })

  test('of a diverging device', async () => {
    golden('diverges.txt', withoutCounts((await cli(...SMALL, '--device', './unrouted.mjs', '--clause', 'P172-DROP')).out))
  })

  test.each(['dies', 'garbles'])('of a device that %s', async (how) => {
    // Whatever clause is asked for: a device that gives no answers has not been shown to keep it.
    const { code, out } = await cli(...SMALL, '--device', `./${how}.mjs`, '--clause', 'IDEMPOTENT')
    expect(code).toBe(1)
    golden(`${how}.txt`, withoutCounts(out))
  })

  test('in a file: --out', async () => {
    const { out } = await cli(...SMALL, '--out', 'report.txt')
    expect(out).toBe('')
    golden('conforms.txt', withoutCounts(readFileSync('report.txt', 'utf8')))
  })
})

/** Field names and kinds of values: what a program that reads the report relies on. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]))
  return typeof value
}

test('the JSON report of a run: every field of the contract', async () => {
  const { out } = await cli(...SMALL, '--device', './unrouted.mjs', '--clause', 'P172-DROP', '--reporter', 'json')
  const report: Record<string, unknown> = JSON.parse(out)
  const coverage = Object.fromEntries(Object.entries({ ...(report['coverage'] as object) }).map(([name, inner]) => [name, name === 'clauses' ? 'count by clause' : inner])) // the contract says so, and the golden file shows it
  golden('shape.json', `${JSON.stringify(shapeOf({ ...report, coverage }), null, 2)}\n`)
  golden('divergences.json', `${JSON.stringify(report['divergences'], null, 2)}\n`)
})

describe('replay', () => {
  test.each([
    ['replay-conforms.txt', 0, ['replay', 'boot.json']],
    ['replay-diverges.txt', 1, ['replay', 'dropped-write.json', '--device', './unrouted.mjs']],
    // W32 VCMDQ1_PROD_INDX 1, R32 LVCMDQ1_PROD_INDX: the dropped read returns 1, which only P172-ZERO forbids.
    ['replay-advice.txt', 0, ['replay', 'cq1.Ya8P6mNiYGI61MDEyNDQwAIA', '--device', './unrouted.mjs']],
    ['replay-dies.txt', 1, ['replay', 'dropped-write.json', '--device', './dies.mjs']],
    ['replay-token.txt', 0, ['replay', 'cq1.47jifGNiYGJqaGBjZPj_nxkA']],
  ] as const)('%s', async (file, code, args) => {
    const said = await cli(...args)
    expect({ code: said.code, err: said.err }).toEqual({ code, err: '' })
    golden(file, said.out)
  })
})

describe('clauses', () => {
  test('as text', async () => golden('clauses.txt', (await cli('clauses')).out))
  test('as JSON', async () => golden('clauses.json', (await cli('clauses', '--reporter', 'json')).out))
})

test('every expected file is somebody’s', () => {
  const tests = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts')).map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
  const named = [...tests, 'dies.txt', 'garbles.txt'].join('\n')
  expect(readdirSync(EXPECTED).filter((file) => !named.includes(file))).toEqual([])
})
