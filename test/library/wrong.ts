/** Devices with one mistake. */
import type { DeviceFactory } from '../../src/index.js'
import { createOptimised } from '../../src/index.js'
import { passing, wayBack } from '../check/passing.js'

const FIRST_REGISTER = 0x1_0000

/** The first register is not written through its direct aperture. */
export const deaf: DeviceFactory = (host, options) => {
  const device = createOptimised(host, options)
  return passing(device, { ...wayBack(device), write: (offset, size, value) => (offset === FIRST_REGISTER ? undefined : device.write(offset, size, value)) })
}

/** Right, until it dies of a register. */
export const mortal: DeviceFactory = (host, options) => {
  const device = createOptimised(host, options)
  return passing(device, {
    ...wayBack(device),
    read(offset, size) {
      if (offset === FIRST_REGISTER) throw new Error('slot 0 was never made')
      return device.read(offset, size)
    },
  })
}

/** A dropped read, which by our judgement gives 0, gives 1. */
export const chatty: DeviceFactory = (host, options) => {
  const device = createOptimised(host, options)
  const UNMAPPED = 0x3_0000
  let mapped = false
  return passing(device, {
    read: (offset, size) => (offset === UNMAPPED && !mapped ? 1 : device.read(offset, size)),
    write(offset, size, value) {
      mapped ||= offset < FIRST_REGISTER
      device.write(offset, size, value)
    },
  })
}
