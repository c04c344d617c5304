/**
 * The contract between a device under test, the host that the checker plays, and the model that judges.
 * Everything here is plain data or an interface: no code, so that every room may look at it.
 */

/** Access size in bytes. */
export type Size = 4 | 8

/** A host call that the checker can be told to refuse. */
export type RefusableCall =
  | 'viommuAlloc'
  | 'viommuDestroy'
  | 'mmapPage0'
  | 'munmapPage0'
  | 'hwQueueAlloc'
  | 'hwQueueDestroy'

/** Negative errno, as the kernel returns it: -12 is ENOMEM. */
export type Errno = number
/** Positive handle of a hardware queue. */
export type HwQueueId = number

/** The mmap'd VINTF Page0 of the host. Offsets are bytes from the page's start, values 32-bit words. */
export interface Page0 {
  /** The word at a byte offset of the page, 0 … 2^32-1. Without a mapping 0, and the host has seen a stray load. */
  load(offset: number): number
  /** Stores a word. The hardware drops it in a slot without a queue, and the host without a mapping. */
  store(offset: number, value: number): void
}

/** What a device may ask of its host. A refusal is a negative errno, never an exception. */
export interface Host {
  /** Asks for the one vIOMMU, and with it the vEVENT queue: 0, or EEXIST when there is one. */
  viommuAlloc(): number
  /** Gives it back: 0, EBUSY while a queue or the mapping holds it, ENODEV without one. */
  viommuDestroy(): number
  /** Maps VINTF Page0, on which every hardware queue has its slot. ENXIO without a vIOMMU. */
  mmapPage0(): Page0 | Errno
  /** Ends the mapping: 0, or EINVAL without one. Queues do not mind. */
  munmapPage0(): number
  /** Asks for a hardware queue in slot `index`, whose ring of `length` bytes is at a guest-physical `address`; the lower slots come first. */
  hwQueueAlloc(index: number, address: bigint, length: bigint): HwQueueId | Errno
  /** Gives a queue back by the handle that its allocation returned: 0, ENOENT for no such queue, EBUSY below another. */
  hwQueueDestroy(id: HwQueueId): number
  /** Whether every byte of a range, which is not empty, is guest RAM. */
  isRam(address: bigint, length: bigint): boolean
  /** From now on the guest reaches Page0 directly at `offset`; byte i of the window is byte i of the page. */
  guestMap(offset: number, length: number): void
  /** Ends one window, named as it was installed: accesses there trap again. */
  guestUnmap(offset: number, length: number): void
  /** One interrupt edge. */
  raiseInterrupt(): void
}

/** What is checked. 4-byte values are numbers 0 … 2^32-1, 8-byte values bigints. */
export interface Device {
  /** A guest load that trapped. `offset` counts bytes from the start of the region and is a multiple of the size. */
  read(offset: number, size: Size): bigint | number
  /** A guest store that trapped: `value` is a number for 4 bytes, a bigint for 8. */
  write(offset: number, size: Size, value: bigint | number): void
  /** The first passthrough device arrives: the moment to ask the host for a vIOMMU. */
  attach(): void
  /** The last passthrough device leaves: what the host gave is to be given back. */
  detach(): void
  /** System reset. */
  reset(): void
  /** One vEVENT record: two maps of logical queues with an error; `lost` when earlier records were dropped. */
  event(map0: bigint, map1: bigint, lost: boolean): void
  /**
   * Everything that later answers depend on, but for what the host holds. With `into`, an array that an earlier save()
   * returned and nobody needs any more, a device may write there and return it: that is faster. It need not.
   */
  save?(into?: Uint8Array): Uint8Array
  /** Goes back to what save() returned. The host has gone back already, and no call of it is expected. */
  restore?(state: Uint8Array): void
}

/** What a device is made with, besides its host. */
export interface DeviceOptions {
  /** Number of VCMDQs: a power of two, 1 … 128. */
  readonly queues: number
}
/** Makes a device at power-on; it may call the host already. Called once for each program, hundreds of thousands of times in a run. */
export type DeviceFactory = (host: Host, options: DeviceOptions) => Device

