/** Puts the pieces together: which device, which model, which arms. */
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { existsSync, readFileSync } from 'node:fs'
import { referenceModel, region } from '../../properties/adapter.js'
import { PROPERTIES, massArms, propertyArms } from '../../properties/arms.js'
import type { State } from '../../spec/index.js'
import type { Device, DeviceFactory } from '../check/contract.js'
import type { Subject } from '../check/lockstep.js'
import { backingArm, orderArms } from '../check/plan.js'
import type { Arm, RunOptions, Workbench } from '../check/plan.js'
import { DESIGNS, DesignError, createDesign, designById, parseDesign } from '../designs/index.js'
import type { Design } from '../designs/index.js'
import { createOptimised } from '../device/index.js'
import { UsageError } from './usage.js'

/** Devices that come with the package. */
const BUILT_IN: Readonly<Record<string, DeviceFactory>> = {
  optimised: createOptimised,
  ...Object.fromEntries(DESIGNS.map((design) => [design.id, createDesign(design)])),
}

/** Which device is checked, as plain data: a worker loads it again by this name. */
export type DeviceName = string

/** Loads a device by its name or from a JavaScript module whose default export, or `create`, is a factory. */
export async function loadSubject(name: DeviceName): Promise<Subject> {
  const builtIn = BUILT_IN[name]
  if (builtIn) return { name, create: builtIn }
  if (!/[./\\]/.test(name)) throw new UsageError(`--device ${name}: no such device; known are ${Object.keys(BUILT_IN).join(', ')}, or give a file such as ./my-device.mjs`)
  const path = resolve(name)
  if (!existsSync(path)) throw new UsageError(`--device ${name}: no such file; give a JavaScript module that exports a factory`)
  if (name.endsWith('.json')) return { name, create: createDesign(readDesign(path, name)) }
  const module = await importDevice(path, name)
  const factory = module.default ?? module.create
  if (typeof factory !== 'function') throw new UsageError(`--device ${name}: it exports no factory; write export default (host, { queues }) => device, or name it create`)
  const make = factory as DeviceFactory // a function by the check above; what it makes is looked at when it is made
  return { name, create: (host, options) => whole(make(host, options)) }
}

const METHODS = ['read', 'write', 'attach', 'detach', 'reset', 'event'] as const satisfies readonly (keyof Device)[]

/** A factory in JavaScript may return anything: what is no device is told at the start and not at its first access. */
function whole(device: Device): Device {
  const made: Partial<Device> | null | undefined = device
  const missing = METHODS.filter((method) => typeof made?.[method] !== 'function')
  if (missing.length > 0) throw new TypeError(`the factory must return a device; what it returned has no ${missing.join(', ')}`)
  return device
}

/** A design of the user's own: choices of a known one, some of them changed. */
function readDesign(path: string, name: string): Design {
  try {
    return parseDesign(readFileSync(path, 'utf8'), name, designById)
  } catch (error) {
    if (error instanceof DesignError) throw new UsageError(error.message)
    throw new UsageError(`--device ${name}: cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function importDevice(path: string, name: string): Promise<{ readonly default?: unknown; readonly create?: unknown }> {
  try {
    return (await import(pathToFileURL(path).href)) as { readonly default?: unknown; readonly create?: unknown } // a module namespace has any exports
  } catch (error) {
    throw new UsageError(`--device ${name}: cannot be loaded: ${error instanceof Error ? error.message : String(error)}; node ${name} shows where`)
  }
}

/** What a run covers besides its options: all, or the arms of some properties. */
export interface Selection {
  readonly properties: readonly string[] | undefined
}

/** The arms of a run, in the order in which their results are merged. */
export function armsOf(options: RunOptions, { properties }: Selection): Arm<State>[] {
  if (properties) return propertyArms<State>(options, properties)
  return [...orderArms<State>(options, region), backingArm<State>(options, region), ...propertyArms<State>(options), ...massArms<State>(options)]
}

export function workbench(subject: Subject, options: RunOptions, selection: Selection): Workbench<State> {
  return { subject, model: referenceModel, region, arms: armsOf(options, selection), seed: options.seed }
}

/** What cannot occur with so few queues: there is no lower queue to wait for. Clauses and properties. */
export const notApplicable = (queues: number): string[] => (queues === 1 ? ['HOST-RETRY'] : [])

export { PROPERTIES, referenceModel, region }
