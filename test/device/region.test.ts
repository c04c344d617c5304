/** The region as a whole: what every word of it takes, keeps and reads, in either size and through either aperture. */
import { describe, expect, test } from 'vitest'
import { allPlaces, registers } from '../../spec/index.js'
import type { Place } from '../../spec/index.js'
import { Rig } from './rig.js'

/**
 * Each test has sizes of its own: routes are laid out once for all devices of a size, and only the first test that makes one
 * is known to come there when StrykerJS changes how.
 */
const KEPT = [1, 2, 8]
const NOWHERE = [16]
const REVERSED = [4, 64]
const MAPPED = [32, 128]
const WORDS = Array.from({ length: registers.REGION_BYTES / 4 }, (_, i) => 4 * i)
/** A value of its own for each word; odd ones and even ones, in every byte. */
const valueFor = (offset: number): number => {
  const mixed = Math.imul(offset + 4, 0x9e37_79b1)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

/** Registers whose value means something to the device at once. */
const CONTROLS = new Set(['CONFIG', 'VINTF0_CONFIG', 'CMDQ_ALLOC_MAP'])
const isControl = (place: Place): boolean => place.page === 'Config' && CONTROLS.has(place.register)

/** What a word of a region in which nothing is mapped reads after its value was written to it. */
function expected(place: Place): number {
  if (place.page === 'gap' || (place.page !== 'Config' && place.aperture === 'vintf')) return 0
  return place.access === 'RW' ? (valueFor(place.offset) & place.mask) >>> 0 : 0
}

/** Without the error maps, which show what was written to GERRORN. */
const plainPlaces = (queues: number): readonly Place[] => allPlaces(queues).filter((place) => !isControl(place) && !(place.page === 'Config' && place.access === 'RO'))

describe.each(KEPT)('%i queues', (queues) => {
  const places = plainPlaces(queues)
  const controls = new Set(allPlaces(queues).filter(isControl).map(({ offset }) => offset))
  const named = new Set(allPlaces(queues).map(({ offset }) => offset))

  const seen = (rig: Rig): readonly unknown[] => places.map(({ offset, mask }) => [offset, (Number(rig.device.read(offset, 4)) & mask) >>> 0])

  test('every register keeps its own value, and what is no register reads 0', () => {
    const rig = new Rig({ queues })
    for (const offset of WORDS) if (!controls.has(offset)) rig.device.write(offset, 4, valueFor(offset))
    expect(seen(rig)).toEqual(places.map((place) => [place.offset, expected(place)]))
    expect(WORDS.filter((offset) => !named.has(offset) && rig.device.read(offset, 4) !== 0)).toEqual([])
    expect([rig.step('PARAM'), rig.step('STATUS'), rig.step('VINTF_STATUS')]).toEqual([`0x${(0x4001 | (Math.log2(queues) << 4)).toString(16)}`, '0x1', '0x0'])
  })

  test('8 bytes are two words, the lower one first', () => {
    const rig = new Rig({ queues })
    for (const offset of WORDS) {
      if (offset % 8 === 0 && !controls.has(offset) && !controls.has(offset + 4)) rig.device.write(offset, 8, (BigInt(valueFor(offset + 4)) << 32n) | BigInt(valueFor(offset)))
    }
    const pairs = places.filter(({ offset }) => offset % 8 === 0 && !controls.has(offset + 4))
    expect(pairs.map(({ offset, mask }) => (Number(rig.device.read(offset, 4)) & mask) >>> 0)).toEqual(pairs.map(expected))
    for (const { offset } of pairs) {
      const [low, high] = [BigInt(rig.device.read(offset, 4)), BigInt(rig.device.read(offset + 4, 4))]
      if (rig.device.read(offset, 8) !== ((high << 32n) | low)) throw new Error(`8 bytes at 0x${offset.toString(16)}`)
    }
  })
})

test.each(NOWHERE)('what cannot be written is written nowhere else either: %i queues', (queues) => {
  const rig = new Rig({ queues })
  const readOnly = allPlaces(queues).filter(({ access, offset }) => access !== 'RW' && offset < 0x1_0080)
  for (const { offset } of readOnly) {
    for (let value = 0; value < 1500; value++) {
      rig.device.write(offset, 4, value)
      if (rig.device.read(0x50, 4) !== 0 || rig.device.read(0x3_0004, 4) !== 0) throw new Error(`${value} written to 0x${offset.toString(16)} is read from a gap`)
    }
  }
})

test.each(REVERSED)('with the mapping reversed, a VINTF slot is the VCMDQ mapped there and nothing else: %i queues', (queues) => {
  const rig = new Rig({ queues })
  rig.step('VINTF = 1')
  for (let q = 0; q < queues; q++) rig.step(`ALLOC${q} = ${((queues - 1 - q) << 1) | 1}`)
  const both = plainPlaces(queues).filter((place) => place.page !== 'Config' && place.page !== 'gap' && place.access === 'RW')
  const other = (place: Place): number => {
    if (place.page === 'Config' || place.page === 'gap') return place.offset
    const away = place.aperture === 'direct' ? 0x2_0000 : -0x2_0000
    return place.offset + away + (queues - 1 - 2 * place.slot) * 0x80
  }
  for (const aperture of ['direct', 'vintf'] as const) {
    const written = both.filter((place) => 'aperture' in place && place.aperture === aperture)
    for (const { offset } of written) rig.device.write(offset, 4, valueFor(offset + (aperture === 'direct' ? 0 : 4)))
    const wrong = written.filter((place) => rig.device.read(place.offset, 4) !== rig.device.read(other(place), 4) || rig.device.read(place.offset, 4) !== valueFor(place.offset + (aperture === 'direct' ? 0 : 4)))
    expect(wrong).toEqual([])
  }
  // Without the interface every slot is dropped again.
  rig.step('VINTF = 0')
  expect(both.filter((place) => 'aperture' in place && place.aperture === 'vintf' && rig.device.read(place.offset, 4) !== 0)).toEqual([])
})

test.each(MAPPED)('each queue shows its error in its own bit of both maps, by physical and by logical number: %i queues', (queues) => {
  const rig = new Rig({ queues })
  rig.step('VINTF = 1')
  for (let q = 0; q < queues; q++) rig.step(`ALLOC${q} = ${((queues - 1 - q) << 1) | 1}`)
  // Neighbours in the cache of the first queue's words: a slot without a queue must not be looked up there.
  for (let s = 0; s < 16; s++) rig.device.write(0x1080 + 4 * s, 4, 3 * s + 1)
  const map = (offset: number): bigint => [3, 2, 1, 0].reduce((bits, m) => (bits << 32n) | BigInt(rig.device.read(offset + 4 * m, 4)), 0n)
  for (let q = 0; q < queues; q++) {
    rig.step(`d${q}.GERRORN = ${1 << (q % 3)}`)
    const interrupts = [0, 64].flatMap((from) => [0, 63].map((bit) => from + bit)).filter((l) => {
      rig.device.event(l < 64 ? 1n << BigInt(l) : 0n, l < 64 ? 0n : 1n << BigInt(l - 64), false)
      return rig.host.takeLog().length > 0
    })
    expect([q, map(0x24), map(0x10c0), rig.step('VI_ERR_MAP'), interrupts]).toEqual([q, 1n << BigInt(q), 1n << BigInt(queues - 1 - q), '0x1', [0, 63, 64, 127].filter((l) => l === queues - 1 - q)])
    rig.step(`d${q}.GERRORN = 0`)
  }
  rig.step('VINTF = 0')
  expect([map(0x24), map(0x10c0), rig.step('VI_ERR_MAP')]).toEqual([0n, 0n, '0x0'])
})

describe('accesses that no guest makes', () => {
  const changed = (access: (rig: Rig) => void): boolean => {
    const [rig, other] = [new Rig(), new Rig()]
    access(rig)
    return rig.device.save().join() !== other.device.save().join()
  }
  const PROD = 0x1_0004

  test('out of line or beyond the region they read 0 and change nothing', () => {
    for (const offset of [-4, -8, 1, 2, 3, 5, PROD + 1, PROD + 2, registers.REGION_BYTES, 0x8_0000, 0x8_0000 + PROD, 2 ** 32 + PROD]) {
      for (const size of [4, 8] as const) {
        const rig = new Rig()
        rig.step('d0.PROD = 7')
        expect([offset, Number(rig.device.read(offset, size))]).toEqual([offset, 0])
        expect([offset, changed(({ device }) => device.write(offset, size, size === 4 ? 0xffff_ffff : 0xffff_ffff_ffff_ffffn))]).toEqual([offset, false])
      }
    }
    const rig = new Rig()
    rig.step('d0.PROD = 7')
    expect(rig.device.read(PROD, 8)).toBe(0n)
    expect(changed(({ device }) => device.write(PROD, 8, 0x7_0000_0007n))).toBe(false)
  })

  test('of another size they read 0 and change nothing', () => {
    const rig = new Rig()
    rig.step('d0.PROD = 7')
    for (const size of [1, 2, 16] as unknown as readonly (4 | 8)[]) { // a guest written in JavaScript may ask for them
      expect(rig.device.read(PROD, size)).toBe(0)
      expect(changed(({ device }) => device.write(0x1_0000, size, 7))).toBe(false)
      expect(changed(({ device }) => device.write(0x1_0000, size, 7n))).toBe(false)
    }
  })

  test('8 bytes to a queue that runs reach its words in the page', () => {
    const rig = new Rig()
    for (const step of ['attach', 'VINTF = 1', 'ALLOC0 = 1', 'd0.BASE = A', 'd0.EN = 1']) rig.step(step)
    rig.device.write(0x1_0000, 8, 0x9_0000_0003n)
    expect([rig.step('d0.CONS'), rig.step('v0.PROD'), rig.device.read(0x1_0000, 8)]).toEqual(['0x3', '0x9', 0x9_0000_0003n])
  })

  test.each<[string, number | bigint, 4 | 8, string]>([
    ['4 bytes as a bigint', 0x7_0000_0005n, 4, '0x5 0x0'],
    ['8 bytes as a number', 5, 8, '0x5 0x0'],
    ['a fraction', 5.5, 4, '0x5 0x0'],
    ['a fraction as 8 bytes', 5.5, 8, '0x5 0x0'],
    ['no number', NaN, 8, '0x0 0x0'],
    ['no end', Infinity, 8, '0x0 0x0'],
    ['two words', 0x7_0000_0005n, 8, '0x5 0x7'],
  ])('%s', (_, value, size, words) => {
    const rig = new Rig()
    rig.step('d0.DRAM_L = 0')
    rig.device.write(0x2_0008, size, value)
    expect(`${rig.step('d0.DRAM_L')} ${rig.step('d0.DRAM_H')}`).toBe(words)
  })
})
