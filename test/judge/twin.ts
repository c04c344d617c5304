/** The compiled judge and the readable one, side by side over everything that either is told. */
import { isDeepStrictEqual } from 'node:util'
import { readableModel, referenceModel } from '../../properties/adapter.js'
import type { Bits } from '../../spec/bits.js'
import type { Origin, State, Vcmdq, Word } from '../../spec/state.js'
import type { Forbidden, Judge, Model, Operation, Response } from '../../src/check/contract.js'
import type { SavedState } from '../../src/judge/index.js'
import { LiveState } from '../../src/judge/state.js'

const bits = ({ value, known }: Bits): readonly number[] => [value, known]
const origin = ({ at, by, size, slot, CMDQV_EN }: Origin): readonly unknown[] => [at, by, size, slot, CMDQV_EN]
const word = (one: Word): readonly unknown[] => [...bits(one), ...origin(one.origin)]

function queue({ CONS_INDX, PROD_INDX, CONFIG, errors, BASE, CONS_INDX_BASE_DRAM_L, CONS_INDX_BASE_DRAM_H, unreported, faultSlot, history }: Vcmdq): unknown {
  const { mapped, unmapped, enableFall, enableCycle, halfBase, fault, allocAnswer, backing } = history
  return {
    CONS_INDX: word(CONS_INDX), PROD_INDX: word(PROD_INDX), CONFIG: word(CONFIG), CONS_INDX_BASE_DRAM_L: word(CONS_INDX_BASE_DRAM_L), CONS_INDX_BASE_DRAM_H: word(CONS_INDX_BASE_DRAM_H),
    errors: [bits(errors.active), bits(errors.GERROR), bits(errors.GERRORN), origin(errors.origin), errors.initErrByGuest, errors.unfinished],
    BASE: [BASE.candidates.map(({ L, H }) => [bits(L), bits(H)]), origin(BASE.origin), BASE.byHalves, BASE.openHalf, BASE.live],
    rest: [unreported, faultSlot, mapped, unmapped, enableFall, enableCycle, halfBase, fault, allocAnswer, backing],
  }
}

/** Everything that a state says, as values. Registers of the Config page that are derived are left out: nothing asks for them. */
export function plain(state: State): unknown {
  const { queues, now, config, VCMDQ, mapping, attached, detached, host, lastAccess: last, history: h } = state
  const { CONFIG, PARAM, VI_INT_MASK_0, VI_INT_MASK_1, CMDQ_ALLOC_MAP, VINTF0_CONFIG, VINTF0_SID_MATCH, VINTF0_SID_REPLACE } = config
  const { viommu, pageMapped, windows, slots, standing, allocRefused, outstanding, munmapRefused } = host
  return {
    queues, now, attached, detached, mapping,
    host: { viommu, pageMapped, windows, slots, standing, allocRefused, outstanding, munmapRefused },
    config: Object.entries({ CONFIG, PARAM, VI_INT_MASK_0, VI_INT_MASK_1, CMDQ_ALLOC_MAP, VINTF0_CONFIG, VINTF0_SID_MATCH, VINTF0_SID_REPLACE }).map(([name, words]) => [name, words.map(word)]),
    VCMDQ: VCMDQ.map(queue),
    last: [last.queue, last.at, last.otherAt],
    history: [h.reset, h.hostChange, h.dropped, h.gap, h.unrouted, h.wide, h.idempotent, h.deed, h.CMDQV_EN_fall, h.CMDQV_EN_cycle, h.ENABLE_fall, h.ENABLE_cycle, h.readOnly.offset, h.readOnly.at],
  }
}

type Saved = ReturnType<Judge<SavedState>['save']>
export type TwinState = readonly [Saved, State]

/** Collects the words of a fingerprint. */
class Words {
  readonly all: number[] = []

  word(value: number): void {
    this.all.push(value | 0)
  }
}

const sameWords = ({ all: a }: Words, { all: b }: Words): boolean => a.length === b.length && a.every((word, i) => word === b[i])
const sameSet = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one) => b.includes(one))
const text = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `0x${part.toString(16)}` : part))

/** The compiled judge, which is asked, and the readable one, which must say the same; any difference is thrown. */
export class Twin implements Judge<TwinState> {
  private readonly compiled: Judge<SavedState>
  private readonly readable: Judge<State>
  private readonly mirror: LiveState

  constructor(queues: number, private readonly counted: () => boolean) {
    this.compiled = referenceModel.judgeFor(queues)
    this.readable = readableModel.judgeFor(queues)
    this.mirror = new LiveState(queues)
  }

  get judged(): readonly string[] {
    return this.compiled.judged
  }

  get forbidden(): readonly Forbidden[] {
    return this.compiled.forbidden
  }

  powerOn(response: Response): void {
    this.compiled.powerOn(response)
    this.readable.powerOn(response)
    this.compare('power-on', response)
  }

  judge(operation: Operation, response: Response): void {
    this.compiled.judge(operation, response)
    this.readable.judge(operation, response)
    this.compare(operation, response)
  }

  save(): TwinState {
    return [this.compiled.save(), this.readable.save()]
  }

  restore([compiled, readable]: TwinState): void {
    this.compiled.restore(compiled)
    this.readable.restore(readable)
  }

  /** Not only what later judgements can tell apart: every value in the two states. */
  compareStates(): void {
    const [compiled, readable] = this.save()
    this.mirror.restore(compiled)
    const [a, b] = [plain(this.mirror), plain(readable)]
    if (!isDeepStrictEqual(a, b)) throw new Error(`the states differ:\ncompiled ${text(a)}\nreadable ${text(b)}`)
  }

  private compare(operation: unknown, response: Response): void {
    const thorough = this.counted()
    const [a, b] = [this.compiled, this.readable]
    if (!sameSet(a.judged, b.judged)) this.differ('judged', operation, response, a.judged, b.judged)
    if ((a.forbidden.length > 0 || b.forbidden.length > 0) && !isDeepStrictEqual(a.forbidden, b.forbidden)) this.differ('forbidden', operation, response, a.forbidden, b.forbidden)
    if (!thorough) return
    const [one, other] = [new Words(), new Words()]
    a.fingerprint?.(one)
    b.fingerprint?.(other)
    if (!sameWords(one, other)) this.differ('fingerprint', operation, response, one.all, other.all)
  }

  private differ(what: string, operation: unknown, response: Response, compiled: unknown, readable: unknown): never {
    throw new Error(`${what} at ${text(operation)} answered with ${text(response)}:\ncompiled ${text(compiled)}\nreadable ${text(readable)}`)
  }
}

/** A model of two judges; `steps` counts the judgements that were compared, of which each `printed`th by fingerprints as well. */
export class TwinModel implements Model<TwinState> {
  readonly clauses = referenceModel.clauses
  steps = 0
  last: Twin | undefined

  constructor(private readonly printed = 16) {}

  judgeFor(queues: number): Twin {
    return (this.last = new Twin(queues, () => ++this.steps % this.printed === 0))
  }
}
