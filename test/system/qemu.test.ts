/** A real QEMU on the line: what is spoken is qtest and not a look-alike. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
// As built: the connection has a thread of its own.
import { starterOf } from '../../dist/src/cli/far/line.js'
import { Commands, valueIn } from '../../dist/src/remote/protocol.js'
import type { Line } from '../../src/remote/line.js'
import { tool } from '../remote/dist.js'
import { findProgram } from './programs.js'

/** Where the virt machine has its SMMUv3. */
const SMMU = 0x0905_0000n
const IDR0 = 0x0
const IDR1 = 0x4
const STRTAB_BASE = 0x80

const socket = join(mkdtempSync(join(tmpdir(), 'cmdqv-qemu-')), 'qtest.sock')
let qemu: ReturnType<typeof spawn>
let line: Line

beforeAll(async () => {
  qemu = spawn(findProgram('qemu-system-aarch64'), ['-machine', 'virt,iommu=smmuv3', '-S', '-nic', 'none', '-display', 'none', '-monitor', 'none', '-serial', 'none', '-qtest', `unix:${socket},server=on,wait=off`, '-qtest-log', '/dev/null'], { stdio: 'ignore' })
  for (let i = 0; i < 200 && !existsSync(socket); i++) await sleep(50)
  line = starterOf({ unix: socket }, 5000)()
})

afterAll(() => {
  qemu.kill('SIGKILL')
})

const commands = new Commands(SMMU)
function ask(command: string): string {
  line.send(command)
  for (;;) {
    const reply = line.receive() ?? 'the end'
    if (!reply.startsWith('IRQ ')) return reply
  }
}
const read = (offset: number, size: 4 | 8 = 4): number | bigint => {
  const command = commands.read(offset, size)
  return valueIn(ask(command), size, command)
}

test('the identification registers are those of an SMMUv3 with stage 1, and command queues of up to 2^19 entries', () => {
  expect(Number(read(IDR0)) & 2).toBe(2)
  expect((Number(read(IDR1)) >>> 21) & 0x1f).toBe(19)
})

test('what is written is read back, by both sizes, and commands may go ahead of their answers', () => {
  expect(ask(commands.write(STRTAB_BASE, 8, 0x1234_5678_9ac0n))).toBe('OK')
  expect(read(STRTAB_BASE, 8)).toBe(0x1234_5678_9ac0n)
  expect(read(STRTAB_BASE)).toBe(0x5678_9ac0)
  line.send(commands.write(STRTAB_BASE, 8, 0x40n) + commands.read(STRTAB_BASE, 8) + commands.read(IDR1, 4))
  expect([line.receive(), line.receive(), line.receive()]).toEqual(['OK', 'OK 0x0000000000000040', expect.stringMatching(/^OK 0x00000000[0-9a-f]{8}$/)])
})

test('a QEMU that knows no CMDQV says so, and that is no verdict', () => {
  expect(ask('cmdqv_power_on 2\n')).toBe("FAIL Unknown command 'cmdqv_power_on'")
})

test('its death is told', async () => {
  line.send(commands.read(IDR0, 4))
  expect(line.receive()).toMatch(/^OK /)
  qemu.kill('SIGKILL')
  line.send(commands.read(IDR0, 4))
  for (let text = line.receive(); text !== undefined; ) text = line.receive()
  expect(line.ending()).toMatchObject({ how: 'died', rest: '' })
  await sleep(100)
  const { status, err } = tool('check', '--device', `unix:${socket}`)
  expect(status).toBe(2)
  expect(err).toMatch(/cannot start with 2 queues: there is no connection: connect ECONNREFUSED/)
})
