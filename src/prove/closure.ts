/**
 * Exploration to closure: whether any program of any length over an alphabet breaks anything at all.
 *
 * Three reductions keep the states few; each is a claim about model or device that is checked elsewhere or on the way.
 *
 * * *Whom to blame is no part of what is owed.* What lies between a write and a read decides which clause speaks of the
 *   value, never whether one does. States that differ in nothing else are one (test/spec/fingerprint.test.ts).
 * * *Looking adds nothing but knowledge.* At every new state everything is read that the alphabet reads, and the search
 *   goes on from there. A judge that knows more forbids whatever one that knows less would (test/prove/closure.test.ts).
 *   That a read changes neither device nor host is seen at each state, and a read that does becomes a step of its own.
 * * *What does nothing leads nowhere.* A step that comes back to the state it left needs no restoring.
 *
 * Breadth first: a divergence that is found takes as few steps as any.
 */
import type { Letter } from '../check/alphabet.js'
import type { Operation } from '../check/contract.js'
import type { OwedPlace, OwedWorld } from './owed.js'
import { Refutations } from './refutations.js'
import type { Refutation } from './refutations.js'
import { Fingerprint, VisitedSet } from './visited.js'

export interface ClosureLimits {
  /** Steps taken in all, after which the search is left incomplete. */
  readonly transitions: number
  readonly depth?: number | undefined
  /** When it is left incomplete, in milliseconds since the epoch. */
  readonly deadline?: number | undefined
  /** Every state is kept word by word as well, to see that no two share a fingerprint. */
  readonly exact?: boolean
}

export interface Closure {
  readonly states: number
  /** Steps taken and judged; reads are counted apart. */
  readonly transitions: number
  readonly reads: number
  /** The longest of the shortest ways to a state; where not closed, how many steps were looked at. */
  readonly depth: number
  /** No new state was left. */
  readonly closed: boolean
  readonly bytesPerState: number
  /** How often each clause was judged. */
  readonly judged: Readonly<Record<string, number>>
  /** Some read was seen to have an effect, so that reads were taken as steps like any other. */
  readonly loud: boolean
  readonly refutation: Refutation | undefined
  /** What was broken of the clauses that do not bind, each with as few steps as any. */
  readonly advice: readonly Refutation[]
}

/** What a search is told besides what it explores. */
export interface ClosureOptions {
  readonly limits: ClosureLimits
  /** Whether breaking a clause refutes the theorem, and ends the search. */
  readonly binds: (clause: string) => boolean
}

/** A read was seen to change the device or the host. */
class LoudLook extends Error {}

/** How each state was come to: by which step, from which state. Five bytes a state. */
class Ways {
  private from = new Int32Array(1024)
  private by = new Uint8Array(1024)
  length = 0

  add(from: number, by: number): number {
    if (this.length === this.from.length) {
      const [from_, by_] = [new Int32Array(2 * this.length), new Uint8Array(2 * this.length)]
      from_.set(this.from)
      by_.set(this.by)
      this.from = from_
      this.by = by_
    }
    this.from[this.length] = from
    this.by[this.length] = by
    return this.length++
  }

  to(state: number, steps: readonly Operation[]): Operation[] {
    const way: Operation[] = []
    for (let at = state; at > 0; at = this.from[at] ?? 0) {
      const step = steps[this.by[at] ?? 0]
      if (step) way.push(step)
    }
    return way.reverse()
  }
}

/** States word by word. It is slow, and for scopes that are small. */
class ExactStates {
  private readonly states = new Set<string>()
  private words: number[] = []

  /** Throws when a fingerprint says otherwise than the words. */
  note(world: Pick<OwedWorld<unknown>, 'feedState'>, isNew: boolean): void {
    this.words = []
    world.feedState({ word: (value) => void this.words.push(value), words: (values) => void this.words.push(...values), bytes: (values) => void this.words.push(...values) })
    const key = this.words.join(',')
    if (this.states.has(key) === isNew) throw new Error('two states share a fingerprint: the exploration is worth nothing, please report this')
    this.states.add(key)
  }
}

/** A state whose steps have not been taken. */
interface Open<S> {
  readonly saved: OwedPlace<S>
  readonly state: number
  readonly low: number
  readonly high: number
}

/** One search. It is made for one run: `run()` once. */
class Closer<S> {
  /** States as they are once everything is looked at, and as they were before where that told something. Either is known again. */
  private readonly visited = new VisitedSet()
  private readonly ways = new Ways()
  private readonly print = new Fingerprint()
  private readonly place = new Fingerprint()
  private readonly exact: ExactStates | undefined
  private transitions = 0
  private reads = 0
  private readonly broken: Refutations
  private readonly limits: ClosureLimits

