/** docs/library.md is run: its files are written into a project that has the package, typed, and tested as it says. */
import { join, relative } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blocksOf, commandsOf, mismatch, wordsOf } from '../docs/blocks.js'
import { Project, root, tool } from './project.js'
import type { Ended } from './project.js'

const blocks = blocksOf('docs/library.md')
const files = blocks.filter(({ name }) => name !== '')

let project: Project
beforeAll(() => {
  project = new Project()
  for (const name of ['vitest', '@types']) project.link(name)
  project.write(Object.fromEntries(files.map(({ name, text }) => [name, text])))
}, 120_000)
afterAll(() => project?.remove())

test('its files compile', () => {
  const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true, noEmit: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  const program = ts.createProgram(files.map(({ name }) => join(project.folder, name)), options)
  const told = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => `${file ? `${relative(project.folder, file.fileName)}:${file.getLineAndCharacterOfPosition(start).line + 1}` : ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
  expect(told).toEqual([])
})

describe('its transcripts', () => {
  /** Of what differs between two runs, and of a terminal's right margin, nothing is left. */
  const settled = (text: string): readonly string[] => text.split('\n').map((line) => line.trimEnd())
  const run = (line: string): Ended => {
    const [npx, program, ...args] = wordsOf(line)
    expect([npx, program], line).toEqual(['npx', 'vitest'])
    return tool(project.folder, 'vitest/vitest.mjs', ...args)
  }

  test.each(blocks.filter(({ kind }) => kind === 'console').map(({ line, text }) => [line, text] as const))('line %i', (_, text) => {
    let last: number | null = 0
    for (const { line, expected } of commandsOf(text)) {
      if (line === 'echo $?') {
        expect(expected, line).toEqual([String(last)])
        continue
      }
      const { status, text: said } = run(line)
      const at = mismatch(expected, settled(said))
      if (at >= 0) expect(said, `${line}: line ${at + 1} of its output: ${expected[at] ?? 'nothing more'}`).toBe(expected.join('\n'))
      last = status
    }
  })
})
