/**
 * What the guest is owed, and what the host has been seen to hold. Everything is immutable.
 *
 * There is no cache, no page and no routing here: a register is one thing, whatever serves it.
 */
import { UNKNOWN, exactly } from './bits.js'
import type { Bits } from './bits.js'
import type { Aperture, ConfigPlace } from './decode.js'
import { allPlaces } from './decode.js'
import type { BaseValue } from './memory.js'
import { mapNothing } from './mapping.js'
import type { Mapping } from './mapping.js'
import { CONFIG_PAGE, CONFIG_RESETS, ERRORS } from './registers.js'
import type { ConfigName } from './registers.js'

/** The clock of the model counts operations: it orders what happened, and nothing else. */
export type Time = number
/** Before everything. */
export const NEVER: Time = -1

/** How a value came to be owed. */
export interface Origin {
  readonly at: Time
  /** The aperture of the writer, or what else set the value. */
  readonly by: Aperture | 'config' | 'reset' | 'fetch' | 'fault'
  readonly size: 4 | 8
  /** Logical slot of a write through a VINTF page, -1 otherwise. */
  readonly slot: number
  /** CONFIG.CMDQV_EN when it was written. */
  readonly CMDQV_EN: 0 | 1 | undefined
}

/** A register word: what is known of it, and since when. */
export interface Word extends Bits {
  readonly origin: Origin
}

/** GERROR and GERRORN as activity (their XOR) and the two words, each known or unknown. */
export interface Errors {
  readonly active: Bits
  readonly GERROR: Bits
  readonly GERRORN: Bits
  readonly origin: Origin
  /** The guest itself made CMDQ_INIT_ERR differ, by a GERRORN write. */
  readonly initErrByGuest: boolean
  /**
   * CMDQ_INIT_ERR became active while BASE was unfinished: 'address' when the address surely provoked it, 'unsure'
   * when the refusal was the program's, or the bit may have been active before.
   */
  readonly unfinished: 'address' | 'unsure' | undefined
}

/** BASE: usually one candidate; several while BASE-LIVE leaves open what the device took. */
export interface Base {
  readonly candidates: readonly BaseValue[]
  readonly origin: Origin
  /** The last write was one half only. */
  readonly byHalves: boolean
  /** The half that was written without the other since: the address is unfinished. Unsure after a write that may have gone elsewhere. */
  readonly openHalf: 'L' | 'H' | 'unsure' | undefined
  /** Written while the VCMDQ was enabled and backed: BASE-LIVE speaks about it. */
  readonly live: boolean
}

/** When things last happened to one VCMDQ. */
export interface QueueHistory {
  /** Became mapped at its present slot. */
  readonly mapped: Time
  /** Ceased to be mapped. */
  readonly unmapped: Time
  /** CMDQ_EN fell; and the fall of the last completed 1→0→1. */
  readonly enableFall: Time
  readonly enableCycle: Time
  readonly halfBase: Time
  readonly fault: Time
  /** A hwQueueAlloc for it was granted or refused. */
  readonly allocAnswer: Time
  /** It became backed or unbacked. */
  readonly backing: Time
}

/** One VCMDQ, as the guest has programmed it. */
export interface Vcmdq {
  readonly CONS_INDX: Word
  readonly PROD_INDX: Word
  readonly CONFIG: Word
  readonly errors: Errors
  readonly BASE: Base
  readonly CONS_INDX_BASE_DRAM_L: Word
  readonly CONS_INDX_BASE_DRAM_H: Word
  /** Faults whose event has not been delivered. */
  readonly unreported: number
  /** The logical slot of the last fault. */
  readonly faultSlot: number
  readonly history: QueueHistory
}

/** When things last happened anywhere. */
export interface History {
  readonly reset: Time
  /** A host allocation, release, map or unmap was seen. */
  readonly hostChange: Time
  readonly dropped: Time
  /** A write to a gap. */
  readonly gap: Time
  /** A write through a contested VINTF slot, or a dropped one while an ALLOC entry maps nothing. */
  readonly unrouted: Time
  /** An 8-byte access to 32-bit registers. */
  readonly wide: Time
  readonly idempotent: Time
  /** Anything but a read. */
  readonly deed: Time
  readonly CMDQV_EN_fall: Time
  readonly CMDQV_EN_cycle: Time
  readonly ENABLE_fall: Time
  readonly ENABLE_cycle: Time
  /** The last write to a read-only register. */
  readonly readOnly: { readonly offset: number; readonly at: Time }
}

/** The last access to a VCMDQ, and when one other than that was last accessed. */
export interface LastAccess {
  readonly queue: number
  readonly at: Time
  readonly otherAt: Time
}

/** A hardware queue that the responses have shown. */
export interface HostSlot {
  readonly address: bigint
  readonly length: bigint
  /** CONFIG.CMDQ_EN of the slot as last seen. */
  readonly enabled: boolean | undefined
  /** The VCMDQs that it may serve: those mapped here when it was allocated. A system reset changes none of that. */
  readonly serves: readonly number[]
  /** Its destroy was refused and has not been granted since. */
  readonly destroyRefused: boolean
}

/** The host's side, as the responses have shown it. */
export interface HostView {
  readonly viommu: boolean
  readonly pageMapped: boolean
  readonly windows: readonly { readonly offset: number; readonly length: number }[]
  /** By logical number. */
  readonly slots: readonly (HostSlot | undefined)[]
  /** Refusals that stand, as LIVE says: of viommuAlloc, mmapPage0 and hwQueueDestroy by name; of hwQueueAlloc by VCMDQ. */
  readonly standing: readonly string[]
  readonly allocRefused: readonly boolean[]
  /** Calls whose last answer was a refusal, standing or not: what a device may ask again at any time. */
  readonly outstanding: readonly string[]
  readonly munmapRefused: boolean
}

