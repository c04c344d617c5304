/** The built tool, as a user has it: devices in other processes need a thread of their own, which only built code can start. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(import.meta.dirname, '../..')
export const MAIN = resolve(root, 'dist/src/cli/main.js')

/** peer.ts and what it needs as JavaScript, in a folder of their own; the path of it. */
function erased(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-peer-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const name of ['peer', 'mischief']) {
    const { outputText } = ts.transpileModule(readFileSync(resolve(import.meta.dirname, `${name}.ts`), 'utf8'), { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true } })
    writeFileSync(join(folder, `${name}.js`), outputText.replaceAll('../../dist/', `${root}/dist/`))
  }
  return join(folder, 'peer.js')
}
const PEER = erased()

/** A device of this project, as a process; what it does wrong from its `after`th access on. */
export const peer = (design: string, mischief = '', after = 1): string => `exec:${process.execPath} ${PEER} ${design} ${mischief === '' ? '' : `${mischief} ${after}`}`.trimEnd()

export interface Ended {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** Runs the command line to its end. */
export function tool(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', cwd: root, maxBuffer: 2 ** 26 })
  return { status, out: stdout, err: stderr }
}

/** Starts it, to be killed. */
export const started = (...args: readonly string[]): ReturnType<typeof spawn> => spawn(process.execPath, [MAIN, ...args], { cwd: root, stdio: 'ignore' })

/** Processes whose command line has a word in it. */
export function processesWith(word: string): readonly string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
  return stdout.split('\n').filter((line) => line.includes(word) && !line.includes('ps -eo'))
}
