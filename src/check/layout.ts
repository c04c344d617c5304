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

/** Builds operations over one region. */
export class Accesses {
  constructor(readonly region: Region) {}

  readConfig(name: string, index = 0): Operation {
    return { op: 'read', offset: this.region.configRegister(name, index), size: 4 }
  }

  writeConfig(name: string, value: number, index = 0): Operation {
    return { op: 'write', offset: this.region.configRegister(name, index), size: 4, value: value >>> 0 }
  }

  read(aperture: QueueAperture, register: Page0Register | Page1Register, index: number): Operation {
    return { op: 'read', offset: this.region.queueRegister(aperture, register, index), size: 4 }
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
  readBack(q: number, l: number): Operation[] {
    return QUEUE_APERTURES.flatMap((aperture) => [...PAGE0_REGISTERS, ...PAGE1_HALVES].map((register) => this.read(aperture, register, aperture === 'direct' ? q : l)))
  }
}
