/**
 * What is said of one entry of a response. Nearly every entry is in order, and then it is known which clauses say so; as
 * soon as anything may be wrong, the rules themselves are asked.
 */
import { NONE } from '../../spec/mapping.js'
import { indexMask } from '../../spec/memory.js'
import type { Step } from '../../spec/rules/rule.js'
import { rulesOn } from '../../spec/rules/rulebook.js'
import type { Entry } from '../../spec/vocabulary.js'
import * as at from './layout.js'
import type { Rings } from './rings.js'
import type { LiveState } from './state.js'
import { bitsOf } from './tally.js'
import type { ClauseBits, Tally } from './tally.js'

const NOTHING = bitsOf([])
const LEGAL = bitsOf(['HOST-LEGAL'])
const PAGE = bitsOf(['HOST-PAGE'])
const QUEUE_CALL = bitsOf(['HOST-ORDER', 'HOST-LEGAL', 'HOST-GUEST-WINDOW'])
const RING_AND_PAGE = bitsOf(['RING', 'HOST-PAGE'])
const RING = bitsOf(['RING'])

/** What the hardware sees in a slot. */
interface Indices {
  readonly prod: number
  readonly cons: number
  readonly length: bigint
}

/** Judges entries for one judge. */
export class Moments {
  constructor(private readonly live: LiveState, private readonly tally: Tally, private readonly rings: Rings) {}

  judge(step: Step, entry: Entry, index: number): void {
    const { tally, live } = this
    const fine = this.inOrder(entry)
    if (fine) {
      tally.take(fine)
      return
    }
    const moment = { step, state: live, entry, index }
    for (const rule of rulesOn(entry)) tally.add(rule.clause, rule.judge(moment))
  }

  /** The clauses that judge the entry and find it in order; undefined where a rule must be asked. */
  private inOrder(entry: Entry): ClauseBits | undefined {
    const { pageMapped, windows } = this.live.host
    switch (entry.kind) {
      case 'isRam':
      case 'guestUnmap':
      case 'interrupt':
        return NOTHING
      case 'store':
        return entry.mapped && windows.length === 0 ? this.storeInOrder(entry) : undefined
      case 'hwQueueAlloc':
      case 'hwQueueDestroy':
        return (entry.answer >= 0 || entry.injected) && windows.length === 0 ? QUEUE_CALL : undefined
      case 'viommuAlloc':
        return entry.answer >= 0 || entry.injected ? LEGAL : undefined
      case 'mmapPage0':
        return pageMapped ? undefined : PAGE
      case 'guestMap':
        return pageMapped && entry.answer >= 0 ? PAGE : undefined
      case 'munmapPage0':
        return windows.length === 0 ? PAGE : undefined
      case 'fetch':
        return this.fetchInOrder(entry)
      default:
        return undefined
    }
  }

  private storeInOrder({ view }: Extract<Entry, { kind: 'store' }>): ClauseBits | undefined {
    const q = view?.enabled ? (this.live.mapping.queueAt[view.slot] ?? NONE) : NONE
    if (!view || q < 0) return PAGE
    // What the write of this operation replaced may stand there still: that is a question for the rule.
    return this.indicesAre(q, view) ? RING_AND_PAGE : undefined
  }

  private fetchInOrder(entry: Extract<Entry, { kind: 'fetch' }>): ClauseBits | undefined {
    const q = this.live.mapping.queueAt[entry.slot] ?? NONE
    if (q < 0) return NOTHING
    return this.rings.names(q, entry.address, entry.length) && this.indicesAre(q, entry) ? RING : undefined
  }

  /** PROD and CONS are as the guest has them, where they are known. */
  private indicesAre(q: number, { prod, cons, length }: Indices): boolean {
    const { live, live: { words } } = this
    const mask = indexMask(Number(length))
    const block = live.blockOf(q)
    return (
      (((words[block + at.PROD_INDX] ?? 0) ^ prod) & (words[block + at.PROD_INDX + at.KNOWN] ?? 0) & mask) === 0 &&
      (((words[block + at.CONS_INDX] ?? 0) ^ cons) & (words[block + at.CONS_INDX + at.KNOWN] ?? 0) & mask) === 0
    )
  }
}
