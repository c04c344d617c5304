/** The state of the compiled judge, and the readable rules' view of it. */
import type { BaseValue } from '../../spec/memory.js'
import { mapNothing } from '../../spec/mapping.js'
import type { Mapping } from '../../spec/mapping.js'
import type { ConfigName } from '../../spec/registers.js'
import { powerOnState } from '../../spec/state.js'
import type { History, HostView, LastAccess, Origin, State, Vcmdq, Word } from '../../spec/state.js'
import { LiveHost } from './host.js'
import * as at from './layout.js'
import { HistoryView, LastAccessView, OPEN_HALF, QueueView, UNFINISHED, WordView } from './views.js'
import { put } from './words.js'

const FEW = 8

/** A point to come back to. Equal `words` need not mean equal states: see the fingerprint. */
export interface SavedState {
  readonly words: Int32Array
  /** The candidates for BASE of the blank block, then of each VCMDQ that has its own. */
  readonly bases: readonly (readonly BaseValue[])[]
  readonly mapping: Mapping
  readonly host: HostView
}

const packed = (origin: Origin): number => at.how(origin.by, origin.size, origin.slot, origin.CMDQV_EN)

function putWord(words: Int32Array, base: number, word: Word): void {
  put(words, base, word)
  words[base + at.AT] = word.origin.at
  words[base + at.HOW] = packed(word.origin)
}

/** The block of a VCMDQ as it stands in a readable state. */
function putQueue(words: Int32Array, block: number, queue: Vcmdq, entry: Word): void {
  const { errors, BASE, history } = queue
  putWord(words, block + at.ALLOC, entry)
  putWord(words, block + at.CONS_INDX, queue.CONS_INDX)
  putWord(words, block + at.PROD_INDX, queue.PROD_INDX)
  putWord(words, block + at.CONFIG, queue.CONFIG)
  putWord(words, block + at.DRAM_L, queue.CONS_INDX_BASE_DRAM_L)
  putWord(words, block + at.DRAM_H, queue.CONS_INDX_BASE_DRAM_H)
  put(words, block + at.ACTIVE, errors.active)
  put(words, block + at.GERROR, errors.GERROR)
  put(words, block + at.GERRORN, errors.GERRORN)
  const rest: readonly (readonly [number, number])[] = [
    [at.ERRORS_AT, errors.origin.at], [at.ERRORS_HOW, packed(errors.origin)], [at.BY_GUEST, errors.initErrByGuest ? 1 : 0], [at.UNFINISHED, UNFINISHED.indexOf(errors.unfinished)],
    [at.BASE_AT, BASE.origin.at], [at.BASE_HOW, packed(BASE.origin)], [at.BY_HALVES, BASE.byHalves ? 1 : 0], [at.OPEN_HALF, OPEN_HALF.indexOf(BASE.openHalf)], [at.LIVE, BASE.live ? 1 : 0],
    [at.UNREPORTED, queue.unreported], [at.FAULT_SLOT, queue.faultSlot],
    [at.MAPPED, history.mapped], [at.UNMAPPED, history.unmapped], [at.ENABLE_FELL, history.enableFall], [at.ENABLE_CYCLED, history.enableCycle],
    [at.HALF_BASE, history.halfBase], [at.FAULT, history.fault], [at.ALLOC_ANSWER, history.allocAnswer], [at.BACKING, history.backing],
  ]
  for (const [word, value] of rest) words[block + word] = value
}

function putFixed(words: Int32Array, { now, attached, detached, history, lastAccess }: State): void {
  const fixed: readonly (readonly [number, number])[] = [
    [at.NOW, now], [at.ATTACHED, attached ? 1 : 0], [at.DETACHED, detached ? 1 : 0], [at.LAST_QUEUE, lastAccess.queue], [at.LAST_AT, lastAccess.at], [at.LAST_OTHER_AT, lastAccess.otherAt],
    [at.RESET_AT, history.reset], [at.HOST_CHANGE, history.hostChange], [at.DROPPED, history.dropped], [at.GAP, history.gap], [at.UNROUTED, history.unrouted], [at.WIDE, history.wide],
    [at.IDEMPOTENT, history.idempotent], [at.DEED, history.deed], [at.CMDQV_EN_FALL, history.CMDQV_EN_fall], [at.CMDQV_EN_CYCLE, history.CMDQV_EN_cycle],
    [at.ENABLE_FALL, history.ENABLE_fall], [at.ENABLE_CYCLE, history.ENABLE_cycle], [at.READ_ONLY_OFFSET, history.readOnly.offset], [at.READ_ONLY_AT, history.readOnly.at],
  ]
  for (const [word, value] of fixed) words[word] = value
}

