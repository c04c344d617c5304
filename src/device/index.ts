/**
 * The optimised device: our answer to how a VMM should present CMDQV to its guest. Start with backing.ts,
 * which is the part worth copying; routing.ts is what makes it fast.
 */
import type { Device, Host } from './contract.js'
import { Optimised } from './optimised.js'

export type { Device, Host, Page0 } from './contract.js'

/**
 * Makes a device with `queues` VCMDQs (a power of two, 1 … 128). It breaks no clause, of any authority, on
 * either kernel generation, and calls the host for the first time when it is attached.
 */
export function createOptimised(host: Host, options: { readonly queues: number }): Device {
  return new Optimised(host, options.queues)
}
