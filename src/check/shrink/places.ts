import type { Operation, Size } from '../contract.js'
import type { Location, Region } from '../region.js'

export type Access = Extract<Operation, { op: 'read' | 'write' }>
export type QueueLocation = Location & { readonly aperture: 'direct' | 'vintf' }

/** The map of one region at one queue count: from an offset to its register and back. */
export class Places {
  /** Every register, least first in the written order. */
  readonly ranked: readonly Location[]
  /** Names of a queue's registers, least first in the written order. */
  readonly queueRegisters: readonly string[]
  private readonly byName = new Map<string, Location>()

  private constructor(readonly region: Region, readonly queues: number) {
    this.ranked = region.locations(queues).toSorted((a, b) => a.rank - b.rank)
    for (const location of this.ranked) this.byName.set(nameOf(location.aperture, location.register, location.index), location)
    this.queueRegisters = this.ranked.filter(({ aperture, index }) => aperture === 'direct' && index === 0).map(({ register }) => register)
  }

  private static readonly made = new WeakMap<Region, Map<number, Places>>()

  /** The map, made once for each region and queue count: with 128 queues it has thousands of registers. */
  static of(region: Region, queues: number): Places {
    const known = this.made.get(region) ?? new Map<number, Places>()
    this.made.set(region, known)
    const places = known.get(queues) ?? new Places(region, queues)
    known.set(queues, places)
    return places
  }

  at(offset: number): Location | undefined {
    return this.region.locate(offset, this.queues)
  }

  readonly find = (aperture: Location['aperture'], register: string, index: number): Location | undefined => this.byName.get(nameOf(aperture, register, index))

  /** Where an access leads; undefined for a gap and for what is no access. */
  of(operation: Operation): Location | undefined {
    return isAccess(operation) ? this.at(operation.offset) : undefined
  }

  /** As `of`, for the registers of queues alone. */
  queueOf(operation: Operation): QueueLocation | undefined {
    const location = this.of(operation)
    return location && isQueue(location) ? location : undefined
  }
}

const nameOf = (aperture: Location['aperture'], register: string, index: number): string => `${aperture} ${register} ${index}`

export const isAccess = (operation: Operation): operation is Access => operation.op === 'read' || operation.op === 'write'

export const isQueue = (location: Location): location is QueueLocation => location.aperture !== 'config'

/** The same access elsewhere. Only Page1 registers are 64 bits wide, so anywhere else it becomes a 4-byte access. */
export function moved(access: Access, to: Location): Access {
  const wide = access.size === 8 && to.page === 'Page1' && to.offset % 8 === 0
  return at(wide ? access : narrowed(access), to.offset)
}

/** The same access at another offset; the offset must suit its size. */
export const at = (access: Access, offset: number): Access => ({ ...access, offset })

/** The lower half of an 8-byte access; a 4-byte access as it is. */
export function narrowed(access: Access): Access {
  if (access.size === 4) return access
  const { op, offset } = access
  return op === 'read' ? { op, offset, size: 4 } : { op, offset, size: 4, value: Number(access.value & 0xffff_ffffn) }
}

/** The upper half of an 8-byte access; nothing for a 4-byte one. */
export function upperHalf(access: Access): Access | undefined {
  if (access.size === 4) return undefined
  const { op, offset } = access
  return op === 'read' ? { op, offset: offset + 4, size: 4 } : { op, offset: offset + 4, size: 4, value: Number(access.value >> 32n) }
}

/** A write with another value, which must fit its size; anything else as it is. */
export function withValue(operation: Operation, value: bigint): Operation {
  if (operation.op !== 'write') return operation
  return operation.size === 4 ? { ...operation, value: Number(value) } : { ...operation, value }
}

/** The value of a write. */
export const valueOf = (operation: Operation): bigint | undefined => (operation.op === 'write' ? BigInt(operation.value) : undefined)

/** A read of `size` bytes where a write goes. */
export const readOf = ({ offset, size }: { readonly offset: number; readonly size: Size }): Operation => ({ op: 'read', offset, size })
