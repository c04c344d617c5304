/**
 * Public designs of the device that have existed, as rows of choices, and the one device that does what a row says.
 * They are kept as they were described, faults included: what they break is the point of having them.
 */
import type { Design } from './choices.js'
import type { Device, Host } from './contract.js'
import { DesignDevice } from './device.js'

export { CHOICES } from './choices.js'
export type { Choice, Choices, Design, OwnDesign } from './choices.js'
export type { Device, Host, Page0 } from './contract.js'
export { both, flips } from './flips.js'
export type { Flip } from './flips.js'
export { nearest } from './nearest.js'
export { DesignError, checkDesign } from './parse.js'
export { DESIGNS, designById } from './table.js'

/** The factory of a design's device. `queues` is what PARAM tells the guest; how many are decoded the design says. */
export function createDesign(design: Design): (host: Host, options: { readonly queues: number }) => Device {
  return (host, { queues }) => new DesignDevice(design, host, queues)
}
