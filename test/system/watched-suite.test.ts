/** A suite for vitest in watch mode: it runs again, and finds the mistake, as soon as the device is saved. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SUITE, WRONG } from '../package/devices.js'
import { Project, root } from '../package/project.js'

let project: Project
beforeAll(() => void (project = new Project()), 120_000)
afterAll(() => project?.remove())

const PATIENCE = 120_000

test('a device that is saved is checked again', async () => {
  project.link('vitest')
  project.write({ 'device.test.ts': SUITE, 'device.ts': "export { createOptimised as default } from 'cmdqv-check'\n" })
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), '--watch'], { cwd: project.folder, env: { PATH: process.env['PATH'], NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  const until = async (words: RegExp): Promise<void> => {
    for (const started = Date.now(); !words.test(said) && Date.now() - started < PATIENCE; await pause(50));
    expect(said).toMatch(words)
  }
  try {
    await until(/Waiting for file changes/)
    expect(said).toContain('39 passed')
    project.write({ 'device.ts': WRONG })
    await until(/Watching for file changes/)
    expect(said).toContain('RERUN')
    expect(said).toMatch(/a direct write is read back, allocated or not > P176-DIRECT \(spec\)[^]*seen {5}VCMDQ0_CONS_INDX reads 0x0/)
  } finally {
    child.kill('SIGKILL')
  }
}, 2 * PATIENCE)
