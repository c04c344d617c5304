/**
 * Errors of addresses that were written by halves, and states: before each step the device is led astray and put back to
 * where it was, so what it remembers besides its registers has to be in its state.
 */
import { expect, test } from 'vitest'
import { DIRTY } from './protocol.js'
import type { Row } from './protocol.js'
import { Rig } from './rig.js'

/** A state in which every part says something else: two queues run, one with an error, and a release was refused. */
function elsewhere(rig: Rig): Uint8Array {
  const steps = ['attach', 'VINTF = 1', 'ALLOC0 = 3', 'ALLOC1 = 1', 'd0.BASE = A', 'd1.BASE = B', 'd0.EN = 1', 'd1.EN = 1', 'refuse hwQueueDestroy EINTR 1', 'ALLOC0 = 0', 'd0.BASE_L = SPLIT', 'detach']
  for (const step of steps) rig.step(step)
  return rig.device.save()
}

/** Each step is done by another device, which takes over from the one before and was led astray until then. */
function runAstray(rows: readonly Row[], queues = 2): void {
  const astray = elsewhere(new Rig({ queues }))
  const fresh = new Rig({ queues, slots: [DIRTY, DIRTY] })
  let [device, host] = [fresh.device.save(), fresh.host.save()]
  const seen = rows.map(([step]): Row => {
    const rig = new Rig({ queues, slots: [DIRTY, DIRTY] })
    // A state with the page mapped belongs to a device that has had it.
    for (const before of ['attach', 'detach']) rig.step(before)
    rig.device.restore(astray)
    rig.device.restore(device)
    rig.host.restore(host)
    const answer = rig.step(step)
    ;[device, host] = [rig.device.save(), rig.host.save()]
    return [step, answer]
  })
  expect(seen).toEqual(rows)
}

const UP: readonly Row[] = [['attach', 'viommuAlloc mmapPage0'], ['VINTF = 1', ''], ['ALLOC0 = 1', '']]

test('an error that half an address provoked is withdrawn with the other half, and comes again if that is refused too', () => {
  runAstray([
    ...UP,
    ['d0.BASE_L = SPLIT', 'alloc0:SPLIT!'],
    ['d0.GERROR',         '0x4'],
    ['d0.BASE_H = 0',     'alloc0:SPLIT!'],
    ['d0.GERROR',         '0x4'],
    // Now the address is whole, and the error the guest's to acknowledge: half of another address does not end it.
    ['d0.BASE_L = 0',     ''],
    ['d0.GERROR',         '0x4'],
    ['d0.BASE_H = 0',     ''],
    ['d0.GERROR',         '0x4'],
    ['d0.GERRORN = 4',    ''],
    ['VI_ERR_MAP',        '0x0'],
  ])
})

test('the halves may come in either order, and twice', () => {
  runAstray([
    ...UP,
    ['d0.BASE_H = 0',     ''],
    ['d0.BASE_H = 0',     ''],
    ['d0.BASE_L = SPLIT', 'alloc0:SPLIT!'],
    ['d0.BASE_L = 0',     ''],
    ['d0.GERROR',         '0x4'],
    ['d0.GERRORN = 4',    ''],
    // The last half stands open: what it provokes ends with the next.
    ['d0.BASE_L = SPLIT', 'alloc0:SPLIT!'],
    ['d0.GERROR',         '0x0'],
    ['d0.BASE_H = 1',     ''],
    ['d0.GERROR',         '0x4'],
    ['VI_ERR_MAP',        '0x0'],
  ])
})

test('an error of half an address that the guest acknowledged does not come back with the other half', () => {
  runAstray([
    ...UP,
    ['d0.BASE_L = SPLIT', 'alloc0:SPLIT!'],
    ['d0.GERRORN = 4',    ''],
    ['d0.BASE_H = 1',     ''],
    ['d0.GERROR',         '0x4'],
    ['VI_ERR_MAP',        '0x0'],
    ['d0.BASE = A',       'alloc0:A fill0 window'],
    ['VI_ERR_MAP',        '0x0'],
  ])
})

