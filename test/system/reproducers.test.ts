/** Reproducers: each is built and run by what it is for; it fails on the device that it was made of, and not on a better one. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { peer, tool } from '../remote/dist.js'
import { builtC, builtRust, exampleC, folder, root } from './built.js'

interface Matrix {
  readonly designs: readonly { readonly name: string; readonly queues: number; readonly divergences: readonly { readonly clause: string; readonly replay: string }[] }[]
}
const { designs } = JSON.parse(readFileSync(join(root, 'docs/designs.json'), 'utf8')) as Matrix // our own document
const tokenOf = (clause: string): string => designs.find(({ name, queues }) => name === 'fixed-2026-07' && queues === 2)?.divergences.find((one) => one.clause === clause)?.replay ?? ''

/** A wrong value; one after host calls, an event and what hardware did; and what is asked of the host out of order. */
const CLAUSES = ['P172-DROP', 'GERROR-TOGGLE', 'HOST-ORDER'] as const
/** Where no host is asked, the same lines can be said to a device that does not break the clause. */
const QUIET = ['P172-DROP']

let example = ''
beforeAll(() => {
  example = exampleC()
})

const reproducer = (clause: string, language: string): string => {
  const { status, out, err } = tool('replay', tokenOf(clause), '--device', `exec:${example}`, '--as', language)
  expect({ status, err }).toEqual({ status: 0, err: '' })
  return out
}
const better = (): string => peer('optimised').replace('exec:', '')

/** What the test is called: after the first clause that the program breaks in the end. */
const nameIn = (text: string): string => /\b(?:void test_|fn )(\w+)\(/.exec(text)?.[1] ?? ''

describe.each(CLAUSES)('%s', (clause) => {
  const own = clause.toLowerCase().replaceAll('-', '_')

  test('as a C qtest', () => {
    const [source, text] = [join(folder, `${own}.c`), reproducer(clause, 'c-qtest')]
    writeFileSync(source, text)
    const [name, program] = [nameIn(text), builtC(`qtest-${own}`, [source], ['-std=gnu11', '-I', 'test/system/libqtest'])]
    const run = (device: string) => spawnSync(program, [], { encoding: 'utf8', env: { ...process.env, CMDQV_DEVICE: device } })
    const failed = run(example)
    expect({ status: failed.status, stdout: failed.stdout }).toEqual({ status: 1, stdout: `/cmdqv/${name}\n` })
    expect(failed.stderr).toContain('not so: ')
    if (QUIET.includes(clause)) expect(run(better())).toMatchObject({ status: 0, stderr: '' })
  })

  test('as lines for a device that reads them', () => {
    const lines = reproducer(clause, 'qtest')
    const { status, stdout, stderr } = spawnSync(example, [], { input: lines, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const commands = lines.split('\n').filter((line) => /^(read|write|cmdqv_)/.test(line))
    expect(stdout.split('\n').filter((line) => line.startsWith('OK'))).toHaveLength(commands.length)
    expect(stdout).not.toContain('FAIL')
  })

  test('as a Rust test', () => {
    const [source, text] = [join(folder, `${own}.rs`), reproducer(clause, 'rust')]
    writeFileSync(source, text)
    const program = builtRust(`rust-${own}`, source, '--test')
    const run = (device: string) => spawnSync(program, [], { encoding: 'utf8', env: { ...process.env, CMDQV_DEVICE: device } })
    const failed = run(example)
    expect(failed.status).toBe(101)
    expect(failed.stdout).toContain(`test ${nameIn(text)} ... FAILED`)
    if (!QUIET.includes(clause)) return
    const script = join(folder, 'better.sh')
    writeFileSync(script, `#!/bin/sh\nexec ${better()}\n`, { mode: 0o755 })
    expect(run(script)).toMatchObject({ status: 0 })
  })

  test('as a vitest case', () => {
    const home = join(folder, `vitest-${own}`)
    mkdirSync(join(home, 'node_modules'), { recursive: true })
    for (const [link, target] of [['cmdqv-check', root], ['vitest', join(root, 'node_modules/vitest')]] as const) symlinkSync(target, join(home, 'node_modules', link))
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(home, 'case.test.ts'), reproducer(clause, 'vitest'))
    const run = (device: string): number | null => {
      writeFileSync(join(home, 'my-device.js'), device)
      return spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', home], { encoding: 'utf8', cwd: home }).status
    }
    const dist = JSON.stringify(join(root, 'dist/src'))
    expect(run(`import { DESIGNS, createDesign } from ${dist.slice(0, -1)}/designs/index.js"\nexport default createDesign(DESIGNS.find(({ id }) => id === 'fixed-2026-07'))\n`)).toBe(1)
    expect(run("export { createOptimised as default } from 'cmdqv-check'\n")).toBe(0)
  })
})
