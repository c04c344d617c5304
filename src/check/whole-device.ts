/** What a factory returned, looked at before anything is asked of it: a device may be JavaScript, where nobody else looks. */
import type { Device, DeviceFactory } from './contract.js'
import { reasonOf } from './fault.js'

const METHODS = ['read', 'write', 'attach', 'detach', 'reset', 'event'] as const satisfies readonly (keyof Device)[]

/** What to do about a factory that would answer later. */
export const AT_ONCE = 'it must return the device itself: await at the top of the module, before it is exported'

/** Nobody will wait for it, so a refusal of it is heard here: unheard it ends the process. */
export function isPromise(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('then' in value) || typeof value.then !== 'function') return false
  Promise.resolve(value).catch(() => undefined)
  return true
}

/** A factory may return anything: what is no device is told at the start and not at its first access. Throws TypeError. */
export function wholeDevice(device: Device): Device {
  const made: Partial<Device> | null | undefined = device
  if (isPromise(made)) throw new TypeError(`the factory returned a promise; ${AT_ONCE}`)
  const missing = METHODS.filter((method) => typeof made?.[method] !== 'function')
  if (missing.length > 0) throw new TypeError(`the factory must return a device; what it returned has no ${missing.join(', ')}`)
  return device
}

/** Why a value cannot be a factory, with what to do; undefined for one that may be. */
export function noFactory(value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined
  if (/^class\b/.test(Function.prototype.toString.call(value))) return 'is a class; export a function that makes one: export default (host, options) => new Model(host, options)'
  return Object.prototype.toString.call(value) === '[object AsyncFunction]' ? `is async; ${AT_ONCE}` : undefined
}

/** A factory that vouches for what it makes; `tell` words what the given one throws. */
export const vouching = (create: DeviceFactory, tell: (error: unknown) => string = reasonOf): DeviceFactory => (host, options) => wholeDevice(orWorded(() => create(host, options), tell))

function orWorded<T>(make: () => T, tell: (error: unknown) => string): T {
  try {
    return make()
  } catch (error) {
    throw new Error(tell(error), { cause: error })
  }
}
