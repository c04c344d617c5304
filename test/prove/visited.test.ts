import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fingerprint, VisitedSet, collisionBound } from '../../src/prove/visited.js'

const printOf = (words: readonly number[]): string => {
  const print = new Fingerprint()
  print.reset()
  for (const word of words) print.word(word)
  return `${print.low} ${print.high}`
}

test('no changed bit, no swap and no missing word goes unnoticed', () => {
  const words = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 40 })
  fc.assert(fc.property(words, fc.nat(), fc.nat(31), (list, place, bit) => {
    const at = place % list.length
    const print = printOf(list)
    expect(printOf(list.with(at, (list[at] ?? 0) ^ (1 << bit)))).not.toBe(print)
    expect(printOf(list.toSpliced(at, 1))).not.toBe(print)
    expect(printOf([...list, 0])).not.toBe(print)
    const next = (at + 1) % list.length
    if (list[at] !== list[next]) expect(printOf(list.with(at, list[next] ?? 0).with(next, list[at] ?? 0))).not.toBe(print)
  }), { numRuns: 2000 })
})

test('small neighbouring states do not collide, in either half of the fingerprint', () => {
  const [low, high] = [new Set<number>(), new Set<number>()]
  const print = new Fingerprint()
  for (let a = 0; a < 64; a++) for (let b = 0; b < 64; b++) for (let c = 0; c < 16; c++) {
    print.reset()
    for (const word of [a, 0, b, 1, c]) print.word(word)
    low.add(print.low)
    high.add(print.high)
  }
  // 65,536 states in 2^32 places: half a pair is expected to collide in each half.
  expect(low.size).toBeGreaterThan(65_536 - 8)
  expect(high.size).toBeGreaterThan(65_536 - 8)
})

test('bytes are fed alike wherever they lie', () => {
  const bytes = Uint8Array.from({ length: 23 }, (_, i) => 7 * i)
  const odd = new Uint8Array(64)
  odd.set(bytes, 5)
  const of = (array: Uint8Array): number => {
    const print = new Fingerprint()
    print.reset()
    print.bytes(array)
    return print.low
  }
  const even = new Uint8Array(64)
  even.set(bytes, 8)
  expect(of(even.subarray(8, 31))).toBe(of(bytes))
  expect(of(bytes.with(22, 1))).not.toBe(of(bytes))
  expect(of(odd.subarray(5, 28))).not.toBe(of(odd.subarray(5, 27)))
})

test('is a set', () => {
  const pair = fc.tuple(fc.nat(40), fc.nat(3))
  fc.assert(fc.property(fc.array(pair, { maxLength: 400 }), (pairs) => {
    const [set, model] = [new VisitedSet(2), new Set<string>()]
    for (const [low, high] of pairs) {
      // The all-zero fingerprint is taken as another one.
      const key = low === 0 && high === 0 ? '1 0' : `${low} ${high}`
      expect(set.add(low, high)).toBe(!model.has(key))
      model.add(key)
      expect(set.size).toBe(model.size)
    }
  }))
})

test('holds a state in at most 16 bytes', () => {
  const set = new VisitedSet()
  for (let i = 0; i < 200_000; i++) set.add(Math.imul(i, 0x9e37_79b1), i)
  expect(set.size).toBe(200_000)
  expect(set.bytesPerState).toBeLessThanOrEqual(24)
  expect(collisionBound(200_000)).toBeLessThan(1e-8)
})
