/**
 * Every word of the region, every size and direction, from every control state of a scope. The control states are found by
 * exploration; in each of them every word is read and written, and after a write to a register everything is read
 * back: what was written is where it should be, and nothing else has changed. A write to a gap must change nothing at all,
 * which is seen after many of them at once.
 */
import type { Letter } from '../check/alphabet.js'
import type { Forbidden, Operation } from '../check/contract.js'
import type { Region } from '../check/region.js'
import type { OwedPlace, OwedWorld } from './owed.js'
import { Refutations } from './refutations.js'
import type { Refutation } from './refutations.js'
import { Fingerprint, VisitedSet } from './visited.js'

export interface WordsResult {
  /** Control states. */
  readonly states: number
  readonly depth: number
  /** Accesses made and judged. */
  readonly accesses: number
  readonly closed: boolean
  readonly refutation: Refutation | undefined
  readonly advice: readonly Refutation[]
}

export interface WordsOptions {
  readonly binds: (clause: string) => boolean
  readonly deadline: number | undefined
}

/** What is written: every bit, and the one that enables. */
const VALUES = [0xffff_ffff, 1] as const
/** Gap words written between two looks at the device. */
const BATCH = 1024
const NO_LOOKS: readonly Operation[] = Object.freeze([])

interface ControlState<S> {
  readonly place: OwedPlace<S>
  readonly way: readonly Operation[]
}

/** A write of a gap was seen to change the device or the host, and no clause spoke. It is told as one that DECODE-GAP forbids. */
const CHANGED: Forbidden = { clause: 'DECODE-GAP', observed: 'device or host is not what it was', allowed: 'a gap write that changes nothing' }

class Words<S> {
  private readonly print = new Fingerprint()
  private readonly after = new Fingerprint()
  private readonly gaps: readonly number[]
  private readonly registers: readonly number[]
  private readonly looks: readonly Operation[]
  private accesses = 0
  private readonly broken: Refutations

  constructor(private readonly world: OwedWorld<S>, region: Region, queues: number, private readonly options: WordsOptions) {
    const offsets = Array.from({ length: region.bytes / 4 }, (_, word) => word * 4)
    this.registers = offsets.filter((offset) => region.locate(offset, queues) !== undefined)
    this.gaps = offsets.filter((offset) => region.locate(offset, queues) === undefined)
    this.broken = new Refutations(options.binds)
    this.looks = this.registers.map((offset): Operation => ({ op: 'read', offset, size: 4 }))
  }

  run(steps: readonly Operation[]): WordsResult {
    const { states, depth } = this.control(steps)
    const { broken } = this
    let done = 0
    for (const state of states) {
      if (broken.found !== undefined || (this.options.deadline !== undefined && Date.now() >= this.options.deadline)) break
      this.all(state)
      done++
    }
    return { states: states.length, depth, accesses: this.accesses, closed: done === states.length && broken.found === undefined, refutation: broken.found, advice: broken.advice }
  }

  /** All states that the steps lead to. Reads have no part in it: they come later, in each of them. */
  private control(steps: readonly Operation[]): { readonly states: readonly ControlState<S>[]; readonly depth: number } {
    const { world, print } = this
    const visited = new VisitedSet()
    world.start()
    world.printState(print)
    visited.add(print.low, print.high)
    const states: ControlState<S>[] = [{ place: world.save(), way: [] }]
    let depth = 0
    for (let at = 0; at < states.length; at++) {
      const from = states[at]
      if (!from) break
      depth = Math.max(depth, from.way.length)
      for (const step of steps) {
        world.restore(from.place)
        world.perform(step)
        if (world.forbidden.length > 0) this.note(from.way, step)
        if (world.ended) continue
        world.printState(print)
        if (visited.add(print.low, print.high)) states.push({ place: world.save(), way: [...from.way, step] })
      }
    }
    return { states, depth }
  }

  private all({ place, way }: ControlState<S>): void {
    this.world.restore(place)
    for (const size of [4, 8] as const) {
      this.readGaps(way, size)
      for (let from = 0; from < this.gaps.length; from += BATCH) this.writeGaps(place, way, this.gaps.slice(from, from + BATCH), size)
      for (const offset of this.registers) if (size === 4 || offset % 8 === 0) this.register(place, way, offset, size)
    }
  }

  private readGaps(way: readonly Operation[], size: 4 | 8): void {
    for (const offset of this.gaps) if (size === 4 || offset % 8 === 0) this.access(way, { op: 'read', offset, size })
  }

  /** Many gap writes, and one look at what device and host are. If they changed, one after another is done again. */
  private writeGaps(place: OwedPlace<S>, way: readonly Operation[], offsets: readonly number[], size: 4 | 8): void {
    const { world, print, after } = this
    world.restore(place)
    world.printPlace(print)
    for (const offset of offsets) if (size === 4 || offset % 8 === 0) this.access(way, writeOf(offset, size, 0xffff_ffff))
    world.printPlace(after)
    if (after.low === print.low && after.high === print.high) return
    world.restore(place)
    if (offsets.length > 1) {
      const half = offsets.length >>> 1
      this.writeGaps(place, way, offsets.slice(0, half), size)
      this.writeGaps(place, way, offsets.slice(half), size)
      return
    }
    const write = writeOf(offsets[0] ?? 0, size, 0xffff_ffff)
    world.perform(write)
    for (const look of this.looks) this.access(way, look, write)
    const { found, advice } = this.broken
    if (found === undefined && !advice.some(({ clause }) => clause === CHANGED.clause)) this.broken.note([CHANGED], [...way, write], NO_LOOKS)
    world.restore(place)
  }

  private register(place: OwedPlace<S>, way: readonly Operation[], offset: number, size: 4 | 8): void {
    const { world } = this
    this.access(way, { op: 'read', offset, size })
    for (const value of VALUES) {
      const write = writeOf(offset, size, value)
      this.access(way, write)
      for (const look of this.looks) this.access(way, look, write)
      world.restore(place)
    }
  }

  private access(way: readonly Operation[], operation: Operation, before?: Operation): void {
    this.accesses++
    this.world.perform(operation)
    if (this.world.forbidden.length > 0) this.note(before ? [...way, before] : way, operation)
  }

  private note(way: readonly Operation[], last: Operation): void {
    this.broken.note(this.world.forbidden, [...way, last], NO_LOOKS)
  }
}

function writeOf(offset: number, size: 4 | 8, value: number): Operation {
  return size === 4 ? { op: 'write', offset, size, value } : { op: 'write', offset, size, value: (BigInt(value) << 32n) | BigInt(value) }
}

/** Accesses every word from every state that the letters lead to. The world is used up. */
export function exploreWords<S>(world: OwedWorld<S>, letters: readonly Letter[], region: Region, queues: number, options: WordsOptions): WordsResult {
  return new Words(world, region, queues, options).run(letters.map(({ operation }) => operation).filter(({ op }) => op !== 'read'))
}
