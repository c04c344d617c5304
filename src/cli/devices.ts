/** Devices by name: those that come with the package, and files of the user's own. */
import type { DeviceFactory } from '../check/contract.js'
import type { Subject } from '../check/lockstep.js'
import { DESIGNS, createDesign, designById, nearest } from '../designs/index.js'
import type { Design } from '../designs/index.js'
import { createOptimised } from '../device/index.js'
import { mayBeFile } from './device-options.js'
import { farSubject, isFar } from './far/index.js'
import { loadFile } from './device-file.js'
import type { Loaded } from './device-file.js'
import { UsageError } from './usage.js'

/** Which device is checked, as plain data: a worker loads it again by this name. */
export type DeviceName = string

const OPTIMISED = 'optimised'

/** The devices that come with the package. */
export const BUILT_IN_DEVICES: readonly DeviceName[] = [OPTIMISED, ...DESIGNS.map(({ id }) => id)]

/** What is called by a name. */
async function load(name: DeviceName): Promise<Loaded> {
  if (name === OPTIMISED) return { factory: createOptimised }
  const design = designById(name)
  if (design !== undefined) return { design }
  if (!mayBeFile(name)) throw new UsageError(`--device ${name === '' ? "''" : name}: no such device${nearest(name, BUILT_IN_DEVICES)}; known are ${BUILT_IN_DEVICES.join(', ')}, or give a file such as ./my-device.mjs`)
  return loadFile(name)
}

/** Loads what is checked: a device of the package, a design of the user's own, what a module's factory makes, or a device in another process. */
export async function loadSubject(name: DeviceName): Promise<Subject> {
  if (isFar(name)) return farSubject(name)
  const loaded = await load(name)
  const create: DeviceFactory = 'design' in loaded ? createDesign(loaded.design) : loaded.factory
  return { name, create }
}

/** A design as what is checked. */
export const subjectOf = (design: Design, name = design.id): Subject => ({ name, create: createDesign(design) })

/** The design behind a name: a public one, or a file's; undefined for a device that is code. */
export async function loadDesign(name: DeviceName): Promise<Design | undefined> {
  if (isFar(name)) return undefined
  const loaded = await load(name)
  return 'design' in loaded ? loaded.design : undefined
}