  constructor(
    private readonly world: OwedWorld<S>,
    private readonly steps: readonly Operation[],
    private readonly looks: readonly Operation[],
    { limits, binds }: ClosureOptions,
  ) {
    this.limits = limits
    this.broken = new Refutations(binds)
    if (limits.exact === true) this.exact = new ExactStates()
  }

  run(): Closure {
    const { world, ways, limits: { depth: deepest = Infinity } } = this
    let level: Open<S>[] = []
    world.start()
    this.note(0)
    world.printState(this.print)
    if (!world.ended) this.arrive(0, 0, level)
    let depth = 0
    while (level.length > 0 && depth < deepest && !this.isOver()) {
      const next = this.expand(level)
      if (next.length === 0) break
      level = next
      depth++
    }
    const closed = !this.isOver() && depth < deepest
    const bytesPerState = (this.visited.bytesPerState * this.visited.size) / Math.max(1, ways.length)
    return { states: ways.length, transitions: this.transitions, reads: this.reads, depth, closed, bytesPerState, judged: world.counts(), loud: false, refutation: this.broken.found, advice: this.broken.advice }
  }

  private isOver(): boolean {
    return this.broken.found !== undefined || this.isOut()
  }

  /** Whether the limits are reached. */
  private isOut(): boolean {
    const { transitions, deadline } = this.limits
    return this.transitions >= transitions || (deadline !== undefined && Date.now() >= deadline)
  }

  /** All steps from all states of a level. Goes on to its end after a divergence: a later step may break something with less. */
  private expand(level: readonly Open<S>[]): Open<S>[] {
    const next: Open<S>[] = []
    for (const open of level) {
      if (this.isOut()) break
      this.follow(open, next)
    }
    return next
  }

  private follow({ saved, state, low, high }: Open<S>, next: Open<S>[]): void {
    const { world, steps, print } = this
    let away = true
    for (let letter = 0; letter < steps.length; letter++) {
      const step = steps[letter]
      if (!step) continue
      if (away) world.restore(saved)
      away = false
      if (!world.allows(step)) continue
      away = true
      this.transitions++
      world.perform(step)
      if (world.forbidden.length > 0) this.note(state, step)
      if (world.ended) continue
      world.printState(print)
      if (print.low === low && print.high === high) {
        away = false
        world.forget(saved)
      } else if (!this.visited.has(print.low, print.high)) this.arrive(state, letter, next)
    }
  }

  /** A state that may be new, as `print` has it: everything is looked at, and if it then is, its steps are to be taken. */
  private arrive(from: number, letter: number, next: Open<S>[]): void {
    const { world, print, visited } = this
    const { low, high } = print
    this.look(from, letter)
    if (world.ended) return
    world.printState(print)
    if (print.low !== low || print.high !== high) visited.add(low, high)
    const isNew = visited.add(print.low, print.high)
    this.exact?.note(world, isNew)
    if (isNew) next.push({ saved: world.save(), state: this.ways.add(from, letter), low: print.low, high: print.high })
  }

  /** Throws LoudLook when reading turns out to be more than that. */
  private look(from: number, letter: number): void {
    const { world, place, looks } = this
    if (looks.length === 0) return
    world.printPlace(place)
    const { low, high } = place
    for (const look of looks) {
      this.reads++
      world.perform(look)
      if (world.forbidden.length > 0) this.note(from, this.ways.length === 0 ? undefined : this.steps[letter], look)
      if (world.ended) return
    }
    world.printPlace(place)
    if (place.low !== low || place.high !== high) throw new LoudLook('a read has an effect')
  }

  private note(from: number, ...after: readonly (Operation | undefined)[]): void {
    const { forbidden } = this.world
    if (forbidden.length === 0) return
    this.broken.note(forbidden, [...this.ways.to(from, this.steps), ...after.filter((one) => one !== undefined)], this.looks)
  }
}

const isRead = ({ op }: Operation): boolean => op === 'read'

/** Explores a world over an alphabet until nothing new is left, something that binds is broken, or the limits are reached. `makeWorld` is called once, or twice for a device whose reads have effects. */
export function exploreToClosure<S>(makeWorld: () => OwedWorld<S>, alphabet: readonly Letter[], options: ClosureOptions): Closure {
  const operations = alphabet.map(({ operation }) => operation)
  const [looks, steps] = [operations.filter(isRead), operations.filter((one) => !isRead(one))]
  try {
    return new Closer(makeWorld(), steps, looks, options).run()
  } catch (error) {
    if (!(error instanceof LoudLook)) throw error
    return { ...new Closer(makeWorld(), operations, [], options).run(), loud: true }
  }
}
