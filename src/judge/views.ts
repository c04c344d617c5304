/**
 * The state's words as the shapes of spec/state.ts, so that the readable rules run on them as they stand. A view has no
 * state of its own; its getters are small enough for the compiler of the engine to take in.
 */
import type { Bits } from '../../spec/bits.js'
import type { BaseValue } from '../../spec/memory.js'
import type { Base, Errors, History, LastAccess, Origin, QueueHistory, Vcmdq, Word } from '../../spec/state.js'
import * as at from './layout.js'

// A view is made for words that are there: `?? 0` only satisfies the type of a typed array.

class BitsView implements Bits {
  constructor(protected readonly words: Int32Array, protected readonly base: number) {}

  get value(): number {
    return (this.words[this.base] ?? 0) >>> 0
  }

  get known(): number {
    return (this.words[this.base + at.KNOWN] ?? 0) >>> 0
  }
}

export class OriginView implements Origin {
  constructor(private readonly words: Int32Array, private readonly base: number) {}

  get at(): number {
    return this.words[this.base] ?? 0
  }

  /** All but the time, as one number. */
  get how(): number {
    return this.words[this.base + 1] ?? 0
  }

  get by(): at.Writer {
    return at.writerOf(this.words[this.base + 1] ?? 0)
  }

  get size(): 4 | 8 {
    return at.sizeOf(this.words[this.base + 1] ?? 0)
  }

  get slot(): number {
    return at.slotOf(this.words[this.base + 1] ?? 0)
  }

  get CMDQV_EN(): 0 | 1 | undefined {
    return at.enableOf(this.words[this.base + 1] ?? 0)
  }
}

/** A register word at `base`. */
export class WordView extends BitsView implements Word {
  readonly origin: OriginView

  constructor(words: Int32Array, base: number) {
    super(words, base)
    this.origin = new OriginView(words, base + at.AT)
  }
}

export const UNFINISHED = [undefined, 'address', 'unsure'] as const
export const OPEN_HALF = [undefined, 'L', 'H', 'unsure'] as const

class ErrorsView implements Errors {
  readonly active: Bits
  readonly GERROR: Bits
  readonly GERRORN: Bits
  readonly origin: OriginView

  constructor(private readonly words: Int32Array, private readonly block: number) {
    this.active = new BitsView(words, block + at.ACTIVE)
    this.GERROR = new BitsView(words, block + at.GERROR)
    this.GERRORN = new BitsView(words, block + at.GERRORN)
    this.origin = new OriginView(words, block + at.ERRORS_AT)
  }

  get initErrByGuest(): boolean {
    return this.words[this.block + at.BY_GUEST] === 1
  }

  get unfinished(): Errors['unfinished'] {
    return UNFINISHED[this.words[this.block + at.UNFINISHED] ?? 0]
  }
}

class BaseView implements Base {
  readonly origin: OriginView

  constructor(private readonly words: Int32Array, private readonly block: number, private readonly bases: (readonly BaseValue[])[], private readonly index: number) {
    this.origin = new OriginView(words, block + at.BASE_AT)
  }

  get candidates(): readonly BaseValue[] {
    return this.bases[this.index] ?? []
  }

  get byHalves(): boolean {
    return this.words[this.block + at.BY_HALVES] === 1
  }

  get openHalf(): Base['openHalf'] {
    return OPEN_HALF[this.words[this.block + at.OPEN_HALF] ?? 0]
  }

  get live(): boolean {
    return this.words[this.block + at.LIVE] === 1
  }
}

class QueueHistoryView implements QueueHistory {
  constructor(private readonly words: Int32Array, private readonly block: number) {}

  get mapped(): number {
    return this.words[this.block + at.MAPPED] ?? 0
  }

  get unmapped(): number {
    return this.words[this.block + at.UNMAPPED] ?? 0
  }

  get enableFall(): number {
    return this.words[this.block + at.ENABLE_FELL] ?? 0
  }

  get enableCycle(): number {
    return this.words[this.block + at.ENABLE_CYCLED] ?? 0
  }

  get halfBase(): number {
    return this.words[this.block + at.HALF_BASE] ?? 0
  }

  get fault(): number {
    return this.words[this.block + at.FAULT] ?? 0
  }

