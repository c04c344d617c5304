/**
 * The device's transitions as bench protocols: what is done on the left, what the guest reads or what the
 * host is asked on the right. `!` marks a refused call.
 */
import { describe, test } from 'vitest'
import type { Kernel } from '../../src/check/contract.js'
import { BOOT, DIRTY, run } from './protocol.js'

describe('coming up', () => {
  test('a late attach finds everything programmed', () => {
    run([
      ['d0.PROD = 5',     ''],
      ['d0.EN = 1',       ''],
      ['ALLOC0 = 1',      ''],
      ['VINTF = 0x20001', ''],
      ['VINTF',           '0x1'],
      ['VINTF_STATUS',    '0x1'],
      ['d0.BASE = A',     ''],
      ['d0.STATUS',       '0x0'],
      ['attach',          'viommuAlloc mmapPage0 alloc0:A fill0 window'],
      ['d0.STATUS',       '0x1'],
      ['consume 0 9',     'fetch0:5'],
      ['v0.CONS',         '0x5'],
      ['attach',          ''],
    ])
  })
  test('what an unusable BASE names is not asked for; what only the kernel knows is', () => {
    run([
      ...BOOT.slice(0, 3),
      ['v0.BASE = JUNK',  ''],
      ['v0.GERROR',       '0x0'],
      ['v0.BASE = SPLIT', 'alloc0:SPLIT!'],
      ['v0.GERROR',       '0x4'],
      ['d0.GERROR',       '0x4'],
      ['CMDQ_ERR_MAP',    '0x1'],
      ['LVCMDQ_ERR_MAP',  '0x1'],
      ['VI_ERR_MAP',      '0x1'],
      ['d0.GERRORN = 4',  ''],
      ['VI_ERR_MAP',      '0x0'],
      ['v0.EN = 1',       'alloc0:SPLIT!'],
      ['v0.GERROR',       '0x0'],
      ['VI_ERR_MAP',      '0x1'],
      ['v0.BASE = A',     'alloc0:A fill0 window'],
      ['VI_ERR_MAP',      '0x0'],
    ])
  })
  test('a queue waits for the lower one and comes with it', () => {
    run([
      ...BOOT.slice(0, 2),
      ['ALLOC1 = 3',  ''],
      ['d1.BASE = B', ''],
      ['v1.BASE',     'B'],
      ['ALLOC0 = 1',  ''],
      ['d0.BASE = A', 'alloc0:A fill0 alloc1:B fill1 window'],
    ])
  })
  test.each<Kernel>(['6.17', '6.18.9'])('dirty slots do not show on %s', (kernel) => {
    run(
      [
        ['d0.PROD = 5',    ''],
        ['d0.CONS = 2',    ''],
        ['d0.GERRORN = 1', ''],
        ...BOOT.slice(0, 3),
        ['v0.BASE = A',    'alloc0:A fill0 window'],
        ['consume 0 1',    ''],
        ['v0.PROD',        '0x5'],
        ['v0.CONS',        '0x2'],
        ['v0.EN',          '0x0'],
        ['v0.GERROR',      '0x5'],
        ['v0.GERRORN',     '0x4'],
        ['CMDQ_ERR_MAP',   '0x1'],
      ],
      { kernel, slots: [DIRTY, DIRTY] },
    )
  })
})

