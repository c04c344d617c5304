/** The vocabulary of the Linux guest: who runs, what its programs are made of, and where they may be cut. */
import type { Operation } from '../contract.js'
import type { Region } from '../region.js'

/** The driver's two generations by their first kernel: 6.12 – 6.16, and 6.17 or later. */
export type LinuxGeneration = '6.12' | '6.17'

/** A Linux kernel on a region with `queues` VCMDQs. */
export interface LinuxGuest {
  readonly generation: LinuxGeneration
  readonly queues: number
  readonly region: Region
}

/** Where a queue's commands lie: 16 << log2size bytes at an address aligned to that. */
export interface Ring {
  readonly address: number
  readonly log2size: number
}

/**
 * Copies GERROR to GERRORN where they differ. The parity of the toggles is not predictable, since a hardware queue
 * inherits it from the slot's previous owner, so the value cannot be written down beforehand. The engine resolves it
 * while the program runs: a 32-bit read of `gerrorn`, one of `gerror`, and if the two values differ a 32-bit write of
 * the second to `gerrorn`. Those two or three accesses, value filled in, are what is recorded and replayed.
 */
export interface Acknowledge {
  readonly op: 'acknowledge'
  /** Offset of GERROR. */
  readonly gerror: number
  /** Offset of GERRORN. */
  readonly gerrorn: number
}

/** A step of the driver: plain data, but for the one value that it must read first. */
export type Scripted = Operation | Acknowledge

/** Steps between which nothing may be inserted, since a write among them depends on a read among them. */
export type Block = readonly Scripted[]

/**
 * Whether the driver takes for granted what `operation` changes. Its read-modify-writes are of CONFIG and of
 * CMDQ_ALLOC_MAP entries, and carry the value that it would read had nobody but itself written there since the reset.
 * Anything that does not disturb may be inserted between two blocks. Every boot starts from new: a reset and foreign
 * ALLOC entries do no harm right before one, and a foreign CONFIG none that leaves the batch fields at 0x20082.
 */
export function disturbs(guest: LinuxGuest, operation: Operation): boolean {
  if (operation.op === 'reset') return true
  if (operation.op !== 'write') return false
  // An 8-byte write starts at a multiple of 8: where it has such a word at all, its first word is one.
  const word = guest.region.locate(operation.offset, guest.queues)
  return word?.aperture === 'config' && (word.register === 'CONFIG' || word.register === 'CMDQ_ALLOC_MAP')
}
