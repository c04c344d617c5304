import { describe, expect, it } from 'vitest'
import { CheckerHost, FIRST_QUEUE_ID } from '../../src/host/index.js'
import { RING, RING_BYTES, header, lines, running } from './scene.js'

describe('the port', () => {
  it('has the calls of a host and nothing else', () => {
    const { port } = new CheckerHost(header())
    expect(Object.keys(port).sort()).toEqual([
      'guestMap', 'guestUnmap', 'hwQueueAlloc', 'hwQueueDestroy', 'isRam',
      'mmapPage0', 'munmapPage0', 'raiseInterrupt', 'viommuAlloc', 'viommuDestroy',
    ])
    expect(Object.getPrototypeOf(port)).toBe(Object.prototype)
    for (const call of Object.values(port)) expect(typeof call).toBe('function')
  })

  it('gives a page with load and store and nothing else', () => {
    const { page } = running(1)
    expect(Object.keys(page).sort()).toEqual(['load', 'store'])
    expect(Object.getPrototypeOf(page)).toBe(Object.prototype)
  })

  it('works in pieces: a device may spread it and pass its calls on', () => {
    const host = new CheckerHost(header())
    const { viommuAlloc, raiseInterrupt } = { ...host.port }
    viommuAlloc()
    raiseInterrupt()
    expect(lines(host.takeLog())).toEqual(['viommuAlloc ok', 'interrupt'])
  })
})

// What types forbid, a device in JavaScript does: every call must answer.
describe('never throws', () => {
  const NONSENSE: readonly unknown[] = [
    undefined, null, NaN, Infinity, -1, 0.5, 2 ** 53, 4n, -1n, 1n << 70n, '4', {}, [], Symbol('x'), () => 4,
  ]

  it.each([
    'viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc',
    'hwQueueDestroy', 'isRam', 'guestMap', 'guestUnmap', 'raiseInterrupt',
  ] as const)('%s', (name) => {
    for (const first of NONSENSE) {
      for (const second of NONSENSE) {
        const { host } = running(1)
        expect(() => Reflect.apply(host.port[name], undefined, [first, second, first])).not.toThrow()
        expect(host.takeLog()).toHaveLength(1)
      }
    }
  })

  it.each(['load', 'store'] as const)('page %s', (name) => {
    for (const first of NONSENSE) {
      for (const second of NONSENSE) {
        const { page } = running(1)
        expect(() => Reflect.apply(page[name], undefined, [first, second])).not.toThrow()
      }
    }
  })

  it('takes numbers of the other kind for what they are', () => {
    const { host, page } = running(0)
    const ask = (name: 'hwQueueAlloc' | 'hwQueueDestroy', ...given: unknown[]): unknown => Reflect.apply(host.port[name], undefined, given)
    expect(ask('hwQueueAlloc', 0n, Number(RING), Number(RING_BYTES))).toBe(FIRST_QUEUE_ID)
    Reflect.apply(page.store, undefined, [4n, 9n])
    expect(page.load(4)).toBe(9)
    expect(ask('hwQueueDestroy', BigInt(FIRST_QUEUE_ID))).toBe(0)
  })
})
