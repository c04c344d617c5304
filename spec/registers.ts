/**
 * The registers of the guest-visible region, as data. Offsets and fields are written here once.
 * Reserved bits are unspecified: a register's mask is the union of its fields, and nothing else is ever compared.
 */

/** Whether the guest may write a word; GAP where no register stands. */
export type Access = 'RW' | 'RO' | 'GAP'
/** A field: highest and lowest bit. */
export type Fields = Readonly<Record<string, readonly [high: number, low: number]>>

/** One register, or several of a kind side by side. */
export interface Register {
  readonly name: string
  readonly offset: number
  /** How many stand side by side, 4 bytes apart; 'queues' is one per VCMDQ. */
  readonly count: number | 'queues'
  readonly fields: Fields
  readonly reset: number
  readonly access: Access
}

/** Bytes of the guest-visible region: five pages of 64 KiB. */
export const REGION_BYTES = 0x50000
/** Bytes from one VCMDQ's registers to the next one's, in every page that has slots. */
export const SLOT_BYTES = 0x80

/** Where each page begins, in bytes from the start of the region. */
export const PAGES = {
  Config: 0x00000,
  directPage0: 0x10000,
  directPage1: 0x20000,
  vintfPage0: 0x30000,
  vintfPage1: 0x40000,
} as const

const reg = (name: string, offset: number, count: number | 'queues', access: Access, reset: number, fields: Fields): Register => ({ name, offset, count, access, reset, fields })

/** MAX_CLK_BATCH is 0x08 or 0x40 after reset, as the public trees differ: the two CONFIG words that RESET allows. */
export const CONFIG_RESETS: readonly number[] = [0x0002_0083, 0x0002_0403]

/** The Config page: what is about the whole device and its one Virtual Interface. */
export const CONFIG_PAGE = [
  reg('CONFIG', 0x0000, 1, 'RW', 0x0002_0083, { CMDQV_EN: [0, 0], PER_CMD_OFFSET: [3, 1], MAX_CLK_BATCH: [11, 4], MAX_CMD_BATCH: [19, 12], CONS_DRAM_EN: [20, 20] }),
  reg('PARAM', 0x0004, 1, 'RO', 0x0000_4001, { VER: [3, 0], NUM_CMDQ_LOG2: [7, 4], NUM_VI_LOG2: [11, 8], NUM_SID_PER_VI_LOG2: [15, 12] }),
  reg('STATUS', 0x0008, 1, 'RO', 1, { CMDQV_ENABLED: [0, 0] }),
  reg('VI_ERR_MAP', 0x0014, 2, 'RO', 0, { MAP: [31, 0] }),
  // One VINTF is shown to a guest: the mask bits of VINTFs that do not exist are reserved.
  reg('VI_INT_MASK_0', 0x001c, 1, 'RW', 0, { VINTF0: [0, 0] }),
  reg('VI_INT_MASK_1', 0x0020, 1, 'RW', 0, {}),
  reg('CMDQ_ERR_MAP', 0x0024, 4, 'RO', 0, { MAP: [31, 0] }),
  reg('CMDQ_ALLOC_MAP', 0x0200, 'queues', 'RW', 0, { ALLOC: [0, 0], LVCMDQ: [7, 1], VIRT_INTF_INDX: [20, 15] }),
  reg('VINTF0_CONFIG', 0x1000, 1, 'RW', 0, { ENABLE: [0, 0], VMID: [16, 1], HYP_OWN: [17, 17] }),
  reg('VINTF0_STATUS', 0x1004, 1, 'RO', 0, { ENABLE_OK: [0, 0] }),
  reg('VINTF0_SID_MATCH', 0x1040, 16, 'RW', 0, { ENABLE: [0, 0], VIRT_SID: [20, 1] }),
  reg('VINTF0_SID_REPLACE', 0x1080, 16, 'RW', 0, { PHYS_SID: [19, 0] }),
  reg('VINTF0_LVCMDQ_ERR_MAP', 0x10c0, 4, 'RO', 0, { MAP: [31, 0] }),
] as const

/** Names of the Config page. */
export type ConfigName =
  | 'CONFIG' | 'PARAM' | 'STATUS' | 'VI_ERR_MAP' | 'VI_INT_MASK_0' | 'VI_INT_MASK_1' | 'CMDQ_ERR_MAP' | 'CMDQ_ALLOC_MAP'
  | 'VINTF0_CONFIG' | 'VINTF0_STATUS' | 'VINTF0_SID_MATCH' | 'VINTF0_SID_REPLACE' | 'VINTF0_LVCMDQ_ERR_MAP'

/** Control and status of one VCMDQ, at its slot of a Page0. */
export const PAGE0 = [
  reg('CONS_INDX', 0x00, 1, 'RW', 0, { RD: [19, 0], ERR: [30, 24] }),
  reg('PROD_INDX', 0x04, 1, 'RW', 0, { WR: [19, 0] }),
  reg('CONFIG', 0x08, 1, 'RW', 0, { CMDQ_EN: [0, 0] }),
  reg('STATUS', 0x0c, 1, 'RO', 0, { CMDQ_EN_OK: [0, 0] }),
  reg('GERROR', 0x10, 1, 'RO', 0, { CMDQ_ERR: [0, 0], CONS_DRAM_WR_ABT_ERR: [1, 1], CMDQ_INIT_ERR: [2, 2] }),
  reg('GERRORN', 0x14, 1, 'RW', 0, { CMDQ_ERR: [0, 0], CONS_DRAM_WR_ABT_ERR: [1, 1], CMDQ_INIT_ERR: [2, 2] }),
] as const

/** Names of a slot of Page0. */
export type Page0Name = 'CONS_INDX' | 'PROD_INDX' | 'CONFIG' | 'STATUS' | 'GERROR' | 'GERRORN'

/** Ring and DRAM addresses of one VCMDQ, at its slot of a Page1. ADDR is bits 47:5 of the pair. */
export const PAGE1 = [
  reg('BASE_L', 0x00, 1, 'RW', 0, { LOG2SIZE: [4, 0], ADDR: [31, 5] }),
  reg('BASE_H', 0x04, 1, 'RW', 0, { ADDR: [15, 0] }),
  reg('CONS_INDX_BASE_DRAM_L', 0x08, 1, 'RW', 0, { ADDR: [31, 5] }),
  reg('CONS_INDX_BASE_DRAM_H', 0x0c, 1, 'RW', 0, { ADDR: [15, 0] }),
] as const

/** Names of a slot of Page1. */
export type Page1Name = 'BASE_L' | 'BASE_H' | 'CONS_INDX_BASE_DRAM_L' | 'CONS_INDX_BASE_DRAM_H'

/** GERROR: a command was in error. */
export const CMDQ_ERR = 0x1
/** GERROR: the queue could not be set up. */
export const CMDQ_INIT_ERR = 0x4
/** All bits of GERROR that mean something. */
export const ERRORS = 0x7

/** Exist in hardware, are not emulated: they behave as gaps. */
export const NOT_EMULATED = { GLB_FILT_CFG: 0x100c, GLB_FILT_DATA: 0x1010 } as const

/** The bits of a register that mean something. */
export function definedBits(register: Register): number {
  let mask = 0
  for (const [high, low] of Object.values(register.fields)) mask |= (2 ** (high - low + 1) - 1) << low
  return mask >>> 0
}
