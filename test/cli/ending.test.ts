/** The process ends with an exit code of ours, whatever the device does to it and whoever stops reading. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MAIN = resolve(import.meta.dirname, '../../dist/src/cli/main.js')
const TOKEN = 'cq1.RIQ8bWNiYGZqaGBiYGpoYGFk-P-fGQA'

const device = (read: string, more = ''): string => `${more}
export default () => ({ read(offset, size) { ${read}; return size === 8 ? 0n : 0 }, write() {}, attach() {}, detach() {}, reset() {}, event() {} })
`

const DEVICES: Readonly<Record<string, string>> = {
  'leaves.mjs': device('process.exit(0)'),
  'timer.mjs': device('', 'setInterval(() => undefined, 1000)'),
  'rejects.mjs': device('Promise.reject(new Error("nobody hears"))'),
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-ending-'))
  for (const [name, text] of Object.entries(DEVICES)) writeFileSync(join(folder, name), text)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: readonly string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, encoding: 'utf8', timeout: 60_000 })
  return { code: status, out: stdout, err: stderr }
}

describe('a device', () => {
  test.each([['replay', TOKEN], ['explain', './leaves.mjs', 'P176-DIRECT'], ['shrink', TOKEN]])('that ends the process decides nothing: %s', (...args) => {
    const { code, err } = run(...args, ...(args[0] === 'explain' ? [] : ['--device', './leaves.mjs']))
    expect([code, err]).toEqual([3, 'error: the process was ended before there was a verdict; look for process.exit in the device\n'])
  })

  test('that leaves a timer behind keeps nobody waiting', () => {
    const { code, out } = run('replay', TOKEN, '--device', './timer.mjs')
    expect([code, out.includes('conforms')]).toEqual([0, true])
  })

  test('whose promise is rejected where nobody waits for it changes no verdict', () => {
    const { code, out, err } = run('replay', TOKEN, '--device', './rejects.mjs')
    expect([code, out.includes('conforms'), err]).toEqual([0, true, ''])
  })
})

test('a reader who has seen enough changes no verdict', () => {
  const all = run('clauses', '--reporter', 'json')
  expect(all.out.length).toBeGreaterThan(10_000)
  const { status, stderr } = spawnSync('sh', ['-c', `{ "${process.execPath}" "${MAIN}" explain P176-DIRECT; echo "code $?" >&2; } | true`], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, 'code 0\n'])
})