/**
 * Everything that is owed, in place. It is a `State` to whoever reads it, and changes under the reader: a rule must not
 * keep it. The rest of this room changes `words` and `mapping`, BASE by `setCandidates`, and calls `own` before it does so to a VCMDQ.
 */
export class LiveState implements State {
  readonly words: Int32Array
  private readonly bases: (readonly BaseValue[])[]
  mapping: Mapping
  readonly host: LiveHost
  readonly history: History
  readonly lastAccess: LastAccess
  readonly config: Readonly<Record<ConfigName, readonly WordView[]>>
  readonly VCMDQ: QueueView[]
  /** Counts what may have changed `bases`: what was concluded from them stands while it stands. */
  basesChanged = 0
  /** VCMDQs from here on are blank: nothing ever happened to them but a system reset. */
  owned = 0
  /** The words as they are at power-on, up to the end of the blank block. */
  private readonly template: SavedState
  private readonly blank: QueueView
  private readonly views: readonly QueueView[]
  private readonly entries: WordView[]

  constructor(readonly queues: number) {
    const start = powerOnState(queues)
    const end = at.BLANK_BLOCK
    this.words = new Int32Array(end + (queues + 1) * at.BLOCK)
    this.bases = new Array<readonly BaseValue[]>(queues + 1).fill([])
    const { words } = this
    this.blank = new QueueView(words, end, this.bases, 0)
    this.views = Array.from({ length: queues }, (_, q) => new QueueView(words, end + (q + 1) * at.BLOCK, this.bases, q + 1))
    this.VCMDQ = this.views.map(() => this.blank)
    this.entries = this.views.map(() => this.blank.ALLOC)
    this.history = new HistoryView(words)
    this.lastAccess = new LastAccessView(words)
    const row = (name: at.Stored): readonly WordView[] => start.config[name].map((_, i) => new WordView(words, at.storedWord(name, i)))
    this.config = {
      CONFIG: row('CONFIG'), PARAM: row('PARAM'), VI_INT_MASK_0: row('VI_INT_MASK_0'), VI_INT_MASK_1: row('VI_INT_MASK_1'), CMDQ_ALLOC_MAP: this.entries,
      VINTF0_CONFIG: row('VINTF0_CONFIG'), VINTF0_SID_MATCH: row('VINTF0_SID_MATCH'), VINTF0_SID_REPLACE: row('VINTF0_SID_REPLACE'),
      // What is derived has no word of its own, and no rule looks for one.
      STATUS: [], VI_ERR_MAP: [], CMDQ_ERR_MAP: [], VINTF0_STATUS: [], VINTF0_LVCMDQ_ERR_MAP: [],
    }
    this.mapping = start.mapping
    this.host = new LiveHost(start.host)
    this.template = this.powerOnTemplate(start)
    this.powerOn()
  }

  get now(): number {
    return this.words[at.NOW] ?? 0
  }

  get attached(): boolean {
    return this.words[at.ATTACHED] === 1
  }

  get detached(): boolean {
    return this.words[at.DETACHED] === 1
  }

  private powerOnTemplate(start: State): SavedState {
    const words = this.words.slice(0, at.BLANK_BLOCK + at.BLOCK)
    putFixed(words, start)
    for (const name of at.STORED) start.config[name].forEach((word, i) => putWord(words, at.storedWord(name, i), word))
    const [queue, entry] = [start.VCMDQ[0], start.config.CMDQ_ALLOC_MAP[0]]
    if (!queue || !entry) throw new RangeError('a region without a VCMDQ')
    putQueue(words, at.BLANK_BLOCK, queue, entry)
    return { words, bases: [queue.BASE.candidates], mapping: start.mapping, host: start.host }
  }

  powerOn(): void {
    this.restore(this.template)
  }

