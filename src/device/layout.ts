/**
 * Where everything is: the guest's region, the registers' fields, and the flat array that caches them.
 */

// ---- the guest's region: five pages of 64 KiB, byte offsets -------------------------------------------

/** An offset with no other bits is aligned and within eight pages, of which the last three are empty. */
export const OFFSET_BITS = 0x7fffc
export const DIRECT_PAGE0 = 0x10000
export const DIRECT_PAGE1 = 0x20000
export const VINTF_PAGE0 = 0x30000
export const VINTF_PAGE1 = 0x40000
/** Length of the guest window onto the host's page. */
export const PAGE_BYTES = 0x10000
/** Bytes of one queue in each of the four slot pages, and in the host's page. */
export const SLOT_BYTES = 0x80

/** End of the last register in the Config page. */
export const CONFIG_PAGE_END = 0x10d0
export const AT_CONFIG = 0x0000
export const AT_PARAM = 0x0004
export const AT_STATUS = 0x0008
export const AT_VI_ERR_MAP_0 = 0x0014
export const AT_VI_INT_MASK_0 = 0x001c
export const AT_VI_INT_MASK_1 = 0x0020
export const AT_CMDQ_ERR_MAP = 0x0024
export const AT_ALLOC_MAP = 0x0200
export const AT_VINTF_CONFIG = 0x1000
export const AT_VINTF_STATUS = 0x1004
export const AT_SID_MATCH = 0x1040
export const AT_SID_REPLACE = 0x1080
export const AT_LVCMDQ_ERR_MAP = 0x10c0
export const SIDS = 16
/** 32-bit words of an error map with one bit for each of 128 queues. */
export const MAP_WORDS = 4

// ---- registers of one slot ------------------------------------------------------------------------------

export const CONS = 0x00
export const PROD = 0x04
export const ENABLE = 0x08
export const STATUS = 0x0c
export const GERROR = 0x10
export const GERRORN = 0x14
export const BASE_L = 0x00
export const BASE_H = 0x04
export const DRAM_L = 0x08
export const DRAM_H = 0x0c

// ---- fields ---------------------------------------------------------------------------------------------

/** CMDQV_EN, VINTF ENABLE, CMDQ_EN, ALLOC and the status bits that answer them are all bit 0. */
export const BIT_0 = 1
export const CONFIG_RESET = 0x00020083
export const PARAM_FIXED = 0x4001
export const PARAM_QUEUES_SHIFT = 4
export const HYP_OWN = 1 << 17
/** CMDQ_ERR, CONS_DRAM_WR_ABT_ERR and CMDQ_INIT_ERR: other bits of GERROR and GERRORN mean nothing. */
export const ERRORS = 7
export const INIT_ERR = 4
export const BASE_H_BITS = 0xffff
export const LOG2SIZE_BITS = 0x1f
export const COMMAND_BYTES = 16
/** The kernel takes rings of 32 bytes to 16 << IDR1.CMDQS: two commands to 2^19. */
export const LOG2SIZE_MIN = 1
export const LOG2SIZE_MAX = 19

/**
 * The logical queue that a CMDQ_ALLOC_MAP entry claims, or -1 when it maps nothing: ALLOC=0, another
 * interface, or a number that this device does not have (ROUTE-LVCMDQ).
 */
export function claimedSlot(entry: number, queues: number): number {
  if ((entry & BIT_0) === 0 || ((entry >>> 15) & 0x3f) !== 0) return -1
  const slot = (entry >>> 1) & 0x7f
  return slot < queues ? slot : -1
}

// ---- the register cache: one flat array of words ----------------------------------------------------------

/** Always 0: what gaps, dropped reads and the status of an unbacked queue read. Never written. */
export const W_ZERO = 0
export const W_CONFIG = 1
export const W_PARAM = 2
export const W_STATUS = 3
export const W_INT_MASK_0 = 4
export const W_INT_MASK_1 = 5
export const W_VINTF_CONFIG = 6
export const W_VINTF_STATUS = 7
export const W_SID_MATCH = 8
export const W_SID_REPLACE = W_SID_MATCH + SIDS
export const W_QUEUES = W_SID_REPLACE + SIDS
/** Words of one queue, in this order from W_QUEUES + q * QUEUE_WORDS. */
export const QUEUE_WORDS = 10
export const Q_ALLOC = 0
export const Q_CONS = 1
export const Q_PROD = 2
export const Q_ENABLE = 3
export const Q_GERROR = 4
export const Q_GERRORN = 5
export const Q_BASE_L = 6
export const Q_BASE_H = 7
export const Q_DRAM_L = 8
export const Q_DRAM_H = 9

/** First cached word of VCMDQ `queue`. */
export function queueWords(queue: number): number {
  return W_QUEUES + queue * QUEUE_WORDS
}

/** The VCMDQ that a cached word from W_QUEUES on belongs to. */
export function queueOfWord(word: number): number {
  return ((word - W_QUEUES) / QUEUE_WORDS) | 0
}
