/** What is counted of an access by where it goes: one table for the whole region. */
import type { Location, Region } from './region.js'

/** By word of the region. */
export interface Places {
  /** A number for (aperture, register), the same for every queue; 0 for gaps. */
  readonly kind: Uint8Array
  /** Of a Page0 register its number in the slot, -1 for all others. */
  readonly register: Int8Array
  /** 1 where the aperture is VINTF. */
  readonly isVintf: Uint8Array
  /** Physical or logical number, as the aperture has it. */
  readonly index: Uint8Array
  /** 1 where an entry of CMDQ_ALLOC_MAP stands. */
  readonly isEntry: Uint8Array
}

const tables = new WeakMap<Region, Map<number, Places>>()

/** The table for so many VCMDQs. */
export function placesOf(region: Region, queues: number): Places {
  const known = tables.get(region) ?? new Map<number, Places>()
  tables.set(region, known)
  const table = known.get(queues) ?? makePlaces(region, queues)
  known.set(queues, table)
  return table
}

function makePlaces(region: Region, queues: number): Places {
  const words = region.bytes / 4
  const places = { kind: new Uint8Array(words), register: new Int8Array(words).fill(-1), isVintf: new Uint8Array(words), index: new Uint8Array(words), isEntry: new Uint8Array(words) }
  for (const location of region.locations(queues)) {
    const word = location.offset >>> 2
    places.kind[word] = kindOf(location)
    if (location.page === 'Page0') places.register[word] = (location.offset % 0x80) / 4
    places.isVintf[word] = location.aperture === 'vintf' ? 1 : 0
    places.index[word] = location.index
    places.isEntry[word] = location.register === 'CMDQ_ALLOC_MAP' ? 1 : 0
  }
  return places
}

/** Config registers by offset class (1 … 23), then direct and VINTF registers by their place in the slot. */
function kindOf({ aperture, page, offset, rank }: Location): number {
  const CONFIG_KINDS = 20
  if (aperture === 'config') return 1 + (Math.floor(rank / 1024) % CONFIG_KINDS)
  const within = (offset % 0x80) / 4 + (page === 'Page1' ? 6 : 0)
  return 1 + CONFIG_KINDS + (aperture === 'vintf' ? 10 : 0) + within
}
