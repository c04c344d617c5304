/**
 * Where everything of the compiled judge's state stands: one array of 32-bit words.
 *
 *     [ fixed | registers of the Config page | the blank block | block of VCMDQ 0 | block of VCMDQ 1 | … ]
 *
 * All VCMDQs that nothing ever happened to share the blank block: a state of 128 VCMDQs of which two are used is as long
 * as a state of two, to save, to go back to and to compare.
 */
import type { ConfigName } from '../../spec/registers.js'
import { powerOnState } from '../../spec/state.js'

export const NOW = 0
export const ATTACHED = 1
export const DETACHED = 2
/** The last access to a VCMDQ, and when one other than that was last accessed. */
export const LAST_QUEUE = 3
export const LAST_AT = 4
export const LAST_OTHER_AT = 5

/** When things last happened anywhere (History in spec/state.ts). */
export const RESET_AT = 6
export const HOST_CHANGE = 7
export const DROPPED = 8
export const GAP = 9
export const UNROUTED = 10
export const WIDE = 11
export const IDEMPOTENT = 12
export const DEED = 13
export const CMDQV_EN_FALL = 14
export const CMDQV_EN_CYCLE = 15
export const ENABLE_FALL = 16
export const ENABLE_CYCLE = 17
export const READ_ONLY_OFFSET = 18
export const READ_ONLY_AT = 19

export const CONFIG_WORDS = 20

/** A register word: what is known of it, and how it came to be owed. */
export const VALUE = 0
export const KNOWN = 1
export const AT = 2
export const HOW = 3
export const WORD = 4

/** The registers of the Config page that hold what was put there, in their order; CMDQ_ALLOC_MAP stands with the VCMDQs. */
export const STORED = ['CONFIG', 'PARAM', 'VI_INT_MASK_0', 'VI_INT_MASK_1', 'VINTF0_CONFIG', 'VINTF0_SID_MATCH', 'VINTF0_SID_REPLACE'] as const satisfies readonly ConfigName[]
export type Stored = (typeof STORED)[number]

/** Where each of them begins, and where they end. None has a length that depends on the number of VCMDQs. */
function storedWords(): { readonly bases: ReadonlyMap<ConfigName, number>; readonly end: number } {
  const { config } = powerOnState(1)
  let end = CONFIG_WORDS
  const bases = new Map<ConfigName, number>()
  for (const name of STORED) {
    bases.set(name, end)
    end += config[name].length * WORD
  }
  return { bases, end }
}
const stored = storedWords()

/** Where such a register stands; negative for one that is derived, and for CMDQ_ALLOC_MAP. */
export const storedWord = (name: ConfigName, index: number): number => (stored.bases.get(name) ?? -Infinity) + index * WORD
/** The block that all VCMDQs share to which nothing ever happened. */
export const BLANK_BLOCK = stored.end
/** The words that hold CMDQV_EN and the VINTF's ENABLE. */
export const CMDQV = storedWord('CONFIG', 0)
export const VINTF = storedWord('VINTF0_CONFIG', 0)

/** A VCMDQ's block, from its beginning: its entry of CMDQ_ALLOC_MAP, then its plain registers. */
export const ALLOC = 0 * WORD
export const CONS_INDX = 1 * WORD
export const PROD_INDX = 2 * WORD
export const CONFIG = 3 * WORD
export const DRAM_L = 4 * WORD
export const DRAM_H = 5 * WORD
/** Errors: three words without an origin of their own, and the origin of all. */
export const ACTIVE = 24
export const GERROR = 26
export const GERRORN = 28
export const ERRORS_AT = 30
export const ERRORS_HOW = 31
export const BY_GUEST = 32
export const UNFINISHED = 33
/** BASE without its candidates, which are objects. */
export const BASE_AT = 34
export const BASE_HOW = 35
export const BY_HALVES = 36
export const OPEN_HALF = 37
export const LIVE = 38
export const UNREPORTED = 39
export const FAULT_SLOT = 40
/** QueueHistory. */
export const MAPPED = 41
export const UNMAPPED = 42
export const ENABLE_FELL = 43
export const ENABLE_CYCLED = 44
export const HALF_BASE = 45
export const FAULT = 46
export const ALLOC_ANSWER = 47
export const BACKING = 48
export const BLOCK = 49

/** The kinds of writers, as HOW holds them in its lowest bits. */
export const WRITERS = ['direct', 'vintf', 'config', 'reset', 'fetch', 'fault'] as const
export type Writer = (typeof WRITERS)[number]
export const WRITER_BITS = 7
const WIDE_BIT = 8
const SLOT_SHIFT = 4
const SLOT_BITS = 0xff
const ENABLE_SHIFT = 12
const UNKNOWN_ENABLE = 2
/** More than any `how`. */
export const HOWS = 1 << 14

/** How a value came to be owed, but for the time: writer, size, logical slot (-1 for none) and CMDQV_EN (undefined: unknown). */
export const how = (by: Writer, size: 4 | 8, slot: number, CMDQV_EN: 0 | 1 | undefined): number =>
  WRITERS.indexOf(by) | (size === 8 ? WIDE_BIT : 0) | ((slot + 1) << SLOT_SHIFT) | ((CMDQV_EN ?? UNKNOWN_ENABLE) << ENABLE_SHIFT)

export const writerOf = (packed: number): Writer => WRITERS[packed & WRITER_BITS] ?? 'reset'
export const sizeOf = (packed: number): 4 | 8 => ((packed & WIDE_BIT) === 0 ? 4 : 8)
export const slotOf = (packed: number): number => ((packed >>> SLOT_SHIFT) & SLOT_BITS) - 1

/** CMDQV_EN at the time of the write. */
export function enableOf(packed: number): 0 | 1 | undefined {
  const enable = packed >>> ENABLE_SHIFT
  return enable === 0 ? 0 : enable === 1 ? 1 : undefined
}
