/** From an offset of the region to the register that stands there. */
import { CONFIG_PAGE, PAGE0, PAGE1, PAGES, REGION_BYTES, SLOT_BYTES, definedBits } from './registers.js'
import type { Access, ConfigName, Page0Name, Page1Name, Register } from './registers.js'

/** The two ways to a VCMDQ: by its physical number, or by the logical one at which the VINTF shows it. */
export type Aperture = 'direct' | 'vintf'

/** A word of the region. */
export interface Word {
  readonly offset: number
  readonly access: Access
  /** Defined bits. */
  readonly mask: number
}

/** Where a word of the region leads. `slot` is a physical number in a direct page, a logical one in a VINTF page. */
export type Place =
  | (Word & { readonly page: 'Config'; readonly register: ConfigName; readonly index: number })
  | (Word & { readonly page: 'Page0'; readonly aperture: Aperture; readonly slot: number; readonly register: Page0Name })
  | (Word & { readonly page: 'Page1'; readonly aperture: Aperture; readonly slot: number; readonly register: Page1Name })
  | (Word & { readonly page: 'gap' })

export type QueuePlace = Extract<Place, { slot: number }>
export type ConfigPlace = Extract<Place, { page: 'Config' }>

const gap = (offset: number): Place => ({ page: 'gap', offset, access: 'GAP', mask: 0xffff_ffff })

function configPlaces(queues: number): Place[] {
  return CONFIG_PAGE.flatMap((register) =>
    Array.from({ length: register.count === 'queues' ? queues : register.count }, (_, index): Place => ({
      page: 'Config',
      register: register.name as ConfigName, // CONFIG_PAGE holds just these names
      index,
      offset: register.offset + 4 * index,
      access: register.access,
      mask: definedBits(register),
    })),
  )
}

const slotPlaces = (page: 'Page0' | 'Page1', aperture: Aperture, start: number, registers: readonly Register[], queues: number): Place[] =>
  Array.from({ length: queues }, (_, slot) =>
    registers.map((register) => {
      const offset = start + slot * SLOT_BYTES + register.offset
      const word = { aperture, slot, offset, access: register.access, mask: definedBits(register) }
      return page === 'Page0'
        ? { ...word, page, register: register.name as Page0Name } // PAGE0 holds just these names
        : { ...word, page, register: register.name as Page1Name } // and PAGE1 these
    }),
  ).flat()

/** Every word of the region that is not a gap. */
const places = (queues: number): Place[] => [
  ...configPlaces(queues),
  ...slotPlaces('Page0', 'direct', PAGES.directPage0, PAGE0, queues),
  ...slotPlaces('Page1', 'direct', PAGES.directPage1, PAGE1, queues),
  ...slotPlaces('Page0', 'vintf', PAGES.vintfPage0, PAGE0, queues),
  ...slotPlaces('Page1', 'vintf', PAGES.vintfPage1, PAGE1, queues),
]

const maps = new Map<number, Map<number, Place>>()

function placesByOffset(queues: number): Map<number, Place> {
  const known = maps.get(queues)
  if (known) return known
  const map = new Map(places(queues).map((place) => [place.offset, place]))
  maps.set(queues, map)
  return map
}

/** The place at a word offset (a multiple of 4), with `queues` VCMDQs. Outside the region: undefined. */
export function decode(offset: number, queues: number): Place | undefined {
  if (offset < 0 || offset + 4 > REGION_BYTES || offset % 4 !== 0) return undefined
  return placesByOffset(queues).get(offset) ?? gap(offset)
}

const lists = new Map<number, readonly Place[]>()

/** All places of a region, in ascending offset, gaps left out. */
export function allPlaces(queues: number): readonly Place[] {
  const known = lists.get(queues)
  if (known) return known
  const list = [...placesByOffset(queues).values()].sort((a, b) => a.offset - b.offset)
  lists.set(queues, list)
  return list
}
