/** Guest RAM as the host knows it: what is there, and what of it is physically contiguous. */
export interface GuestMemory {
  /** Whether the range is not empty and every byte of it is RAM. */
  isRam(address: bigint, length: bigint): boolean
  /** Whether a range of RAM is one physical piece. */
  isContiguous(address: bigint, length: bigint): boolean
}

/** First byte of guest RAM. */
export const RAM_START = 0x4000_0000n
/** First byte above guest RAM. */
export const RAM_END = 0xc000_0000n
/** From here to RAM_END only single 4 KiB pages are contiguous. */
export const SCATTERED_START = 0xbf80_0000n

const BLOCK_SHIFT = 23n
const PAGE_SHIFT = 12n

function isRam(address: bigint, length: bigint): boolean {
  return length > 0n && address >= RAM_START && address + length <= RAM_END
}

function isContiguous(address: bigint, length: bigint): boolean {
  const shift = address >= SCATTERED_START ? PAGE_SHIFT : BLOCK_SHIFT
  return address >> shift === (address + length - 1n) >> shift
}

/** The memory of every guest that the checker plays: fixed, so that a program means the same on every run. */
export const GUEST_MEMORY: GuestMemory = { isRam, isContiguous }
