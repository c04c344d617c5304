/** Entries that a sensible device never causes: the table that tells entries in order must leave each of them to the rules. */
import { expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { Entry, Operation, Response, SlotView } from '../../src/check/contract.js'
import { Accesses } from '../../src/check/layout.js'
import { Bench } from '../../src/check/lockstep.js'
import { createOptimised } from '../../src/device/index.js'
import { TwinModel } from './twin.js'

const to = new Accesses(region)
const RING = 0x4000_0000n
const LENGTH = 0x100n
const EIO = -5
const ENOMEM = -12
const EBUSY = -16
const EEXIST = -17

const view = (slot: number, enabled: boolean, prod: number, cons: number): SlotView => ({ slot, enabled, prod, cons, length: LENGTH })
const stores: readonly Entry[] = [true, false].flatMap((mapped) =>
  [undefined, view(0, false, 9, 9), view(0, true, 0, 0), view(0, true, 5, 0), view(0, true, 2, 1), view(1, true, 3, 3)].map((seen): Entry => ({ kind: 'store', offset: 4, value: 1, mapped, changed: true, view: seen })),
)
const answered = (kind: 'viommuAlloc' | 'viommuDestroy' | 'mmapPage0' | 'munmapPage0'): readonly Entry[] =>
  [0, EBUSY, EEXIST, ENOMEM].flatMap((answer) => (answer === 0 ? [{ kind, answer, injected: false }] : [true, false].map((injected) => ({ kind, answer, injected }))))
const queueCalls: readonly Entry[] = [0x100, EIO, EEXIST, EBUSY, ENOMEM].flatMap((answer) =>
  [true, false].flatMap((injected): readonly Entry[] => [
    { kind: 'hwQueueAlloc', index: 0, address: RING, length: LENGTH, answer, injected, view: view(0, true, 7, 0) },
    { kind: 'hwQueueAlloc', index: 1, address: RING + 0x1000n, length: LENGTH, answer, injected, view: undefined },
    { kind: 'hwQueueDestroy', id: 0x100, index: 0, answer: Math.min(answer, 0), injected },
    { kind: 'hwQueueDestroy', id: 7, index: -1, answer: Math.min(answer, 0), injected },
  ]),
)
const fetches: readonly Entry[] = [RING, RING + 0x1000n].flatMap((address) => [0, 1].flatMap((slot) => [0, 2].map((prod): Entry => ({ kind: 'fetch', slot, address, length: LENGTH, prod, cons: 0, count: 1 }))))
const ENTRIES: readonly Entry[] = [
  ...stores, ...queueCalls, ...fetches, ...(['viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0'] as const).flatMap(answered),
  { kind: 'strayLoad', offset: 0 }, { kind: 'interrupt' }, { kind: 'isRam', address: RING, length: LENGTH, answer: false }, { kind: 'fault', slot: 0, code: 1 }, { kind: 'event', map0: 1n, map1: 0n, lost: false }, { kind: 'event', map0: 0n, map1: 0n, lost: true },
  ...[0x3_0000, 0x1_0000].flatMap((offset) => [0, -2, -6].flatMap((answer): readonly Entry[] => [{ kind: 'guestMap', offset, length: 0x1_0000, answer }, { kind: 'guestUnmap', offset, length: 0x1_0000, answer }])),
]

const MAPPED = [to.writeConfig('VINTF0_CONFIG', 1), to.writeConfig('CMDQ_ALLOC_MAP', 1, 0)]
const LIVE: readonly Operation[] = [{ op: 'attach' }, ...MAPPED, to.write64('direct', 'BASE_L', 0, RING + 4n), to.write('direct', 'CONFIG', 0, 1), to.write('direct', 'PROD_INDX', 0, 2)]
const STATES: readonly (readonly Operation[])[] = [
  [], [{ op: 'attach' }], MAPPED, LIVE, [...LIVE, { op: 'detach' }], [...LIVE, to.writeConfig('CMDQ_ALLOC_MAP', 1, 1)], [...LIVE, to.write('direct', 'BASE_L', 0, 0x4010_0004)],
  [{ op: 'refuse', call: 'hwQueueAlloc', errno: 'ENOMEM' }, ...LIVE], [{ op: 'refuse', call: 'mmapPage0', errno: 'ENOMEM' }, ...LIVE], [...LIVE, { op: 'refuse', call: 'hwQueueDestroy', errno: 'EINTR' }, to.writeConfig('CMDQ_ALLOC_MAP', 0, 0)],
]
const OPERATIONS: readonly Operation[] = [
  to.read('direct', 'PROD_INDX', 0), to.read('vintf', 'PROD_INDX', 1), to.write('vintf', 'PROD_INDX', 0, 3), to.write('vintf', 'PROD_INDX', 1, 3), to.write('direct', 'CONFIG', 0, 1), to.writeConfig('CONFIG', 0x2_0082),
  to.write64('direct', 'BASE_L', 0, RING + 4n), { op: 'write', offset: 0x80, size: 4, value: 1 }, { op: 'attach' }, { op: 'detach' }, { op: 'reset' }, { op: 'consume', l: 0, n: 1 }, { op: 'deliver' }, { op: 'allow', call: 'mmapPage0' },
]

test.each(STATES.map((before, number) => [number, before] as const))('every entry, alone and after another, in every kind of operation: state %i', (_, before) => {
  const model = new TwinModel()
  const bench = new Bench({ name: 'optimised', create: createOptimised }, { kernel: '6.18.9', queues: 2, slots: [] })
  const judge = model.judgeFor(2)
  judge.powerOn(bench.started())
  for (const operation of before) judge.judge(operation, bench.perform(operation))
  const from = judge.save()
  for (const operation of OPERATIONS) {
    for (const [i, entry] of ENTRIES.entries()) {
      for (const log of [[entry], [ENTRIES[(7 * i + 3) % ENTRIES.length] ?? entry, entry]]) {
        const response: Response = { value: operation.op === 'read' ? 0 : undefined, log, backing: undefined }
        judge.restore(from)
        judge.judge(operation, response)
        // And what it left behind, as later judgements find it.
        judge.judge(to.write('vintf', 'PROD_INDX', 0, 4), { value: undefined, log: [], backing: undefined })
      }
    }
  }
  judge.compareStates()
  expect(model.steps).toBeGreaterThan(OPERATIONS.length * ENTRIES.length * 4)
})
