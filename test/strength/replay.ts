/** The optimised device, living recorded lives again: by itself, and jumping from device to device before every step. */
import type { DeviceFactory, Header, Operation, Response } from '../../src/check/contract.js'
import { Bench } from '../../src/check/lockstep.js'
import { createOptimised } from '../../src/device/index.js'
import { Digest, registersOf } from './lives.js'

/** Handles beyond 32 bits: every bit of them has to be in a state. */
const HANDLES = 3 * 2 ** 40
const farHandles: DeviceFactory = (host, options) => createOptimised({
  ...host,
  hwQueueAlloc(index, address, length) {
    const id = host.hwQueueAlloc(index, address, length)
    return id < 0 ? id : id + HANDLES
  },
  hwQueueDestroy: (id) => host.hwQueueDestroy(id - HANDLES),
}, options)

export const benchOf = (header: Header, create: DeviceFactory = createOptimised): Bench => new Bench({ name: 'optimised', create }, header)

/** What every register reads after each operation, in one number. */
export function registersAfter(header: Header, operations: readonly Operation[]): string {
  const bench = benchOf(header)
  const digest = new Digest()
  bench.started()
  for (const operation of operations) {
    bench.perform(operation)
    sweep(bench, header.queues, digest)
  }
  return digest.toString()
}

function sweep(bench: Bench, queues: number, digest: Digest): void {
  const seen = registersOf(queues).map((offset) => bench.perform({ op: 'read', offset, size: 4 }).value)
  digest.add(seen.join())
}

/** What a device answers that goes on, before every step, from the state of another one. */
export function* jumping(header: Header, operations: readonly Operation[]): Generator<Response> {
  const benches = [benchOf(header, farHandles), benchOf(header, farHandles)] as const
  for (const bench of benches) for (const op of ['attach', 'detach'] as const) bench.perform({ op })
  const fresh = benchOf(header).host.save()
  const start = benchOf(header, farHandles).device.save?.()
  let turn = 0
  for (const operation of operations) {
    const [from, next] = turn++ % 2 === 0 ? benches : ([benches[1], benches[0]] as const)
    if (turn === 1 && start) {
      from.host.restore(fresh)
      from.device.restore?.(start)
      from.attached = false
    }
    const saved = from.save()
    if (saved) next.restore(saved)
    yield next.perform(operation)
  }
}
