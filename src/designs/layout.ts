/** Where everything is: the region, the fields, and the words that make up a device's state. */

// ---- the guest's region -----------------------------------------------------------------------------------

/** Five pages of 64 KiB: Config, direct Page0 and Page1, VINTF Page0 and Page1. */
export const REGION_BYTES = 0x50000
export const PAGE_BYTES = 0x10000
export const DIRECT_PAGE0 = 0x10000
export const DIRECT_PAGE1 = 0x20000
export const VINTF_PAGE0 = 0x30000
export const SLOT_BYTES = 0x80
/** What the architecture allows. */
export const MOST_QUEUES = 128

export const AT_CONFIG = 0x0000
export const AT_PARAM = 0x0004
export const AT_STATUS = 0x0008
export const AT_VI_ERR_MAP_0 = 0x0014
export const AT_VI_INT_MASK_0 = 0x001c
export const AT_CMDQ_ERR_MAP = 0x0024
export const AT_ALLOC_MAP = 0x0200
export const AT_VINTF_CONFIG = 0x1000
export const AT_VINTF_STATUS = 0x1004
export const AT_SID_MATCH = 0x1040
export const AT_LVCMDQ_ERR_MAP = 0x10c0
/** SID_MATCH and SID_REPLACE stand next to each other: 16 words each. */
export const SID_WORDS = 32
export const ERR_MAP_WORDS = 4

/** Page0 registers by their place in the slot; what follows is gap. */
export const CONS = 0x00
export const PROD = 0x04
export const ENABLE = 0x08
export const STATUS = 0x0c
export const GERROR = 0x10
export const GERRORN = 0x14
export const PAGE0_END = 0x18
/** Page1 holds two 64-bit registers, BASE and CONS_INDX_BASE_DRAM. */
export const BASE_L = 0x00
export const BASE_H = 0x04
export const PAGE1_END = 0x10

// ---- fields -------------------------------------------------------------------------------------------------

/** CMDQV_EN, VINTF ENABLE, CMDQ_EN, ALLOC, and the status bits that answer them. */
export const BIT_0 = 1
export const HYP_OWN = 1 << 17
export const INIT_ERR = 4
/** VER=1 and 16 SIDs per interface; the number of VCMDQs is added at bit 4. */
export const PARAM_FIXED = 0x4001
export const PARAM_QUEUES_SHIFT = 4
export const ADDRESS_BITS = 0x0000_ffff_ffff_ffe0n
export const LOG2SIZE_BITS = 0x1f
export const COMMAND_BYTES = 16n
/** 16 << IDR1.CMDQS, which is 19. */
export const LARGEST_RING = 16n << 19n

// ---- the state: one array of words ----------------------------------------------------------------------------

export const W_CONFIG = 0
export const W_VI_ERR_MAP = 1
export const W_INT_MASK = 3
export const W_CMDQ_ERR_MAP = 5
export const W_VINTF_CONFIG = 9
export const W_VINTF_STATUS = 10
export const W_LVCMDQ_ERR_MAP = 11
export const W_SID = 15
/** What the device holds from the host; no register. */
export const W_VIOMMU = W_SID + SID_WORDS
export const W_PAGE = W_VIOMMU + 1
export const W_DIRECT_WINDOW = W_VIOMMU + 2
export const W_VINTF_WINDOW = W_VIOMMU + 3
export const W_QUEUES = W_VIOMMU + 4
/** Words of one queue: six of Page0 and four of Page1 in the order of their slots, the ALLOC entry, the handle. */
export const QUEUE_WORDS = 12
export const Q_PAGE1 = 6
export const Q_ALLOC = 10
export const Q_HANDLE = 11

/** First word of VCMDQ `queue`. */
export const queueWords = (queue: number): number => W_QUEUES + queue * QUEUE_WORDS
