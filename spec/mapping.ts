/** Which VCMDQ stands at which logical slot, as the guest has it: the CMDQ_ALLOC_MAP entries and VINTF ENABLE alone. */
import { bit } from './bits.js'
import type { Bits } from './bits.js'

/** No VCMDQ is mapped at the slot. */
export const NONE = -1
/** Two entries claim the slot, or an unknown bit decides: nothing is owed there. */
export const UNCLEAR = -2

/** The mapping, each way. */
export interface Mapping {
  /** By logical slot: the VCMDQ mapped there, NONE or UNCLEAR. */
  readonly queueAt: readonly number[]
  /** By VCMDQ: the logical slot where it is mapped, NONE or UNCLEAR. */
  readonly slotOf: readonly number[]
  /** By logical slot: every VCMDQ that may be meant there. */
  readonly claimants: readonly (readonly number[])[]
  /** By VCMDQ: the slot where it would be mapped if VINTF ENABLE were 1, or NONE. */
  readonly claimOf: readonly number[]
}

const NOBODY: readonly number[] = []
const nothings = new Map<number, Mapping>()

/** The mapping of so many VCMDQs in which nothing is mapped: one copy for each number, from which others are made. */
function nothingOf(queues: number): Mapping {
  const known = nothings.get(queues)
  if (known) return known
  const none = Array.from({ length: queues }, () => NONE)
  const nothing: Mapping = { queueAt: none, slotOf: none, claimants: none.map(() => NOBODY), claimOf: none }
  nothings.set(queues, nothing)
  return nothing
}

export const mapNothing = (queues: number): Mapping => nothingOf(queues)

const LVCMDQ = 0xfe
const VIRT_INTF_INDX = 0x001f_8000

type Claim = 'no' | 'maybe' | 'yes'

/** Whether an ALLOC_MAP entry claims logical slot `l`. */
function claims(entry: Bits, l: number): Claim {
  const wanted = 1 | (l << 1)
  const fields = 1 | LVCMDQ | VIRT_INTF_INDX
  if ((entry.value ^ wanted) & entry.known & fields) return 'no'
  return (entry.known & fields) === fields ? 'yes' : 'maybe'
}

/** The mapping that CMDQ_ALLOC_MAP and VINTF0_CONFIG establish. */
export function mapQueues(entries: readonly Bits[], vintfConfig: Bits): Mapping {
  const queues = entries.length
  const nothing = nothingOf(queues)
  const claimOf = nothing.claimOf.slice()
  const claimants = nothing.claimants.slice()
  const unsure: number[] = []
  for (let queue = 0; queue < queues; queue++) {
    const entry = entries[queue]
    if (entry === undefined || isFree(entry)) continue
    const one = slotNamed(entry)
    const end = one < 0 ? queues : Math.min(one + 1, queues)
    for (let l = Math.max(one, 0); l < end; l++) {
      const claim = claims(entry, l)
      if (claim === 'no') continue
      claimants[l] = [...(claimants[l] ?? NOBODY), queue]
      if (claim === 'maybe') unsure.push(l)
      else claimOf[queue] = l
    }
  }
  return settled(claimants, claimOf, unsure, bit(vintfConfig, 0))
}

/** One sure claimant is mapped while ENABLE=1; more than one, or an unknown bit, leaves the slot unclear. */
function settled(claimants: readonly (readonly number[])[], claimOf: readonly number[], unsure: readonly number[], ENABLE: 0 | 1 | undefined): Mapping {
  const nothing = nothingOf(claimants.length)
  if (ENABLE === 0) return { queueAt: nothing.queueAt, slotOf: nothing.slotOf, claimants, claimOf }
  const queueAt = nothing.queueAt.slice()
  const slotOf = nothing.slotOf.slice()
  for (let l = 0; l < claimants.length; l++) {
    const claiming = claimants[l] ?? NOBODY
    const only = claiming[0]
    if (only === undefined) continue
    const clear = claiming.length === 1 && ENABLE === 1 && !unsure.includes(l)
    queueAt[l] = clear ? only : UNCLEAR
    for (const queue of claiming) slotOf[queue] = clear ? l : UNCLEAR
  }
  return { queueAt, slotOf, claimants, claimOf }
}

/** ALLOC is known to be 0. */
const isFree = ({ value, known }: Bits): boolean => (known & 1) === 1 && (value & 1) === 0

/** The slot that an entry names; -1 while its LVCMDQ is unknown. */
const slotNamed = ({ value, known }: Bits): number => ((known & LVCMDQ) === LVCMDQ ? (value & LVCMDQ) >>> 1 : -1)
