/** The obligations about routing and aliasing. */
import type { Location } from '../../check/region.js'
import { SLOT } from './guest.js'
import { powerOnState } from './parts.js'
import { LOOK } from './setting.js'
import type { Obligation, Setting } from './setting.js'
import type { State } from './machine.js'
import { ACCESS } from './steps.js'
import { TRUE, and, bvadd, bvand, eq, implies, ite, not, or, word } from './term.js'
import type { Term } from './term.js'

const { offset, wide } = ACCESS

/** One word of a VCMDQ through the direct aperture, and the same through the VINTF slot where it is mapped. */
interface Pair {
  readonly direct: Location | undefined
  /** The offsets, as numbers: every word of both pages of a slot, so that all that is left to the solver is values and states. */
  readonly there: Term
  readonly through: Term
}

/** What holds of every word of a slot while a VCMDQ is mapped there. */
function shared(s: Setting, owed: (pair: Pair) => Term): { readonly is: Term; readonly all: Term } {
  const { guest, before } = s
  const pages = (['CONS_INDX', 'BASE_L'] as const).flatMap((register) => Array.from({ length: SLOT / 4 }, (_, i) => ({ register, byte: 4 * i })))
  const cases = guest.pairs().map(([l, q]) => ({
    is: guest.isMapped(before, l, q),
    owed: pages.map(({ register, byte }) => {
      const direct = guest.region.queueRegister('direct', register, q) + byte
      return owed({ direct: guest.at(direct), there: word(direct), through: word(guest.region.queueRegister('vintf', register, l) + byte) })
    }),
  }))
  return { is: or(...cases.map(({ is }) => is)), all: and(...cases.map((one) => implies(one.is, and(...one.owed)))) }
}

/** Both apertures read what either wrote: ALIAS. */
export function aliasObligations(s: Setting): Obligation[] {
  const { guest, before } = s
  const clauses = ['ALIAS', 'ROUTE-LVCMDQ', 'TRANSPARENT']
  const isRead = ({ direct }: Pair, state: State, at: Term): Term => {
    if (direct?.access !== 'RW') return TRUE
    return eq(bvand(guest.read(state, at), word(direct.mask)), bvand(ACCESS.low, word(direct.mask)))
  }
  const show = (name: string, claim: string, owed: (pair: Pair) => Term): Obligation => {
    const { is, all } = shared(s, owed)
    return s.always(name, clauses, claim, [is], all)
  }
  return [
    show('alias: reads', 'while a VCMDQ is mapped, at whichever logical number, every word of its slots reads the same through both apertures', ({ there, through }) => eq(guest.read(before, there), guest.read(before, through))),
    show('alias: writes', 'storing any value in any of these words through the one aperture leaves the same state as through the other, cached or on the host page', ({ there, through }) => s.same(s.stored(there), s.stored(through))),
    show('alias: direct to VINTF', 'any value written to a register through the direct aperture is read through the VINTF aperture', (pair) => isRead(pair, s.stored(pair.there), pair.through)),
    show('alias: VINTF to direct', 'any value written to a register through the VINTF aperture is read through the direct aperture', (pair) => isRead(pair, s.stored(pair.through), pair.there)),
  ]
}

/** Registers that follow from others, and so may change with them. */
const FOLLOWING = ['Config STATUS', 'Config VINTF0_STATUS', 'Page0 STATUS']
const MAPS = ['Config VI_ERR_MAP', 'Config CMDQ_ERR_MAP', 'Config VINTF0_LVCMDQ_ERR_MAP']
const TOGGLES = ['Page0 GERROR', 'Page0 GERRORN']

/** No other register changes: ISOLATION. */
export function frameObligations(s: Setting): Obligation[] {
  const { guest, before } = s
  const isOther = not(or(eq(offset, LOOK), guest.areAliases(before, offset, LOOK)))
  const isVintf = or(...guest.queues.map((l) => guest.isInSlot('vintf', l, LOOK)))
  const same = (after: State): Term => eq(guest.read(after, LOOK), guest.read(before, LOOK))
  const isMap = guest.isNamed(LOOK, ...MAPS)
  const stays = not(or(guest.isNamed(LOOK, ...FOLLOWING, ...TOGGLES), isMap))
  const remaps = guest.isNamed(offset, 'Config VINTF0_CONFIG', 'Config CMDQ_ALLOC_MAP')
  const acknowledges = guest.isNamed(offset, 'Page0 GERRORN')
  const settles = guest.isControl(offset)
  return [
    s.always('frame: stored', ['ISOLATION', 'SIZE-32', 'SIZE-64'], 'storing any value anywhere but in a control register changes what no other offset reads, through any aperture; of GERRORN the error maps apart', [s.isWord, not(settles), isOther, not(and(acknowledges, isMap))], same(s.stored())),
    s.always('frame: control', ['ISOLATION', 'ENABLES-KEEP'], 'storing any value in a control register changes what no other register reads; apart from status bits, errors and, where the mapping changes, the VINTF pages, which follow it (alias, drop)', [settles, isOther, stays, not(and(remaps, isVintf))], same(s.stored())),
    s.always('frame: settle', ['TRANSPARENT', 'ISOLATION', 'ENABLES-KEEP'], 'whatever hardware queues then come and go, with any answers of the host, no register reads anything else, through either aperture; apart from status bits, error maps and the parity of GERROR and GERRORN', [stays], same(s.settled().state)),
    s.always('frame: attach, detach', ['TRANSPARENT'], 'that a device came or went changes what no offset reads, until and after it is settled', [], and(...[true, false].map((attached) => same(s.with(attached, !attached))))),
    s.rests('frame: reset', ['RESET'], 'after a system reset every offset reads what it read at power-on', [], eq(guest.read(s.step('reset').after, LOOK), guest.read(powerOnState(s.encoded), LOOK))),
  ]
}

