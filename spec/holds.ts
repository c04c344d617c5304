/** Whether a register is known to hold a value already: the condition of IDEMPOTENT. */
import type { Target, Written } from './access.js'
import type { Bits } from './bits.js'
import type { Place } from './decode.js'
import { vcmdq } from './state.js'
import type { State, Vcmdq } from './state.js'

const same = (word: Bits | undefined, value: number, mask: number): boolean =>
  word !== undefined && mask !== 0 && (word.known & mask) >>> 0 === mask && ((word.value ^ value) & mask) === 0

const HYP_OWN = 1 << 17
const HIGH_BITS = 0xffff

/** The defined bits of `write` are what its register is known to hold. */
export function holds(state: State, write: Written, target: Target | undefined): boolean {
  const { place, value } = write
  if (place.access !== 'RW') return false
  if (place.page === 'Config') {
    const stored = place.register === 'VINTF0_CONFIG' ? value & ~HYP_OWN : value
    return same(state.config[place.register][place.index], stored, place.mask)
  }
  return target?.kind === 'queue' && place.page !== 'gap' && queueHolds(vcmdq(state, target.queue), write, place)
}

function queueHolds(queue: Vcmdq, { value, high }: Written, place: Extract<Place, { slot: number }>): boolean {
  switch (place.register) {
    case 'CONS_INDX':
    case 'PROD_INDX':
    case 'CONFIG':
    case 'CONS_INDX_BASE_DRAM_H':
      return same(queue[place.register], value, place.mask)
    case 'CONS_INDX_BASE_DRAM_L':
      return same(queue.CONS_INDX_BASE_DRAM_L, value, place.mask) && (high === undefined || same(queue.CONS_INDX_BASE_DRAM_H, high, HIGH_BITS))
    case 'GERRORN':
      return same(queue.errors.GERRORN, value, place.mask)
    case 'BASE_L':
      return queue.BASE.candidates.every(({ L, H }) => same(L, value, place.mask) && (high === undefined || same(H, high, HIGH_BITS)))
    case 'BASE_H':
      return queue.BASE.candidates.every(({ H }) => same(H, value, place.mask))
    default:
      return false
  }
}
