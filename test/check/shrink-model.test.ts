/** Shrinking as it is used: the executions are runs of a real device, broken in one place, under the reference model. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import type { Device, Operation, Program } from '../../src/check/contract.js'
import { firstDivergence } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import { formatOperation } from '../../src/check/program.js'
import { shrink } from '../../src/check/shrink/index.js'
import { createOptimised } from '../../src/device/index.js'
import { changed } from './passing.js'
import { startOf } from './shrink-starts.js'

const broken = (name: string, breakIt: (device: Device) => Partial<Device>): Subject => changed(name, createOptimised, breakIt)

const deaf = broken('deaf to events', () => ({ event: () => undefined }))
const unattached = broken('never attached', () => ({ attach: () => undefined }))
const resetting = broken('clears PROD at each VINTF enable', (device) => ({
  write(offset, size, value) {
    device.write(offset, size, value)
    if (offset === 0x1000 && (Number(value) & 1) === 1) for (const q of [0, 1]) device.write(0x10004 + 0x80 * q, 4, 0)
  },
}))

const bootOf = (q: number, l: number, base: number): readonly Operation[] => [
  { op: 'attach' },
  { op: 'write', offset: 0x1000, size: 4, value: 1 },
  { op: 'write', offset: 0x200 + 4 * q, size: 4, value: 1 | (l << 1) },
  { op: 'write', offset: 0x20000 + 0x80 * q, size: 8, value: BigInt(base) },
  { op: 'write', offset: 0x10008 + 0x80 * q, size: 4, value: 1 },
  { op: 'write', offset: 0x10004 + 0x80 * q, size: 4, value: 5 },
  { op: 'consume', l, n: 3 },
  { op: 'fault', l, code: 1 },
  { op: 'deliver' },
  { op: 'read', offset: 0x30004 + 0x80 * l, size: 4 },
]

/** Two boots, in any order of their steps, with anything else in between. */
const start: fc.Arbitrary<Program> = fc
  .tuple(startOf(2, 0, 25), fc.boolean(), fc.boolean(), fc.constantFrom(0x4000_0008, 0x5000_1005, 0x8010_0004))
  .chain(([noise, q, l, base]) => {
    const boots = [...bootOf(Number(q), Number(l), base), ...bootOf(Number(!q), Number(!l), base + 0x20_0000)]
    const all = [...boots, ...noise.operations]
    return fc.shuffledSubarray(all, { minLength: all.length }).map((operations) => ({ ...noise, operations }))
  })

const CASES: readonly { readonly subject: Subject; readonly clause: string; readonly end: readonly string[] }[] = [
  {
    subject: deaf,
    clause: 'IRQ',
    end: [
      '{"op":"write","offset":"0x200","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x1000","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x10008","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x20000","size":4,"value":"0x40000001"}',
      '{"op":"attach"}',
      '{"op":"fault","l":0,"code":1}',
      '{"op":"deliver"}',
    ],
  },
  {
    subject: unattached,
    clause: 'LIVE',
    end: [
      '{"op":"write","offset":"0x200","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x1000","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x10000","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x10008","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x20000","size":4,"value":"0x40000001"}',
      '{"op":"attach"}',
    ],
  },
  {
    subject: resetting,
    clause: 'ALIAS',
    end: [
      '{"op":"write","offset":"0x200","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x10004","size":4,"value":"0x1"}',
      '{"op":"write","offset":"0x1000","size":4,"value":"0x1"}',
      '{"op":"read","offset":"0x30004","size":4}',
    ],
  },
]

describe('a broken device ends in one program for each clause', () => {
  test.each(CASES)('$subject.name: $clause', ({ subject, clause, end }) => {
    const fails = (program: Program): number => firstDivergence(subject, referenceModel, program, clause)
    const starts = fc.sample(start, { seed: 11, numRuns: 300 }).filter((program) => fails(program) >= 0).slice(0, 40)
    expect(starts.length).toBeGreaterThanOrEqual(10)
    const results = starts.map((program) => shrink(program, fails, { region, maxExecutions: 2000 }))
    const executions = results.map((result) => result.executions).sort((a, b) => a - b)
    console.info(`${subject.name}, ${clause}: ${starts.length} starts, median ${executions[executions.length >> 1]} executions`)
    const ends = new Set(results.map(({ program }) => program.operations.map(formatOperation).join('\n')))
    expect([...ends]).toEqual([end.join('\n')])
  })
})
