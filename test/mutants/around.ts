/** Devices with something wrong around them: what a VMM's own code does to accesses, host calls, events and saved states. */
import type { Device, DeviceFactory, Host } from '../../src/check/contract.js'
import { passing } from '../check/passing.js'
import { boundedDevice } from './milling.js'
import type { Family, Mutant } from './mutant.js'

/** What a wrapping remembers between operations: plain words, so that it is saved with the device. */
export type Memory = Uint32Array

export interface Wrapping {
  readonly id: string
  readonly family: Family
  readonly line: string
  readonly words?: number
  readonly wayBack?: true
  readonly register?: number | undefined
  readonly host?: (host: Host, memory: Memory) => Host
  readonly device?: (device: Device, memory: Memory, host: Host) => Partial<Device>
}

/** A device with a way back, the memory's words behind its own. */
function remembering(device: Device, memory: Memory, replaced: Partial<Device>): Device {
  const save = replaced.save ?? ((): Uint8Array => device.save?.() ?? new Uint8Array())
  const restore = replaced.restore ?? ((state: Uint8Array): void => device.restore?.(state))
  return passing(device, {
    ...replaced,
    save() {
      const own = save()
      const all = new Uint8Array(own.length + memory.byteLength)
      all.set(own)
      all.set(new Uint8Array(memory.buffer), own.length)
      return all
    },
    restore(state) {
      const own = state.length - memory.byteLength
      restore(state.subarray(0, own))
      new Uint8Array(memory.buffer).set(state.subarray(own))
    },
  })
}

/** Made when it is first asked for: once for all wrappings. */
let create: DeviceFactory | undefined

function factory({ words = 0, host: around = (same) => same, device: before = () => ({}) }: Wrapping): DeviceFactory {
  create ??= boundedDevice()
  const make = create
  return (host, options) => {
    const memory = new Uint32Array(words)
    const port = around(host, memory)
    const device = make(port, options)
    return remembering(device, memory, before(device, memory, host))
  }
}

export const mutantAround = (wrapping: Wrapping): Mutant => {
  const { id, family, line, wayBack = false, register } = wrapping
  return { id: `around: ${id}`, family, line, text: `around: ${id}`, wayBack, register, block: () => undefined, make: () => factory(wrapping) }
}
