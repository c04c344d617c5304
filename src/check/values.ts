/** The dictionary of values: edges per register, and what the program has already used. */
import type { Location } from './region.js'
import { chance, pick } from './source.js'
import type { Source } from './source.js'

/** RAM as the checker lays it out; the last 8 MiB are contiguous only within 4 KiB. */
const RAM = 0x4000_0000
const RAM_MIB = 2048
const SCATTERED = 0xbf80_0000

/** A usable ring: aligned to its length, in contiguous memory. `log2size` is in commands. */
export function usableBase(source: Source): bigint {
  const log2size = chance(source, 8) ? 1 + source.int(19) : 1 + source.int(6)
  const length = 16 * 2 ** log2size
  const address = RAM + 0x10_0000 * source.int(RAM_MIB - 8)
  return BigInt(address - (address % length)) + BigInt(log2size)
}

/** A BASE at an edge: often one that the host must refuse. */
export function edgeBase(source: Source): bigint {
  const log2size = BigInt(pick(source, [0, 1, 2, 4, 8, 9, 18, 19, 20, 31]))
  const address = pick(source, [0n, 0x20n, BigInt(RAM), BigInt(RAM - 0x1000), BigInt(RAM + 0x1000), BigInt(SCATTERED), BigInt(SCATTERED - 0x1000), 0xbfff_f000n, 0xbfff_ffe0n, 0xc000_0000n, 0x1_4000_0000n, 0xffff_4000_0000n])
  return address + log2size
}

const RING_INDEX = [0, 1, 2, 3, 4, 15, 16, 17, 31, 32] as const

/** Edges of a field by its width: 0, 1, maximum, boundary ± 1, walking ones. */
function edge(source: Source, mask: number): number {
  switch (source.int(6)) {
    case 0:
      return 0
    case 1:
      return mask
    case 2:
      return (mask >>> 1) & mask
    case 3:
      return ((mask >>> 1) + 1) & mask
    case 4:
      return (1 << source.int(32)) & mask
    default:
      return source.int(64)
  }
}

/** A 4-byte value for a register: an edge of its fields, a value seen before, or anything. */
export function wordFor(source: Source, location: Location | undefined, seen: readonly number[], queues: number): number {
  if (seen.length > 0 && chance(source, 4)) return pick(source, seen)
  if (chance(source, 24)) return source.int(0x1_0000_0000)
  const mask = location?.mask ?? 0xffff_ffff
  switch (location?.register) {
    case 'PROD_INDX':
    case 'CONS_INDX':
      return chance(source, 3) ? edge(source, mask) >>> 0 : pick(source, RING_INDEX)
    case 'CMDQ_ALLOC_MAP':
      return allocValue(source, queues)
    case 'CONFIG':
      return location.page === 'Config' ? 0x0002_0082 | source.int(2) : source.int(2)
    case 'VINTF0_CONFIG':
      return source.int(2) | (chance(source, 3) ? source.int(0x2_0000) << 1 : 0)
    case 'GERRORN':
    case 'GERROR':
      return source.int(8)
    case 'BASE_L':
      return Number((chance(source, 2) ? usableBase(source) : edgeBase(source)) & 0xffff_ffffn)
    case 'BASE_H':
      return chance(source, 2) ? 0 : source.int(0x1_0000)
    default:
      return edge(source, mask === 0 ? 0xffff_ffff : mask) >>> 0
  }
}

/** An ALLOC entry: mostly a legal one, sometimes another VINTF, a slot beyond the count, or ALLOC=0. */
export function allocValue(source: Source, queues: number): number {
  const l = chance(source, 8) ? source.int(128) : source.int(queues)
  const vintf = chance(source, 10) ? source.int(64) << 15 : 0
  return (chance(source, 5) ? 0 : 1) | (l << 1) | vintf
}
