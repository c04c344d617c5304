/** Two devices side by side, where what is compared of their stores is what comes of them. */
import type { Entry, Header, Operation, Response } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { DIFFERENCE, sameSight, tell } from '../../src/prove/pair.js'
import type { PairPlace } from '../../src/prove/pair.js'
import { Seat, feedPlace } from '../../src/prove/seat.js'
import type { Death } from '../../src/prove/seat.js'
import type { Fingerprint } from '../../src/prove/visited.js'
import { NOTHING } from '../../src/prove/world.js'
import type { Outcome, World } from '../../src/prove/world.js'

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
export class CalmWorld implements World<PairPlace> {
  private readonly a: Seat
  private readonly b: Seat

  constructor(a: Subject, b: Subject, header: Header) {
    this.a = new Seat(a, header)
    this.b = new Seat(b, header)
  }

  start(): Outcome {
    return this.compare(this.a.started(), this.b.started())
  }

  perform(operation: Operation): Outcome {
    return this.compare(this.a.perform(operation), this.b.perform(operation))
  }

  save(): PairPlace {
    return { a: this.a.save(), b: this.b.save() }
  }

  restore({ a, b }: PairPlace): void {
    this.a.restore(a)
    this.b.restore(b)
  }

  fingerprint(into: Fingerprint): void {
    feedPlace(this.a.save(), into)
    feedPlace(this.b.save(), into)
  }

  private compare(first: Response | Death, second: Response | Death): Outcome {
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