  get allocAnswer(): number {
    return this.words[this.block + at.ALLOC_ANSWER] ?? 0
  }

  get backing(): number {
    return this.words[this.block + at.BACKING] ?? 0
  }
}

/** One VCMDQ, whose words begin at `block` and whose candidates for BASE stand at `index`. */
export class QueueView implements Vcmdq {
  /** Its entry of CMDQ_ALLOC_MAP, which is no register of the VCMDQ itself. */
  readonly ALLOC: WordView
  readonly CONS_INDX: WordView
  readonly PROD_INDX: WordView
  readonly CONFIG: WordView
  readonly errors: ErrorsView
  readonly BASE: BaseView
  readonly CONS_INDX_BASE_DRAM_L: WordView
  readonly CONS_INDX_BASE_DRAM_H: WordView
  readonly history: QueueHistory

  constructor(private readonly words: Int32Array, readonly block: number, bases: (readonly BaseValue[])[], readonly index: number) {
    this.ALLOC = new WordView(words, block + at.ALLOC)
    this.CONS_INDX = new WordView(words, block + at.CONS_INDX)
    this.PROD_INDX = new WordView(words, block + at.PROD_INDX)
    this.CONFIG = new WordView(words, block + at.CONFIG)
    this.errors = new ErrorsView(words, block)
    this.BASE = new BaseView(words, block, bases, index)
    this.CONS_INDX_BASE_DRAM_L = new WordView(words, block + at.DRAM_L)
    this.CONS_INDX_BASE_DRAM_H = new WordView(words, block + at.DRAM_H)
    this.history = new QueueHistoryView(words, block)
  }

  /** The plain register that stands at an offset of the block. */
  plain(offset: number): WordView {
    switch (offset) {
      case at.CONS_INDX:
        return this.CONS_INDX
      case at.PROD_INDX:
        return this.PROD_INDX
      case at.CONFIG:
        return this.CONFIG
      case at.DRAM_L:
        return this.CONS_INDX_BASE_DRAM_L
      default:
        return this.CONS_INDX_BASE_DRAM_H
    }
  }

  get unreported(): number {
    return this.words[this.block + at.UNREPORTED] ?? 0
  }

  get faultSlot(): number {
    return this.words[this.block + at.FAULT_SLOT] ?? 0
  }
}

export class HistoryView implements History {
  readonly readOnly: History['readOnly']

  constructor(private readonly words: Int32Array) {
    this.readOnly = new ReadOnlyView(words)
  }

  get reset(): number {
    return this.words[at.RESET_AT] ?? 0
  }

  get hostChange(): number {
    return this.words[at.HOST_CHANGE] ?? 0
  }

  get dropped(): number {
    return this.words[at.DROPPED] ?? 0
  }

  get gap(): number {
    return this.words[at.GAP] ?? 0
  }

  get unrouted(): number {
    return this.words[at.UNROUTED] ?? 0
  }

  get wide(): number {
    return this.words[at.WIDE] ?? 0
  }

  get idempotent(): number {
    return this.words[at.IDEMPOTENT] ?? 0
  }

  get deed(): number {
    return this.words[at.DEED] ?? 0
  }

  get CMDQV_EN_fall(): number {
    return this.words[at.CMDQV_EN_FALL] ?? 0
  }

  get CMDQV_EN_cycle(): number {
    return this.words[at.CMDQV_EN_CYCLE] ?? 0
  }

  get ENABLE_fall(): number {
    return this.words[at.ENABLE_FALL] ?? 0
  }

  get ENABLE_cycle(): number {
    return this.words[at.ENABLE_CYCLE] ?? 0
  }
}

class ReadOnlyView {
  constructor(private readonly words: Int32Array) {}

  get offset(): number {
    return this.words[at.READ_ONLY_OFFSET] ?? 0
  }

  get at(): number {
    return this.words[at.READ_ONLY_AT] ?? 0
  }
}

export class LastAccessView implements LastAccess {
  constructor(private readonly words: Int32Array) {}

  get queue(): number {
    return this.words[at.LAST_QUEUE] ?? 0
  }

  get at(): number {
    return this.words[at.LAST_AT] ?? 0
  }

  get otherAt(): number {
    return this.words[at.LAST_OTHER_AT] ?? 0
  }
}
