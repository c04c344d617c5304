/** The device that comes with the package, in the words of the library. */
import type { DeviceFactory } from '../check/contract.js'
import { createOptimised as make } from '../device/index.js'

/**
 * Makes the device that comes with the package: it breaks no clause of any authority, on either kernel generation. A device to
 * compare with, and to copy from: its source is `src/device/`, and imports nothing.
 */
export const createOptimised: DeviceFactory = (host, options) => make(host, options)
