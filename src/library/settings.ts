/** What the functions of the library may be told: defaults filled in, and what makes no sense refused before anything runs. */
import { CLAUSES } from '../../spec/index.js'
import type { Kernel } from '../check/contract.js'
import { PROPERTIES } from '../cli/assembly.js'
import { AUTHORITIES, KERNELS, MOST_QUEUES } from '../cli/options.js'
import { nearest } from '../designs/index.js'

/** Where a device is run: what every function of the library may be told. */
export interface Place {
  /** Number of VCMDQs: a power of two, 1 … 128. Default: 2. */
  readonly queues?: number
  /** The host kernel's generation. Default: both, one after the other. */
  readonly kernel?: Kernel
  /** The device is only defined once attached: then attach is operation 0 of every program, and none is detached. Default: false. */
  readonly attachFirst?: boolean
}

/** A place with its defaults. */
export interface Placed {
  readonly queues: number
  readonly kernels: readonly Kernel[]
  readonly attachFirst: boolean
}

const DEFAULT_QUEUES = 2

/** A place as it is meant. Throws RangeError. */
export function placed({ queues = DEFAULT_QUEUES, kernel, attachFirst = false }: Place): Placed {
  wholeNumber('queues', queues, 1, MOST_QUEUES)
  if ((queues & (queues - 1)) !== 0) throw new RangeError(`queues is ${queues}: it must be a power of two from 1 to ${MOST_QUEUES}`)
  if (kernel !== undefined) known('kernel', [kernel], KERNELS)
  return { queues, kernels: kernel === undefined ? KERNELS : [kernel], attachFirst }
}

/** Throws RangeError for what is no whole number in a range. */
export function wholeNumber(option: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`${option} is ${String(value)}: it must be a whole number from ${least} to ${most}`)
}

/** Throws RangeError for a name that does not exist, with the one that was probably meant. */
export function known(option: string, names: readonly string[] | undefined, allowed: readonly string[]): void {
  for (const name of names ?? []) if (!allowed.includes(name)) throw new RangeError(`${option}: there is no ${JSON.stringify(name)}${nearest(name, allowed)}; known are ${allowed.join(', ')}`)
}

export const knownClauses = (names: readonly string[] | undefined): void => known('clauses', names, CLAUSES.map(({ id }) => id))
export const knownProperties = (names: readonly string[] | undefined): void => known('properties', names, PROPERTIES.map(({ id }) => id))
export const knownAuthorities = (names: readonly string[] | undefined): void => known('authorities', names, AUTHORITIES)
