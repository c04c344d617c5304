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
  const ENABLE = bit(vintfConfig, 0)
  const queueAt = Array.from({ length: queues }, () => NONE)
  const slotOf = Array.from({ length: queues }, () => NONE)
  const claimOf = Array.from({ length: queues }, () => NONE)
  const claimants: number[][] = queueAt.map(() => [])
  const unsure = queueAt.map(() => false)
  entries.forEach((entry, queue) => {
    for (const l of slotsOf(entry, queues)) {
      const claim = claims(entry, l)
      if (claim === 'no') continue
      claimants[l]?.push(queue)
      if (claim === 'maybe') unsure[l] = true
      else claimOf[queue] = l
    }
  })
  claimants.forEach((claiming, l) => {
    const [only] = claiming
    if (only === undefined || ENABLE === 0) return
    const clear = claiming.length === 1 && !unsure[l] && ENABLE === 1
    queueAt[l] = clear ? only : UNCLEAR
    for (const queue of claiming) slotOf[queue] = clear ? l : UNCLEAR
  })
  return { queueAt, slotOf, claimants, claimOf }
}

/** The slots an entry can claim: one when its LVCMDQ is known, all otherwise. */
function slotsOf(entry: Bits, queues: number): readonly number[] {
  if ((entry.known & 1) === 1 && (entry.value & 1) === 0) return []
  if ((entry.known & LVCMDQ) === LVCMDQ) {
    const l = (entry.value & LVCMDQ) >>> 1
    return l < queues ? [l] : []
  }
  return Array.from({ length: queues }, (_, l) => l)
}
