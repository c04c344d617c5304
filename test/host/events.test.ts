import { describe, expect, it } from 'vitest'
import { EVENT_QUEUE_DEPTH, FIRST_QUEUE_ID } from '../../src/host/index.js'
import type { CheckerHost } from '../../src/host/index.js'
import { at, mapped, running, store } from './scene.js'

/** Queues that are all enabled. */
function enabled(queues: number): CheckerHost {
  const { host, page } = running(queues, { queues })
  for (let l = 0; l < queues; l++) store(page, l, { CONFIG: 1 })
  host.takeLog()
  return host
}

/** The guest copies GERROR. */
function acknowledge(host: CheckerHost, l: number): void {
  host.guestStore(at(l, 'GERRORN'), host.guestLoad(at(l, 'GERROR')))
}

describe('the record of a fault', () => {
  it.each([
    // queue  map0        map1
    [0,       1n,         0n],
    [1,       2n,         0n],
    [63,      1n << 63n,  0n],
    [64,      0n,         1n],
    [127,     0n,         1n << 63n],
  ])('of queue %i has its bit', (l, map0, map1) => {
    const host = enabled(128)
    host.fault(l, 1)
    host.takeLog()
    expect(host.nextEvent()).toEqual({ map0, map1, lost: false })
    expect(host.takeLog()).toEqual([{ kind: 'event', map0, map1, lost: false }])
  })

  it('is queued by the fault and by nothing else', () => {
    const host = enabled(2)
    host.guestStore(at(1, 'GERRORN'), 1)
    host.consume(0, 1)
    host.takeLog()
    expect(host.nextEvent()).toBeUndefined()
    expect(host.takeLog()).toEqual([])
  })

  it('has every queue with an active error at that time, whoever caused it', () => {
    const host = enabled(4)
    host.guestStore(at(2, 'GERRORN'), 2)
    host.fault(0, 1)
    host.fault(3, 1)
    expect(host.nextEvent()).toMatchObject({ map0: 0b0101n })
    expect(host.nextEvent()).toMatchObject({ map0: 0b1101n })
    expect(host.nextEvent()).toBeUndefined()
  })

  it('is handed over as captured while one of its errors stands', () => {
    const host = enabled(2)
    host.fault(0, 1)
    host.fault(1, 1)
    acknowledge(host, 0)
    expect(host.nextEvent()).toMatchObject({ map0: 0n })
    expect(host.nextEvent()).toMatchObject({ map0: 0b11n })
  })

  it.each([
    ['the guest has acknowledged',     (host: CheckerHost) => acknowledge(host, 0)],
    ['the queue is gone',              (host: CheckerHost) => host.port.hwQueueDestroy(FIRST_QUEUE_ID)],
  ])('is all zero when %s', (_why, act) => {
    const host = enabled(1)
    host.fault(0, 1)
    act(host)
    host.takeLog()
    expect(host.nextEvent()).toEqual({ map0: 0n, map1: 0n, lost: false })
    expect(host.takeLog()).toEqual([{ kind: 'event', map0: 0n, map1: 0n, lost: false }])
  })

  it('clears nothing on the host\'s side', () => {
    const host = enabled(1)
    host.fault(0, 1)
    host.nextEvent()
    expect([host.guestLoad(at(0, 'GERROR')), host.guestLoad(at(0, 'GERRORN'))]).toEqual([1, 0])
  })
})

describe('lost records', () => {
  it('are said by the next delivery, once', () => {
    const host = enabled(3)
    for (let l = 0; l < 3; l++) host.fault(l, 1)
    host.loseEvent()
    expect(host.nextEvent()).toEqual({ map0: 0b11n, map1: 0n, lost: true })
    expect(host.nextEvent()).toEqual({ map0: 0b111n, map1: 0n, lost: false })
  })

  it('are said even when the next record comes later', () => {
    const host = enabled(2)
    host.fault(0, 1)
    host.loseEvent()
    expect(host.nextEvent()).toBeUndefined()
    host.fault(1, 1)
    expect(host.nextEvent()).toEqual({ map0: 0b11n, map1: 0n, lost: true })
  })

  it('are none when nothing was pending', () => {
    const host = enabled(1)
    host.loseEvent()
    host.fault(0, 1)
    expect(host.nextEvent()).toMatchObject({ lost: false })
  })

  it('are those that do not fit', () => {
    const host = enabled(EVENT_QUEUE_DEPTH + 1)
    for (let l = 0; l <= EVENT_QUEUE_DEPTH; l++) host.fault(l, 1)
    expect(host.nextEvent()).toEqual({ map0: 1n, map1: 0n, lost: true })
    for (let l = 1; l < EVENT_QUEUE_DEPTH; l++) expect(host.nextEvent()).toMatchObject({ lost: false })
    expect(host.nextEvent()).toBeUndefined()
  })
})

describe('the event queue belongs to the vIOMMU', () => {
  it.each([
    // pending when the vIOMMU goes
    ['a record',        (host: CheckerHost) => host.fault(0, 1)],
    ['a lost record',   (host: CheckerHost) => { host.fault(0, 1); host.loseEvent() }],
  ])('and goes with it: %s', (_what, act) => {
    const host = enabled(1)
    act(host)
    host.port.hwQueueDestroy(FIRST_QUEUE_ID)
    host.port.munmapPage0()
    expect(host.port.viommuDestroy()).toBe(0)
    expect(host.nextEvent()).toBeUndefined()
    host.port.viommuAlloc()
    host.port.hwQueueAlloc(0, 0x4000_0000n, 0x1000n)
    mapped(host).store(at(0, 'CONFIG'), 1)
    host.fault(0, 1)
    expect(host.nextEvent()).toEqual({ map0: 1n, map1: 0n, lost: false })
    expect(host.nextEvent()).toBeUndefined()
  })

  it('and stays when its end is refused', () => {
    const host = enabled(1)
    host.fault(0, 1)
    host.port.viommuDestroy()
    expect(host.nextEvent()).toMatchObject({ map0: 1n })
  })
})
