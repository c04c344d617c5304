/** docs/library.md is run: its files are written into a project that has the package, typed, and tested as it says. */
import { join } from 'node:path'
import ts from 'typescript'
import { beforeAll, expect, test } from 'vitest'
import { blocksOf, commandsOf, mismatch, wordsOf } from '../docs/blocks.js'
import { root, tool } from './project.js'
import type { Project } from './project.js'

const blocks = blocksOf('docs/library.md')
const files = blocks.filter(({ name }) => name !== '')

/** `project` is one that has the package, once tests run. */
export function documentTests(project: () => Project): void {
  beforeAll(() => {
    project().link('@types')
    project().write(Object.fromEntries(files.map(({ name, text }) => [name, text])))
  })

  test('its files compile', () => {
    const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true, noEmit: true, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
    expect(project().compiled(files.map(({ name }) => name), options)).toEqual([])
  })

  const consoles = blocks.filter(({ kind }) => kind === 'console')
  test.each(consoles.map(({ line, text }) => [line, text] as const))('line %i', (_, text) => {
    let last: number | null = 0
    for (const { line, expected } of commandsOf(text)) {
      if (line === 'echo $?') {
        expect(expected, line).toEqual([String(last)])
        continue
      }
      const [npx, program, ...args] = wordsOf(line)
      expect([npx, program], line).toEqual(['npx', 'vitest'])
      const { status, text: said } = tool(project().folder, 'vitest/vitest.mjs', ...args)
      const at = mismatch(expected, said.split('\n').map((one) => one.trimEnd()))
      if (at >= 0) expect(said, `${line}: line ${at + 1} of its output: ${expected[at] ?? 'nothing more'}`).toBe(expected.join('\n'))
      last = status
    }
  })
}
