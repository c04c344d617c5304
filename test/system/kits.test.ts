/** The kits: built as strictly as compilers can be, they say what the document says, and three models of one design agree. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { decodeToken } from '../../src/check/token.js'
// As built: a device in another process needs a thread of its own.
import { loadSubject, referenceModel } from '../../dist/src/cli/assembly.js'
import { runProgram } from '../../dist/src/check/lockstep.js'
import { answersOf } from '../remote/whole-row.js'
import { brokenIn } from '../trace/judged.js'
import { tool } from '../remote/dist.js'
import { wireIn } from '../remote/wire.js'
import { exampleC, exampleRust, folder, ownC, root } from './built.js'

const DESIGN = 'fixed-2026-07'
const document = readFileSync(join(root, 'docs/remote-devices.md'), 'utf8')

interface Cell {
  readonly clause: string
  readonly length: number
  readonly replay: string
}
interface Matrix {
  readonly designs: readonly { readonly name: string; readonly queues: number; readonly divergences: readonly Cell[] }[]
}
const shipped = JSON.parse(readFileSync(join(root, 'docs/designs.json'), 'utf8')) as Matrix // our own document
const row = shipped.designs.find(({ name, queues }) => name === DESIGN && queues === 2)?.divergences ?? []

const programs: Record<'C' | 'Rust', string> = { C: '', Rust: '' }
beforeAll(() => {
  programs.C = exampleC()
  programs.Rust = exampleRust()
})

/** What is forbidden of a program on a device, step by step. */
async function storyOf(device: string, replay: string): Promise<readonly string[]> {
  const told: string[] = []
  runProgram(await loadSubject(device), referenceModel, decodeToken(replay), {
    step: ({ index, response, forbidden }) => void told.push(`${index}: ${response.value ?? ''} ${forbidden.map(({ clause, observed, allowed }) => `${clause} ${observed}, not ${allowed}`).join('; ')}`),
  })
  return told
}

test('the example in C is short enough to be read', () => {
  expect(readFileSync(join(root, 'adapters/c/example.c'), 'utf8').split('\n').length).toBeLessThan(400)
})

describe.each(['C', 'Rust'] as const)('the example in %s', (language) => {
  test('says what the document says', () => {
    const { design, said, heard } = wireIn(document)
    expect(design).toBe(DESIGN)
    const { stdout, stderr } = spawnSync(programs[language], [], { input: said, encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: heard, stderr: '' })
  })

  test(`tells the story of ${DESIGN}, clause by clause`, async () => {
    expect(row.length).toBeGreaterThan(30)
    for (const { clause, replay } of row) expect(await storyOf(`exec:${programs[language]}`, replay), `${clause}, ${replay}`).toEqual(await storyOf(DESIGN, replay))
  })

  test(`breaks the clauses of ${DESIGN} and no others, searched together`, () => {
    const found = (device: string): unknown => {
      const { status, out } = tool('designs', '--device', device, '--depth', '2', '--reporter', 'json')
      expect(status).toBe(0)
      const matrix = JSON.parse(out) as Matrix // as designs writes it
      return matrix.designs.map(({ divergences }) => divergences.map(({ clause, length, replay }) => `${clause} ${length} ${replay}`))
    }
    expect(found(`exec:${programs[language]}`)).toEqual(found(DESIGN))
  })

  test.each([
    ['a page that cannot be unmapped at a detach', 'cq1._PmcTWNiYGbhYeZhZAUA'],
    ['the record of an error that is gone by now', 'cq1.AiJk9WNi4GBqYGJkauBjZGr5wMjIwvTnP2NjQ0MDCwcDI9P_98yMnAA'],
  ])('does as the design does where searches deeper than the test above found a difference: %s', async (_, replay) => {
    const calls = async (device: string): Promise<readonly string[]> => answersOf(await loadSubject(device), decodeToken(replay))
    expect(await calls(`exec:${programs[language]}`)).toEqual(await calls(DESIGN))
  })

  test('writes the log that the design writes', () => {
    for (const { clause, replay } of row) {
      const log = (device: string): string => tool('replay', replay, '--device', device, '--trace').out.replaceAll(/ \((hw|cache)\)/g, '')
      if (!['P172-DROP', 'ALIAS', 'HOST-ORDER', 'GERROR-TOGGLE'].includes(clause)) continue
      expect(log(`exec:${programs[language]}`)).toBe(log(DESIGN))
      expect(brokenIn(log(DESIGN))).toContain(clause)
    }
  })
})

test('a device of a few lines, as the document has it, is built and checked', () => {
  const [, source = ''] = /^```c my-device\.c\n([^]*?)^```$/m.exec(document) ?? []
  writeFileSync(join(folder, 'my-device.c'), source)
  const program = ownC('my-device', join(folder, 'my-device.c'))
  const { status, out } = tool('check', '--device', `exec:${program}`, '--property', 'total-decode', '--clause', 'RESET', '--runs', '20', '--reporter', 'json')
  expect(status).toBe(1)
  const { divergences } = JSON.parse(out) as { readonly divergences: readonly { readonly clause: string; readonly length: number }[] } // as check writes it
  expect(divergences.map(({ clause }) => clause)).toContain('RESET')
})
