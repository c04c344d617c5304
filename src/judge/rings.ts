/** What the rings of the VCMDQs are worth, kept until BASE changes: every write asks whether a queue must run. */
import { ringOf, usable } from '../../spec/memory.js'
import type { BaseValue, Ring } from '../../spec/memory.js'
import { baseUsable } from '../../spec/rules/conditions.js'
import { vcmdq } from '../../spec/state.js'
import type { LiveState } from './state.js'

interface Known {
  readonly candidates: readonly BaseValue[]
  /** Whatever BASE is, hwQueueAlloc accepts it. */
  readonly usable: boolean
  /** The ring, where BASE is certain. */
  readonly ring: Ring | undefined
  /** The same as hwQueueAlloc is asked for it. */
  readonly address: bigint
  readonly length: bigint
}

/** The rings of one judge's VCMDQs. */
export class Rings {
  private readonly known: (Known | undefined)[]

  constructor(private readonly live: LiveState) {
    this.known = new Array<Known | undefined>(live.queues).fill(undefined)
  }

  of(q: number): Known {
    const candidates = this.live.candidatesOf(q)
    const known = this.known[q]
    if (known?.candidates === candidates) return known
    const only = candidates[0]
    const ring = candidates.length === 1 && only ? ringOf(only) : undefined
    const is = candidates.length === 1 ? ring !== undefined && usable(ring) : baseUsable(vcmdq(this.live, q))
    return (this.known[q] = { candidates, usable: is, ring, address: BigInt(ring?.address ?? -1), length: BigInt(ring?.length ?? -1) })
  }

  /** BASE is certain, and this is the ring that it names. */
  names(q: number, address: bigint, length: bigint): boolean {
    const known = this.of(q)
    return known.ring !== undefined && known.address === address && known.length === length
  }
}
