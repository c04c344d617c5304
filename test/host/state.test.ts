import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CheckerHost, FIRST_QUEUE_ID } from '../../src/host/index.js'
import type { Entry, Header } from '../../src/check/contract.js'
import { KERNELS, RING, allocate, at, header, mapped, running, store } from './scene.js'

type Move = readonly [kind: number, l: number, value: number]

const move = fc.tuple(fc.nat(17), fc.nat(2), fc.constantFrom(0, 1, 2, 3, 7, 0x20, 0xffff_ffff))
// Half of the stories start with a queue that runs: from nothing, few random ones get that far.
const BOOT: readonly Move[] = [[0, 0, 0], [2, 0, 0], [5, 0, 0], [5, 1, 0], [7, 0, 0], [13, 0, 0], [13, 1, 0]]
const story = fc.tuple(fc.boolean(), fc.array(move, { maxLength: 40 }))
  .map(([isBooted, moves]): readonly Move[] => (isBooted ? [...BOOT, ...moves] : moves))
const FIXED = { seed: 0x0241, numRuns: 1000 }
const anyWord = fc.constantFrom(0, 1, 5, 7, 0xffff_ffff)
const anySlot = fc.record({ prod: anyWord, cons: anyWord, config: anyWord, gerror: anyWord, gerrorn: anyWord })
const anyHeader: fc.Arbitrary<Header> = fc.record({
  kernel: fc.constantFrom(...KERNELS),
  queues: fc.constant(2),
  slots: fc.array(anySlot, { maxLength: 2 }),
})

/** One move of a device, a guest or the hardware; every move is defined in every state. */
function play(host: CheckerHost, [kind, l, value]: Move): void {
  const { port } = host
  const offset = l * 0x80 + (value & 7) * 4
  const moves: readonly (() => void)[] = [
    () => port.viommuAlloc(),
    () => port.viommuDestroy(),
    () => port.mmapPage0(),
    () => port.munmapPage0(),
    () => port.hwQueueAlloc(l, RING, 0x40n),
    () => port.hwQueueAlloc(l, RING + 0x80_0000n, 0x1000n),
    () => port.hwQueueDestroy(FIRST_QUEUE_ID + l),
    () => port.guestMap(l * 0x10000, 0x1000),
    () => port.guestUnmap(l * 0x10000, 0x1000),
    () => host.refuse('hwQueueAlloc', 'ENOMEM', value),
    () => host.refuse('hwQueueDestroy', 'ENOMEM'),
    () => host.allow('hwQueueDestroy'),
    () => host.guestStore(offset, value),
    () => host.guestStore(at(l, 'CONFIG'), 1),
    () => host.consume(l, value),
    () => host.fault(l, 1 + (value & 3)),
    () => host.nextEvent(),
    () => host.loseEvent(),
  ]
  moves[kind]?.()
}

/** Everything that can be seen of a host without changing it, and the log of what it did. */
function look(host: CheckerHost): { log: readonly Entry[]; words: number[] } {
  const log = host.takeLog()
  const words = [host.windowAt(0), host.windowAt(0x10004), host.pageMapped() ? 1 : 0]
  for (let offset = 0; offset < 0x180; offset += 4) words.push(host.guestLoad(offset))
  return { log, words }
}

function playAll(host: CheckerHost, moves: readonly Move[]): unknown[] {
  return moves.map((one) => {
    play(host, one)
    return look(host)
  })
}

describe('save and restore', () => {
  it('a restored host goes on as the saved one did', () => {
    fc.assert(fc.property(anyHeader, story, story, story, (head, before, between, after) => {
      const host = new CheckerHost(head)
      playAll(host, before)
      const state = host.save()
      const expected = playAll(host, after)
      playAll(host, between)
      host.restore(state)
      expect(host.save()).toEqual(state)
      expect(playAll(host, after)).toEqual(expected)
      const other = new CheckerHost(head)
      other.restore(state)
      expect(playAll(other, after)).toEqual(expected)
    }), FIXED)
  })

  it('an endless refusal is the same state however often it was used', () => {
    const host = new CheckerHost(header())
    host.refuse('viommuAlloc', 'ENOMEM')
    const state = host.save()
    host.port.viommuAlloc()
    expect(host.save()).toEqual(state)
  })

  it('drops what was logged', () => {
    const { host } = running(1)
    const state = host.save()
    host.port.raiseInterrupt()
    host.restore(state)
    expect(host.takeLog()).toEqual([])
  })

  it('loses nothing of 128 queues, high addresses and long maps', () => {
    const { host, page } = running(128, { queues: 128 })
    for (const l of [0, 31, 32, 63, 64, 127]) {
      store(page, l, { CONFIG: 1, PROD: 1 })
      host.fault(l, 1)
    }
    const state = host.save()
    const drain = (): unknown[] => Array.from({ length: 7 }, () => host.nextEvent())
    const expected = drain()
    host.restore(state)
    expect(drain()).toEqual(expected)
  })
})

