/** Which VCMDQ stands at which logical slot, as the guest has it: the CMDQ_ALLOC_MAP entries and VINTF ENABLE alone. */
import { bit } from './bits.js'
import type { Bits } from './bits.js'

/** No VCMDQ is mapped at the slot. */
export const NONE = -1
/** Two entries claim the slot, or an unknown bit decides: nothing is owed there. */
export const UNCLEAR = -2

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

export function mapNothing(queues: number): Mapping {
  const none = Array.from({ length: queues }, () => NONE)
  return { queueAt: none, slotOf: none, claimants: none.map(() => []), claimOf: none }
}

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
  const claimOf = new Array<number>(queues).fill(NONE)
  const claimants = new Array<readonly number[]>(queues).fill(NOBODY)
  const unsure = new Set<number>()
  for (const [queue, entry] of entries.entries()) {
    for (const l of slotsOf(entry, queues)) {
      const claim = claims(entry, l)
      if (claim === 'no') continue
      claimants[l] = [...(claimants[l] ?? NOBODY), queue]
      if (claim === 'maybe') unsure.add(l)
      else claimOf[queue] = l
    }
  }
  return { ...settleClaims(claimants, unsure, bit(vintfConfig, 0)), claimants, claimOf }
}

/** One sure claimant is mapped while ENABLE=1; more than one, or an unknown bit, leaves the slot unclear. */
function settleClaims(claimants: readonly (readonly number[])[], unsure: ReadonlySet<number>, ENABLE: 0 | 1 | undefined): Pick<Mapping, 'queueAt' | 'slotOf'> {
  const queueAt = new Array<number>(claimants.length).fill(NONE)
  const slotOf = new Array<number>(claimants.length).fill(NONE)
  for (const [l, claiming] of claimants.entries()) {
    const [only] = claiming
    if (only === undefined || ENABLE === 0) continue
    const clear = claiming.length === 1 && !unsure.has(l) && ENABLE === 1
    queueAt[l] = clear ? only : UNCLEAR
    for (const queue of claiming) slotOf[queue] = clear ? l : UNCLEAR
  }
  return { queueAt, slotOf }
}

const NOBODY: readonly number[] = []

/** The slots an entry can claim: one when its LVCMDQ is known, all otherwise. */
function slotsOf(entry: Bits, queues: number): readonly number[] {
  if ((entry.known & 1) === 1 && (entry.value & 1) === 0) return NOBODY
  if ((entry.known & LVCMDQ) === LVCMDQ) {
    const l = (entry.value & LVCMDQ) >>> 1
    return l < queues ? [l] : NOBODY
  }
  return Array.from({ length: queues }, (_, l) => l)
}
