/** A run that somebody ends, or its time, reports and keeps what it has. */
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { BIN, Folder, OPTIMISED } from './tool.js'

const INTERRUPTION = new URL('../../dist/src/cli/interruption.js', import.meta.url).href

/** A device that is wrong at once, and slow enough to be interrupted. */
const SLOW = `import { createOptimised } from '${OPTIMISED}'
export default (host, options) => {
  const device = createOptimised(host, options)
  const read = device.read.bind(device)
  device.read = (offset, size) => {
    for (let i = 0; i < 20000; i++);
    const value = read(offset, size)
    return offset === 0x10004 && size === 4 ? value ^ 1 : value
  }
  return device
}`

describe.each(['1', '2'])('%s workers', (workers) => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s: exit 3, a report of what was found, and the findings kept', async (signal) => {
    const folder = new Folder({ 'slow.mjs': SLOW })
    const run = folder.start('check', '--device', './slow.mjs', '--workers', workers, '--save', 'kept')
    await new Promise((resolve) => void setTimeout(resolve, 2500))
    run.child.kill(signal)
    expect(await run.ended).toBe(3)
    expect(run.said()).toContain(`${signal}: the report of what was found follows; once more ends at once`)
    expect(run.said()).toMatch(new RegExp(`interrupted by ${signal}: \\d+ of \\d+ parts came to their end`))
    expect(run.said()).toMatch(/divergence on \S+ \(/)
    expect(run.said()).toMatch(/verdict: undecided\n$/)
    expect(readdirSync(join(folder.path, 'kept', 'divergences')).length).toBeGreaterThan(0)
  })
})

test('a device that never returns does not keep the run from its report', async () => {
  const folder = new Folder({ 'stuck.mjs': SLOW.replace('20000', 'Infinity') })
  const run = folder.start('check', '--device', './stuck.mjs', '--workers', '1')
  await new Promise((resolve) => void setTimeout(resolve, 2500))
  run.child.kill('SIGINT')
  expect(await run.ended).toBe(3)
  expect(run.said()).toMatch(/verdict: undecided\n$/)
})

test('the second time it ends at once; one press of a key that is handed on twice is one', async () => {
  const waits = `const { interruptible } = await import('${INTERRUPTION}'); interruptible((name) => console.log('heard ' + name)).listen(); setInterval(() => undefined, 1000); console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', waits], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const heard = (stream: Readable): Promise<string> => new Promise((resolve) => void stream.once('data', (chunk: Buffer) => resolve(chunk.toString())))
  await heard(child.stdout)
  const told = heard(child.stdout)
  child.kill('SIGINT')
  child.kill('SIGINT')
  expect(await told).toBe('heard SIGINT\n')
  await new Promise((resolve) => void setTimeout(resolve, 1000))
  const [last, code] = [heard(child.stderr), new Promise((resolve) => void child.on('exit', resolve))]
  child.kill('SIGTERM')
  expect(await last).toBe('error: interrupted twice: ended without a report\n')
  expect(await code).toBe(3)
})

test('a time that ends before all was done once: undecided, and what was found stands', () => {
  const folder = new Folder()
  const right = folder.run('check', '--time', '300ms', '--workers', '1')
  expect(right.code).toBe(3)
  expect(right.out).toMatch(/the time of 0\.3 s ended first: \d+ of \d+ parts came to their end/)
  const wrong = folder.run('check', '--device', 'rust-fork-2026', '--clause', 'P176-DIRECT', '--time', '300ms', '--workers', '1')
  expect(wrong.code).toBe(1)
})

test('while a counterexample is made the least, too', async () => {
  // Parts are run by the first thread; in the one that searches this device does not return.
  const late = SLOW.replace('for (let i = 0; i < 20000; i++);', 'while (threadId > 1);').replace('export default', "import { threadId } from 'node:worker_threads'\nexport default")
  const folder = new Folder({ 'late.mjs': late })
  const run = folder.start('check', '--device', './late.mjs', '--workers', '1', '--runs', '3', '--property', 'direct-write')
  await new Promise((resolve) => void setTimeout(resolve, 4000))
  run.child.kill('SIGTERM')
  expect(await run.ended).toBe(3)
  expect(run.said()).toMatch(/divergence on \S+ [\s\S]*not shown to be the least: the run was interrupted[\s\S]*verdict: undecided/)
})

test('a device that does not come to its start is ended by the first signal', async () => {
  const folder = new Folder({ 'never.mjs': 'export const create = () => { for (;;); }' })
  const run = folder.start('check', '--device', './never.mjs')
  await new Promise((resolve) => void setTimeout(resolve, 1500))
  run.child.kill('SIGINT')
  expect(await run.ended).toBe(null)
})

test('a report that cannot be written is no success', () => {
  const { status, stderr } = spawnSync('sh', ['-c', `exec "${process.execPath}" "${BIN}" clauses > /dev/full`], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 3, stderr: 'error: the output cannot be written: ENOSPC: no space left on device, write; use --out, or another place\n' })
})
