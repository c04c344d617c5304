/** What solvers are asked, and what is made of their answers: with z3 of npm, which is all that is needed. Debian's solvers are asked in test/system/smt.test.ts. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { region } from '../../../properties/adapter.js'
import type { Solver } from '../../../src/cli/solvers.js'
import { obligationsOf } from '../../../src/prove/smt/obligations.js'
import { counterexampleOf, questionsOf } from '../../../src/prove/smt/questions.js'
import type { Obligation } from '../../../src/prove/smt/setting.js'
import { valuesIn } from '../../../src/prove/smt/smtlib.js'
import { compileTable } from '../../../src/prove/smt/table.js'
import { TABLE } from './changes.js'
import type { Rewrite } from '../../planted/mill.js'
import { codeWith } from './mill.js'
import { operatorQuestion } from './operators.js'

const ROOT = resolve(import.meta.dirname, '../../..')
// As built: a child process runs JavaScript.
const { solversFor } = (await import(join(ROOT, 'dist/src/cli/solvers.js'))) as typeof import('../../../src/cli/solvers.js') // what it was built from

const encodedWith = (...rewrites: readonly Rewrite[]): Parameters<typeof obligationsOf>[0] => {
  const code = codeWith(...rewrites)
  return { code, table: compileTable(code, 2) }
}

const OWN = obligationsOf(encodedWith(), region)

let z3: Solver
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-solving-'))
  const [first] = await solversFor(['z3-solver'])
  if (!first) throw new Error('z3-solver is a devDependency: npm ci')
  z3 = first
})
afterAll(() => {
  z3.end()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (text: string, time = 30_000): ReturnType<Solver['ask']> => z3.ask({ text, file: '', time })

function named(all: readonly Obligation[], name: string): Obligation {
  const found = all.find((one) => one.name === name)
  if (!found) throw new Error(`no obligation ${name}`)
  return found
}

describe('z3 of npm', () => {
  /** Those that take it least; all of them are proved in the system tests. */
  test.each(['invariant: power-on', 'invariant: settle', 'frame: reset', 'drop: reads', 'decode: reads', 'errors: store', 'alias: direct to VINTF'])('proves "%s", which says something', async (name) => {
    const { hypotheses, negation } = questionsOf(named(OWN, name))
    expect((await ask(hypotheses)).answer).toBe('sat')
    expect((await ask(negation)).answer).toBe('unsat')
  })

  test('means by each operator what the evaluator does', async () => {
    expect((await ask(operatorQuestion(200))).answer).toBe('unsat')
    expect((await ask(operatorQuestion(200, 'wrong'))).answer).toBe('sat')
  })

  test('is given up when it takes too long, and answers the next question all the same', async () => {
    const { negation } = questionsOf(named(OWN, 'alias: writes'))
    expect(await ask(negation, 20)).toMatchObject({ answer: 'unknown' })
    expect((await ask('(declare-const a Bool)\n(assert a)\n')).answer).toBe('sat')
  })

  test('says so when it cannot read a question', async () => {
    expect(await ask('(assert nothing)\n')).toMatchObject({ answer: 'failed' })
  })
})

test.each(TABLE.slice(1, 3))('a table in which %s is refuted, with values that break the claim', async (_, name, rewrite) => {
  const encoded = encodedWith(rewrite)
  const obligation = named(obligationsOf(encoded, region), name ?? '')
  const { answer, text } = await ask(questionsOf(obligation).values)
  expect(answer).toBe('sat')
  const counterexample = counterexampleOf(obligation, encoded, region, 'z3-solver', text)
  expect(counterexample).toMatchObject({ confirmed: true, broken: [] })
  expect(counterexample.access[0]).toMatch(/^access at 0x[0-9a-f]+ \(.*GERROR/)
})

test('values are read in whatever form a solver prints them', () => {
  expect([...valuesIn('((word.1 #x0000000a)\n (live.0 true) (row.d0.1 (_ bv3 8)))\nhost.alloc.0 -> false\noffset -> #b101')]).toEqual([['word.1', 10], ['live.0', 1], ['row.d0.1', 3], ['host.alloc.0', 0], ['offset', 5]])
})

describe('without any solver', () => {
  /** The tool as it is installed without optional peers. */
  function bare(...args: readonly string[]): { readonly status: number | null; readonly stderr: string } {
    const tool = join(folder, 'tool')
    mkdirSync(join(tool, 'node_modules'), { recursive: true })
    cpSync(join(ROOT, 'dist'), join(tool, 'dist'), { recursive: true })
    for (const name of readdirSync(join(ROOT, 'node_modules'))) if (name !== 'z3-solver' && !name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(tool, 'node_modules', name))
    cpSync(join(ROOT, 'package.json'), join(tool, 'package.json'))
    const { status, stderr } = spawnSync(process.execPath, [join(tool, 'dist/src/cli/main.js'), 'prove', '--smt', ...args], { encoding: 'utf8', env: { PATH: '/nowhere' } })
    rmSync(tool, { recursive: true, force: true })
    return { status, stderr }
  }

  test('it is said how to get one', () => {
    expect(bare()).toEqual({ status: 2, stderr: 'error: --smt: no solver is installed; npm install z3-solver, or apt install z3 on Debian\n' })
    expect(bare('--solver', 'cvc5')).toEqual({ status: 2, stderr: 'error: --solver cvc5: it is not installed; apt install cvc5\n' })
  })

  test('and a folder that cannot be written is named', () => {
    writeFileSync(join(folder, 'file'), '')
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'dist/src/cli/main.js'), 'prove', '--smt', '--solver', 'z3-solver', '--smt-files', join(folder, 'file')], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^error: --smt-files .*: cannot be written: .*; name a folder that can\n$/)
  })
})
