import type { Errno } from '../check/contract.js'
import { ERRNO } from './errno.js'
import { GUEST_MEMORY } from './memory.js'
import type { GuestMemory } from './memory.js'

/** What a hardware queue allocation asks for, and what it meets. */
export interface QueueRequest {
  readonly index: number
  readonly address: bigint
  readonly length: bigint
  /** Queues per VINTF. */
  readonly queues: number
  readonly isAllocated: (index: number) => boolean
}

/** Largest ring: 16 bytes << IDR1.CMDQS, which is 19. */
export const LARGEST_RING = 16n << 19n
/** Smallest ring that the kernel accepts: two commands. */
export const SMALLEST_RING = 32n

const TOP_OF_64_BITS = (1n << 64n) - 1n
const TOP_OF_ADDRESS = (1n << 48n) - 1n

type Rule = readonly [errno: Errno, violated: (request: QueueRequest, memory: GuestMemory) => boolean]

/**
 * The kernel's checks in the kernel's order: the first one violated names the errno, and a judge tells
 * a wrong order of calls (EIO, EEXIST) from a bad BASE by it.
 */
const RULES: readonly Rule[] = [
  [ERRNO.EINVAL, (r) => r.length === 0n],
  [ERRNO.EOVERFLOW, (r) => leaves64Bits(r.address, r.length)],
  [ERRNO.ENOENT, (r, memory) => !memory.isRam(r.address, r.length)],
  [ERRNO.EFAULT, (r, memory) => !memory.isContiguous(r.address, r.length)],
  [ERRNO.EINVAL, (r) => !isIndex(r.index, r.queues)],
  [ERRNO.EEXIST, (r) => r.isAllocated(r.index)],
  [ERRNO.EIO, (r) => r.index > 0 && !r.isAllocated(r.index - 1)],
  [ERRNO.EINVAL, (r) => !isRingLength(r.length)],
  [ERRNO.EINVAL, (r) => (r.address & (r.length - 1n)) !== 0n || r.address > TOP_OF_ADDRESS],
]

/**
 * The errno with which the kernel refuses a hardware queue, or 0 when it grants it.
 * A length or address that 64 bits cannot hold, negative ones included, counts as an overflow.
 */
export function queueRefusal(request: QueueRequest, memory: GuestMemory = GUEST_MEMORY): Errno | 0 {
  for (const [errno, violated] of RULES) {
    if (violated(request, memory)) return errno
  }
  return 0
}

// The kernel adds with an overflow check before it subtracts one for the last byte, so a ring that ends
// exactly at 2^64 overflows too.
function leaves64Bits(address: bigint, length: bigint): boolean {
  return address < 0n || length < 0n || address + length > TOP_OF_64_BITS
}

function isIndex(index: number, queues: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < queues
}

function isRingLength(length: bigint): boolean {
  return length >= SMALLEST_RING && length <= LARGEST_RING && (length & (length - 1n)) === 0n
}
