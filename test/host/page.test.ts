import { describe, expect, it } from 'vitest'
import { CheckerHost } from '../../src/host/index.js'
import { allocate, at, header, mapped, registers, running, store } from './scene.js'

describe('a store to an allocated slot', () => {
  it.each([
    // register    stored        read back     dropped
    ['CONS',       0x00012345,   0x00012345,   false],
    ['CONS',       0x7f0fffff,   0x7f0fffff,   false],
    ['PROD',       0x000fffff,   0x000fffff,   false],
    ['PROD',       0xffffffff,   0xffffffff,   false],
    ['CONFIG',     0x00000001,   0x00000001,   false],
    ['GERRORN',    0x00000007,   0x00000007,   false],
    ['STATUS',     0x00000001,   0x00000000,   true],
    ['GERROR',     0x00000007,   0x00000000,   true],
  ] as const)('%s = %i reads %i', (register, stored, expected, isDropped) => {
    const { host, page } = running(1)
    page.store(at(0, register), stored)
    expect(page.load(at(0, register))).toBe(expected)
    const log = host.takeLog()
    expect(log).toHaveLength(1)
    expect(log[0]).toMatchObject({ kind: 'store', offset: at(0, register), value: stored, mapped: true, changed: !isDropped })
    expect(log[0]).toHaveProperty('view', isDropped ? undefined : expect.objectContaining({ slot: 0 }))
  })

  it.each([
    // where                           offset
    ['the first gap of a slot',        0x18],
    ['the last word of a slot',        0x7c],
    ['a slot without a queue',         at(1, 'PROD')],
    ['a slot beyond the count',        at(2, 'PROD')],
    ['the last word of the page',      0xfffc],
    ['beyond the page',                0x10000],
    ['far beyond it',                  2 ** 31 + 4],
    ['what 32 bits would take for 4',  2 ** 32 + 4],
    ['before the page',                -4],
    ['between two words',              0x5],
    ['a fraction of a byte',           4.5],
    ['nowhere',                        NaN],
  ])('is dropped and reads 0: %s', (_where, offset) => {
    const { host, page } = running(1)
    page.store(offset, 0xffffffff)
    expect(page.load(offset)).toBe(0)
    expect(host.takeLog()).toEqual([{ kind: 'store', offset, value: 0xffffffff, mapped: true, changed: false, view: undefined }])
    expect(Array.from({ length: 0x4000 }, (_, word) => page.load(word * 4)).every((word) => word === 0)).toBe(true)
  })

  it.each([
    // stored    kept
    [-1,         0xffffffff],
    [2 ** 32,    0],
    [1.9,        1],
    [NaN,        0],
  ])('keeps 32 bits of %d', (stored, kept) => {
    const { page } = running(1)
    page.store(at(0, 'PROD'), stored)
    expect(page.load(at(0, 'PROD'))).toBe(kept)
  })
})

describe('PROD, CONS and CONFIG', () => {
  it('PROD and CONS are accepted while enabled, CONS with ERR', () => {
    const { page } = running(1)
    store(page, 0, { CONFIG: 1, PROD: 0x45, CONS: 0x0300_0044 })
    expect(registers(page, 0)).toMatchObject({ PROD: 0x45, CONS: 0x0300_0044, CONFIG: 1 })
  })

  it('EN 1 -> 0 -> 1 keeps PROD and CONS', () => {
    const { page } = running(1)
    store(page, 0, { PROD: 9, CONS: 7, CONFIG: 1 })
    for (const value of [0, 1]) {
      store(page, 0, { CONFIG: value })
      expect(registers(page, 0)).toMatchObject({ PROD: 9, CONS: 7, CONFIG: value, STATUS: value })
    }
  })

  it.each([
    // CONFIG      STATUS
    [0x00000000,   0],
    [0x00000001,   1],
    [0xffffffff,   1],
    [0xfffffffe,   0],
  ])('CONFIG %i makes STATUS %i', (config, status) => {
    const { page } = running(1)
    store(page, 0, { CONFIG: config })
    expect(page.load(at(0, 'STATUS'))).toBe(status)
  })

  it('an active error leaves EN_OK alone', () => {
    const { page } = running(1)
    store(page, 0, { CONFIG: 1, GERRORN: 1 })
    expect(page.load(at(0, 'STATUS'))).toBe(1)
  })
})

