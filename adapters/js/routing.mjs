/** Which VCMDQ an offset reaches: the direct pages by physical number, the VINTF's by logical number, through the map. */

const DIRECT = 0x10000
const VINTF = 0x30000
const PAGE = 0x10000
const SLOT = 0x80

/** Whether an entry of CMDQ_ALLOC_MAP says: this VCMDQ is logical queue `lvcmdq` of Virtual Interface 0. */
const claims = (entry, lvcmdq) => (entry & 1) === 1 && ((entry >> 1) & 0x7f) === lvcmdq && ((entry >> 15) & 0x3f) === 0

/** The VCMDQ that is mapped as logical queue `lvcmdq`; undefined where none is, or where two claim to be. */
export function mappedAs(lvcmdq, { enabled, entries }) {
  const claimants = entries.flatMap((entry, vcmdq) => (claims(entry, lvcmdq) ? [vcmdq] : []))
  return enabled && claimants.length === 1 ? claimants[0] : undefined
}

/** Page, VCMDQ and register of an offset; undefined where an access is dropped. */
export function slotOf(offset, queues, mapping) {
  if (offset < DIRECT || offset >= DIRECT + 4 * PAGE) return undefined
  const isVintf = offset >= VINTF
  const page = Math.floor((offset - DIRECT) / PAGE) % 2
  const within = offset % PAGE
  const number = Math.floor(within / SLOT)
  if (number >= queues) return undefined
  const vcmdq = isVintf ? mappedAs(number, mapping) : number
  return vcmdq === undefined ? undefined : { page, vcmdq, register: within % SLOT }
}
