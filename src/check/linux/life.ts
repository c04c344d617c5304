/**
 * A whole random life of a Linux guest, as blocks. What the hardware has fetched is tracked as a conforming device
 * would let it happen, so that the driver never overfills a ring and a program bears witness to what it is meant for.
 */
import { chance, pick } from '../source.js'
import type { Source } from '../source.js'
import { bootBlocks, shutdownBlocks } from './boot.js'
import type { Block, LinuxGuest, Ring } from './guest.js'
import { rings } from './rings.js'
import { WHOLE_RING, errorInterruptBlocks, fetchBlocks, useBlocks } from './use.js'

/** A queue as driver and hardware see it: both positions carry the wrap bit. */
interface Progress {
  readonly log2size: number
  prod: number
  cons: number
}

/** With more queues a life keeps to some of them, and to one further boot: 128 make it 4,000 operations long. */
const MANY = 4
const ROUNDS = 8
const ERROR_CODES = [1, 2, 3, 4] as const

class Life {
  readonly blocks: Block[] = []
  private rings: readonly Ring[] = []
  private queues: Progress[] = []
  /** The queues that this life puts to use. */
  private readonly busy: readonly number[]
  private boots: number

  constructor(private readonly source: Source, private readonly guest: LinuxGuest) {
    const { queues } = guest
    this.boots = queues > MANY ? 2 : 3
    this.busy = queues > MANY
      ? [...new Set([0, source.int(queues), source.int(queues), queues - 1])]
      : Array.from({ length: queues }, (_, l) => l)
    this.boot()
    this.attach()
  }

  /** A round: now and then an error or a new kernel, mostly commands on every queue in turn. */
  round(): void {
    const arm = this.source.int(6)
    if (arm === 5) this.crash([])
    else if (arm === 4) this.fail()
    else for (const l of this.busy) this.submit(l)
  }

  end(): void {
    if (chance(this.source, 2)) this.blocks.push(...shutdownBlocks(this.guest))
  }

  private boot(): void {
    this.boots--
    this.rings = rings(this.source, this.guest.queues, this.rings)
    this.queues = this.rings.map(({ log2size }) => ({ log2size, prod: 0, cons: 0 }))
    this.blocks.push(...bootBlocks(this.guest, this.rings))
  }

  /** The first device arrives before the first queue is enabled: at power-on, or while the driver probes. */
  private attach(): void {
    const enable = this.guest.region.queueRegister('vintf', 'CONFIG', 0)
    const enables = (block: Block): boolean =>
      block.some((step) => step.op === 'write' && step.offset === enable && step.value === 1)
    const latest = this.blocks.findIndex(enables)
    const at = chance(this.source, 2) ? 0 : this.source.int(latest + 1)
    this.blocks.splice(at, 0, [{ op: 'attach' }])
  }

  /**
   * A new kernel on a live device, which is not told what the old one left undone. When the old one died over errors
   * of `failing`, it either still got their interrupts, and the new one inherits a false alarm, or the records outlive
   * it, and come when the boot has acknowledged the errors.
   */
  private crash(failing: readonly number[]): void {
    if (this.boots === 0) return
    const early = chance(this.source, 2)
    const delivered = failing.map((): Block => [{ op: 'deliver' }])
    if (early) this.blocks.push(...delivered)
    this.boot()
    if (!early) this.blocks.push(...delivered)
    else if (failing.length > 0) this.blocks.push(...errorInterruptBlocks(this.guest, []))
  }

  private queue(l: number): Progress {
    const queue = this.queues[l]
    if (queue === undefined) throw new RangeError(`no logical queue ${l} among ${this.queues.length}`)
    return queue
  }

  private pending(l: number): number {
    const { log2size, prod, cons } = this.queue(l)
    return (prod - cons) & (2 ** (log2size + 1) - 1)
  }

  private publish(l: number, count: number): number {
    const queue = this.queue(l)
    queue.prod = (queue.prod + count) & (2 ** (queue.log2size + 1) - 1)
    return queue.prod
  }

  private take(l: number, count: number): number {
    const queue = this.queue(l)
    queue.cons = (queue.cons + Math.min(count, this.pending(l))) & (2 ** (queue.log2size + 1) - 1)
    return count
  }

  /** Commands for one queue; the hardware takes all, some in two goes, some, or for now none of them. */
  private submit(l: number): void {
    this.makeRoom(l)
    const prod = this.publish(l, this.someOf(2 ** this.queue(l).log2size - this.pending(l)))
    const fetches: number[] = []
    const goes = this.source.int(4)
    if (goes >= 2) fetches.push(this.take(l, this.someOf(this.pending(l))))
    if (goes >= 1 && goes <= 2) fetches.push(this.take(l, WHOLE_RING))
    this.blocks.push(...useBlocks(this.guest, l, prod, fetches))
  }

  /** A full ring takes no further command: the driver waits until the hardware has made room. */
  private makeRoom(l: number): void {
    if (this.pending(l) < 2 ** this.queue(l).log2size) return
    this.blocks.push(...fetchBlocks(this.guest, l, this.take(l, this.someOf(this.pending(l)))))
  }

  /** All of `most`, or few: a large ring fills up and wraps, too. */
  private someOf(most: number): number {
    return chance(this.source, 3) ? most : 1 + this.source.int(Math.min(most, 8))
  }

  /** The hardware meets an error on one queue, or on two of them. */
  private fail(): void {
    const first = pick(this.source, this.busy)
    const others = this.busy.filter((l) => l !== first)
    const failing = others.length > 0 && chance(this.source, 2) ? [first, pick(this.source, others)] : [first]
    for (const l of failing) this.stall(l)
    if (this.boots > 0 && chance(this.source, 4)) return this.crash(failing)
    this.handle(failing)
    for (const l of failing) this.blocks.push(...fetchBlocks(this.guest, l, this.take(l, WHOLE_RING)))
  }

  /** Commands, of which the hardware takes some and stumbles over the next; further ones have to wait. */
  private stall(l: number): void {
    this.makeRoom(l)
    const count = this.someOf(2 ** this.queue(l).log2size - this.pending(l))
    const good = this.source.int(this.pending(l) + count)
    const prod = this.publish(l, count)
    this.blocks.push(...useBlocks(this.guest, l, prod, good === 0 ? [] : [this.take(l, good)]))
    this.blocks.push([{ op: 'fault', l, code: pick(this.source, ERROR_CODES) }], ...fetchBlocks(this.guest, l, WHOLE_RING))
  }

  /** Each error brings its own interrupt, or one interrupt shows them all; the first record of two may get lost. */
  private handle(failing: readonly number[]): void {
    const manner = failing.length === 1 ? 'each' : pick(this.source, ['each', 'together', 'lost'] as const)
    if (manner === 'each') {
      for (const l of failing) this.blocks.push([{ op: 'deliver' }], ...errorInterruptBlocks(this.guest, [l]))
      return
    }
    this.blocks.push([{ op: manner === 'lost' ? 'lose' : 'deliver' }], [{ op: 'deliver' }])
    this.blocks.push(...errorInterruptBlocks(this.guest, failing))
  }
}

/**
 * Boots, uses, breaks, reboots and perhaps shuts down a guest, as `source` has it. Between two blocks a caller may
 * insert any operation that does not `disturb` the driver.
 */
export function lifeBlocks(source: Source, guest: LinuxGuest): Block[] {
  const life = new Life(source, guest)
  const rounds = 1 + source.int(ROUNDS)
  for (let round = 0; round < rounds; round++) life.round()
  life.end()
  return life.blocks
}
