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
  const unsure: number[] = []
  for (let queue = 0; queue < queues; queue++) {
    const entry = entries[queue]
    if (entry === undefined || isFree(entry)) continue
    const [first, end] = slotsOf(entry, queues)
    for (let l = first; l < end; l++) {
      const claim = claims(entry, l)
      if (claim === 'no') continue
      claimants[l] = [...(claimants[l] ?? NOBODY), queue]
      if (claim === 'maybe') unsure.push(l)
      else claimOf[queue] = l
    }
  }
  return { ...settleClaims(claimants, unsure, bit(vintfConfig, 0)), claimants, claimOf }
}

/** One sure claimant is mapped while ENABLE=1; more than one, or an unknown bit, leaves the slot unclear. */
function settleClaims(claimants: readonly (readonly number[])[], unsure: readonly number[], ENABLE: 0 | 1 | undefined): Pick<Mapping, 'queueAt' | 'slotOf'> {
  const queueAt = new Array<number>(claimants.length).fill(NONE)
  const slotOf = new Array<number>(claimants.length).fill(NONE)
  if (ENABLE === 0) return { queueAt, slotOf }
  for (let l = 0; l < claimants.length; l++) {
    const claiming = claimants[l] ?? NOBODY
    const [only] = claiming
    if (only === undefined) continue
    const clear = claiming.length === 1 && ENABLE === 1 && !unsure.includes(l)
    queueAt[l] = clear ? only : UNCLEAR
    for (const queue of claiming) slotOf[queue] = clear ? l : UNCLEAR
  }
  return { queueAt, slotOf }
}

const NOBODY: readonly number[] = []

/** ALLOC is known to be 0. */
const isFree = ({ value, known }: Bits): boolean => (known & 1) === 1 && (value & 1) === 0

/** The slots an entry can claim, from the first to before the end: one when its LVCMDQ is known, all otherwise. */
function slotsOf(entry: Bits, queues: number): readonly [first: number, end: number] {
  if ((entry.known & LVCMDQ) !== LVCMDQ) return [0, queues]
  const l = (entry.value & LVCMDQ) >>> 1
  return l < queues ? [l, l + 1] : [0, 0]
}