test('a success ends what half an address provoked, and a reset what is open', () => {
  runAstray([
    ...UP,
    ['d0.BASE_L = SPLIT', 'alloc0:SPLIT!'],
    ['d0.BASE_L = A',     'alloc0:A fill0 window'],
    ['d0.BASE_L = SPLIT', 'no-window stop0 destroy0 alloc0:SPLIT!'],
    ['reset',             ''],
    ['VINTF = 1',         ''],
    ['ALLOC0 = 1',        ''],
    ['d0.BASE_H = 0',     ''],
    ['d0.BASE_L = SPLIT', 'alloc0:SPLIT!'],
    // Both halves were written since the reset, so this is a new beginning and the error stays.
    ['d0.BASE_H = 1',     ''],
    ['d0.GERROR',         '0x4'],
  ])
})

test('both words of BASE written by 8 bytes are no half', () => {
  runAstray([
    ...UP,
    ['d0.BASE = SPLIT',   'alloc0:SPLIT!'],
    ['d0.BASE_H = 1',     ''],
    ['d0.GERROR',         '0x4'],
    ['d0.BASE = 0',       ''],
    ['d0.GERROR',         '0x4'],
  ])
})

test('half of the address that was refused as a whole ends nothing', () => {
  runAstray([
    ...UP,
    ['d0.BASE = SPLIT',   'alloc0:SPLIT!'],
    ['d0.BASE_L = SPLIT', 'alloc0:SPLIT!'],
    ['d0.GERROR',         '0x4'],
    ['d0.BASE_H = 1',     ''],
    ['d0.GERROR',         '0x4'],
  ])
})

test('only what a queue needs asks again for what was refused', () => {
  runAstray([
    ...UP,
    ['refuse hwQueueAlloc ENOMEM 1', ''],
    ['d0.BASE = A',                  'alloc0:A!'],
    ['d0.EN = 0',                    ''],
    ['d0.DRAM = 0x20',               ''],
    ['d0.PROD = 1',                  ''],
    ['MASK = 1',                     ''],
    ['d0.EN = 1',                    'alloc0:A fill0 window'],
  ])
})

test('rings on the edge of what the kernel takes', () => {
  runAstray([
    ...UP,
    // One command is too few, two are enough; 2^19 are the most.
    ['d0.BASE = 0x40000000', ''],
    ['d0.BASE = 0x40000001', 'alloc0:40000000 fill0 window'],
    ['d0.BASE = 0x40800013', 'no-window stop0 destroy0 alloc0:40800000 fill0 window'],
    ['d0.BASE = 0x41000014', 'no-window stop0 destroy0'],
    ['d0.BASE = 0x40000020', ''],
    ['d0.BASE = 0x40000022', ''],
    ['d0.BASE = 0x1',        ''],
  ])
})

test('a queue that moves between rings that differ above 4 GiB is allocated anew', () => {
  runAstray([
    ...UP,
    ['d0.BASE = A',   'alloc0:A fill0 window'],
    ['d0.BASE = A',   ''],
    ['d0.BASE_H = 1', 'no-window stop0 destroy0'],
    ['d0.BASE_H = 0', 'alloc0:A fill0 window'],
    ['ALLOC1 = 3',    'no-window'],
    ['d1.BASE = B',   'alloc1:B fill1 window'],
    ['d0.EN = 1',     'fill0'],
    ['CONFIG = 0x20083', ''],
    ['ALLOC0 = 2',    'no-window stop1 stop0 destroy1 destroy0'],
    ['ALLOC0 = 1',    'alloc0:A fill0 alloc1:B fill1 window'],
  ])
})

test('a claim on a slot that does not exist is none, and a queue without a claim has no window to close', () => {
  runAstray([
    ...UP,
    ['d0.BASE = A', 'alloc0:A fill0 window'],
    ['ALLOC1 = 5',  ''],
    ['d1.BASE = B', ''],
    ['ALLOC1 = 3',  'no-window alloc1:B fill1 window'],
    ['ALLOC1 = 5',  'no-window stop1 destroy1 window'],
  ])
})
