import { describe, expect, it } from 'vitest'
import { CheckerHost } from '../../src/host/index.js'
import type { Host } from '../../src/check/contract.js'
import { at, header, lines, mapped, running, store } from './scene.js'

describe('guestMap and guestUnmap', () => {
  it.each([
    // story                          what the device does                                                       log
    ['map',                           (p: Host) => p.guestMap(0x30000, 0x10000),                                 ['guestMap ok']],
    ['unmap what is not there',       (p: Host) => p.guestUnmap(0x30000, 0x10000),                               ['guestUnmap ENOENT']],
    ['unmap another length',          (p: Host) => { p.guestMap(0x30000, 0x10000); p.guestUnmap(0x30000, 0x80) }, ['guestMap ok', 'guestUnmap ENOENT']],
    ['unmap another offset',          (p: Host) => { p.guestMap(0x30000, 0x10000); p.guestUnmap(0, 0x10000) },   ['guestMap ok', 'guestUnmap ENOENT']],
    ['unmap twice',                   (p: Host) => { p.guestMap(0, 4); p.guestUnmap(0, 4); p.guestUnmap(0, 4) }, ['guestMap ok', 'guestUnmap ok', 'guestUnmap ENOENT']],
    ['map twice, one window',         (p: Host) => { p.guestMap(0, 4); p.guestMap(0, 4); p.guestUnmap(0, 4); p.guestUnmap(0, 4) }, ['guestMap ok', 'guestMap ok', 'guestUnmap ok', 'guestUnmap ENOENT']],
    ['map between words',             (p: Host) => p.guestMap(0x30002, 0x80),                                    ['guestMap EINVAL']],
    ['map before the region',         (p: Host) => p.guestMap(-4, 0x80),                                         ['guestMap EINVAL']],
    ['map half a word',               (p: Host) => p.guestMap(0x30000, 2),                                       ['guestMap EINVAL']],
    ['map nothing',                   (p: Host) => p.guestMap(0x30000, 0),                                       ['guestMap EINVAL']],
    ['map more than the page',        (p: Host) => p.guestMap(0x30000, 0x10004),                                 ['guestMap EINVAL']],
    ['map nonsense',                  (p: Host) => p.guestMap(NaN, Infinity),                                    ['guestMap EINVAL']],
  ])('%s', (_story, act, expected) => {
    const { host } = running(0)
    act(host.port)
    expect(lines(host.takeLog())).toEqual(expected)
  })

  it('without a mapping there is nothing to install', () => {
    const host = new CheckerHost(header())
    host.port.guestMap(0x30000, 0x10000)
    host.port.viommuAlloc()
    host.port.guestMap(0x30000, 0x10000)
    expect(host.takeLog()).toMatchObject([{ kind: 'guestMap', offset: 0x30000, length: 0x10000, answer: -6 }, {}, { answer: -6 }])
    mapped(host)
    expect(host.windowAt(0x30000)).toBe(-1)
  })
})

describe('windowAt', () => {
  it.each([
    // windows                                offset      byte of the page
    [[],                                      0x30000,    -1],
    [[[0x30000, 0x10000]],                    0x2fffc,    -1],
    [[[0x30000, 0x10000]],                    0x30000,    0],
    [[[0x30000, 0x10000]],                    0x3fffc,    0xfffc],
    [[[0x30000, 0x10000]],                    0x40000,    -1],
    [[[0x30000, 0x80]],                       0x3007c,    0x7c],
    [[[0x30000, 0x80]],                       0x30080,    -1],
    [[[0x10080, 0x100]],                      0x10084,    0x04],     // byte 0 of a window is byte 0 of the page
    [[[0x10000, 0x100], [0x30000, 0x100]],    0x10004,    0x04],
    [[[0x10000, 0x100], [0x30000, 0x100]],    0x30008,    0x08],
    [[[0x30000, 0x100], [0x30080, 0x80]],     0x30084,    0x04],     // the last one installed is on top
    [[[0x30080, 0x80], [0x30000, 0x100]],     0x30084,    0x84],
    [[[4, 4], [0, 8], [4, 4]],                0x00004,    0x00],     // installed again, it is on top again
  ])('%j at %i: %i', (windows, offset, byte) => {
    const { host } = running(0)
    for (const [start = 0, length = 0] of windows) host.port.guestMap(start, length)
    expect(host.windowAt(offset)).toBe(byte)
  })

  it('no longer finds a window that is removed, and finds the others', () => {
    const { host } = running(0)
    host.port.guestMap(0x10000, 0x100)
    host.port.guestMap(0x30000, 0x100)
    host.port.guestUnmap(0x10000, 0x100)
    expect([host.windowAt(0x10000), host.windowAt(0x30004)]).toEqual([-1, 4])
  })
})

describe('through a window the guest', () => {
  it('reaches the device\'s page', () => {
    const { host, page } = running(1)
    host.guestStore(at(0, 'PROD'), 0x77)
    expect(page.load(at(0, 'PROD'))).toBe(0x77)
    store(page, 0, { CONS: 0x76 })
    expect(host.guestLoad(at(0, 'CONS'))).toBe(0x76)
  })

  it.each([
    // where               offset            reads
    ['CONFIG',             at(0, 'CONFIG'),  1],
    ['STATUS',             at(0, 'STATUS'),  0],
    ['GERROR',             at(0, 'GERROR'),  0],
    ['a gap',              0x18,             0],
    ['a slot of nobody',   at(1, 'PROD'),    0],
    ['the page\'s end',    0xfffc,           0],
    ['beyond the page',    0x10000,          0],
    ['no window',          -1,               0],
  ])('meets the same drops, and leaves no entry: %s', (_where, offset, reads) => {
    const { host } = running(1)
    host.guestStore(offset, 1)
    expect(host.guestLoad(offset)).toBe(reads)
    expect(host.takeLog()).toEqual([])
  })

  it('makes EN_OK follow its CONFIG', () => {
    const { host } = running(1)
    host.guestStore(at(0, 'CONFIG'), 1)
    expect(host.guestLoad(at(0, 'STATUS'))).toBe(1)
  })

  it('finds nothing while nothing is mapped, and the page again afterwards', () => {
    const { host, page } = running(1)
    host.port.guestMap(0x30000, 0x10000)
    store(page, 0, { PROD: 5 })
    host.port.munmapPage0()
    expect(host.windowAt(0x30004)).toBe(4)
    expect(host.guestLoad(4)).toBe(0)
    host.guestStore(4, 6)
    mapped(host)
    expect(host.guestLoad(4)).toBe(5)
  })
})