/** What is dropped changes nothing: P172-DROP. */
export function dropObligations(s: Setting): Obligation[] {
  const { guest, before } = s
  const isDropped = or(...guest.queues.map((l) => and(guest.isUnmapped(before, l), guest.isInSlot('vintf', l, offset))))
  const isReadOnly = guest.isOneOf(offset, guest.which(({ access }) => access === 'RO'))
  return [
    s.always('drop: writes', ['P172-DROP', 'ROUTE-LVCMDQ'], 'storing any value through a VINTF slot where nothing is mapped changes nothing at all', [isDropped], s.same(before, s.stored())),
    s.always('drop: reads', ['P172-DROP', 'P172-ZERO'], 'a read there gives 0', [isDropped], eq(guest.read(before, offset), word(0))),
    s.always('drop: read-only', ['RO'], 'storing any value in a read-only register, through any aperture, changes nothing at all', [isReadOnly], s.same(before, s.stored())),
  ]
}

/** The direct aperture holds what was written there: P176-DIRECT. */
export function directObligations(s: Setting): Obligation[] {
  const { guest } = s
  const writable = (aperture: string): Term => guest.isOneOf(offset, guest.which((one) => one.aperture === aperture && one.access === 'RW'))
  const isAddress = and(guest.isOneOf(offset, guest.which(({ page, aperture }) => page === 'Page1' && aperture === 'direct')), s.isAligned, wide)
  const isRead = (state: State, at: Term, value: Term): Term => eq(bvand(guest.read(state, at), guest.maskOf(at)), bvand(value, guest.maskOf(at)))
  const owed = ite(guest.isNamed(offset, 'Config VINTF0_CONFIG'), bvand(ACCESS.low, word(~(1 << 17))), ACCESS.low)
  return [
    s.always('direct: reads back', ['P176-DIRECT', 'DIRECT-EN', 'DIRECT-DISABLED'], 'any value written through the direct aperture is read back there, allocated or not, enabled or not', [writable('direct')], isRead(s.stored(), offset, ACCESS.low)),
    s.always('direct: 8 bytes', ['SIZE-64', 'P176-DIRECT'], 'so are 8 bytes of BASE and DRAM', [isAddress], and(isRead(s.storedTwo(), offset, ACCESS.low), isRead(s.storedTwo(), s.second, ACCESS.high))),
    s.always('direct: Config page', ['HYP-OWN', 'ISOLATION'], 'any value written to a register of the Config page is read back there, HYP_OWN as 0', [writable('config')], isRead(s.stored(), offset, owed)),
  ]
}

/** Every offset is a register of the specification, or nothing: DECODE-GAP. */
export function decodeObligations(s: Setting): Obligation[] {
  const { guest, before } = s
  const isGap = not(guest.isRegister(offset))
  const [low, high] = s.trapped()
  const first = guest.read(before, offset)
  return [
    s.always('decode: reads', ['DECODE-GAP'], 'a read at any of 2^32 offsets that is no register gives 0, aligned or not, within the region or not', [isGap], eq(first, word(0))),
    s.always('decode: writes', ['DECODE-GAP'], 'storing any value there changes nothing at all', [isGap], s.same(before, s.stored())),
    s.always('decode: two words', ['SIZE-32', 'SIZE-64'], 'an aligned 8-byte read gives what two 4-byte reads give', [wide, s.isAligned], and(eq(low, first), eq(high, guest.read(before, bvadd(offset, word(4)))))),
    s.always('decode: misaligned', ['DECODE-GAP'], 'a trapped access of 4 or 8 bytes that is misaligned for its size reads 0 and changes nothing', [not(s.isAligned)], and(eq(low, word(0)), eq(high, word(0)), s.same(before, s.written()))),
  ]
}
