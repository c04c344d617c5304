/**
 * The ring that BASE names, and whether it is worth asking the host for it.
 */
import * as at from './layout.js'
import type { Host } from './contract.js'
import type { StateReader, StateWriter } from './state.js'

const UNKNOWN = 0
const PLAUSIBLE = 1
const HOPELESS = 2

/** The rings of all VCMDQs, read from the cached BASE registers. */
export class Rings {
  /**
   * What the host said about each BASE. Remembered, because asking is a host call and a control write that
   * changes nothing must ask nothing (IDEMPOTENT).
   */
  private readonly known: Uint8Array

  constructor(
    private readonly host: Host,
    private readonly words: Uint32Array,
    queues: number,
  ) {
    this.known = new Uint8Array(queues)
  }

  /** BASE_L of `queue`: every bit of it is defined. */
  low(queue: number): number {
    return this.words[at.queueWords(queue) + at.Q_BASE_L] ?? 0
  }

  /** The defined bits of BASE_H. */
  high(queue: number): number {
    return (this.words[at.queueWords(queue) + at.Q_BASE_H] ?? 0) & at.BASE_H_BITS
  }

  /** Ring address: BASE without LOG2SIZE. */
  address(queue: number): bigint {
    return (BigInt(this.high(queue)) << 32n) | BigInt((this.low(queue) & ~at.LOG2SIZE_BITS) >>> 0)
  }

  /** Ring length in bytes. */
  length(queue: number): bigint {
    return BigInt(at.COMMAND_BYTES) << BigInt(this.low(queue) & at.LOG2SIZE_BITS)
  }

  /** BASE of `queue` has changed. */
  forget(queue: number): void {
    this.known[queue] = UNKNOWN
  }

  /** Guest memory may have changed. */
  forgetAll(): void {
    this.known.fill(UNKNOWN)
  }

  /**
   * Whether the host can be expected to accept the ring of `queue`. A BASE that fails here is not asked for
   * and owes no CMDQ_INIT_ERR (INIT-ERR); one that passes may still be refused, as only the kernel knows
   * whether the pages are physically contiguous. BASE=0 never passes (HOST-LEAK): its size is too small.
   */
  plausible(queue: number): boolean {
    const known = this.known[queue]
    if (known !== UNKNOWN) return known === PLAUSIBLE
    // That costs no question, so it is not remembered.
    if (!this.legal(queue)) return false
    const verdict = this.host.isRam(this.address(queue), this.length(queue))
    this.known[queue] = verdict ? PLAUSIBLE : HOPELESS
    return verdict
  }

  /** Writes what is known. */
  save(into: StateWriter): void {
    for (let queue = 0; queue < this.known.length; queue++) into.word(this.known[queue] ?? UNKNOWN)
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    for (let queue = 0; queue < this.known.length; queue++) this.known[queue] = from.word()
  }

  private legal(queue: number): boolean {
    const log2 = this.low(queue) & at.LOG2SIZE_BITS
    if (log2 < at.LOG2SIZE_MIN || log2 > at.LOG2SIZE_MAX) return false
    return this.address(queue) !== 0n && this.address(queue) % this.length(queue) === 0n
  }
}