/** One guest access or one host event, as plain data. 8-byte values are bigints, 4-byte values numbers. */
export type Operation =
  | { readonly op: 'read'; readonly offset: number; readonly size: Size }
  | { readonly op: 'write'; readonly offset: number; readonly size: 4; readonly value: number }
  | { readonly op: 'write'; readonly offset: number; readonly size: 8; readonly value: bigint }
  | { readonly op: 'attach' }
  | { readonly op: 'detach' }
  | { readonly op: 'reset' }
  /** Logical queue `l` may fetch up to `n` commands. */
  | { readonly op: 'consume'; readonly l: number; readonly n: number }
  /** The hardware meets error `code` (1 … 4) on logical queue `l`. */
  | { readonly op: 'fault'; readonly l: number; readonly code: number }
  /** Hands the oldest pending vEVENT to the device. */
  | { readonly op: 'deliver' }
  /** Drops the oldest pending vEVENT; the next delivery says `lost`. */
  | { readonly op: 'lose' }
  /** The host refuses the next `times` calls (without `times`: every call until `allow`). */
  | { readonly op: 'refuse'; readonly call: RefusableCall; readonly errno: string; readonly times?: number }
  | { readonly op: 'allow'; readonly call: RefusableCall }

/** What a previous owner left in a hardware slot: raw 32-bit words. */
export interface SlotContents {
  readonly prod: number
  readonly cons: number
  readonly config: number
  readonly gerror: number
  readonly gerrorn: number
}

/** Host kernel generation: 6.17 leaves a slot dirty at allocation, 6.18.9 zeroes it (see the host facts). */
export type Kernel = '6.17' | '6.18.9'

/** Who the host of a program is. */
export interface Header {
  readonly kernel: Kernel
  readonly queues: number
  /** By logical queue number; missing entries are all zero. */
  readonly slots: readonly SlotContents[]
}

/** Everything needed to run once: who the host is and what is done. */
export interface Program extends Header {
  readonly operations: readonly Operation[]
}

/** What the hardware sees in one slot: whether it would fetch, and from where. */
export interface SlotView {
  readonly slot: number
  /** CONFIG.CMDQ_EN of the slot. */
  readonly enabled: boolean
  readonly prod: number
  readonly cons: number
  /** Ring length in bytes as allocated; a power of two. */
  readonly length: bigint
}

/**
 * One thing that happened while a device answered one operation, in order.
 * `answer` is what the call returned: 0 or a positive handle, or a negative errno.
 * `injected` tells a refusal that the program ordered from one that the kernel's rules demand.
 */
export type Entry =
  | {
      readonly kind: 'viommuAlloc' | 'viommuDestroy' | 'mmapPage0' | 'munmapPage0'
      readonly answer: number
      readonly injected: boolean
    }
  | {
      readonly kind: 'hwQueueAlloc'
      readonly index: number
      readonly address: bigint
      readonly length: bigint
      readonly answer: number
      readonly injected: boolean
      /** The slot right after a granted allocation, dirty bits included. */
      readonly view: SlotView | undefined
    }
  | {
      readonly kind: 'hwQueueDestroy'
      readonly id: number
      /** Slot of the queue with that id; -1 when no such queue exists. */
      readonly index: number
      readonly answer: number
      readonly injected: boolean
    }
  | { readonly kind: 'guestMap' | 'guestUnmap'; readonly offset: number; readonly length: number; readonly answer: number }
  | { readonly kind: 'isRam'; readonly address: bigint; readonly length: bigint; readonly answer: boolean }
  /** The device stored a word through the mapping. `mapped` is false when no mapping existed. */
  | {
      readonly kind: 'store'
      readonly offset: number
      readonly value: number
      readonly mapped: boolean
      /** Whether any word of the page differs afterwards. */
      readonly changed: boolean
      /** The allocated slot that the store addressed, as it is afterwards; undefined where the hardware dropped it. */
      readonly view: SlotView | undefined
    }
  /** The device loaded through a mapping that did not exist. Other loads are not recorded. */
  | { readonly kind: 'strayLoad'; readonly offset: number }
  | { readonly kind: 'interrupt' }
  /** The hardware fetched `count` commands from the ring that hwQueueAlloc named; prod and cons are those before. */
  | {
      readonly kind: 'fetch'
      readonly slot: number
      readonly address: bigint
      readonly length: bigint
      readonly prod: number
      readonly cons: number
      readonly count: number
    }
  /** The hardware toggled CMDQ_ERR in the slot. */
  | { readonly kind: 'fault'; readonly slot: number; readonly code: number }
  /** A vEVENT record was handed over. */
  | { readonly kind: 'event'; readonly map0: bigint; readonly map1: bigint; readonly lost: boolean }

