/** Keys tell programs apart as the format of program files does. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Operation, Program, SlotContents } from '../../src/check/contract.js'
import { operationKey, programKey } from '../../src/check/key.js'
import { formatProgram } from '../../src/check/program.js'
import { anyProgram } from './program-arbitrary.js'

const copied = (program: Program): Program => ({ ...program, slots: program.slots.map((slot) => ({ ...slot })), operations: program.operations.map((operation) => ({ ...operation })) })

test('the same program has the same key, whatever its objects', () => {
  fc.assert(fc.property(anyProgram(12), (program) => void expect(programKey(copied(program))).toBe(programKey(program))))
})

test('two programs have two keys', () => {
  fc.assert(fc.property(anyProgram(2), anyProgram(2), (one, other) => void expect(programKey(one) === programKey(other)).toBe(formatProgram(one) === formatProgram(other))), { numRuns: 2000 })
})

const SLOT: SlotContents = { prod: 0, cons: 0, config: 0, gerror: 0, gerrorn: 0 }
const NONE: Program = { kernel: '6.18.9', queues: 2, slots: [], operations: [] }
const NEAR: readonly Program[] = [
  NONE,
  { ...NONE, kernel: '6.17' },
  { ...NONE, queues: 4 },
  ...[SLOT, { ...SLOT, prod: 1 }, { ...SLOT, cons: 1 }, { ...SLOT, config: 1 }, { ...SLOT, gerror: 1 }, { ...SLOT, gerrorn: 1 }].map((slot) => ({ ...NONE, slots: [slot] })),
  { ...NONE, slots: [SLOT, SLOT] },
  ...[
    { op: 'read', offset: 8, size: 4 },
    { op: 'read', offset: 8, size: 8 },
    { op: 'read', offset: 16, size: 8 },
    { op: 'write', offset: 8, size: 4, value: 1 },
    { op: 'write', offset: 8, size: 8, value: 1n },
    { op: 'write', offset: 8, size: 4, value: 2 },
    { op: 'consume', l: 1, n: 2 },
    { op: 'consume', l: 2, n: 1 },
    { op: 'fault', l: 1, code: 2 },
    { op: 'fault', l: 2, code: 1 },
    { op: 'refuse', call: 'mmapPage0', errno: 'ENOMEM' },
    { op: 'refuse', call: 'mmapPage0', errno: 'ENOMEM', times: 1 },
    { op: 'refuse', call: 'mmapPage0', errno: 'EINTR' },
    { op: 'refuse', call: 'munmapPage0', errno: 'ENOMEM' },
    { op: 'allow', call: 'mmapPage0' },
    { op: 'allow', call: 'munmapPage0' },
    ...(['attach', 'detach', 'reset', 'deliver', 'lose'] as const).map((op) => ({ op })),
  ].map((operation) => ({ ...NONE, operations: [operation as Operation] })), // each is one of the contract's kinds, which a list of several no longer shows
]

test('also where little is different', () => {
  expect(new Set(NEAR.map(programKey)).size).toBe(NEAR.length)
  expect(new Set(NEAR.flatMap(({ operations }) => operations.map(operationKey))).size).toBe(NEAR.filter(({ operations }) => operations.length > 0).length)
})