describe('the entry of a store', () => {
  it('has the slot as it is afterwards, and whether any word differs', () => {
    const { host, page } = running(1)
    store(page, 0, { PROD: 4, CONFIG: 1 })
    store(page, 0, { CONFIG: 1 })
    const view = { slot: 0, enabled: false, prod: 4, cons: 0, length: 0x1000n }
    const entry = { kind: 'store', mapped: true } as const
    expect(host.takeLog()).toEqual([
      { ...entry, offset: 4, value: 4, changed: true, view },
      { ...entry, offset: 8, value: 1, changed: true, view: { ...view, enabled: true } },
      { ...entry, offset: 8, value: 1, changed: false, view: { ...view, enabled: true } },
    ])
  })

  it('calls a slot enabled by EN alone', () => {
    const { host, page } = running(1)
    store(page, 0, { CONFIG: 0xffff_fffe })
    expect(host.takeLog()).toMatchObject([{ view: { enabled: false } }])
  })

  it('is the only trace of a mapped access: loads leave none', () => {
    const { host, page } = running(1)
    for (let offset = 0; offset < 0x100; offset += 4) page.load(offset)
    expect(host.takeLog()).toEqual([])
  })
})

describe('a stray pointer', () => {
  it('loads 0 and stores nowhere after munmap', () => {
    const { host, page } = running(1)
    store(page, 0, { PROD: 5 })
    host.port.munmapPage0()
    host.takeLog()
    expect(page.load(4)).toBe(0)
    page.store(4, 6)
    expect(host.pageTouched()).toBe(false)
    expect(host.takeLog()).toEqual([
      { kind: 'strayLoad', offset: 4 },
      { kind: 'store', offset: 4, value: 6, mapped: false, changed: false, view: undefined },
    ])
    expect(mapped(host).load(4)).toBe(5)
  })

  it('is the page again after the next mmap: there is one object', () => {
    const { host, page } = running(1)
    host.port.munmapPage0()
    expect(mapped(host)).toBe(page)
    expect(mapped(host)).toBe(page)
    page.store(4, 6)
    expect(page.load(4)).toBe(6)
  })
})

describe('page-backed accesses', () => {
  it.each([
    // what the device does            touched
    ['nothing',                        false],
    ['load',                           true],
    ['load of a gap',                  true],
    ['store',                          true],
    ['store that is dropped',          true],
  ] as const)('%s: %s', (what, expected) => {
    const { host, page } = running(1)
    if (what === 'load') page.load(4)
    if (what === 'load of a gap') page.load(0x18)
    if (what === 'store') page.store(4, 1)
    if (what === 'store that is dropped') page.store(0x18, 1)
    expect(host.pageTouched()).toBe(expected)
    host.takeLog()
    expect(host.pageTouched()).toBe(false)
  })

  it('the guest\'s own and the hardware\'s do not count', () => {
    const { host } = running(1)
    host.guestStore(at(0, 'PROD'), 3)
    host.guestStore(at(0, 'CONFIG'), 1)
    host.guestLoad(4)
    host.consume(0, 1)
    host.fault(0, 1)
    expect(host.pageTouched()).toBe(false)
  })
})

describe('the log', () => {
  it('is one frozen array while nothing happens', () => {
    const host = new CheckerHost(header())
    const log = host.takeLog()
    expect(log).toHaveLength(0)
    expect(Object.isFrozen(log)).toBe(true)
    expect(new CheckerHost(header()).takeLog()).toBe(log)
  })

  it('is the taker\'s: later entries go to another', () => {
    const { host } = running(0)
    host.port.raiseInterrupt()
    host.port.raiseInterrupt()
    const first = host.takeLog()
    allocate(host, 0)
    expect(first).toEqual([{ kind: 'interrupt' }, { kind: 'interrupt' }])
    expect(host.takeLog()).toHaveLength(1)
  })
})
