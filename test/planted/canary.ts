/**
 * A device that is wrong on purpose, and in such a way that whoever looks must see it: if an arm of a full run does not
 * complain about it, that arm looks at nothing.
 *
 * One fault lies on each road that an arm may take. Through the direct aperture every third write to a queue is lost;
 * through the VINTF aperture an index that is not 0 reads off by one; and of an access that the hardware page serves,
 * for which the device is not asked, nothing can be wrong: therefore the canary has no window for the guest.
 */
import type { DeviceFactory } from '../../src/check/contract.js'
import { createOptimised } from '../../src/device/index.js'
import { passing } from '../check/passing.js'

const DIRECT = 0x1_0000
const VINTF = 0x3_0000
const VINTF_END = 0x4_0000
const SLOT = 0x80
/** CONS_INDX and PROD_INDX are the first two words of a slot. */
const INDICES = 8

const isDirect = (offset: number): boolean => offset >= DIRECT && offset < VINTF
const isIndex = (offset: number): boolean => offset >= VINTF && offset < VINTF_END && offset % SLOT < INDICES

export const createCanary: DeviceFactory = (host, options) => {
  const device = createOptimised({ ...host, guestMap: () => {}, guestUnmap: () => {} }, options)
  let writes = 0
  return passing(device, {
    read(offset, size) {
      const value = device.read(offset, size)
      return size === 4 && typeof value === 'number' && value !== 0 && isIndex(offset) ? value - 1 : value
    },
    write(offset, size, value) {
      if (isDirect(offset) && ++writes % 3 === 0) return
      device.write(offset, size, value)
    },
  })
}
