/**
 * What is left behind, and what is not: refused releases, reset, many queues, and offsets that are no register.
 */
import { describe, expect, test } from 'vitest'
import { BOOT, DIRTY, run } from './protocol.js'
import { Rig } from './rig.js'

describe('refused releases', () => {
  test('a queue that cannot be destroyed is stopped, kept and asked again', () => {
    run([
      ...BOOT,
      ['refuse hwQueueDestroy EINTR 1', ''],
      ['ALLOC1 = 2',                    'no-window stop1 destroy1!'],
      ['d1.EN',                         '0x1'],
      ['d1.STATUS',                     '0x0'],
      ['v0.STATUS',                     '0x1'],
      ['d1.PROD = 8',                   ''],
      ['ALLOC1 = 3',                    'destroy1 alloc1:B fill1 window'],
      ['v1.PROD',                       '0x8'],
      ['consume 1 9',                   'fetch1:8'],
    ])
  })
  test('what lies below a refused one and must go is stopped too', () => {
    run([
      ...BOOT,
      ['refuse hwQueueDestroy EINTR', ''],
      ['v0.BASE = C',                 'no-window stop1 stop0 destroy1!'],
      ['consume 0 1',                 ''],
      ['v0.PROD = 9',                 ''],
      ['CONFIG = 0x20083',            'destroy1!'],
      ['allow hwQueueDestroy',        ''],
      ['v1.EN = 1',                   'destroy1 destroy0 alloc0:C fill0 alloc1:B fill1 window'],
      ['consume 0 99',                'fetch0:6'],
    ])
  })
  test('detach, attach and reset finish a teardown', () => {
    run([
      ...BOOT,
      ['refuse hwQueueDestroy EINTR 1', ''],
      ['detach',                        'no-window stop1 stop0 destroy1! munmapPage0'],
      ['reset',                         'destroy1 destroy0 viommuDestroy'],
      ...BOOT.slice(0, 4),
      ['refuse munmapPage0 EINTR 2',    ''],
      ['refuse viommuDestroy EINTR 1',  ''],
      ['detach',                        'no-window stop0 destroy0 munmapPage0!'],
      ['d0.BASE',                       'A'],
      ['detach',                        'munmapPage0!'],
      ['attach',                        'munmapPage0 viommuDestroy! mmapPage0 alloc0:A fill0 window'],
      ['refuse hwQueueDestroy EINTR 2', ''],
      ['reset',                         'no-window stop0 destroy0!'],
      ['d0.BASE',                       '0x0'],
      ['detach',                        'destroy0! munmapPage0'],
      ['attach',                        'destroy0 viommuDestroy viommuAlloc mmapPage0'],
      ['detach',                        'munmapPage0 viommuDestroy'],
      ['detach',                        ''],
    ])
  })
  test('a refused vIOMMU, page and queue are asked again', () => {
    run([
      ['refuse viommuAlloc ENOSPC 2',  ''],
      ['refuse mmapPage0 EINVAL 1',    ''],
      ['refuse hwQueueAlloc ENOMEM 1', ''],
      ['attach',                       'viommuAlloc!'],
      ['ALLOC0 = 1',                   'viommuAlloc!'],
      ['d0.BASE = A',                  'viommuAlloc mmapPage0!'],
      ['VINTF = 1',                    'mmapPage0 alloc0:A!'],
      ['v0.GERROR',                    '0x4'],
      ['d0.EN = 1',                    'alloc0:A fill0 window'],
      ['CMDQ_ERR_MAP',                 '0x0'],
    ])
  })
})

test('reset forgets everything', () => {
  run([
    ...BOOT,
    ['SID = 0x1f',              ''],
    ['v0.DRAM = 0x123456789a0', ''],
    ['reset',                   'no-window stop1 stop0 destroy1 destroy0'],
    ['SID',                     '0x0'],
    ['d0.DRAM',                 '0x0'],
    ['d0.PROD',                 '0x0'],
    ['d0.BASE',                 '0x0'],
    ['CONFIG',                  '0x20083'],
    ['PARAM',                   '0x4011'],
    ['VINTF',                   '0x0'],
    ['v0.PROD',                 '0x0'],
    ...BOOT.slice(1),
  ])
})

test('128 queues come up, cycle and go in order', () => {
  const rig = new Rig({ queues: 128, kernel: '6.17', slots: Array.from({ length: 128 }, () => DIRTY) })
  rig.step('VINTF = 1')
  for (let q = 0; q < 128; q++) {
    const l = 127 - q
    rig.step(`ALLOC${q} = ${(l << 1) | 1}`)
    rig.step(`d${q}.BASE = ${0x4000_0008 + (q << 12)}`)
    rig.step(`v${l}.PROD = ${q + 1}`)
    rig.step(`d${q}.EN = 1`)
  }
  rig.step('attach')
  expect(rig.host.slotAllocated(127)).toBe(true)
  expect(rig.step('v127.PROD')).toBe('0x1')
  expect(rig.step('consume 0 128')).toBe('fetch0:128')
  expect(rig.step('d127.CONS')).toBe('0x80')
  rig.step('fault 90 1')
  expect(rig.device.read(0x10c8, 8)).toBe(1n << 26n)
  expect(rig.device.read(0x24, 8)).toBe(0n)
  expect(rig.step('CMDQ_ERR_MAP')).toBe('0x0')
  expect(rig.load(0x28)).toBe(1 << 5)
  expect(rig.step('deliver')).toBe('interrupt')
  rig.step('detach')
  expect(rig.host.slotAllocated(0)).toBe(false)
  // The fault left its code in CONS, and releasing the queue kept it.
  expect(rig.step('d37.CONS')).toBe('0x1000000')
  expect(rig.step('PARAM')).toBe('0x4071')
})

test('the decode is total: no access throws, what is none reads 0', () => {
  const { device } = new Rig()
  for (const offset of [-4, 1, 2.5, 0x10001, 0x50000, 2 ** 32, 2 ** 40 + 4, NaN, Infinity, 0x10018, 0x10100, 0x20010, 0x30000, 0x208]) {
    for (const size of [4, 8] as const) {
      device.write(offset, size, size === 8 ? -1n : 0xffff_ffff)
      expect(Number(device.read(offset, size))).toBe(0)
    }
  }
  expect(device.read(0, 4)).toBe(0x20083)
})
