/**
 * Breadth-first search in the written order: the first program that breaks a clause is the shortest, and of the
 * shortest the least. Why, although states are visited once: programs are made level by level, and within a level in
 * the written order, so a state is first reached by the least of its shortest programs; whatever follows it follows
 * that one too, and the result is no greater.
 */
import type { Letter } from '../check/alphabet.js'
import type { Forbidden, Operation } from '../check/contract.js'
import type { Extent } from '../check/matrix.js'
import type { World } from './world.js'
import { Fingerprint, VisitedSet } from './visited.js'

export interface Limits {
  /** Longest programs that are looked at. */
  readonly depth: number
  /** Operations done in all, after which the search is left incomplete. */
  readonly transitions: number
}

/** The least program that breaks a clause, and what was seen. */
export interface Found extends Forbidden {
  readonly operations: readonly Operation[]
}

export interface Exploration extends Extent {
  readonly bytesPerState: number
  readonly found: ReadonlyMap<string, Found>
  /** How often each clause was judged. */
  readonly judged: ReadonlyMap<string, number>
}

export type ExploreProgress = (states: number, transitions: number, depth: number) => void

/** A place in the search tree: a state, and how it was reached. */
interface Node<T> {
  readonly saved: T
  readonly parent: Node<T> | undefined
  readonly operation: Operation | undefined
}

function pathTo<T>(node: Node<T>, last: Operation): Operation[] {
  const path = [last]
  for (let at: Node<T> | undefined = node; at?.operation !== undefined; at = at.parent) path.push(at.operation)
  return path.reverse()
}

const PROGRESS_EVERY = 4096

/** One search. It is made for one run: `run()` once. */
class Explorer<T> {
  private readonly visited = new VisitedSet()
  private readonly print = new Fingerprint()
  private readonly found = new Map<string, Found>()
  private readonly judged = new Map<string, number>()
  private transitions = 0
  /** How many of the wanted clauses have not been found. */
  private missing: number

  constructor(
    private readonly world: World<T>,
    /** In the written order. */
    private readonly alphabet: readonly Letter[],
    private readonly limits: Limits,
    /** The clauses that are looked for: the search ends when all are found. Undefined: whatever there is. */
    private readonly wanted: ReadonlySet<string> | undefined,
    private readonly progress: ExploreProgress,
  ) {
    this.missing = wanted?.size ?? Infinity
  }

  run(): Exploration {
    const { judged, forbidden, ended } = this.world.start()
    this.note(judged, forbidden, [])
    let level: Node<T>[] = []
    if (!ended && this.isNew()) level.push({ saved: this.world.save(), parent: undefined, operation: undefined })
    let [depth, complete] = [0, true]
    while (level.length > 0 && depth < this.limits.depth && !this.isDone()) {
      const next = this.expand(level, depth + 1)
      if (next === undefined) {
        complete = this.isDone()
        break
      }
      level = next
      depth++
    }
    const { found, transitions, visited } = this
    return { found, judged: this.judged, states: visited.size, transitions, depth, closed: complete && level.length === 0 && depth < this.limits.depth, complete, bytesPerState: visited.bytesPerState }
  }

  private isDone(): boolean {
    return this.missing === 0
  }

  /** The next level, or undefined when the search had to stop within it. */
  private expand(level: readonly Node<T>[], depth: number): Node<T>[] | undefined {
    const next: Node<T>[] = []
    const deepest = depth === this.limits.depth
    for (const node of level) {
      if (this.transitions >= this.limits.transitions || this.isDone()) return undefined
      for (const { operation, last } of this.alphabet) {
        this.step(node, operation, last || deepest, next)
        if (this.transitions % PROGRESS_EVERY === 0) this.progress(this.visited.size, this.transitions, depth)
      }
    }
    return next
  }

  private step(node: Node<T>, operation: Operation, last: boolean, next: Node<T>[]): void {
    const { world } = this
    this.transitions++
    world.restore(node.saved)
    const { judged, forbidden, ended } = world.perform(operation)
    this.note(judged, forbidden, forbidden.length > 0 ? pathTo(node, operation) : NO_PATH)
    if (last || ended) return
    if (this.isNew()) next.push({ saved: world.save(), parent: node, operation })
  }

  /** Whether the world stands where it never stood before. */
  private isNew(): boolean {
    this.print.reset()
    this.world.fingerprint(this.print)
    return this.visited.add(this.print.low, this.print.high)
  }

  private note(judged: readonly string[], forbidden: readonly Forbidden[], operations: readonly Operation[]): void {
    for (const clause of judged) this.judged.set(clause, (this.judged.get(clause) ?? 0) + 1)
    for (const one of forbidden) {
      if (this.found.has(one.clause)) continue
      this.found.set(one.clause, { ...one, operations })
      if (this.wanted?.has(one.clause)) this.missing--
    }
  }
}

const NO_PATH: readonly Operation[] = Object.freeze([])

/** Explores a world over an alphabet in the written order. */
export function explore<T>(world: World<T>, alphabet: readonly Letter[], limits: Limits, wanted?: ReadonlySet<string>, progress: ExploreProgress = () => undefined): Exploration {
  return new Explorer(world, alphabet, limits, wanted, progress).run()
}
