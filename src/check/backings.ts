/**
 * The pairs of (hardware queue exists?, page mapped?) that a device can be brought into, and every Page0 access in each.
 * The setups bring a conforming device into all four; one that backs its queues at other times reaches what it reaches.
 */
import type { Kernel, Operation, Program } from './contract.js'
import { Accesses, PAGE0_REGISTERS, QUEUE_APERTURES, VINTF_ENABLE, allocEntry, baseValue } from './layout.js'
import type { Region } from './region.js'

/** The six reads and the six writes through each aperture; CONFIG keeps CMDQ_EN=1. */
function everyAccess(to: Accesses, queue: number): Operation[] {
  return QUEUE_APERTURES.flatMap((aperture) => [
    ...PAGE0_REGISTERS.map((register) => to.read(aperture, register, queue)),
    ...PAGE0_REGISTERS.map((register) => to.write(aperture, register, queue, register === 'CONFIG' ? 1 : 0)),
  ])
}

/** Everything a queue needs to run, `queue` and all below it. */
function live(to: Accesses, queue: number): Operation[] {
  const queues = Array.from({ length: queue + 1 }, (_, q) => [
    to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(q), q),
    to.write64('direct', 'BASE_L', q, baseValue(0x5000_0000 + 0x10_0000 * q, 4)),
    to.write('direct', 'CONFIG', q, 1),
  ]).flat()
  return [{ op: 'attach' }, to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE), ...queues]
}

/** Programs that visit the pairs with one queue. */
export function backingPrograms(region: Region, queues: number, queue: number, kernels: readonly Kernel[]): Program[] {
  const to = new Accesses(region)
  const setups: readonly (readonly Operation[])[] = [
    // Nothing attached; attached without a queue; a running queue; a running queue whose page is then refused.
    [],
    [{ op: 'attach' }],
    live(to, queue),
    [{ op: 'refuse', call: 'mmapPage0', errno: 'ENOMEM' }, ...live(to, queue)],
    // The hardware queue cannot be released at detach, the page can.
    [...live(to, queue), { op: 'refuse', call: 'hwQueueDestroy', errno: 'EINTR' }, { op: 'detach' }],
    // Unmapped from the guest, still held by the host.
    [...live(to, queue), { op: 'refuse', call: 'hwQueueDestroy', errno: 'EINTR' }, to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(queue, false), queue), to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(queue), queue)],
  ]
  return kernels.flatMap((kernel) => setups.map((setup): Program => ({ kernel, queues, slots: [], operations: [...setup, ...everyAccess(to, queue), ...to.readBack(queue, queue)] })))
}
