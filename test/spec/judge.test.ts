/** What holds of judge() whatever it is given: it is pure, total, and forbids nothing that it did not judge. */
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLAUSES, allPlaces, judge, judgePowerOn, registers } from '../../spec/index.js'
import type { Entry, Operation, Response, State } from '../../spec/index.js'
import { BOTH } from './examples/given.js'
import { operationOf, rowsOf } from './table.js'

const COUNTS = [1, 2, 128] as const
const SILENCE: Response = { value: undefined, log: [] }
/** What no device should return is among them. */
const VALUES: readonly Response['value'][] = [undefined, 0, 1, 0xffff_ffff, -1, 1.5, NaN, Infinity, 2 ** 60, 0n, 0xffff_ffff_ffff_ffffn, -1n, 1n << 80n]

const start = (queues: number): State => judgePowerOn(queues, SILENCE).state
const step = (state: State, operation: Operation, response: Response = SILENCE): State => judge(state, operation, response).state

/** A state in which something is mapped, enabled and programmed. */
function livedIn(queues: number): State {
  const operations = rowsOf(BOTH).map((row) => row.operation).filter((text) => queues > 1 || !/_1|VCMDQ1/.test(text))
  return operations.reduce((state, text) => step(state, operationOf(text, queues)), start(queues))
}

function accessesAt(offset: number): readonly Operation[] {
  return [
    { op: 'read', offset, size: 4 },
    { op: 'read', offset, size: 8 },
    { op: 'write', offset, size: 4, value: 0xffff_ffff },
    { op: 'write', offset, size: 8, value: 0xffff_ffff_ffff_ffffn },
  ]
}

describe.each(COUNTS)('with %i VCMDQ(s)', (queues) => {
  test('every word of the region is judged, in both sizes and directions, whatever is answered', () => {
    const states = [start(queues), livedIn(queues)]
    let turn = 0
    for (let offset = 0; offset < registers.REGION_BYTES; offset += 4) {
      for (const operation of accessesAt(offset)) {
        for (const state of states) judge(state, operation, { value: VALUES[turn++ % VALUES.length], log: [] })
      }
    }
    expect(turn).toBe((registers.REGION_BYTES / 4) * 4 * 2)
  })

  test('every register takes every strange value', () => {
    const state = livedIn(queues)
    for (const { offset } of allPlaces(queues)) {
      for (const operation of accessesAt(offset)) for (const value of VALUES) judge(state, operation, { value, log: [] })
    }
  })

  test('an access outside the contract is judged by no clause and changes nothing', () => {
    const state = start(queues)
    for (const offset of [-4, 2, 0x10001, registers.REGION_BYTES, 2 ** 40, NaN]) {
      for (const operation of accessesAt(offset)) {
        const { judged, forbidden, state: after } = judge(state, operation, { value: 7, log: [] })
        expect([judged, forbidden]).toEqual([[], []])
        expect({ ...after, now: state.now }).toEqual(state)
      }
    }
  })
})

const integer = fc.oneof(fc.constantFrom(0, 1, 2, 127, 128), fc.integer({ min: -2, max: 200 }))
const answer = fc.record({ answer: fc.constantFrom(0, 1, 2, -2, -5, -12, -16, -17), injected: fc.boolean() })
const big = fc.oneof(fc.constantFrom(0n, 0x1000n, 0x4000_0000n, 0x4010_0000n), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }))
const word = fc.oneof(fc.constantFrom(0, 1, 3, 4, 5, 0x4000_0008, 0x8001), fc.nat({ max: 0xffff_ffff }))
const view = fc.option(fc.record({ slot: integer, enabled: fc.boolean(), prod: word, cons: word, length: big }), { nil: undefined })
const kinds = <const K extends string>(...names: K[]): fc.Arbitrary<K> => fc.constantFrom(...names)

