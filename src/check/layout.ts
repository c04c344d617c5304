/** The accesses that programs are made of, by name: offsets come from the region, values from the caller. */
import type { Operation } from './contract.js'
import type { Page0Register, Page1Register, Region } from './region.js'

export const PAGE0_REGISTERS = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN'] as const satisfies readonly Page0Register[]
export const PAGE1_HALVES = ['BASE_L', 'BASE_H', 'CONS_INDX_BASE_DRAM_L', 'CONS_INDX_BASE_DRAM_H'] as const satisfies readonly Page1Register[]
export type QueueAperture = 'direct' | 'vintf'
export const QUEUE_APERTURES = ['direct', 'vintf'] as const satisfies readonly QueueAperture[]

/** CONFIG as at reset, with CMDQV_EN chosen. */
export const configValue = (enabled: boolean): number => 0x0002_0082 | (enabled ? 1 : 0)
export const VINTF_ENABLE = 1
/** A CMDQ_ALLOC_MAP entry: ALLOC, LVCMDQ. */
export const allocEntry = (l: number, mapped = true): number => (mapped ? 1 : 0) | (l << 1)
export const baseValue = (address: number, log2size: number): bigint => BigInt(address) + BigInt(log2size)

/** Reads by offset, and read-backs: plain data that never changes, one copy for all programs of a region. */
interface Known {
  readonly reads: Map<number, Operation>
  readonly readBacks: Map<number, readonly Operation[]>
}

const knownFor = new WeakMap<Region, Known>()

function knownOf(region: Region): Known {
  const known = knownFor.get(region) ?? { reads: new Map<number, Operation>(), readBacks: new Map<number, readonly Operation[]>() }
  knownFor.set(region, known)
  return known
}

/** More than any number of a VCMDQ. */
const NUMBERS = 256

/** Builds operations over one region. */
export class Accesses {
  private readonly known: Known

  constructor(readonly region: Region) {
    this.known = knownOf(region)
  }

  readConfig(name: string, index = 0): Operation {
    return this.readAt(this.region.configRegister(name, index))
  }

  writeConfig(name: string, value: number, index = 0): Operation {
    return { op: 'write', offset: this.region.configRegister(name, index), size: 4, value: value >>> 0 }
  }

  read(aperture: QueueAperture, register: Page0Register | Page1Register, index: number): Operation {
    return this.readAt(this.region.queueRegister(aperture, register, index))
  }

  write(aperture: QueueAperture, register: Page0Register | Page1Register, index: number, value: number): Operation {
    return { op: 'write', offset: this.region.queueRegister(aperture, register, index), size: 4, value: value >>> 0 }
  }

  /** One 64-bit write of a Page1 pair, named by its _L half. */
  write64(aperture: QueueAperture, register: 'BASE_L' | 'CONS_INDX_BASE_DRAM_L', index: number, value: bigint): Operation {
    return { op: 'write', offset: this.region.queueRegister(aperture, register, index), size: 8, value }
  }

  read64(aperture: QueueAperture, register: 'BASE_L' | 'CONS_INDX_BASE_DRAM_L', index: number): Operation {
    return { op: 'read', offset: this.region.queueRegister(aperture, register, index), size: 8 }
  }

  /** Every defined register of a VCMDQ through both apertures; `q` and `l` are its two numbers. */
  readBack(q: number, l: number): readonly Operation[] {
    const key = q * NUMBERS + l
    const known = this.known.readBacks.get(key)
    if (known) return known
    const made = QUEUE_APERTURES.flatMap((aperture) => [...PAGE0_REGISTERS, ...PAGE1_HALVES].map((register) => this.read(aperture, register, aperture === 'direct' ? q : l)))
    this.known.readBacks.set(key, made)
    return made
  }

  private readAt(offset: number): Operation {
    const known = this.known.reads.get(offset)
    if (known) return known
    const made: Operation = Object.freeze({ op: 'read', offset, size: 4 })
    this.known.reads.set(offset, made)
    return made
  }
}
