/** Devices around devices. */
import type { Device, DeviceFactory } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import type { Source } from '../../src/check/source.js'

/** All calls of a device passed on, but for those replaced. It has no way back, unless `replaced` has one. */
export const passing = (device: Device, replaced: Partial<Device>): Device => ({
  read: (offset, size) => device.read(offset, size),
  write: (offset, size, value) => device.write(offset, size, value),
  attach: () => device.attach(),
  detach: () => device.detach(),
  reset: () => device.reset(),
  event: (map0, map1, lost) => device.event(map0, map1, lost),
  ...replaced,
})

/** The device's own way back, or none. */
export const wayBack = (device: Device): Partial<Device> => ({
  ...(device.save && { save: () => device.save?.() ?? new Uint8Array() }),
  ...(device.restore && { restore: (state: Uint8Array) => device.restore?.(state) }),
})

/** A device with some of its methods replaced. */
export const changed = (name: string, create: DeviceFactory, change: (device: Device) => Partial<Device>): Subject => ({
  name,
  create(host, options) {
    const device = create(host, options)
    return passing(device, change(device))
  },
})

/** The same device without a way back. */
export const withoutSave = ({ name, create }: Subject): Subject => changed(name, create, () => ({}))

/** What reads return is now and then another value: nothing in a judge may rely on a sensible device. */
export function garbled(create: DeviceFactory, source: Source): DeviceFactory {
  return (host, options) => {
    const device = create(host, options)
    const read: Device['read'] = (offset, size) => {
      const value = device.read(offset, size)
      if (source.int(6) > 0) return value
      return size === 4 ? (Number(value) ^ (1 << source.int(32))) >>> 0 : BigInt(value) ^ (1n << BigInt(source.int(64)))
    }
    return passing(device, { ...wayBack(device), read })
  }
}