const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.tuple(kinds('viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0'), answer).map(([kind, given]) => ({ kind, ...given })),
  fc.tuple(fc.record({ index: integer, address: big, length: big, view }), answer).map(([call, given]) => ({ kind: 'hwQueueAlloc' as const, ...call, ...given })),
  fc.tuple(integer, answer).map(([index, given]) => ({ kind: 'hwQueueDestroy' as const, index, ...given })),
  fc.record({ kind: kinds('guestMap', 'guestUnmap'), offset: fc.constantFrom(0x30000, 0x10000), length: fc.constant(0x10000), answer: fc.constantFrom(0, -6) }),
  fc.record({ kind: kinds('isRam', 'interrupt') }),
  fc.record({ kind: kinds('store'), offset: integer, value: word, mapped: fc.boolean(), changed: fc.boolean(), view }),
  fc.record({ kind: kinds('strayLoad'), offset: integer }),
  fc.record({ kind: kinds('fetch'), slot: integer, address: big, length: big, prod: word, cons: word, count: integer }),
  fc.record({ kind: kinds('fault'), slot: integer, code: integer }),
  fc.record({ kind: kinds('event'), map0: big, map1: big, lost: fc.boolean() }),
)

function operations(queues: number): fc.Arbitrary<Operation> {
  const offset = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...allPlaces(queues).map((place) => place.offset)) },
    { weight: 1, arbitrary: fc.nat({ max: registers.REGION_BYTES / 4 }).map((n) => n * 4) },
    { weight: 1, arbitrary: fc.integer({ min: -8, max: registers.REGION_BYTES + 8 }) },
  )
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ op: kinds('read'), offset, size: fc.constantFrom(4 as const, 8 as const) }) },
    { weight: 6, arbitrary: fc.record({ op: kinds('write'), offset, size: fc.constant(4 as const), value: word }) },
    { weight: 1, arbitrary: fc.record({ op: kinds('write'), offset, size: fc.constant(8 as const), value: big }) },
    { weight: 1, arbitrary: fc.record({ op: kinds('attach', 'detach', 'reset', 'deliver', 'lose') }) },
    { weight: 1, arbitrary: fc.record({ op: kinds('consume'), l: integer, n: integer }) },
    { weight: 1, arbitrary: fc.record({ op: kinds('fault'), l: integer, code: integer }) },
    { weight: 1, arbitrary: fc.record({ op: kinds('refuse', 'allow'), call: fc.constant('mmapPage0') }) },
  )
}

const response: fc.Arbitrary<Response> = fc.record({ value: fc.oneof(fc.constantFrom(...VALUES), word), log: fc.array(entry, { maxLength: 5 }) })

/** Freezes what a judgement could reach; what is frozen already was frozen to the bottom. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  Object.values(value).forEach(freeze)
}

const IDS = new Set<string>(CLAUSES.map(({ id }) => id))

/** Judges a history, each judgement twice and over frozen arguments. */
function judgeAll(queues: number, from: State, history: readonly (readonly [Operation, Response])[]): void {
  let state = from
  for (const [operation, given] of history) {
    freeze(state)
    freeze(operation)
    freeze(given)
    const once = judge(state, operation, given)
    const again = judge(state, operation, given)
    if (!isDeepStrictEqual(once, again)) throw new Error('the same response was judged in two ways')
    const judged = new Set<string>(once.judged)
    if (judged.size !== once.judged.length || [...judged].some((id) => !IDS.has(id))) throw new Error(`judged ${once.judged.join(' ')}`)
    const unjudged = once.forbidden.filter(({ clause }) => !judged.has(clause))
    if (unjudged.length > 0) throw new Error('a clause forbade what it did not judge')
    if (once.state.queues !== queues || once.state.host.slots.length !== queues) throw new Error('the region changed its size')
    state = once.state
  }
}

describe.each(COUNTS)('any history of %i VCMDQ(s), possible or not,', (queues) => {
  test('is judged without a throw, without a trace in its arguments, and always alike', () => {
    const history = fc.array(fc.tuple(operations(queues), response), { maxLength: 30 })
    fc.assert(fc.property(fc.boolean(), history, (fresh, taken) => judgeAll(queues, fresh ? start(queues) : livedIn(queues), taken)), { numRuns: queues > 2 ? 100 : 1000, seed: 20260521 })
  })
})
