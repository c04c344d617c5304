/** `shrink`: from any program that diverges to the least one found, as text, as JSON and as a program file. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEVICES, PROGRAMS } from './devices.js'
import { cli, folder, golden } from './scene.js'

/** An access through an unmapped slot, as in dropped-write.json, among much that has nothing to do with it. */
function longProgram(): string {
  const around = [0, 1].flatMap((q) => [
    `{ "op": "write", "offset": "0x${(0x1_0000 + 0x80 * q).toString(16)}", "size": 4, "value": ${7 + q} }`,
    `{ "op": "read", "offset": "0x${(0x1_0000 + 0x80 * q).toString(16)}", "size": 4 }`,
    '{ "op": "consume", "l": 0, "n": 3 }',
  ])
  const noise = Array.from({ length: 600 }, () => around).flat()
  const operations = [...noise, '{ "op": "write", "offset": "0x30084", "size": 4, "value": "0x1c" }', ...noise, '{ "op": "read", "offset": "0x10084", "size": 4 }', '{ "op": "attach" }']
  return `{ "version": 1, "kernel": "6.17", "queues": 2, "slots": [], "operations": [\n${operations.join(',\n')}\n] }\n`
}

const FLAKY = `${DEVICES['unrouted.mjs']?.replace('export default', 'const make =') ?? ''}
let made = 0
const silent = { read: (offset, size) => (size === 8 ? 0n : 0), write() {}, attach() {}, detach() {}, reset() {}, event() {} }
export default (host, options) => (made++ === 0 ? make(host, options) : silent)
`

let scene: ReturnType<typeof folder>
beforeAll(() => void (scene = folder({ ...DEVICES, ...PROGRAMS, 'long.json': longProgram(), 'flaky.mjs': FLAKY })))
afterAll(() => scene.leave())

/** What differs from run to run. */
const timeless = (text: string): string => text.replace(/[\d.]+ ms/g, '# ms').replace(/(illiseconds": )[\d.]+/g, '$1"#"')

test.each([
  ['help-shrink.txt', 0, ['--help']],
  ['shrink-diverges.txt', 1, ['long.json', '--device', './unrouted.mjs']],
  // P172-ZERO is advice.
  ['shrink-clause.txt', 0, ['cq1.Ya8P6mNiYGI61MDEyNDQwAIA', '--device', './unrouted.mjs', '--clause', 'P172-ZERO']],
  ['shrink-dies.txt', 1, ['long.json', '--device', './dies.mjs']],
  ['shrink-flaky.txt', 1, ['dropped-write.json', '--device', './flaky.mjs']],
  ['shrink-conforms.txt', 0, ['long.json']],
  ['shrink-other.txt', 0, ['long.json', '--device', './unrouted.mjs', '--clause', 'IRQ']],
  ['shrink.json', 1, ['long.json', '--device', './unrouted.mjs', '--reporter', 'json']],
  ['shrink-conforms.json', 0, ['long.json', '--reporter', 'json']],
] as const)('%s', async (file, code, args) => {
  const said = await cli('shrink', ...args)
  expect({ code: said.code, err: said.err }).toEqual({ code, err: '' })
  golden(file, timeless(said.out))
})

describe('--out', () => {
  test('is a program file, and its last operation is the one that fails', async () => {
    const { code, out } = await cli('shrink', 'long.json', '--device', './unrouted.mjs', '--out', 'least.json')
    expect([code, out.includes('divergence on P172-DROP')]).toEqual([1, true])
    expect((await cli('replay', 'least.json', '--device', './unrouted.mjs')).out).toMatch(/\n {2}1 .*\n {6}✗ P172-DROP/)
    // What was shrunk stays as it is.
    expect((await cli('shrink', 'least.json', '--device', './unrouted.mjs')).out).toContain('shrunk from 2 to 2 operations')
  })

  test('that cannot be written costs nothing that was found', async () => {
    const { code, out, err } = await cli('shrink', 'long.json', '--device', './unrouted.mjs', '--out', 'missing/least.json')
    expect(code).toBe(2)
    expect(out).toContain('shrunk from')
    expect(out).toContain('"operations": [')
    expect(err).toMatch(/^error: --out missing\/least\.json: cannot be written .*\n$/)
  })

  test('is not written when there is nothing to shrink', async () => {
    await cli('shrink', 'long.json', '--out', 'nothing.json')
    expect((await cli('replay', 'nothing.json')).code).toBe(2)
  })
})

test('--attach first shrinks to a program that attach opens', async () => {
  const { out } = await cli('shrink', 'boot.json', '--device', './unrouted.mjs', '--attach', 'first')
  expect(out).toMatch(/\n {4}0 {2}attach /)
  expect((await cli('shrink', 'boot.json', '--device', './unrouted.mjs')).out).not.toMatch(/\n {4}0 {2}attach /)
})
