/** What a planted bug is: a name, the clause that must catch it, and the change that makes it. */
import type { ClauseId } from '../../../spec/index.js'
import type { Device, DeviceFactory, Host } from '../../../src/check/contract.js'
import { milled } from '../mill.js'
import type { Rewrite } from '../mill.js'

export interface PlantedBug {
  readonly name: string
  readonly clause: ClauseId
  /** The claim whose programs meet it, if those about its clause meet it too late. */
  readonly claim?: string
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
