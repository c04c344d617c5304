/** The seven public designs side by side: the same steps, a column each, oldest first. */
import { describe, expect, test } from 'vitest'
import { DESIGNS, createDesign, designById } from '../../src/designs/index.js'
import { Bench } from '../../src/check/lockstep.js'
import { publicDesign, run } from './protocol.js'

test('their order and their names', () => {
  expect(DESIGNS.map(({ id }) => id)).toEqual([
    'rfc-2025-12', 'v2-2026-02', 'v4-2026-04', 'v5-2026-05', 'merged-2026-06', 'fixed-2026-07', 'rust-fork-2026',
  ])
  for (const design of DESIGNS) expect(designById(design.id)).toBe(design)
  expect(designById('v3-2026-03')).toBeUndefined()
})

describe('one story, seven devices', () => {
  test('a boot in the order that Linux uses, and the way down', () => {
    run(DESIGNS, [
      ['attach',           'viommu',                                                 'viommu',                                     'viommu',                          'viommu',                                               'viommu mmap',                                 'viommu mmap',                     'viommu mmap window:d window:v'],
      ['CONFIG = 0x20082', 'mmap window:d window:v',                                 'mmap',                                       '',                                '',                                                     '',                                            '',                                ''],
      ['CONFIG = 0x20083', '',                                                       '',                                           '',                                '',                                                     '',                                            '',                                ''],
      ['VINTF = 1',        '',                                                       '',                                           'mmap',                            'mmap',                                                 'window:v',                                    'window:v',                        ''],
      ['VINTF_STATUS',     '0x1',                                                    '0x1',                                        '0x1',                             '0x1',                                                  '0x1',                                         '0x1',                             '0x1'],
      ['ALLOC0 = 1',       '',                                                       '',                                           '',                                '',                                                     '',                                            '',                                ''],
      ['v0.BASE:8 = A',    'alloc0 destroy0 alloc0',                                 'alloc0 window:v destroy0 alloc0',            'alloc0 window:v destroy0 alloc0', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0 window:v', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0', 'alloc0'],
      ['v0.EN = 1',        '',                                                       '',                                           '',                                '',                                                     '',                                            '',                                ''],
      ['v0.PROD = 5',      '',                                                       '',                                           '',                                '',                                                     '',                                            '',                                ''],
      ['consume 0 9',      'fetch0:5',                                               'fetch0:5',                                   'fetch0:5',                        'fetch0:5',                                             'fetch0:5',                                    'fetch0:5',                        'fetch0:5'],
      ['v0.CONS',          '0x5 window',                                             '0x5 window',                                 '0x5 window',                      '0x5 window',                                           '0x5 window',                                  '0x5 window',                      '0x5 window'],
      ['v0.EN = 0',        '',                                                       '',                                           '',                                '',                                                     '',                                            '',                                ''],
      ['ALLOC0 = 0',       '',                                                       '',                                           '',                                'destroy0',                                             'destroy0',                                    'destroy0',                        ''],
      ['VINTF = 0',        '',                                                       '',                                           'no-window:v destroy0 munmap',     'no-window:v munmap',                                   'no-window:v',                                 'no-window:v',                     ''],
      ['CONFIG = 0x20082', '',                                                       '',                                           '',                                '',                                                     '',                                            '',                                ''],
      ['detach',           'no-window:d no-window:v destroy0 munmap viommu-destroy', 'no-window:v destroy0 munmap viommu-destroy', 'viommu-destroy',                  'viommu-destroy',                                       'munmap viommu-destroy',                       'munmap viommu-destroy',           ''],
    ])
  })
  test('programmed first, attached late', () => {
    run(DESIGNS, [
      ['d0.PROD = 5',   '',                                '',                                '',                                '',       '',                                                     '',                                         'viommu mmap window:d window:v'],
      ['d0.EN = 1',     '',                                '',                                '',                                '',       '',                                                     '',                                         ''],
      ['VINTF = 1',     '',                                '',                                '',                                '',       '',                                                     '',                                         ''],
      ['VINTF_STATUS',  '0x1',                             '0x1',                             '0x1',                             '0x0',    '0x1',                                                  '0x1',                                      '0x1'],
      ['ALLOC0 = 1',    '',                                '',                                '',                                '',       '',                                                     '',                                         ''],
      ['d0.BASE:8 = A', '',                                '',                                '',                                '',       '',                                                     '',                                         'alloc0'],
      ['attach',        'viommu',                          'viommu',                          'viommu',                          'viommu', 'viommu mmap',                                          'viommu mmap',                              ''],
      ['d0.PROD',       'mmap window:d window:v 0x0 page', 'mmap 0x5',                        '0x5',                             '0x5',    '0x5',                                                  '0x5',                                      '0x0 window'],
      ['d0.EN = 1',     '',                                '',                                '',                                '',       '',                                                     '',                                         ''],
      ['VINTF = 1',     '',                                '',                                'mmap',                            'mmap',   'alloc0 CONS0:=0 PROD0:=5 EN0:=1 GERRORN0:=0 window:v', 'alloc0 CONS0:=0 PROD0:=5 EN0:=1 window:v', ''],
      ['VINTF_STATUS',  '0x1',                             '0x1',                             '0x1',                             '0x1',    '0x1',                                                  '0x1',                                      '0x1'],
      ['d0.PROD',       '0x0 window',                      '0x5',                             '0x5',                             '0x5',    '0x5 page',                                             '0x5 page',                                 '0x0 window'],
      ['d0.BASE:8 = A', 'alloc0 destroy0 alloc0',          'alloc0 window:v destroy0 alloc0', 'alloc0 window:v destroy0 alloc0', '',       'destroy0 alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0', 'destroy0 alloc0 CONS0:=0 PROD0:=0 EN0:=0', 'destroy0 alloc0'],
      ['d0.PROD',       '0x0 window',                      '0x0 page',                        '0x0 page',                        '0x5',    '0x0 page',                                             '0x0 page',                                 '0x0 window'],
    ])
  })
  test('two queues, and CMDQV_EN written 1 once more', () => {
    run(DESIGNS, [
      ['attach',        'viommu',                                        'viommu',                        'viommu',                        'viommu',                                               'viommu mmap',                                 'viommu mmap',                     'viommu mmap window:d window:v'],
      ['VINTF = 1',     'mmap window:d window:v',                        'mmap',                          'mmap',                          'mmap',                                                 'window:v',                                    'window:v',                        ''],
      ['ALLOC0 = 1',    '',                                              '',                              '',                              '',                                                     '',                                            '',                                ''],
      ['d0.BASE_L = A', 'alloc0',                                        'alloc0 window:v',               'alloc0 window:v',               'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0 window:v', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0', 'alloc0'],
      ['ALLOC1 = 3',    '',                                              '',                              '',                              '',                                                     '',                                            '',                                ''],
      ['d1.BASE_L = B', 'alloc1',                                        'alloc1',                        'alloc1',                        'alloc1 CONS1:=0 PROD1:=0 EN1:=0 GERRORN1:=0',          'alloc1 CONS1:=0 PROD1:=0 EN1:=0 GERRORN1:=0', 'alloc1 CONS1:=0 PROD1:=0 EN1:=0', 'alloc1'],
      ['CONFIG = 1',    '',                                              '',                              '',                              'destroy0! alloc0! destroy1 alloc1 CONS1:=0 PROD1:=0 EN1:=0 GERRORN1:=0', 'destroy0! alloc0!',                           'destroy0! alloc0!',               ''],
      ['d0.GERROR',     '0x0 window',                                    '0x0 page',                      '0x0 page',                      '0x0',                                                  '0x4',                                         '0x4',                             '0x0 window'],
      ['reset',         'destroy1 destroy0',                             'no-window:v destroy1 destroy0', 'no-window:v destroy1 destroy0', 'no-window:v destroy1',                                 'no-window:v destroy1',                        'no-window:v destroy1',            ''],
      ['detach',        'no-window:d no-window:v munmap viommu-destroy', 'munmap viommu-destroy',         'munmap viommu-destroy',         'munmap viommu-destroy!',                               'munmap viommu-destroy!',                      'munmap viommu-destroy!',          ''],
    ])
  })
})

describe('what a public design is known for', () => {
  // The old kernel leaves a slot dirty; the new one leaves toggles that are equal but not zero.
  const TOGGLED = { prod: 0, cons: 0, config: 0, gerror: 1, gerrorn: 1 }

  test('2026-06 makes an acknowledged error active again, 2026-07 does not', () => {
    run([publicDesign('merged-2026-06'), publicDesign('fixed-2026-07')], [
      ['attach',        'viommu mmap',                                 'viommu mmap'],
      ['VINTF = 1',     'window:v',                                    'window:v'],
      ['ALLOC0 = 1',    '',                                            ''],
      ['d0.BASE:8 = A', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0 GERRORN0:=0', 'alloc0 CONS0:=0 PROD0:=0 EN0:=0'],
      ['v0.GERROR',     '0x1 window',                                  '0x1 window'],
      ['v0.GERRORN',    '0x0 window',                                  '0x1 window'],
    ], { slots: [TOGGLED] })
  })

  test('2026-06: a refused page gives the vIOMMU back, and the guest keeps a cache', () => {
    run([publicDesign('merged-2026-06')], [
      ['refuse mmapPage0 ENOMEM 1', ''],
      ['attach',                    'viommu mmap! viommu-destroy'],
      ['VINTF = 1',                 ''],
      ['ALLOC0 = 1',                ''],
      ['d0.BASE:8 = A',             ''],
      ['v0.PROD = 5',               ''],
      ['d0.PROD',                   '0x5'],
      ['detach',                    ''],
      ['attach',                    'viommu mmap'],
      ['VINTF = 1',                 'alloc0 CONS0:=0 PROD0:=5 EN0:=0 GERRORN0:=0 window:v'],
    ])
  })

  test('the Rust fork holds everything from the start, and forgets nothing at a reset', () => {
    run([publicDesign('rust-fork-2026')], [
      ['attach',         'viommu mmap window:d window:v'],
      ['d0.BASE_L = A',  'alloc0'],
      ['v0.PROD = 5',    ''],
      ['reset',          ''],
      ['d0.PROD',        '0x5 window'],
      ['d0.BASE_L',      '0x40000008'],
      ['detach',         ''],
      ['d0.BASE_L = 0',  'destroy0'],
      ['d0.PROD',        '0x0 window'],
    ])
  })
})

describe('every design', () => {
  const COUNTS = [1, 2, 8, 128] as const
  test.each(DESIGNS.flatMap((design) => COUNTS.map((queues) => [design.id, queues, design] as const)))('%s tells of %i VCMDQs', (_, queues, design) => {
    const { device } = new Bench({ name: design.id, create: createDesign(design) }, { kernel: '6.18.9', queues, slots: [] })
    expect(device.read(4, 4)).toBe(0x4001 + 16 * Math.log2(queues))
  })

  test.each(DESIGNS)('$id answers 0 outside the contract, and does not throw', (design) => {
    const { device } = new Bench({ name: design.id, create: createDesign(design) }, { kernel: '6.18.9', queues: 2, slots: [] })
    for (const offset of [-4, 2, 0x10002, 0x50000, 0x7fff_fffc, NaN, 0.5]) {
      device.write(offset, 4, 1)
      device.write(offset, 8, 1n)
      expect(device.read(offset, 4)).toBe(0)
      expect(device.read(offset, 8)).toBe(0n)
    }
    for (const offset of [0x10004, 0x4fffc]) expect(device.read(offset, 8)).toBe(0n)
  })
})
