/** How a hardware engineer would name a place. */
import type { Place } from './decode.js'

const SINGLE = new Set(['CONFIG', 'PARAM', 'STATUS', 'VI_INT_MASK_0', 'VI_INT_MASK_1', 'VINTF0_CONFIG', 'VINTF0_STATUS'])

/** `VCMDQ1_PROD_INDX` through the direct aperture, `LVCMDQ0_BASE_L` through the VINTF, `CMDQ_ALLOC_MAP_1`, `gap 0x50`. */
export function nameOf(place: Place): string {
  switch (place.page) {
    case 'Config':
      return SINGLE.has(place.register) ? place.register : `${place.register}_${place.index}`
    case 'Page0':
    case 'Page1':
      return `${place.aperture === 'direct' ? 'VCMDQ' : 'LVCMDQ'}${place.slot}_${place.register}`
    case 'gap':
      return `gap 0x${place.offset.toString(16)}`
  }
}