describe('powerOn', () => {
  it('makes an old host a new one', () => {
    fc.assert(fc.property(anyHeader, anyHeader, story, story, (first, second, before, after) => {
      const host = new CheckerHost(first)
      for (const one of before) play(host, one)
      host.powerOn(second)
      expect(playAll(host, after)).toEqual(playAll(new CheckerHost(second), after))
    }), FIXED)
  })

  it('keeps its size', () => {
    expect(() => new CheckerHost(header()).powerOn(header({ queues: 4 }))).toThrow('this host has 2 queues, not 4')
  })
})

describe('the same calls have the same answers', () => {
  it('on any two hosts', () => {
    fc.assert(fc.property(anyHeader, story, (head, moves) => {
      expect(playAll(new CheckerHost(head), moves)).toEqual(playAll(new CheckerHost(head), moves))
    }), FIXED)
  })
})

describe('onPageChange', () => {
  it('is enough to keep a mirror, with the device\'s own stores answered by a load', () => {
    fc.assert(fc.property(anyHeader, story, fc.array(fc.boolean(), { minLength: 50, maxLength: 50 }), (head, moves, byDevice) => {
      const host = new CheckerHost(head)
      const mirror = new Map<number, number>()
      host.onPageChange = (offset, value) => {
        expect(host.pageMapped()).toBe(true)
        mirror.set(offset, value)
      }
      for (const [step, [kind, l, value]] of moves.entries()) {
        if (host.pageMapped() && byDevice[step] === true) {
          const offset = l * 0x80 + kind * 4
          mapped(host).store(offset, value)
          mirror.set(offset, host.guestLoad(offset))
        } else {
          play(host, [kind, l, value])
        }
        if (!host.pageMapped()) mirror.clear()
        const offsets = Array.from({ length: 0x60 }, (_, word) => word * 4)
        expect(offsets.filter((offset) => (mirror.get(offset) ?? 0) !== host.guestLoad(offset))).toEqual([])
      }
    }), FIXED)
  })

  function told(host: CheckerHost, act: () => void): [number, number][] {
    const changes: [number, number][] = []
    host.onPageChange = (offset, value) => changes.push([offset, value])
    act()
    host.onPageChange = undefined
    return changes
  }

  it('tells each word once, in ascending order, with what the hardware made of it', () => {
    const slots = [{ prod: 3, cons: 2, config: 1, gerror: 5, gerrorn: 5 }]
    const { host, page } = running(0, { kernel: '6.17', slots })
    expect(told(host, () => allocate(host, 0))).toEqual([[0, 2], [4, 3], [8, 1], [12, 1], [16, 5], [20, 5]])
    expect(told(host, () => host.consume(0, 1))).toEqual([[0, 3]])
    expect(told(host, () => host.fault(0, 2))).toEqual([[0, 0x0200_0003], [16, 4]])
    expect(told(host, () => host.guestStore(at(0, 'CONFIG'), 0))).toEqual([[8, 0], [12, 0]])
    expect(told(host, () => host.guestStore(at(0, 'CONFIG'), 0))).toEqual([])
    expect(told(host, () => host.guestStore(at(0, 'STATUS'), 1))).toEqual([])
    expect(told(host, () => page.store(at(0, 'PROD'), 9))).toEqual([])
    expect(told(host, () => page.store(at(0, 'CONFIG'), 1))).toEqual([[12, 1]])
    expect(told(host, () => host.port.hwQueueDestroy(FIRST_QUEUE_ID))).toEqual([[0, 0], [4, 0], [8, 0], [12, 0], [16, 0], [20, 0]])
  })

  it('tells nothing while unmapped, and what is not zero when mapped', () => {
    const { host, page } = running(1)
    store(page, 0, { PROD: 3, CONFIG: 1 })
    host.port.munmapPage0()
    expect(told(host, () => host.consume(0, 1))).toEqual([])
    expect(told(host, () => mapped(host))).toEqual([[0, 1], [4, 3], [8, 1], [12, 1]])
  })
})