  /** A system reset: every register to what it is at power-on, but owed since now. What happened to the VCMDQs is not forgotten. */
  resetRegisters(): void {
    const { words, template } = this
    const now = this.now
    for (let word = at.CONFIG_WORDS; word < at.BLANK_BLOCK; word += at.WORD) this.resetWord(word, word, now)
    for (let index = 0; index <= this.owned; index++) {
      const block = at.BLANK_BLOCK + index * at.BLOCK
      for (let word = 0; word < at.ACTIVE; word += at.WORD) this.resetWord(block + word, at.BLANK_BLOCK + word, now)
      for (let word = at.ACTIVE; word < at.UNREPORTED; word++) words[block + word] = template.words[at.BLANK_BLOCK + word] ?? 0
      words[block + at.ERRORS_AT] = now
      words[block + at.BASE_AT] = now
      words[block + at.UNMAPPED] = now
      this.bases[index] = template.bases[0] ?? []
    }
    this.basesChanged++
    this.mapping = mapNothing(this.queues)
    words[at.RESET_AT] = now
  }

  private resetWord(word: number, from: number, now: number): void {
    const { words, template } = this
    words[word + at.VALUE] = template.words[from + at.VALUE] ?? 0
    words[word + at.KNOWN] = template.words[from + at.KNOWN] ?? 0
    words[word + at.AT] = now
    words[word + at.HOW] = template.words[from + at.HOW] ?? 0
  }

  /** What BASE of VCMDQ `q` may be. */
  candidatesOf(q: number): readonly BaseValue[] {
    return this.bases[q < this.owned ? q + 1 : 0] ?? []
  }

  /** The same, changed; `own` comes before. */
  setCandidates(q: number, candidates: readonly BaseValue[]): void {
    this.bases[q + 1] = candidates
    this.basesChanged++
  }

  /** Where the block of VCMDQ `q` begins, to be read. */
  blockOf(q: number): number {
    return q < this.owned ? at.BLANK_BLOCK + (q + 1) * at.BLOCK : at.BLANK_BLOCK
  }

  /** Where the block of VCMDQ `q` begins, to be written to: from now on it, and those below it, have blocks of their own. */
  own(q: number): number {
    for (let i = this.owned; i <= q; i++) {
      this.words.copyWithin(at.BLANK_BLOCK + (i + 1) * at.BLOCK, at.BLANK_BLOCK, at.BLANK_BLOCK + at.BLOCK)
      this.bases[i + 1] = this.bases[0] ?? []
      this.showOwn(i)
    }
    if (q >= this.owned) this.owned = q + 1
    return at.BLANK_BLOCK + (q + 1) * at.BLOCK
  }

  save(): SavedState {
    const { words, bases, mapping, host, owned } = this
    return { words: words.slice(0, at.BLANK_BLOCK + (owned + 1) * at.BLOCK), bases: bases.slice(0, owned + 1), mapping, host: host.view() }
  }

  restore({ words, bases, mapping, host }: SavedState): void {
    this.words.set(words)
    for (let i = 0; i < bases.length; i++) this.bases[i] = bases[i] ?? []
    this.mapping = mapping
    this.host.copy(host)
    this.show(bases.length - 1)
  }

  /** Becomes what another state of as many VCMDQs is. */
  copy(other: LiveState): void {
    const end = at.BLANK_BLOCK + (other.owned + 1) * at.BLOCK
    const { words } = this
    // Of few VCMDQs all words in one go; of many the first ones by a loop, which costs less than making the part of the other array that `set` would want.
    if (this.queues <= FEW) words.set(other.words)
    else for (let i = 0; i < end; i++) words[i] = other.words[i] ?? 0
    for (let i = 0; i <= other.owned; i++) this.bases[i] = other.bases[i] ?? []
    this.mapping = other.mapping
    this.host.copy(other.host)
    this.show(other.owned)
  }

  private show(owned: number): void {
    this.basesChanged++
    for (let q = owned; q < this.owned; q++) {
      this.VCMDQ[q] = this.blank
      this.entries[q] = this.blank.ALLOC
    }
    for (let q = this.owned; q < owned; q++) this.showOwn(q)
    this.owned = owned
  }

  private showOwn(q: number): void {
    const view = this.views[q]
    if (!view) throw new RangeError(`no VCMDQ ${q} among ${this.queues}`)
    this.VCMDQ[q] = view
    this.entries[q] = view.ALLOC
  }
}
