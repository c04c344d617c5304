/** A device that misbehaves is told of in one line, with the program that it did so in, and nothing is left of it. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { peer, processesWith, started, tool } from './dist.js'

const folder = mkdtempSync(join(tmpdir(), 'cmdqv-remote-'))
const program = join(folder, 'program.json')
const read = (offset: string) => ({ op: 'read', offset, size: 4 })
writeFileSync(program, JSON.stringify({ version: 1, kernel: '6.18.9', queues: 2, slots: [], operations: [read('0x0'), read('0x4'), read('0x8')] }))

const DIES: readonly (readonly [mischief: string, clause: string, observed: string])[] = [
  ['dies', 'DEVICE-DIED', 'it ended with code 3 while it was to answer "readl 0x4"'],
  ['crashes', 'DEVICE-DIED', 'it was ended by SIGSEGV while it was to answer "readl 0x4"; it said: "model.c:42: assertion failed'],
  ['hangs', 'DEVICE-HANGS', 'it said nothing for 300 ms while it was to answer "readl 0x4"'],
  ['half', 'DEVICE-DIED', 'it ended in the middle of a line, "OK 0x000", while it was to answer "readl 0x4"'],
  ['garbage', 'DEVICE-GARBLED', 'it answered "readl 0x4" with "Segmentation fault (core dumped)"; a reply starts with OK, a request with HOST'],
  ['twice', 'DEVICE-GARBLED', 'after its reply to "readl 0x4" it says "OK 0x0000000000004011", and nothing was asked'],
  ['endless', 'DEVICE-GARBLED', 'it answered "readl 0x4" with "xxxxxxxx'],
  ['interrupts', 'DEVICE-GARBLED', 'it raised 1000 interrupts and more while it was to answer "readl 0x4"'],
  ['asks', 'DEVICE-HANGS', 'it asked its host 10000 times while it was to answer "readl 0x4", last "HOST is_ram 0x0 0x1"'],
]

describe('replay of a device that', () => {
  test.each(DIES)('%s', (mischief, clause, observed) => {
    const { status, out, err } = tool('replay', program, '--timeout', '300', '--device', peer('optimised', mischief, 2))
    expect({ status, err }).toEqual({ status: 1, err: '' })
    expect(out).toContain(`✗ ${clause} (device): ${observed}`)
    // The step before was done, the one after was not.
    expect(out).toMatch(/ 0 +R32 +CONFIG /)
    expect(out).not.toMatch(/^ +2 +R32/m)
  })

  test.each(['floods', 'refuses'])('%s is a device like others', (mischief) => {
    expect(tool('replay', program, '--device', peer('optimised', mischief, 2))).toMatchObject({ status: 0, err: '' })
  })
})

describe('check of a device that', () => {
  test.each([['dies', 'DEVICE-DIED']])('%s in the middle keeps what was found, and tells of its death', (mischief, clause) => {
    const { status, out } = tool('check', '--device', peer('fixed-2026-07', mischief, 200), '--property', 'isolation', '--runs', '5', '--workers', '1', '--timeout', '300', '--reporter', 'json')
    expect(status).toBe(1)
    const { divergences } = JSON.parse(out) as { readonly divergences: readonly { readonly clause: string; readonly length: number }[] } // as check writes it
    const found = divergences.map((one) => one.clause)
    expect(found).toContain(clause)
    expect(found.length).toBeGreaterThan(3)
  })

  test('never starts is a usage error in one line', () => {
    const { status, out, err } = tool('check', '--device', 'exec:/nowhere/my-device')
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(/^error: device exec:\/nowhere\/my-device cannot start with 2 queues: it ended with code 127 while it was to answer "cmdqv_power_on 2"; it said: ".*not found"\n$/)
    expect(tool('check', '--device', 'unix:/nowhere/socket').err).toMatch(/^error: device unix:\/nowhere\/socket cannot start with 2 queues: there is no connection: .*ENOENT/)
    expect(tool('check', '--device', 'exec: ').err).toBe('error: --device exec: : a command must follow, such as exec:./my-device\n')
  })
})

describe('nothing is left of a device', () => {
  const gone = async (mark: string): Promise<readonly string[]> => {
    for (let i = 0; i < 40 && processesWith(mark).length > 0; i++) await sleep(100)
    return processesWith(mark)
  }

  test('that hangs, when the checker has ended', async () => {
    tool('replay', program, '--timeout', '200', '--device', `${peer('optimised', 'hangs', 2)} mark-ended`)
    expect(await gone('mark-ended')).toEqual([])
  })

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('that hangs, when the checker was ended by %s', async (signal) => {
    const mark = `mark-${signal}`
    const checker = started('replay', program, '--timeout', '60000', '--device', `${peer('optimised', 'hangs', 2)} ${mark}`)
    for (let i = 0; i < 100 && processesWith(mark).length < 3; i++) await sleep(50)
    expect(processesWith(mark).length).toBeGreaterThan(2)
    checker.kill(signal)
    expect(await gone(mark)).toEqual([])
  })
})
