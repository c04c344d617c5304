/**
 * Whether a device that offers save and restore comes back to where it was. Exploration believes it: a word that is not
 * saved makes two states one, and what follows the second is never looked at. So before a proof is built on it, programs
 * are done twice, once by jumping from state to state as exploration does, and once from power-on, and answers compared.
 */
import type { Letter } from '../check/alphabet.js'
import type { Header, Operation, Response } from '../check/contract.js'
import { Bench, failureOf } from '../check/lockstep.js'
import type { SavedBench, Subject } from '../check/lockstep.js'
import { WayBackError } from '../check/fault.js'
import { Seat, feedPlace } from './seat.js'
import type { Death } from './seat.js'
import { sameSight, tell } from './pair.js'
import { Fingerprint, VisitedSet } from './visited.js'

/** A program whose last answer differs between a device that jumped and one that did all from power-on. */
export interface Strayed {
  readonly operations: readonly Operation[]
  readonly jumped: string
  readonly replayed: string
}

export interface WayBackReport {
  readonly strayed: Strayed | undefined
  /** States that were jumped to, and operations done by jumping. */
  readonly states: number
  readonly transitions: number
  /** No state was left to go on from. */
  readonly closed: boolean
}

export interface WayBackLimits {
  /** Longest programs. */
  readonly depth: number
  /** Operations done by jumping, after which the rest is left. */
  readonly transitions: number
}

interface Node {
  readonly saved: SavedBench
  readonly path: readonly Operation[]
  /** A state like this one was come to before. What is not saved hides there, so it is looked at once more, and not gone on from. */
  readonly known: boolean
}

/** A device that jumps and its twin that never does. */
class Twins {
  private readonly visited = new VisitedSet()
  private readonly print = new Fingerprint()
  private readonly jumper: Bench
  transitions = 0
  strayed: Strayed | undefined

  constructor(private readonly subject: Subject, private readonly header: Header, private readonly letters: readonly Letter[]) {
    this.jumper = new Bench(subject, header)
    this.jumper.started()
  }

  get states(): number {
    return this.visited.size
  }

  here(path: readonly Operation[]): Node | undefined {
    const saved = this.jumper.save()
    if (saved === undefined) return undefined
    this.print.reset()
    feedPlace({ saved }, this.print)
    return { saved, path, known: !this.visited.add(this.print.low, this.print.high) }
  }

  /** The states that one more operation leads to; looks at nothing further once an answer differs. */
  expand({ saved, path, known }: Node): readonly Node[] {
    const next: Node[] = []
    for (const { operation, last } of this.letters) {
      if (known && !last) continue
      this.transitions++
      const jumped = this.jump(saved, operation)
      const replayed = this.replay(path, operation)
      if (!sameSight(jumped, replayed, 'host')) {
        this.strayed = { operations: [...path, operation], jumped: tell(jumped, 'host'), replayed: tell(replayed, 'host') }
        return next
      }
      const node = last || 'died' in jumped ? undefined : this.here([...path, operation])
      if (node) next.push(node)
    }
    return next
  }

  private jump(saved: SavedBench, operation: Operation): Response | Death {
    try {
      this.jumper.restore(saved)
      return this.jumper.perform(operation)
    } catch (error) {
      this.jumper.host.takeLog()
      return { died: failureOf(error) }
    }
  }

  /** A new device each time: nothing that another program left can help it. */
  private replay(path: readonly Operation[], operation: Operation): Response | Death {
    const seat = new Seat(this.subject, this.header)
    seat.started()
    for (const one of path) seat.perform(one)
    return seat.perform(operation)
  }
}

/**
 * Holds a device that jumps against the same device from power-on, over all programs of an alphabet up to a length.
 * Throws WayBackError for a device whose save() fails or that has none.
 */
export function wayBack(subject: Subject, header: Header, letters: readonly Letter[], { depth, transitions }: WayBackLimits): WayBackReport {
  const twins = new Twins(subject, header, letters)
  const first = twins.here([])
  if (first === undefined) throw new WayBackError(`device ${subject.name} offers no save and restore`)
  let level: readonly Node[] = [first]
  for (let length = 0; length < depth && level.length > 0 && twins.strayed === undefined; length++) {
    const next: Node[] = []
    for (const node of level) {
      if (twins.strayed !== undefined || twins.transitions >= transitions) break
      next.push(...twins.expand(node))
    }
    level = twins.transitions >= transitions ? [] : next
    if (twins.transitions >= transitions) return { strayed: twins.strayed, states: twins.states, transitions: twins.transitions, closed: false }
  }
  return { strayed: twins.strayed, states: twins.states, transitions: twins.transitions, closed: level.length === 0 && twins.strayed === undefined }
}
