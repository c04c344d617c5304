/**
 * What a guest can say of a state: registers by their place in the region and what they read. The places, the fields and what
 * "mapped" means come from the specification, and nothing here knows how the device keeps them.
 */
import type { Location, Region } from '../../check/region.js'
import { readDevice } from './access.js'
import type { State } from './machine.js'
import type { Encoded } from './parts.js'
import { FALSE, and, bit, bits, bvadd, bvand, bvsub, bvxor, eq, extract, ite, not, or, word } from './term.js'
import type { Term } from './term.js'

/** Bytes of a slot. */
export const SLOT = 0x80

/** Registers that decide about routing and execution: a write of one is followed by whatever the host is asked for. */
const CONTROL: readonly string[] = ['Config CONFIG', 'Config VINTF0_CONFIG', 'Config CMDQ_ALLOC_MAP', 'Page0 CONFIG', 'Page1 BASE_L', 'Page1 BASE_H']

export class Guest {
  readonly locations: readonly Location[]
  readonly queues: readonly number[]

  constructor(private readonly encoded: Encoded, readonly region: Region) {
    this.locations = region.locations(encoded.table.queues)
    this.queues = Array.from({ length: encoded.table.queues }, (_, q) => q)
  }

  /** The registers that a filter takes. */
  which(filter: (location: Location) => boolean): readonly Location[] {
    return this.locations.filter(filter)
  }

  /** The register at a known offset. */
  at(offset: number): Location | undefined {
    return this.region.locate(offset, this.queues.length)
  }

  /** Whether an offset is one of these. */
  isOneOf(offset: Term, locations: readonly Location[]): Term {
    return or(...locations.map((one) => eq(offset, word(one.offset))))
  }

  isRegister = (offset: Term): Term => this.isOneOf(offset, this.locations)
  isControl = (offset: Term): Term => this.isNamed(offset, ...CONTROL)

  /** Whether an offset is one of the registers of these names, through any aperture. Throws for a name that no register has. */
  isNamed(offset: Term, ...names: readonly string[]): Term {
    return or(...names.map((name) => {
      const named = this.which(({ page, register }) => name === `${page} ${register}`)
      if (named.length === 0) throw new RangeError(`no register is named ${name}`)
      return this.isOneOf(offset, named)
    }))
  }

  /** The defined bits of the register at an offset. */
  maskOf(offset: Term, locations: readonly Location[] = this.locations): Term {
    return locations.reduce((rest, one) => ite(eq(offset, word(one.offset)), word(one.mask), rest), word(0))
  }

  /** What a trapped 4-byte read gives. */
  read(state: State, offset: Term): Term {
    return readDevice(state, this.encoded, { offset, wide: FALSE, low: word(0), high: word(0) })[0]
  }

  /** What a register of the Config page reads. */
  config(state: State, name: string, index = 0): Term {
    return this.read(state, word(this.region.configRegister(name, index)))
  }

  private claims(state: State, l: number, q: number): Term {
    const entry = this.config(state, 'CMDQ_ALLOC_MAP', q)
    return and(bit(entry, 0), eq(extract(entry, 15, 6), bits(6, 0)), eq(extract(entry, 1, 7), bits(7, l)))
  }

  /** Whether a VCMDQ is mapped at a slot: ROUTE-LVCMDQ. */
  isMapped(state: State, l: number, q: number): Term {
    return and(bit(this.config(state, 'VINTF0_CONFIG'), 0), this.claims(state, l, q), ...this.queues.filter((other) => other !== q).map((other) => not(this.claims(state, l, other))))
  }

  isUnmapped(state: State, l: number): Term {
    return not(or(...this.queues.map((q) => this.isMapped(state, l, q))))
  }

  /** Whether an offset lies in slot `index` of an aperture, on either page. */
  isInSlot(aperture: 'direct' | 'vintf', index: number, offset: Term): Term {
    const bases = (['CONS_INDX', 'BASE_L'] as const).map((register) => this.region.queueRegister(aperture, register, index))
    return or(...bases.map((base) => eq(bvand(offset, word(~(SLOT - 1))), word(base))))
  }

  /** From a direct register of queue `q` to the same one at slot `l`. */
  private distance(l: number, q: number): Term {
    return word(this.region.queueRegister('vintf', 'CONS_INDX', l) - this.region.queueRegister('direct', 'CONS_INDX', q))
  }

  /** The same register through the VINTF aperture, for an offset in the direct slot of `q`. */
  atVintf = (offset: Term, l: number, q: number): Term => bvadd(offset, this.distance(l, q))
  atDirect = (offset: Term, l: number, q: number): Term => bvsub(offset, this.distance(l, q))

  /** Each pair of a slot and the queue that may be mapped there. */
  pairs(): readonly (readonly [l: number, q: number])[] {
    return this.queues.flatMap((l) => this.queues.map((q) => [l, q] as const))
  }

  /** Whether two offsets are the same register, through two apertures. */
  areAliases(state: State, one: Term, other: Term): Term {
    return or(...this.pairs().map(([l, q]) => and(this.isMapped(state, l, q), or(
      and(this.isInSlot('direct', q, one), eq(other, this.atVintf(one, l, q))),
      and(this.isInSlot('vintf', l, one), eq(other, this.atDirect(one, l, q))),
    ))))
  }

  /** Bits that differ between GERROR and GERRORN of a queue. */
  activeBits(state: State, q: number): Term {
    const [gerror, gerrorn] = (['GERROR', 'GERRORN'] as const).map((register) => this.read(state, word(this.region.queueRegister('direct', register, q))))
    return bvand(gerror && gerrorn ? bvxor(gerror, gerrorn) : word(0), word(7))
  }
}