describe('changing', () => {
  test('the same values again ask nothing', () => {
    run([
      ...BOOT,
      ['d0.BASE = A',      ''],
      ['d0.BASE_L = A',    ''],
      ['ALLOC1 = 3',       ''],
      ['VINTF = 1',        ''],
      ['CONFIG = 0x20083', ''],
      ['d0.EN = 1',        'fill0'],
    ])
  })
  test('enables keep what was programmed', () => {
    const gone = 'no-window stop1 stop0 destroy1 destroy0'
    const back = 'alloc0:A fill0 alloc1:B fill1 window'
    run([
      ...BOOT,
      ['CONFIG = 0x20082', gone],
      ['STATUS',           '0x0'],
      ['v0.CONS',          '0x3'],
      ['consume 0 1',      ''],
      ['CONFIG = 0x20083', back],
      ['VINTF = 0',        gone],
      ['v0.CONS',          '0x0'],
      ['d0.CONS',          '0x3'],
      ['VINTF = 1',        back],
      ['consume 0 9',      'fetch0:2'],
    ])
  })
  test('a new BASE cycles the queues above, not those below', () => {
    run([
      ...BOOT,
      ['v1.BASE = C',    'no-window stop1 destroy1 alloc1:C fill1 window'],
      ['v0.BASE = D',    'no-window stop1 stop0 destroy1 destroy0 alloc0:D fill0 alloc1:C fill1 window'],
      ['v0.CONS',        '0x3'],
      ['v0.PROD',        '0x5'],
      ['v0.BASE = JUNK', 'no-window stop1 stop0 destroy1 destroy0'],
      ['v0.STATUS',      '0x0'],
      ['v0.EN',          '0x1'],
    ])
  })
  test('swapped logical numbers: registers belong to the physical queue', () => {
    run([
      ...BOOT,
      ['v1.PROD = 7',     ''],
      ['ALLOC0 = 3',      'no-window stop1 stop0 destroy1 destroy0'],
      ['v0.PROD',         '0x0'],
      ['v1.PROD',         '0x0'],
      ['v1.PROD = 9',     ''],
      ['ALLOC1 = 1',      'alloc0:B fill0 alloc1:A fill1 window'],
      ['v0.PROD',         '0x7'],
      ['v1.PROD',         '0x5'],
      ['d0.CONS',         '0x3'],
      ['fault 1 2',       ''],
      ['CMDQ_ERR_MAP',    '0x1'],
      ['LVCMDQ_ERR_MAP',  '0x2'],
      ['deliver',         'interrupt'],
      ['ALLOC0 = 0x8003', 'no-window stop1 destroy1 window'],
      ['CMDQ_ERR_MAP',    '0x1'],
      ['LVCMDQ_ERR_MAP',  '0x0'],
    ])
  })
  test('two halves of BASE in either order leave no error behind', () => {
    run([
      ...BOOT.slice(0, 3),
      ['d0.PROD = 4',            ''],
      ['d0.BASE = 0x80000009',   'alloc0:80000000 fill0 window'],
      // The high half of the old address with the low half of the new one, or the reverse, is refused.
      ['v0.BASE_L = 0xbf80000c', 'no-window stop0 destroy0 alloc0:SPLIT!'],
      ['v0.GERROR',              '0x4'],
      ['v0.BASE_H = 1',          ''],
      ['v0.GERROR',              '0x0'],
      ['v0.BASE_H = 0',          'alloc0:SPLIT!'],
      ['v0.GERROR',              '0x4'],
      ['v0.BASE_L = A',          'alloc0:A fill0 window'],
      ['VI_ERR_MAP',             '0x0'],
      ['v0.PROD',                '0x4'],
    ])
  })
  test('an error of a whole address outlives an unusable one', () => {
    run([
      ...BOOT.slice(0, 3),
      ['v0.BASE = SPLIT', 'alloc0:SPLIT!'],
      ['v0.BASE = JUNK',  ''],
      ['v0.BASE_H = 1',   ''],
      ['CMDQ_ERR_MAP',    '0x1'],
    ])
  })
  test('a new kernel boots onto live queues', () => {
    run([
      ...BOOT,
      ['CONFIG = 0x20082', 'no-window stop1 stop0 destroy1 destroy0'],
      ['CONFIG = 0x20083', 'alloc0:A fill0 alloc1:B fill1 window'],
      ['ALLOC0 = 0',       'no-window stop1 stop0 destroy1 destroy0'],
      ['ALLOC1 = 2',       ''],
      ['VINTF = 0',        ''],
      ['VINTF = 0x20001',  ''],
      ['ALLOC0 = 1',       'alloc0:A fill0 window'],
      ['v0.EN = 0',        ''],
      ['v0.STATUS',        '0x0'],
      ['v0.PROD = 0',      ''],
      ['v0.CONS = 0',      ''],
      ['v0.BASE = 0',      'no-window stop0 destroy0'],
      ['v0.BASE = C',      'alloc0:C fill0 window'],
      ['v0.EN = 1',        ''],
      ['v0.STATUS',        '0x1'],
      ['ALLOC1 = 3',       'no-window alloc1:B fill1 window'],
    ])
  })
})

describe('errors', () => {
  test('an acknowledgement through the window clears the maps', () => {
    run([
      ...BOOT,
      ['fault 0 1',      ''],
      ['VI_ERR_MAP',     '0x1'],
      ['MASK = 1',       ''],
      ['deliver',        ''],
      ['MASK = 0',       ''],
      ['v0.GERRORN = 1', ''],
      ['VI_ERR_MAP',     '0x0'],
      ['fault 0 1',      ''],
      ['fault 1 1',      ''],
      ['lose',           ''],
      ['lose',           ''],
      ['v0.GERRORN = 0', ''],
      ['v1.GERRORN = 1', ''],
      ['fault 1 1',      ''],
      ['deliver',        'interrupt'],
      ['v1.GERRORN = 0', ''],
      ['deliver',        ''],
    ])
  })
  test('a stalled queue stays stalled over release and reallocation', () => {
    run([
      ...BOOT,
      ['fault 0 1',    ''],
      ['VINTF = 0',    'no-window stop1 stop0 destroy1 destroy0'],
      ['CMDQ_ERR_MAP', '0x1'],
      ['VI_ERR_MAP',   '0x0'],
      ['VINTF = 1',    'alloc0:A fill0 alloc1:B fill1 window'],
      ['VI_ERR_MAP',   '0x1'],
      ['consume 0 1',  ''],
    ])
  })
})
