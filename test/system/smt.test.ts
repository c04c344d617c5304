/** `prove --smt` with every solver: each obligation is proved by all of them, and a change is refuted by the second one too. A million random steps of the encoding are in test/prove/smt/encoding.test.ts. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { SmtReport } from '../../src/check/obligation.js'
import { ENCODING, TABLE } from '../prove/smt/changes.js'
import { codeWith, encodingWith } from '../prove/smt/mill.js'
import { operatorQuestion } from '../prove/smt/operators.js'
import { findProgram } from './programs.js'

const MAIN = resolve(import.meta.dirname, '../../dist/src/cli/main.js')
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
  expect(report.correspondence).toMatchObject({ steps: 50_000 })
  expect(report.correspondence.difference).toBeUndefined()
  for (const kind of ['alias', 'frame', 'drop', 'direct', 'decode', 'invariant']) expect(report.obligations.filter(({ name }) => name.startsWith(`${kind}: `)).length).toBeGreaterThanOrEqual(3)
  // The files are what any solver can be asked, and say what it should answer.
  expect(readdirSync(files)).toHaveLength(3 * report.obligations.length)
  expect(readFileSync(join(files, 'alias-reads.smt2'), 'utf8')).toMatch(/^; alias: reads \(ALIAS, ROUTE-LVCMDQ, TRANSPARENT\)\n; while a VCMDQ is mapped, .*\n; unsat: /)
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
