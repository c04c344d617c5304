/** The story of docs/guide.md, played from top to bottom in an empty project that has the package: files are written where the page shows them. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { Project, environment } from '../package/project.js'
import { blocksOf, commandsOf, mismatch, wordsOf } from './blocks.js'

const GUIDE = 'docs/guide.md'

test('docs/guide.md: from a changed line to a red build, and back to green', () => {
  const project = new Project()
  onTestFinished(() => project.remove())
  let last: number | null = 0
  for (const { kind, name, text, line: at } of blocksOf(GUIDE)) {
    if (name !== '') project.write({ [name]: text })
    if (kind !== 'console') continue
    for (const { line, expected } of commandsOf(text)) {
      const where = `${GUIDE}:${at}: ${line}`
      if (line === 'echo $?') {
        expect(expected, where).toEqual([String(last)])
        continue
      }
      const [npx, tool, ...args] = wordsOf(line)
      expect([npx, tool], where).toEqual(['npx', 'cmdqv-check'])
      const { status, stdout } = spawnSync('npx', ['--no-install', 'cmdqv-check', ...args], { cwd: project.folder, env: { ...environment, NO_COLOR: '1' }, encoding: 'utf8' })
      const lines = stdout.trimEnd().split('\n')
      const wrong = mismatch(expected, lines)
      if (wrong >= 0) expect(lines.join('\n'), `${where}: ${expected[wrong] ?? 'nothing more'}`).toBe(expected.join('\n'))
      last = status
    }
  }
})

test('the workflow in it is one', () => {
  const { text } = blocksOf(GUIDE).find(({ kind }) => kind === 'yaml') ?? { text: '' }
  const { jobs } = parse(text) as { readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>> } // its form is what is tested
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
  expect(runs.filter((run) => run.startsWith('npx cmdqv-check ')).length).toBe(2)
  const help = (command: string): string => readFileSync(resolve(import.meta.dirname, `../golden/expected/help-${command}.txt`), 'utf8')
  for (const run of runs) {
    const [, command] = /^npx cmdqv-check (\w+)/.exec(run) ?? []
    if (command === undefined) continue
    for (const [option] of run.matchAll(/--[a-z]+/g)) expect(help(command), run).toContain(option)
  }
})
