/** Two devices side by side, where what is compared of their stores is what comes of them. */
import type { Entry, Response } from '../../src/check/contract.js'
import { DIFFERENCE, SideBySide, sameSight, tell } from '../../src/prove/pair.js'
import type { Death } from '../../src/prove/seat.js'
import { NOTHING } from '../../src/prove/world.js'
import type { Outcome } from '../../src/prove/world.js'

type Store = Extract<Entry, { kind: 'store' }>

const isCalm = (entry: Entry | undefined): entry is Store => entry?.kind === 'store' && entry.mapped && entry.view?.enabled !== true

/** A store without the view that came of it: of stores in another order the views differ, and no hardware acts on them while the slot is off. */
const plain = (entry: Store): Store => ({ ...entry, view: undefined, changed: true })

/** The log without stores that change nothing, and each row of stores to slots that are off by ascending offset, the last of each. */
function calm(log: readonly Entry[]): readonly Entry[] {
  const out: Entry[] = []
  let row = new Map<number, Store>()
  const flush = (): void => {
    out.push(...[...row.values()].toSorted((a, b) => a.offset - b.offset))
    row = new Map()
  }
  for (const entry of log) {
    if (entry.kind === 'store' && entry.mapped && !entry.changed) continue
    if (isCalm(entry)) row.set(entry.offset, plain(entry))
    else {
      flush()
      out.push(entry)
    }
  }
  flush()
  return out
}

const calmed = (answer: Response | Death): Response | Death => ('died' in answer ? answer : { ...answer, log: calm(answer.log) })

const SAME: Outcome = { judged: NOTHING, forbidden: NOTHING, ended: false }

/** As a pair seen by the host, see calm(). What the hosts are left with is compared as well. */
export class CalmWorld extends SideBySide {
  protected compare(first: Response | Death, second: Response | Death): Outcome {
    const [a, b] = [calmed(first), calmed(second)]
    const ended = 'died' in a || 'died' in b
    if (sameSight(a, b, 'host') && this.hostsAgree()) return ended ? { ...SAME, ended } : SAME
    return { judged: NOTHING, forbidden: [{ clause: DIFFERENCE, observed: tell(a, 'host'), allowed: tell(b, 'host') }], ended }
  }

  /** The page, the slots and all that the kernel remembers. */
  private hostsAgree(): boolean {
    const [a, b] = [this.a.save(), this.b.save()]
    if (!('saved' in a) || !('saved' in b)) return true
    const { host } = b.saved
    return a.saved.host.length === host.length && a.saved.host.every((word, i) => word === host[i])
  }
}
