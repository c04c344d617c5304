import fc from 'fast-check'
import { expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { Operation, Program } from '../../src/check/contract.js'
import { compareOperations, comparePrograms } from '../../src/check/order.js'
import { formatOperation, formatProgram } from '../../src/check/program.js'
import { anyOperation, anyProgram } from './program-arbitrary.js'

const QUEUES = 4
const compare = (a: Operation, b: Operation): number => compareOperations(a, b, region, QUEUES)

/** Near each other, so that the last criterion decides as often as the first. */
const nearOperation = fc.oneof(
  anyOperation,
  fc.tuple(fc.constantFrom(0, 4, 0xc, 0x10, 0x200, 0x204, 0x10000, 0x10080, 0x20000, 0x30000, 0x30040), fc.nat(2), fc.boolean()).map(([offset, value, isRead]): Operation => (isRead ? { op: 'read', offset, size: 4 } : { op: 'write', offset, size: 4, value })),
  fc.tuple(fc.constantFrom(0x20000, 0x10000), fc.nat(2)).map(([offset, value]): Operation => ({ op: 'write', offset, size: 8, value: BigInt(value) })),
  fc.tuple(fc.constantFrom('ENOMEM', 'EPERM', 'EINVAL'), fc.nat(2)).map(([errno, times]): Operation => (times === 0 ? { op: 'refuse', call: 'mmapPage0', errno } : { op: 'refuse', call: 'mmapPage0', errno, times })),
  fc.tuple(fc.nat(1), fc.nat(1)).map(([l, n]): Operation => ({ op: 'consume', l, n })),
)
const nearProgram = fc.oneof(
  anyProgram(3),
  fc.record({ kernel: fc.constantFrom('6.17' as const, '6.18.9' as const), queues: fc.constantFrom(2, 4), slots: fc.array(fc.record({ prod: fc.nat(1), cons: fc.nat(1), config: fc.nat(1), gerror: fc.nat(1), gerrorn: fc.nat(1) }), { maxLength: 2 }), operations: fc.array(nearOperation, { maxLength: 2 }) }),
)

function isTotalOrder<T>(arbitrary: fc.Arbitrary<T>, compareTwo: (a: T, b: T) => number, text: (value: T) => string): void {
  fc.assert(
    fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
      expect(Math.sign(compareTwo(a, b)) + Math.sign(compareTwo(b, a))).toBe(0)
      expect(compareTwo(a, b) === 0).toBe(text(a) === text(b))
      const [least, mid, most] = [a, b, c].sort(compareTwo)
      if (least !== undefined && mid !== undefined && most !== undefined) {
        expect([compareTwo(least, mid) <= 0, compareTwo(mid, most) <= 0, compareTwo(least, most) <= 0]).toEqual([true, true, true])
      }
    }),
    { numRuns: 20_000 },
  )
}

test('operations are totally ordered, and equal only if identical', () => isTotalOrder(nearOperation, compare, formatOperation))

test('programs are totally ordered, and equal only if identical', () => isTotalOrder(nearProgram, (a, b) => comparePrograms(a, b, region), formatProgram))

test('the written order of operations', () => {
  const write = (offset: number, value: number): Operation => ({ op: 'write', offset, size: 4, value })
  const read = (offset: number): Operation => ({ op: 'read', offset, size: 4 })
  const ascending: readonly Operation[] = [
    read(0x0), // CONFIG
    read(0x1000), // VINTF0_CONFIG
    read(0x10000), // VCMDQ0_CONS_INDX
    read(0x10004), // VCMDQ0_PROD_INDX
    read(0x20000), // VCMDQ0_BASE_L
    { op: 'read', offset: 0x20000, size: 8 },
    read(0x10080), // VCMDQ1_CONS_INDX
    read(0x30000), // LVCMDQ0_CONS_INDX
    read(0xc), // gaps come last
    read(0x10018),
    write(0x0, 0),
    write(0x0, 1),
    write(0x4, 0),
    { op: 'write', offset: 0x20000, size: 4, value: 9 },
    { op: 'write', offset: 0x20000, size: 8, value: 1n },
    { op: 'attach' },
    { op: 'detach' },
    { op: 'reset' },
    { op: 'consume', l: 0, n: 9 },
    { op: 'consume', l: 1, n: 1 },
    { op: 'fault', l: 0, code: 2 },
    { op: 'deliver' },
    { op: 'lose' },
    { op: 'refuse', call: 'viommuAlloc', errno: 'ENOMEM', times: 1 },
    { op: 'refuse', call: 'viommuAlloc', errno: 'ENOMEM' },
    { op: 'refuse', call: 'viommuAlloc', errno: 'EPERM', times: 1 },
    { op: 'refuse', call: 'mmapPage0', errno: 'ENOMEM', times: 1 },
    { op: 'allow', call: 'viommuAlloc' },
  ]
  expect(ascending.toReversed().sort(compare)).toEqual(ascending)
})

test('the written order of programs: length, operations, then header', () => {
  const slot = { prod: 0, cons: 0, config: 0, gerror: 0, gerrorn: 0 }
  const base: Program = { kernel: '6.18.9', queues: 2, slots: [], operations: [{ op: 'reset' }] }
  const ascending: readonly Program[] = [
    { ...base, kernel: '6.17', operations: [] },
    { ...base, kernel: '6.17', operations: [{ op: 'attach' }] },
    base,
    { ...base, slots: [slot] },
    { ...base, slots: [{ ...slot, gerror: 1 }] },
    { ...base, slots: [slot, slot] },
    { ...base, kernel: '6.17' },
    { ...base, operations: [{ op: 'attach' }, { op: 'attach' }] },
  ]
  expect(ascending.toReversed().sort((a, b) => comparePrograms(a, b, region))).toEqual(ascending)
})
