import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProgram } from './programs.js'

const root = resolve(import.meta.dirname, '../..')

let folder: string
let clone: string
let environment: NodeJS.ProcessEnv

/** Runs a program in the clone and gives its output; a failure throws with what the program wrote. */
const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { cwd: clone, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-clone-'))
  clone = join(folder, 'clone')
  // CI runs as root on a checkout that may belong to somebody else, which git refuses unless a file like this allows it.
  const gitConfig = join(folder, 'gitconfig')
  writeFileSync(gitConfig, `[safe]\n\tdirectory = ${root}\n\tdirectory = ${join(root, '.git')}\n`)
  // What a git hook or an npm script leaves in the environment speaks of this checkout, not of the clone.
  const foreign = /^(GIT_|INIT_CWD$|NODE_ENV$|npm_(package|lifecycle|command|config_local_prefix))/
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  environment = { ...Object.fromEntries(inherited), GIT_CONFIG_GLOBAL: gitConfig }
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('what is committed builds and runs, with nothing but npm ci', () => {
  const git = findProgram('git')
  execFileSync(git, ['clone', '--quiet', root, clone], { env: environment })
  run('npm', 'ci')

  // The project's own manifest, whose shape the type system cannot know.
  const { bin, version } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as {
    bin: { 'cmdqv-check': string }
    version: string
  }
  expect(run(process.execPath, bin['cmdqv-check'], '--version').trim()).toBe(version)
  expect(run('npx', '--no-install', 'cmdqv-check', '--version').trim()).toBe(version)
  expect(run(git, 'status', '--porcelain')).toBe('')
})
