/** `prove --smt` with every solver: each obligation is proved by all of them, and a change is refuted by the second one too. A million random steps of the encoding are in test/prove/smt/encoding.test.ts. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { SmtReport } from '../../src/check/obligation.js'
import { ENCODING, TABLE } from '../prove/smt/changes.js'
import { codeWith, encodingWith } from '../prove/smt/mill.js'
import { operatorQuestion } from '../prove/smt/operators.js'
import { findProgram } from './programs.js'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'dist/src/cli/main.js')
const SOLVERS = ['z3-solver', 'z3', 'cvc5']

let folder: string
beforeAll(() => {
  findProgram('z3')
  findProgram('cvc5')
  folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-smt-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a program of this machine answers. */
function ask(program: 'z3' | 'cvc5', text: string): string {
  const file = join(folder, 'question.smt2')
  writeFileSync(file, text)
  return spawnSync(findProgram(program), [file], { encoding: 'utf8' }).stdout.split('\n')[0] ?? ''
}

test('z3 of npm, z3 and cvc5 each prove every obligation for every value', () => {
  const files = join(folder, 'files')
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'prove', '--smt', '--reporter', 'json', '--workers', '1', '--smt-files', files], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const report = JSON.parse(stdout) as SmtReport // looked at below
  expect(report.solvers.map(({ name }) => name)).toEqual(SOLVERS)
  for (const { name, verdict, answers } of report.obligations) expect({ name, verdict, answers: answers.map(({ solver, answer }) => `${solver} ${answer}`) }).toEqual({ name, verdict: 'proved', answers: SOLVERS.map((solver) => `${solver} unsat`) })
  expect(report.correspondence.steps).toBeGreaterThanOrEqual(50_000)
  expect(report.correspondence.unreached).toEqual([])
  expect(report.correspondence.difference).toBeUndefined()
  for (const kind of ['alias', 'frame', 'drop', 'direct', 'decode', 'invariant']) expect(report.obligations.filter(({ name }) => name.startsWith(`${kind}: `)).length).toBeGreaterThanOrEqual(3)
  // The files are what any solver can be asked, and say what it should answer.
  expect(readdirSync(files)).toHaveLength(3 * report.obligations.length)
  expect(readFileSync(join(files, 'alias-reads.smt2'), 'utf8')).toMatch(/^; alias: reads \(ALIAS, ROUTE-LVCMDQ, TRANSPARENT\)\n; while a VCMDQ is mapped, .*\n; unsat: /)
})

/** The tool with one line of its device changed, as built. */
function changedTool(file: string, find: string, replace: string, ...args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const tool = join(folder, 'tool')
  for (const part of ['dist', 'package.json']) cpSync(join(ROOT, part), join(tool, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(tool, 'node_modules'))
  const path = join(tool, 'dist/src/device', file)
  const text = readFileSync(path, 'utf8')
  expect(text.split(find)).toHaveLength(2)
  writeFileSync(path, text.replace(find, () => replace))
  const { status, stdout } = spawnSync(process.execPath, [join(tool, 'dist/src/cli/main.js'), 'prove', '--smt', '--solver', 'cvc5', ...args], { encoding: 'utf8' })
  rmSync(tool, { recursive: true })
  return { status, stdout }
}

test('a table that is wrong is refuted, with values: exit 1', () => {
  const { status, stdout } = changedTool('routing.js', 'queue < 0 ? -1 : at.DIRECT_PAGE1 + from', '-1', '--time', '60s')
  expect(stdout).toMatch(/^diverges: optimised, 2 queues, \d+ of \d+ obligations proved for every value/)
  expect(stdout).toMatch(/alias: reads +REFUTED +cvc5 sat/)
  expect(stdout).toMatch(/alias: reads: while .*\n {2}state {5}.*\n {2}cvc5 gives these values, and the encoding breaks the claim with them/)
  expect(status).toBe(1)
})

test('a device that is not what was encoded decides nothing: exit 3', () => {
  const { status, stdout } = changedTool('slots.js', 'page.store(to + at.PROD, this.word(from + at.Q_PROD))', 'page.store(to + at.PROD, 0)', '--time', '1s')
  expect(stdout).toMatch(/^undecided: optimised/)
  expect(stdout).toMatch(/The encoding is not that of the device, so that nothing is shown: at random step \d+, operation \d+ from power-on, slot\.\d\.1 is 0x0 in the device and 0x[0-9a-f]+ in the encoding\./)
  expect(stdout).toMatch(/open +cvc5 unknown/)
  expect(status).toBe(3)
})

/** Programs that always say the same, for solvers. */
function made(answers: Readonly<Record<'z3' | 'cvc5', string>>, ...args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const programs = mkdtempSync(join(folder, 'programs-'))
  for (const [name, answer] of Object.entries(answers)) writeFileSync(join(programs, name), `#!/bin/sh\n[ "$1" = --version ] && echo "$0 version 0" || echo ${answer}\n`, { mode: 0o755 })
  const { status, stdout } = spawnSync(process.execPath, [MAIN, 'prove', '--smt', ...args], { encoding: 'utf8', env: { PATH: programs } })
  return { status, stdout }
}

test('solvers that disagree decide nothing: exit 3', () => {
  const { status, stdout } = made({ z3: 'sat', cvc5: 'unsat' }, '--solver', 'z3', '--solver', 'cvc5')
  expect(stdout).toMatch(/^undecided: /)
  expect(stdout).toMatch(/alias: reads +DISPUTED +z3 sat [\d.]+ s, cvc5 unsat/)
  expect(stdout).toContain('THE SOLVERS DISAGREE: z3 says sat, cvc5 says unsat; nothing is decided until one of them is mended')
  expect(stdout).toContain('but with them the encoding does not break the claim')
  expect(status).toBe(3)
})

test('a proof from what nothing satisfies is none, and neither is what is no answer: exit 3', () => {
  const { status, stdout } = made({ z3: 'unsat', cvc5: 'perhaps' }, '--solver', 'z3', '--solver', 'cvc5')
  expect(stdout).toMatch(/alias: reads +EMPTY +z3 unsat [\d.]+ s, cvc5 failed/)
  expect(status).toBe(3)
})

test.each(['z3', 'cvc5'] as const)('%s means by each operator what the evaluator does', (program) => {
  expect(ask(program, operatorQuestion(300))).toBe('unsat')
  expect(ask(program, operatorQuestion(300, 'wrong'))).toBe('sat')
})

const refutable = ([, refuted]: (typeof ENCODING)[number]): boolean => refuted !== undefined

describe('a change of the encoding is refuted by cvc5:', () => {
  test.each(ENCODING.filter(refutable))('%s, by "%s"', (_, refuted, rewrite) => {
    const { compileTable, obligationsOf, questionsOf } = encodingWith(rewrite)
    const code = codeWith()
    const obligation = obligationsOf({ code, table: compileTable(code, 2) }, region).find(({ name }) => name === refuted)
    expect(obligation && ask('cvc5', questionsOf(obligation).negation)).toBe('sat')
  })
})

describe("a change of the device's table is refuted by cvc5:", () => {
  test.each(TABLE)('%s, by "%s"', (_, refuted, rewrite) => {
    const { compileTable, obligationsOf, questionsOf } = encodingWith()
    const code = codeWith(rewrite)
    const obligation = obligationsOf({ code, table: compileTable(code, 2) }, region).find(({ name }) => name === refuted)
    expect(obligation && ask('cvc5', questionsOf(obligation).negation)).toBe('sat')
  })
})
