/** Any valid program, with the parts of a program that tests need alone. */
import fc from 'fast-check'
import type { Kernel, Operation, Program, SlotContents } from '../../src/check/contract.js'
import { ERRNO, REFUSABLE_CALLS, mayRefuse } from '../../src/host/index.js'

const word = fc.oneof(fc.nat(0xff), fc.nat(31).map((bit) => 2 ** bit), fc.nat(0xffff_ffff), fc.constant(0xffff_ffff))
const long = fc.oneof(fc.bigInt(0n, 0xffn), fc.nat(63).map((bit) => 1n << BigInt(bit)), fc.bigInt(0n, (1n << 64n) - 1n))
const anyOffset = (size: 4 | 8): fc.Arbitrary<number> => fc.nat((0x50000 - size) / size).map((index) => index * size)
const calls = fc.constantFrom(...REFUSABLE_CALLS)

const anyAccess: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constant('read' as const), offset: anyOffset(4), size: fc.constant(4 as const) }),
  fc.record({ op: fc.constant('read' as const), offset: anyOffset(8), size: fc.constant(8 as const) }),
  fc.record({ op: fc.constant('write' as const), offset: anyOffset(4), size: fc.constant(4 as const), value: word }),
  fc.record({ op: fc.constant('write' as const), offset: anyOffset(8), size: fc.constant(8 as const), value: long }),
)

const anyRefusal: fc.Arbitrary<Operation> = fc
  .record(
    { op: fc.constant('refuse' as const), call: calls, errno: fc.constantFrom(...Object.keys(ERRNO)), times: fc.integer({ min: 1, max: 1_000_000 }) },
    { requiredKeys: ['op', 'call', 'errno'] },
  )
  .filter(({ call, errno }) => mayRefuse(call, errno))

const anyEvent: fc.Arbitrary<Operation> = fc.oneof(
  fc.constantFrom<Operation[]>({ op: 'attach' }, { op: 'detach' }, { op: 'reset' }, { op: 'deliver' }, { op: 'lose' }),
  fc.record({ op: fc.constant('consume' as const), l: fc.nat(127), n: fc.nat(2 ** 20) }),
  fc.record({ op: fc.constant('fault' as const), l: fc.nat(127), code: fc.integer({ min: 1, max: 4 }) }),
  anyRefusal,
  fc.record({ op: fc.constant('allow' as const), call: calls }),
)

/** Any valid operation, gaps and odd sizes included. */
export const anyOperation: fc.Arbitrary<Operation> = fc.oneof(anyAccess, anyEvent)

const anySlot: fc.Arbitrary<SlotContents> = fc.record({ prod: word, cons: word, config: word, gerror: word, gerrorn: word })

/** Any valid program of up to `maxLength` operations. */
export const anyProgram = (maxLength = 40): fc.Arbitrary<Program> =>
  fc.nat(7).chain((log2) =>
    fc.record({
      kernel: fc.constantFrom<Kernel[]>('6.17', '6.18.9'),
      queues: fc.constant(2 ** log2),
      slots: fc.array(anySlot, { maxLength: Math.min(2 ** log2, 5) }),
      operations: fc.array(anyOperation, { maxLength }),
    }),
  )
