/** Programs to start shrinking from: long enough to hide a defect, close enough to a boot to contain one. */
import fc from 'fast-check'
import { region } from '../../properties/adapter.js'
import type { Kernel, Operation, Program } from '../../src/check/contract.js'
import { REFUSABLE_CALLS } from '../../src/host/index.js'

const values = [0, 1, 2, 3, 5, 0x123, 0x155, 0x1000, 0x4000_0000, 0x5234_5008, 0x8000_0005, 0xffff_ffff]
const value = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: fc.nat(0xffff_ffff) })

const queueAccess = (queues: number): fc.Arbitrary<Operation> =>
  fc
    .tuple(fc.boolean(), fc.constantFrom('direct' as const, 'vintf' as const), fc.constantFrom('CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN', 'BASE_L'), fc.nat(queues - 1), value)
    .map(([isRead, aperture, register, index, written]): Operation => {
      // The names above are registers of a queue.
      const offset = region.queueRegister(aperture, register as 'BASE_L', index)
      const wide = register === 'BASE_L' && written % 2 === 0
      if (isRead) return wide ? { op: 'read', offset, size: 8 } : { op: 'read', offset, size: 4 }
      return wide ? { op: 'write', offset, size: 8, value: BigInt(written) } : { op: 'write', offset, size: 4, value: written }
    })

const configAccess = (queues: number): fc.Arbitrary<Operation> =>
  fc.oneof(
    fc.tuple(fc.nat(queues - 1), fc.nat(queues - 1), fc.boolean()).map(([q, l, on]): Operation => ({ op: 'write', offset: region.configRegister('CMDQ_ALLOC_MAP', q), size: 4, value: (l << 1) | (on ? 1 : 0) })),
    fc.oneof(value, fc.constant(1)).map((written): Operation => ({ op: 'write', offset: region.configRegister('VINTF0_CONFIG'), size: 4, value: written })),
    fc.nat(queues - 1).map((q): Operation => ({ op: 'write', offset: region.configRegister('CMDQ_ALLOC_MAP', q), size: 4, value: (q << 1) | 1 })),
    fc.constantFrom(...region.locations(2)).map(({ offset }): Operation => ({ op: 'read', offset, size: 4 })),
    fc.tuple(fc.constantFrom(0x10, 0x400, 0x10018, 0x10098, 0x30200, 0x4fff8), fc.boolean(), value).map(([offset, isRead, written]): Operation => (isRead ? { op: 'read', offset, size: 4 } : { op: 'write', offset, size: 4, value: written })),
  )

const event = (queues: number): fc.Arbitrary<Operation> =>
  fc.oneof(
    fc.constantFrom<Operation[]>({ op: 'attach' }, { op: 'attach' }, { op: 'detach' }, { op: 'reset' }, { op: 'deliver' }, { op: 'lose' }),
    fc.record({ op: fc.constant('consume' as const), l: fc.nat(queues - 1), n: fc.nat(64) }),
    fc.record({ op: fc.constant('fault' as const), l: fc.nat(queues - 1), code: fc.integer({ min: 1, max: 4 }) }),
    fc.tuple(fc.constantFrom(...REFUSABLE_CALLS), fc.constantFrom('ENOMEM', 'EINVAL', 'ENOSPC'), fc.integer({ min: 1, max: 9 })).map(([call, errno, times]): Operation => (times < 4 ? { op: 'refuse', call, errno } : { op: 'refuse', call, errno, times })),
    fc.constantFrom(...REFUSABLE_CALLS).map((call): Operation => ({ op: 'allow', call })),
  )

const operationOf = (queues: number): fc.Arbitrary<Operation> =>
  fc.oneof({ weight: 6, arbitrary: queueAccess(queues) }, { weight: 3, arbitrary: configAccess(queues) }, { weight: 2, arbitrary: event(queues) })

/** A program of a given size that is worth shrinking. */
export const startOf = (queues: number, minLength: number, maxLength: number): fc.Arbitrary<Program> =>
  fc.record({
    kernel: fc.constantFrom<Kernel[]>('6.17', '6.18.9'),
    queues: fc.constant(queues),
    slots: fc.array(fc.record({ prod: fc.nat(9), cons: fc.nat(9), config: fc.nat(1), gerror: fc.nat(7), gerrorn: fc.nat(7) }), { maxLength: queues }),
    operations: fc.array(operationOf(queues), { minLength, maxLength, size: 'max' }),
  })

/** The first `count` programs of the generator that fail, the same on every run. */
export function failingStarts(fails: (program: Program) => number, count: number, arbitrary: fc.Arbitrary<Program>): readonly Program[] {
  const found: Program[] = []
  for (let seed = 1; found.length < count && seed < 1500; seed++) {
    found.push(...fc.sample(arbitrary, { seed, numRuns: 100 }).filter((program) => fails(program) >= 0))
  }
  return found.slice(0, count)
}