/** Who served a guest access: the device without the page, the device through the page, or the installed window. */
export type Backing = 'cache' | 'page' | 'window'

/** What a device did with one operation. */
export interface Response {
  /** The value of a read; undefined for everything else. */
  readonly value: number | bigint | undefined
  readonly log: readonly Entry[]
  /** For the story only: no model may look at it. */
  readonly backing: Backing | undefined
}

/** A clause forbids a response: what was seen and what was allowed, as text for a reader. */
export interface Forbidden {
  readonly clause: string
  readonly observed: string
  readonly allowed: string
}

/** Who says so: the hardware document, the vendor's engineers, the kernel's ABI, or this project, where the sources are silent. */
export type Authority = 'spec' | 'vendor' | 'kernel' | 'judgement'

/** A rule about the device, with its source. */
export interface Clause {
  readonly id: string
  readonly authority: Authority
  readonly source: string
  readonly rule: string
}

/** Takes words one after another; what it makes of them is its own affair. */
export interface WordSink {
  /** 32 bits, as a whole number of either sign. */
  word(value: number): void
}

/** A model as a value: the engine never knows which one it runs. */
export interface Model<S> {
  readonly clauses: readonly Clause[]
  /** A judge for programs with so many VCMDQs. It is used for one program after another. */
  judgeFor(queues: number): Judge<S>
}

/** What a judge of a recorded log is told besides: what may have happened without being seen. Bits become unknown. */
export interface Unseen {
  /** Anything: nothing is known of registers and host, as where a log begins in the middle. */
  anything(): void
  /** Host calls, of which the log tells none: any hardware queue may exist. */
  hostCalls(): void
  /** From now on the log tells every host call, and no hardware queue exists yet. */
  hostBegins(): void
  /** What hardware queues did by themselves; with `throughWindows` also what the guest wrote to them where no access traps. */
  hardware(throughWindows: boolean): void
}

/** A model at work: it follows one program, and can go back to where it was. `S` is a point to come back to. */
export interface Judge<S> {
  /** Clauses that applied to the last response and would have forbidden some response. Each list stays what it is. */
  readonly judged: readonly string[]
  /** What the last response broke. */
  readonly forbidden: readonly Forbidden[]
  /** Starts over, and judges the calls that a device made while it was created. */
  powerOn(response: Response): void
  /** Judges one response and goes on from there. */
  judge(operation: Operation, response: Response): void
  /** The same, of a 4-byte access that caused nothing at the host, as nearly all do. May be left out. */
  judgeRead?(offset: number, value: number): void
  judgeWrite?(offset: number, value: number): void
  /** For recorded logs. May be left out. */
  readonly unseen?: Unseen
  /** Adds one for each clause in `judged`, by its place among the model's clauses, and answers whether there is any. May be left out. */
  countJudged?(counts: Float64Array): boolean
  save(): S
  /** Goes back to what a judge of the same model for as many VCMDQs saved. */
  restore(saved: S): void
  /**
   * Feeds everything that later judgements depend on: two states that feed the same words are judged alike from then
   * on, whatever led to them. Without it exploration cannot tell that it has come to a state before. With `clauses`,
   * what these clauses say later is all that counts, and more states are one.
   */
  fingerprint?(sink: WordSink, clauses?: readonly string[]): void
}
