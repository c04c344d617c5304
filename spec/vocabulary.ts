/**
 * What the model is told: operations and responses, as plain data. These are the specification's own words; an
 * adapter outside this folder hands over what the checker recorded.
 */

/** Access size in bytes. */
export type Size = 4 | 8

/** One guest access or host event. */
export type Operation =
  | { readonly op: 'read'; readonly offset: number; readonly size: Size }
  | { readonly op: 'write'; readonly offset: number; readonly size: 4; readonly value: number }
  | { readonly op: 'write'; readonly offset: number; readonly size: 8; readonly value: bigint }
  | { readonly op: 'attach' | 'detach' | 'reset' | 'deliver' | 'lose' }
  | { readonly op: 'consume'; readonly l: number; readonly n: number }
  | { readonly op: 'fault'; readonly l: number; readonly code: number }
  | { readonly op: 'refuse' | 'allow'; readonly call: string }

/** A hardware slot as the hardware sees it at one moment. */
export interface SlotView {
  readonly slot: number
  readonly enabled: boolean
  readonly prod: number
  readonly cons: number
  readonly length: bigint
}

/** A call that the host answered. */
export interface Answered {
  /** 0 or a positive handle, or a negative errno. */
  readonly answer: number
  /** The refusal was ordered by the program; the kernel's rules did not demand it. */
  readonly injected: boolean
}

/** One host call, page store, interrupt or deed of the hardware, in the order in which they happened. */
export type Entry =
  | ({ readonly kind: 'viommuAlloc' | 'viommuDestroy' | 'mmapPage0' | 'munmapPage0' } & Answered)
  | HwQueueAlloc
  | HwQueueDestroy
  | { readonly kind: 'guestMap' | 'guestUnmap'; readonly offset: number; readonly length: number; readonly answer: number }
  | { readonly kind: 'isRam' }
  | Store
  | { readonly kind: 'strayLoad'; readonly offset: number }
  | { readonly kind: 'interrupt' }
  | Fetch
  | { readonly kind: 'fault'; readonly slot: number; readonly code: number }
  | DeliveredEvent

/** The device asked for a hardware queue; `view` is its slot right after a granted allocation. */
export interface HwQueueAlloc extends Answered {
  readonly kind: 'hwQueueAlloc'
  readonly index: number
  readonly address: bigint
  readonly length: bigint
  readonly view: SlotView | undefined
}
/** The device gave a hardware queue back; `index` is its slot, or -1 for no such queue. */
export interface HwQueueDestroy extends Answered {
  readonly kind: 'hwQueueDestroy'
  readonly index: number
}
/** The device stored a word through the mapping; `view` is the slot that it addressed, unless the hardware dropped it. */
export interface Store {
  readonly kind: 'store'
  readonly offset: number
  readonly value: number
  readonly mapped: boolean
  readonly changed: boolean
  readonly view: SlotView | undefined
}
/** The hardware fetched `count` commands; `prod` and `cons` are those before. */
export interface Fetch {
  readonly kind: 'fetch'
  readonly slot: number
  readonly address: bigint
  readonly length: bigint
  readonly prod: number
  readonly cons: number
  readonly count: number
}
/** A vEVENT record was handed over. */
export interface DeliveredEvent {
  readonly kind: 'event'
  readonly map0: bigint
  readonly map1: bigint
  readonly lost: boolean
}

/** What a device did with one operation: the value of a read, and what the host saw meanwhile. */
export interface Response {
  readonly value: number | bigint | undefined
  readonly log: readonly Entry[]
}

export const EIO = -5
export const EBUSY = -16
export const EEXIST = -17
