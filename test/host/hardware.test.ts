import { describe, expect, it } from 'vitest'
import { CheckerHost } from '../../src/host/index.js'
import { KERNELS, RING, allocate, at, header, mapped, registers, running, store } from './scene.js'

describe('consume', () => {
  it.each([
    // ring bytes  PROD         CONS         n      fetched  CONS then
    [0x1000n,      0x000,       0x000,       9,     0,       0x000],       // empty
    [0x1000n,      0x005,       0x000,       9,     5,       0x005],       // fewer than asked
    [0x1000n,      0x005,       0x000,       2,     2,       0x002],       // more than asked
    [0x1000n,      0x005,       0x000,       5,     5,       0x005],
    [0x1000n,      0x005,       0x000,       0,     0,       0x000],
    [0x1000n,      0x005,       0x000,       -1,    0,       0x000],
    [0x1000n,      0x005,       0x000,       2.9,   2,       0x002],
    [0x1000n,      0x005,       0x000,       NaN,   0,       0x000],
    [0x1000n,      0x100,       0x000,       999,   0x100,   0x100],       // full: the wrap bits differ
    [0x1000n,      0x100,       0x0ff,       9,     1,       0x100],       // into the wrap bit
    [0x1000n,      0x000,       0x1ff,       9,     1,       0x000],       // out of it
    [0x1000n,      0x001,       0x1fe,       9,     3,       0x001],
    [0x1000n,      0x180,       0x000,       999,   0x180,   0x180],       // more than a ring: followed as it stands
    [0x1000n,      0x000,       0x001,       999,   0x1ff,   0x000],
    [0x1000n,      0x205,       0x000,       9,     5,       0x005],       // PROD's bits above wrap are ignored
    [0x1000n,      0xfff00000,  0x000,       9,     0,       0x000],
    [0x1000n,      0x005,       0xa00,       9,     5,       0xa05],       // CONS's bits above wrap are kept
    [0x1000n,      0x000,       0xfffff,     9,     1,       0xffe00],
    [0x1000n,      0x005,       0x03000002,  9,     3,       0x03000005],  // and so is ERR
    [0x20n,        0x002,       0x000,       9,     2,       0x002],       // the smallest ring: two commands
    [0x20n,        0x003,       0x002,       9,     1,       0x003],
    [0x20n,        0x004,       0x000,       9,     0,       0x000],
    [0x80_0000n,   0x80000,     0x00000,     2e6,   0x80000, 0x80000],     // the largest: 2^19 commands
    [0x80_0000n,   0x00000,     0xfffff,     9,     1,       0x00000],
    [0x80_0000n,   0x100001,    0x00000,     9,     1,       0x00001],
  ])('ring %x, PROD %i, CONS %i, n %d: fetches %i', (length, prod, cons, n, count, after) => {
    const { host, page } = running(0)
    host.port.hwQueueAlloc(0, RING, length)
    store(page, 0, { PROD: prod, CONS: cons, CONFIG: 1 })
    host.takeLog()
    host.consume(0, n)
    expect(registers(page, 0)).toMatchObject({ PROD: prod, CONS: after, GERROR: 0, GERRORN: 0 })
    const fetch = { kind: 'fetch', slot: 0, address: RING, length, prod, cons, count }
    expect(host.takeLog()).toEqual(count > 0 ? [fetch] : [])
  })

  it('fetches from the ring that the last allocation named', () => {
    const { host, page } = running(0)
    const first = allocate(host, 0)
    host.port.hwQueueDestroy(first)
    host.port.hwQueueAlloc(0, 0x8000_0000n, 0x40n)
    store(page, 0, { CONFIG: 1, PROD: 1 })
    host.takeLog()
    host.consume(0, 1)
    expect(host.takeLog()).toMatchObject([{ kind: 'fetch', address: 0x8000_0000n, length: 0x40n }])
  })

  it('runs what an old kernel left enabled', () => {
    const { host } = running(1, { kernel: '6.17', slots: [{ prod: 3, cons: 1, config: 1, gerror: 2, gerrorn: 2 }] })
    host.consume(0, 9)
    expect(host.takeLog()).toMatchObject([{ kind: 'fetch', prod: 3, cons: 1, count: 2 }])
  })
})

