/** What is true of every design, and combinations of choices that no public design has. */
import { describe, expect, test } from 'vitest'
import { Bench } from '../../src/check/lockstep.js'
import { createDesign } from '../../src/designs/index.js'
import { publicDesign, run, vary } from './protocol.js'

const fixed = publicDesign('fixed-2026-07')

describe('registers', () => {
  test('what is the hardware\'s to write, the guest does not', () => {
    run([fixed], [
      ['d0.GERROR = 5',       ''],
      ['d0.GERROR',           '0x0'],
      ['d0.STATUS = 1',       ''],
      ['d0.STATUS',           '0x0'],
      ['VI_ERR_MAP = 1',      ''],
      ['VI_ERR_MAP',          '0x0'],
      ['CMDQ_ERR_MAP = 1',    ''],
      ['CMDQ_ERR_MAP',        '0x0'],
      ['VINTF_STATUS = 1',    ''],
      ['VINTF_STATUS',        '0x0'],
      ['PARAM = 0',           ''],
      ['PARAM',               '0x4011'],
      ['VINTF = 0x20001',     ''],
      ['VINTF',               '0x1'],
    ])
  })

  test('an 8-byte access that is not aligned is outside the contract', () => {
    const { device } = new Bench({ name: 'split', create: createDesign(vary('fixed-2026-07', { wideAccess: 'split' })) }, { kernel: '6.18.9', queues: 2, slots: [] })
    device.write(0x10004, 4, 5)
    device.write(0x10004, 8, 0x3_0000_0003n)
    expect([device.read(0x10004, 4), device.read(0x10004, 8), device.read(0x10000, 8)]).toEqual([5, 0n, 0x5_0000_0000n])
  })

  test('a vEVENT\'s two maps are four words', () => {
    const { device } = new Bench({ name: fixed.id, create: createDesign(fixed) }, { kernel: '6.18.9', queues: 128, slots: [] })
    device.event((1n << 40n) | 1n, (1n << 33n) | 8n, false)
    for (const first of [0x24, 0x10c0]) {
      expect([0, 4, 8, 12].map((word) => device.read(first + word, 4))).toEqual([1, 0x100, 8, 2])
    }
    device.event(0n, 0n, true)
    expect([device.read(0x24, 4), device.read(0x14, 4)]).toEqual([0, 0])
  })
})

describe('transitions', () => {
  test('a second failure leaves CMDQ_INIT_ERR as it is; a success does not take it from the cache', () => {
    run([{ ...publicDesign('v5-2026-05'), onFailure: 'init-err-and-stop' }], [
      ['attach',                       'viommu'],
      ['VINTF = 1',                    'mmap'],
      ['ALLOC0 = 1',                   ''],
      ['refuse hwQueueAlloc ENOMEM 2', ''],
      ['d0.BASE:8 = A',                'alloc0!'],
      ['d0.GERROR',                    '0x4'],
      ['d0.BASE:8 = A',                'alloc0!'],
      ['d0.GERROR',                    '0x4'],
      ['d0.BASE:8 = A',                'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0 window:v'],
      ['d0.GERROR',                    '0x0 page'],
      ['ALLOC0 = 0',                   'destroy0'],
      ['d0.GERROR',                    '0x4'],
    ])
  })

  test('DRAM is neither BASE nor kept from a running queue', () => {
    run([publicDesign('v5-2026-05'), vary('v2-2026-02', { onRelease: 'cache-zeroed' })], [
      ['attach',        'viommu',                                               'viommu'],
      ['VINTF = 1',     'mmap',                                                 'mmap'],
      ['ALLOC0 = 1',    '',                                                     ''],
      ['d0.BASE_L = A', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0 window:v', 'alloc0 window:v'],
      ['d0.EN = 1',     'EN0:=1',                                               'EN0:=1'],
      ['d0.DRAM_L = 9', '',                                                     ''],
      ['d0.DRAM_H = 7', '',                                                     ''],
      ['v0.DRAM_L',     '0x9',                                                  '0x9'],
      ['v0.DRAM_H',     '0x7',                                                  '0x7'],
    ])
  })

  test('ALLOC must go up or down: what stays as it was is only stored', () => {
    run([publicDesign('merged-2026-06'), vary('merged-2026-06', { requires: [] })], [
      ['attach',           'viommu mmap',                                          'viommu mmap'],
      ['VINTF = 1',        'window:v',                                             'alloc0! window:v'],
      ['d0.BASE:8 = A',    '',                                                     'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0'],
      ['ALLOC0 = 2',       '',                                                     ''],
      ['ALLOC0 = 1',       'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0',          'destroy0 alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0'],
      ['ALLOC0 = 3',       '',                                                     ''],
      ['ALLOC0',           '0x3',                                                  '0x3'],
      ['ALLOC0 = 2',       'destroy0',                                             'destroy0'],
    ])
  })

  test('the same CONFIG again is a transition like any other', () => {
    run([fixed], [
      ['attach',           'viommu mmap'],
      ['VINTF = 1',        'window:v'],
      ['ALLOC0 = 1',       ''],
      ['d0.BASE:8 = A',    'alloc0 CONS0:=0 PROD0:=0 EN0:=0'],
      ['CONFIG = 0x20083', 'destroy0 alloc0 CONS0:=0 PROD0:=0 EN0:=0'],
    ])
  })

  test('a ring that ends where RAM ends lies in RAM', () => {
    run([publicDesign('v4-2026-04')], [
      ['attach',                 'viommu'],
      ['VINTF = 1',              'mmap'],
      ['d0.BASE_L = 0xbffff008', 'alloc0 window:v'],
    ])
  })
})

describe('what the host refuses', () => {
  test('a page that cannot be unmapped stays, and the vIOMMU with it', () => {
    run([fixed], [
      ['attach',                    'viommu mmap'],
      ['refuse munmapPage0 EINTR 1', ''],
      ['detach',                    'munmap!'],
      ['attach',                    ''],
      ['VINTF = 1',                 'window:v'],
      ['detach',                    'no-window:v munmap viommu-destroy'],
    ])
  })

  test('a reset that clears registers alone does not lose the handle', () => {
    run([vary('fixed-2026-07', { releaseAt: [] })], [
      ['attach',        'viommu mmap'],
      ['VINTF = 1',     'window:v'],
      ['ALLOC0 = 1',    ''],
      ['d0.BASE:8 = A', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0'],
      ['reset',         'no-window:v'],
      ['detach',        'destroy0 munmap viommu-destroy'],
    ])
  })
})

test('a store that reached the page goes to the cache as well, mapped or not', () => {
  run([vary('rfc-2025-12', { directPage0: 'trapped', vintfPage0: 'trapped', unbacked: 'vintf-dropped-unless-mapped' })], [
    ['v0.PROD = 3', ''],
    ['attach',      'viommu'],
    ['v0.PROD = 5', 'mmap PROD0:=5'],
    ['detach',      'munmap viommu-destroy'],
    ['d0.PROD',     '0x5'],
    ['v0.PROD',     '0x0'],
  ])
})
