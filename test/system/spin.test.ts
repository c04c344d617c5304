/** The Promela model of the optimised device, its host and its judge: it does what our own code does, and has as many states. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { findProgram } from './programs.js'

const BENCH = resolve(import.meta.dirname, '../../bench/spin')

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const run = (program: string, ...args: string[]): Ended => spawnSync(process.execPath, [resolve(BENCH, program), ...args], { encoding: 'utf8' })

beforeAll(() => {
  findProgram('spin')
  findProgram('gcc')
})

test.each(['control', 'swapped', 'running', 'lifecycle'])('over %s a walk shows no difference', (name) => {
  expect(run('walk.mjs', name, '7', '600')).toMatchObject({ status: 0, stdout: `${name}, seed 7: 600 letters agree\n`, stderr: '' })
})

test('nor does one whose reads teach the judge nothing', () => {
  expect(run('walk.mjs', 'lifecycle', '8', '600', 'unread')).toMatchObject({ status: 0, stdout: 'lifecycle, seed 8, unread: 600 letters agree\n', stderr: '' })
})

test('over control Spin and our search come to as many states in as many steps, with the same memory and with less', () => {
  const { status, stdout, stderr } = run('count.mjs', 'control')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(/^control, read: ours (\d+) states, .*depth (\d+)\n {2}Spin, depth first: \1 states,.*\n {2}Spin, breadth first: \1 states, .*depth \2\n/)
  expect(stdout).toMatch(/without the verdicts on rings: ours (\d+), Spin \1\n/)
})

describe('a mistake', () => {
  test.each([
    ['releases upwards', /assertion violated .*h_alloc>>1/],
    ['leaves the window in', /assertion violated +!\(h_window\)/],
    ['forgets CMDQ_EN on the way to the cache', /assertion violated \(seen==owed\)/],
  ])('that %s is found by the search and by a walk', (name, assertion) => {
    const { status, stdout } = run('plants.mjs', name)
    expect(stdout).toMatch(assertion)
    expect(stdout).toMatch(/the walk differs at letter \d+/)
    expect(status).toBe(0)
  })
})

test('a program that is missing is named with its package', () => {
  const { status, stderr } = spawnSync(process.execPath, [resolve(BENCH, 'spin.mjs'), 'control'], { encoding: 'utf8', env: { PATH: '/nowhere' } })
  expect(status).not.toBe(0)
  expect(stderr).toContain('spin is missing: install the Debian package spin')
})
