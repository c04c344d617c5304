/** What a planted bug is: a name, the clause that must catch it, and the change that makes it. */
import type { ClauseId } from '../../../spec/index.js'
import type { Device, DeviceFactory, Host } from '../../../src/check/contract.js'
import { milled } from '../mill.js'
import type { Rewrite } from '../mill.js'

export interface PlantedBug {
  readonly name: string
  readonly clause: ClauseId
  readonly change: Rewrite | Wrapping
}

/** A bug around the device, where a VMM's own code is: what the device is given, and what the guest gets of it. */
export interface Wrapping {
  readonly host?: (host: Host) => Host
  readonly device?: (device: Device, host: Host) => Device
}

/** A wrapping whose two halves share something starts from nothing with each device. */
const wrapped = ({ host: around = (same) => same, device: before = (same) => same }: Wrapping): DeviceFactory => {
  const create = milled()
  return (host, options) => before(create(around(host), options), host)
}

export const plant = ({ change }: PlantedBug): DeviceFactory => ('find' in change ? milled(change) : wrapped(change))

/** All calls of a device passed on, but for those replaced. */
export const passing = (device: Device, replaced: Partial<Device>): Device => ({
  read: (offset, size) => device.read(offset, size),
  write: (offset, size, value) => device.write(offset, size, value),
  attach: () => device.attach(),
  detach: () => device.detach(),
  reset: () => device.reset(),
  event: (map0, map1, lost) => device.event(map0, map1, lost),
  ...replaced,
})
