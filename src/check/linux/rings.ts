/** Command rings in guest memory, as a kernel would allocate them and the host accepts them. */
import { pick } from '../source.js'
import type { Source } from '../source.js'
import type { Ring } from './guest.js'

const RAM_START = 0x4000_0000
/** RAM is contiguous within each block of this size, which is also the largest ring. */
const BLOCK_BYTES = 0x80_0000
const BLOCKS = 256
/** The last block is contiguous only within single pages. */
const SCATTERED_BLOCK = BLOCKS - 1
/** 16 << 8 is a page of 4 KiB. */
const LARGEST_IN_A_PAGE = 8
const LARGEST = 19

/** Mostly so small that a few commands wrap around; log2size 1 to 4 come from the middle arm too. */
const LARGEST_BY_ARM = [2, 3, 4, 4, 4, 4, LARGEST_IN_A_PAGE, LARGEST] as const

/** The block of RAM that a ring lies in. */
const blockOf = ({ address }: Ring): number => Math.floor((address - RAM_START) / BLOCK_BYTES)

function ringIn(source: Source, block: number): Ring {
  const largest = pick(source, LARGEST_BY_ARM)
  const log2size = 1 + source.int(block === SCATTERED_BLOCK ? Math.min(largest, LARGEST_IN_A_PAGE) : largest)
  const bytes = 16 * 2 ** log2size
  return { address: RAM_START + block * BLOCK_BYTES + source.int(BLOCK_BYTES / bytes) * bytes, log2size }
}

/**
 * Draws a usable ring for each of `queues` (1 … 128) queues. No two lie in the same 8 MiB, nor in one with a ring of
 * `taken`: twice 128 is all the blocks there are, so a new kernel's rings never touch those it found running.
 */
export function rings(source: Source, queues: number, taken: readonly Ring[] = []): Ring[] {
  const used = new Set(taken.map(blockOf))
  const free = Array.from({ length: BLOCKS }, (_, block) => block).filter((block) => !used.has(block))
  return Array.from({ length: queues }, () => {
    const [block] = free.splice(source.int(free.length), 1)
    if (block === undefined) throw new RangeError(`no room for ${queues} rings beside ${taken.length} others`)
    return ringIn(source, block)
  })
}
