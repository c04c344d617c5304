/** `init`, the settings that it writes, and `--watch`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { Folder, OPTIMISED } from './tool.js'

describe('init', () => {
  test('writes settings, a device and a workflow, and says what comes next', () => {
    const folder = new Folder()
    const { code, out } = folder.run('init')
    expect(code).toBe(0)
    expect(out).toBe('wrote ./my-device.mjs\nwrote ./routing.mjs\nwrote ./cmdqv-check.json\nwrote ./.github/workflows/cmdqv-check.yml\n\nNext:\n  npx cmdqv-check\n')
    const workflow = parse(readFileSync(join(folder.path, '.github/workflows/cmdqv-check.yml'), 'utf8')) as { readonly jobs: { readonly check: { readonly steps: readonly { readonly run?: string }[] } } } // its form is what is tested
    expect(workflow.jobs.check.steps.flatMap(({ run }) => run ?? [])).toEqual(['npm install --no-save cmdqv-check', 'npx cmdqv-check check --reporter github --also html=report.html --also sarif=report.sarif'])
  })

  test('the device that it writes breaks what needs a host, and nothing else', () => {
    const folder = new Folder()
    folder.run('init', 'model')
    const { code, out } = folder.run('check', '--device', './model/my-device.mjs', '--workers', '2', '--runs', '50', '--kernel', '6.18.9', '--property', 'status-promise', '--property', 'runnable-runs', '--property', 'routing', '--property', 'isolation', '--property', 'errors-seen', '--property', 'total-decode', '--property', 'two-halves', '--reporter', 'json')
    expect(code).toBe(1)
    const { divergences } = JSON.parse(out) as { readonly divergences: readonly { readonly clause: string; readonly minimal: boolean }[] } // a report has them
    expect(divergences.map(({ clause }) => clause).sort()).toEqual(['LIVE', 'RO', 'STATUS-HONEST'])
    expect(divergences.every(({ minimal }) => minimal)).toBe(true)
  })

  test.each(['c', 'rust'])('--kit %s brings the kit and says how to build', (kit) => {
    const folder = new Folder()
    const { out } = folder.run('init', 'model', '--kit', kit)
    expect(out).toContain('Next:\n  cd model\n  ')
    expect(existsSync(join(folder.path, 'model', kit === 'c' ? 'my-device.c' : 'my-device.rs'))).toBe(true)
  })

  test('where a file is there already nothing is written', () => {
    const folder = new Folder({ 'routing.mjs': '' })
    const { code, err } = folder.run('init')
    expect(code).toBe(2)
    expect(err).toBe('error: init: ./routing.mjs is there already, and nothing was written; move it away, or choose another folder\n')
    expect(existsSync(join(folder.path, 'my-device.mjs'))).toBe(false)
  })

  test('where a folder is wanted and a file is there nothing is written either', () => {
    const folder = new Folder({ '.github': '' })
    expect(folder.run('init')).toMatchObject({ code: 2, err: 'error: init: ./.github is no folder, and nothing was written; move it away, or choose another folder\n' })
    expect(existsSync(join(folder.path, 'my-device.mjs'))).toBe(false)
  })
})

describe('settings', () => {
  const SMALL = { device: 'rust-fork-2026', property: ['routing', 'direct-write'], clause: 'P176-DIRECT', runs: 20, workers: 1 }
  const settings = (value: unknown): Folder => new Folder({ 'cmdqv-check.json': JSON.stringify(value) })

  test('stand for what is not typed', () => {
    expect(settings(SMALL).run().out).toMatch(/^diverges: rust-fork-2026, 2 queues/)
    expect(settings(SMALL).run('check', '--device', 'optimised', '--queues', '4').out).toMatch(/^conforms: optimised, 4 queues/)
  })

  test('replay, shrink and prove take the device from them, and nothing else', () => {
    const folder = settings({ ...SMALL, queues: 8 })
    const { out } = folder.run('replay', 'cq1.47jifGNiYGJqaGBjZPj_nxkA')
    expect(out).toMatch(/^rust-fork-2026, 2 queues/)
  })

  test.each([
    [{ devise: 'x' }, 'cmdqv-check.json: no such setting as devise; did you mean device?; known are device, base, '],
    [{ queues: 3 }, 'cmdqv-check.json: --queues 3: it must be a power of two from 1 to 128'],
    [{ device: {} }, 'cmdqv-check.json: device must be a text or a number'],
    [{ device: ['./mine.mjs', 'optimised'] }, 'cmdqv-check.json: device must be a text or a number'],
    [{ property: [{}] }, 'cmdqv-check.json: property must be a text or a number, or a list of them'],
    [{ property: ['routng'] }, 'cmdqv-check.json: --property routng: no such property; did you mean routing?; '],
    [{ device: 'optimisd' }, 'cmdqv-check.json: --device optimisd: no such device; did you mean optimised?; '],
    [[], 'cmdqv-check.json: the settings of a check are JSON such as '],
  ])('%j gets one line', (value, message) => {
    const { code, err } = settings(value).run()
    expect(code).toBe(2)
    expect(err.startsWith(`error: ${message}`), err).toBe(true)
  })

  test('what is no JSON is told with its place', () => {
    expect(new Folder({ 'cmdqv-check.json': '{ "device": }' }).run().err).toMatch(/^error: cmdqv-check\.json:1:13: "}" is not expected here: /)
  })
})

describe('a device that is misspelt', () => {
  test('a program in the current folder without its ./', () => {
    expect(new Folder({ 'my-device': '' }).run('check', '--device', 'exec:my-device --fast')).toMatchObject({ code: 2, err: 'error: --device exec:my-device --fast: there is no program my-device on the PATH; did you mean exec:./my-device --fast?\n' })
  })

  test('a design, of several that are searched', () => {
    expect(new Folder().run('designs', '--device', 'rust-fork-2025').err).toMatch(/^error: --device rust-fork-2025: no such device; did you mean rust-fork-2026\?; /)
  })
})

describe('--watch', () => {
  const RIGHT = `export { createOptimised as default } from '${OPTIMISED}'\n`
  const WRONG = `import { createOptimised } from '${OPTIMISED}'
import { shift } from './lib/shift.mjs'
export default (host, options) => {
  const device = createOptimised(host, options)
  const read = device.read.bind(device)
  device.read = (offset, size) => (offset === 0x10004 && size === 4 ? read(offset, 4) ^ shift : read(offset, size))
  return device
}`
  const PART = ['check', '--watch', '--also', 'json=report.json', '--workers', '1', '--runs', '20', '--property', 'direct-write', '--device', './device.mjs'] as const

  test('checks again when a file changes, what failed last first, and ends with the last exit code', async () => {
    const folder = new Folder({ 'device.mjs': WRONG, 'lib/shift.mjs': 'export const shift = 1\n' })
    const run = folder.start(...PART)
    await run.until(/watching \.\/device\.mjs; Ctrl-C ends\n[\s\S]*verdict: diverges\n/)
    folder.write('lib/shift.mjs', 'export const shift = 2\n')
    await run.until(/lib\/shift\.mjs changed\nfails still: \.\/device\.mjs[\s\S]*verdict: diverges\n/)
    // What a check writes itself is no change of the device.
    folder.write('report.json', '{}')
    folder.write('device.mjs', RIGHT)
    await run.until(/device\.mjs changed\nwhat failed last passes now\n[\s\S]*verdict: conforms\n/)
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
    expect(run.said()).not.toContain('report.json changed')
  })

  test.each([
    [['--device', './none.mjs'], '--watch: ./none.mjs: no such file; give one of your own: --device ./my-device.mjs'],
    [['--device', 'optimised'], '--watch: optimised comes with the package and does not change; give a file of your own: --device ./my-device.mjs'],
    [['--device', 'unix:/tmp/x'], '--watch: of unix:/tmp/x no file is known; watch a file, or a command: exec:./my-device'],
    [['--device', 'exec:true'], '--watch: there is no file in the command true; name the program with its path, such as exec:./my-device'],
  ])('%j gets one line', (args, message) => {
    expect(new Folder().run('check', '--watch', ...args)).toMatchObject({ code: 2, err: `error: ${message}\n` })
  })
})
