import type { StateReader, StateWriter } from './state.js'

/** Records that the kernel keeps for a guest that does not read them; a further one is dropped. */
export const EVENT_QUEUE_DEPTH = 16

/** Logical queues with an active error: bit l of map0, bit l - 64 of map1. */
export interface ErrorMaps {
  readonly map0: bigint
  readonly map1: bigint
}

/** One vEVENT record as it is handed over. */
export interface EventRecord extends ErrorMaps {
  /** Records before this one were dropped. */
  readonly lost: boolean
}

const WORD = 0xffff_ffffn

/** The vEVENT queue. It belongs to the vIOMMU: it comes and goes with it. */
export class EventQueue {
  private readonly pending: ErrorMaps[] = []
  private lost = false

  /** Queues a record as it is at the time of the error, or drops it when the queue is full. */
  add(maps: ErrorMaps): void {
    if (this.pending.length < EVENT_QUEUE_DEPTH) this.pending.push(maps)
    else this.lost = true
  }

  /**
   * Takes the oldest record. When the guest has acknowledged every error in it meanwhile it comes all zero;
   * otherwise it comes as it was captured, bits acknowledged since included.
   */
  take(active: ErrorMaps): EventRecord | undefined {
    const captured = this.pending.shift()
    if (captured === undefined) return undefined
    const lost = this.lost
    this.lost = false
    const stands = (captured.map0 & active.map0) !== 0n || (captured.map1 & active.map1) !== 0n
    return stands ? { map0: captured.map0, map1: captured.map1, lost } : { map0: 0n, map1: 0n, lost }
  }

  /** Drops the oldest record; the next one taken, whenever it comes, says so. */
  lose(): void {
    if (this.pending.shift() !== undefined) this.lost = true
  }

  /** Forgets the records and what was lost. */
  clear(): void {
    this.pending.length = 0
    this.lost = false
  }

  /** Writes the state. */
  save(into: StateWriter): void {
    into.word(this.lost ? 1 : 0)
    into.word(this.pending.length)
    for (const { map0, map1 } of this.pending) {
      for (const map of [map0, map1]) {
        into.word(Number(map & WORD))
        into.word(Number(map >> 32n))
      }
    }
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    this.clear()
    this.lost = from.next() === 1
    for (let left = from.next(); left > 0; left--) {
      this.pending.push({ map0: nextMap(from), map1: nextMap(from) })
    }
  }
}

function nextMap(from: StateReader): bigint {
  const low = BigInt(from.next())
  return low | (BigInt(from.next()) << 32n)
}