/** The words of the Config page, by name and index. */
export type ConfigWords = { readonly [name in ConfigName]: readonly Word[] }

/** What the guest is owed, and how that came to be: all that later judgements depend on. Never changed in place. */
export interface State {
  readonly queues: number
  readonly now: Time
  readonly config: ConfigWords
  readonly VCMDQ: readonly Vcmdq[]
  readonly mapping: Mapping
  readonly attached: boolean
  /** A device was attached and is gone: what it left is to be released. */
  readonly detached: boolean
  readonly host: HostView
  readonly history: History
  readonly lastAccess: LastAccess
}

const resetOrigin = (at: Time): Origin => ({ at, by: 'reset', size: 4, slot: -1, CMDQV_EN: 1 })

function resetConfigWord(place: ConfigPlace, queues: number, origin: Origin): Word {
  const register = CONFIG_PAGE.find((candidate) => candidate.name === place.register)
  const reset = register?.reset ?? 0
  if (place.register === 'PARAM') return { ...exactly(reset | (Math.log2(queues) << 4), place.mask & ~0xf0 | 0xf0), origin }
  if (place.register !== 'CONFIG') return { ...exactly(reset, place.mask), origin }
  const [one = 0, other = 0] = CONFIG_RESETS
  return { ...exactly(one, place.mask & ~(one ^ other)), origin }
}

/** The Config page at reset does not depend on when: one copy for each time is enough, and power-on is always time 0. */
const atPowerOn = new Map<number, ConfigWords>()

function resetConfig(queues: number, origin: Origin): ConfigWords {
  if (origin.at !== 0) return freshConfig(queues, origin)
  const known = atPowerOn.get(queues) ?? freshConfig(queues, origin)
  atPowerOn.set(queues, known)
  return known
}

function freshConfig(queues: number, origin: Origin): ConfigWords {
  const words: Record<string, Word[]> = {}
  for (const place of allPlaces(queues)) {
    if (place.page === 'Config') (words[place.register] ??= []).push(resetConfigWord(place, queues, origin))
  }
  return words as unknown as ConfigWords // every ConfigName has at least one place
}

const UNTOUCHED: QueueHistory = { mapped: NEVER, unmapped: NEVER, enableFall: NEVER, enableCycle: NEVER, halfBase: NEVER, fault: NEVER, allocAnswer: NEVER, backing: NEVER }

function resetVcmdq(origin: Origin, history: QueueHistory): Vcmdq {
  const zero: Word = { ...exactly(0), origin }
  const none = exactly(0, ERRORS)
  return {
    CONS_INDX: zero,
    PROD_INDX: zero,
    CONFIG: zero,
    errors: { active: none, GERROR: none, GERRORN: none, origin, initErrByGuest: false, unfinished: undefined },
    BASE: { candidates: [{ L: exactly(0), H: exactly(0, 0xffff) }], origin, byHalves: false, openHalf: undefined, live: false },
    CONS_INDX_BASE_DRAM_L: zero,
    CONS_INDX_BASE_DRAM_H: zero,
    unreported: 0,
    faultSlot: -1,
    history,
  }
}

/** The state at power-on, before the device made its first host call. */
export function powerOnState(queues: number): State {
  const origin = resetOrigin(0)
  const vcmdq = resetVcmdq(origin, UNTOUCHED)
  return {
    queues,
    now: 0,
    config: resetConfig(queues, origin),
    VCMDQ: Array.from({ length: queues }, () => vcmdq),
    mapping: mapNothing(queues),
    attached: false,
    detached: false,
    host: {
      viommu: false,
      pageMapped: false,
      windows: [],
      slots: Array.from({ length: queues }, () => undefined),
      standing: [],
      allocRefused: Array.from({ length: queues }, () => false),
      outstanding: [],
      munmapRefused: false,
    },
    history: {
      reset: 0, hostChange: NEVER, dropped: NEVER, gap: NEVER, unrouted: NEVER, wide: NEVER, idempotent: NEVER, deed: NEVER,
      CMDQV_EN_fall: NEVER, CMDQV_EN_cycle: NEVER, ENABLE_fall: NEVER, ENABLE_cycle: NEVER,
      readOnly: { offset: -1, at: NEVER },
    },
    lastAccess: { queue: -1, at: NEVER, otherAt: NEVER },
  }
}

/** RESET: every register to its reset value. Hardware queues are the host's: the responses show their release. */
export function resetRegisters(state: State): State {
  const origin = resetOrigin(state.now)
  return {
    ...state,
    config: resetConfig(state.queues, origin),
    VCMDQ: state.VCMDQ.map(({ history, unreported, faultSlot }) => ({ ...resetVcmdq(origin, { ...history, unmapped: state.now }), unreported, faultSlot })),
    mapping: mapNothing(state.queues),
    history: { ...state.history, reset: state.now },
  }
}

export const configWord = (state: State, name: ConfigName, index = 0): Word | Bits => state.config[name][index] ?? UNKNOWN

/** One VCMDQ by physical number; `queue` is always below the queue count. */
export function vcmdq(state: State, queue: number): Vcmdq {
  const found = state.VCMDQ[queue]
  if (!found) throw new RangeError(`no VCMDQ ${queue} among ${state.queues}`)
  return found
}

/** The VCMDQ became backed or unbacked after its errors last moved: whether one is still active is then up to those who moved it. */
export const backedSinceError = ({ errors: { origin }, history: { fault, backing } }: Vcmdq): boolean => backing > Math.max(origin.at, fault)

export const withVcmdq = (state: State, queue: number, change: Partial<Vcmdq>): State => ({
  ...state,
  VCMDQ: state.VCMDQ.with(queue, { ...vcmdq(state, queue), ...change }),
})
