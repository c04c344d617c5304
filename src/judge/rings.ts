/** What the rings of the VCMDQs are worth, kept until BASE changes: every write asks whether a queue must run. */
import type { Ring } from '../../spec/memory.js'
import { ringOf, usable } from '../../spec/memory.js'
import type { BaseValue } from '../../spec/memory.js'
import { vcmdq } from '../../spec/state.js'
import { baseUsable } from '../../spec/rules/conditions.js'
import type { LiveState } from './state.js'

interface Known {
  readonly candidates: readonly BaseValue[]
  /** Whatever BASE is, hwQueueAlloc accepts it. */
  readonly usable: boolean
  /** The ring, where BASE is certain. */
  readonly ring: Ring | undefined
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
    const [only] = candidates
    const ring = candidates.length === 1 && only ? ringOf(only) : undefined
    const is = candidates.length === 1 ? ring !== undefined && usable(ring) : baseUsable(vcmdq(this.live, q))
    return (this.known[q] = { candidates, usable: is, ring })
  }
}