describe.each(['consume', 'fault'] as const)('%s does nothing', (event) => {
  const act = (host: CheckerHost, l: number): void => {
    if (event === 'consume') host.consume(l, 9)
    else host.fault(l, 1)
  }

  it.each([
    // on a queue that is                   CONFIG  GERRORN  runs
    ['ready',                               1,      0,       true],
    ['not enabled',                         0,      0,       false],
    ['enabled by reserved bits only',       2,      0,       false],
    ['in error: CMDQ_ERR',                  1,      1,       false],
    ['in error: CONS_DRAM_WR_ABT_ERR',      1,      2,       false],
    ['in error: CMDQ_INIT_ERR',             1,      4,       false],
    ['different in reserved bits only',     1,      8,       true],
  ])('but on one that is ready; this one is %s', (_state, config, gerrorn, runs) => {
    const { host, page } = running(1)
    store(page, 0, { PROD: 1, GERRORN: gerrorn, CONFIG: config })
    const before = registers(page, 0)
    host.takeLog()
    act(host, 0)
    expect(host.takeLog().length > 0).toBe(runs)
    if (!runs) expect(registers(page, 0)).toEqual(before)
  })

  it.each([1, 2, -1, 0.5, NaN, 128])('on slot %d, which has no queue', (l) => {
    const { host } = running(1, { kernel: '6.17', slots: [{ prod: 0, cons: 0, config: 0, gerror: 0, gerrorn: 0 }, { prod: 1, cons: 0, config: 1, gerror: 0, gerrorn: 0 }] })
    act(host, l)
    expect(host.takeLog()).toEqual([])
    expect(host.nextEvent()).toBeUndefined()
  })

  it('after its queue is gone', () => {
    const { host, page } = running(0)
    const id = allocate(host, 0)
    store(page, 0, { PROD: 1, CONFIG: 1 })
    host.port.hwQueueDestroy(id)
    host.takeLog()
    act(host, 0)
    expect(host.takeLog()).toEqual([])
  })

  it('that needs the page: the hardware runs without a mapping', () => {
    const { host, page } = running(1)
    store(page, 0, { PROD: 1, CONFIG: 1 })
    host.port.munmapPage0()
    host.takeLog()
    act(host, 0)
    expect(host.takeLog()).toHaveLength(1)
    mapped(host)
    expect(registers(page, 0)).toMatchObject(event === 'consume' ? { CONS: 1 } : { CONS: 0x0100_0000, GERROR: 1 })
  })
})

describe('fault', () => {
  it.each([
    // CONS        GERROR, GERRORN   code  CONS then     GERROR then
    [0x00000000,   0,                1,    0x01000000,   1],
    [0x00000000,   0,                4,    0x04000000,   1],
    [0x0000abcd,   0,                2,    0x0200abcd,   1],
    [0x01000005,   1,                3,    0x03000005,   0],   // a second error after the acknowledgement
    [0x7f000005,   7,                1,    0x01000005,   6],
    [0x80f00005,   2,                1,    0x81f00005,   3],   // undefined bits stay
  ])('CONS %i, toggles %i, code %i', (cons, toggles, code, consAfter, gerror) => {
    const slots = [{ prod: 0, cons, config: 1, gerror: toggles, gerrorn: toggles }]
    const { host, page } = running(1, { kernel: '6.17', slots })
    host.fault(0, code)
    expect(registers(page, 0)).toEqual({ CONS: consAfter, PROD: 0, CONFIG: 1, STATUS: 1, GERROR: gerror, GERRORN: toggles })
    expect(host.takeLog()).toEqual([{ kind: 'fault', slot: 0, code }])
  })

  it('stalls the queue until the guest acknowledges, then a second one differs again', () => {
    const { host, page } = running(1)
    store(page, 0, { PROD: 4, CONFIG: 1 })
    host.consume(0, 1)
    host.fault(0, 1)
    host.consume(0, 1)
    host.fault(0, 2)
    expect(registers(page, 0)).toMatchObject({ CONS: 0x0100_0001, GERROR: 1, GERRORN: 0 })
    host.guestStore(at(0, 'GERRORN'), 1)
    host.consume(0, 1)
    expect(registers(page, 0)).toMatchObject({ CONS: 0x0100_0002 })
    host.fault(0, 2)
    expect(registers(page, 0)).toMatchObject({ CONS: 0x0200_0002, GERROR: 0, GERRORN: 1 })
  })

  it('needs no pending command', () => {
    const { host, page } = running(1)
    store(page, 0, { CONFIG: 1 })
    host.fault(0, 1)
    expect(page.load(at(0, 'GERROR'))).toBe(1)
  })
})

describe.each(KERNELS)('kernel %s', (kernel) => {
  it('never enables a queue by itself', () => {
    const host = new CheckerHost(header({ kernel }))
    host.port.viommuAlloc()
    const page = mapped(host)
    allocate(host, 0)
    expect(registers(page, 0)).toMatchObject({ CONFIG: 0, STATUS: 0 })
  })
})
