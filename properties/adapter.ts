/**
 * The adapter between two vocabularies: the engine's contract on one side, the specification's words on the other.
 * Their shapes agree, so nothing is converted; the compiler checks that they still do.
 */
import { CLAUSES, allPlaces, fingerprint, judge, judgePowerOn, nameOf, registers } from '../spec/index.js'
import type { Judgement, Place, State } from '../spec/index.js'
import type { Judge, Model, Operation, Response, WordSink } from '../src/check/contract.js'
import type { Location, Region } from '../src/check/region.js'
import { CompiledJudge } from '../src/judge/index.js'
import type { SavedState } from '../src/judge/index.js'

/** The reference model as the engine takes it: the compiled judge. */
export const referenceModel: Model<SavedState> = { clauses: CLAUSES, judgeFor: (queues) => new CompiledJudge(queues) }

/** The readable judge, at work: what the compiled one is held against. */
class ReadableJudge implements Judge<State> {
  private last: Judgement

  constructor(private readonly queues: number) {
    this.last = judgePowerOn(queues, { value: undefined, log: [] })
  }

  get judged(): readonly string[] {
    return this.last.judged
  }

  get forbidden(): Judgement['forbidden'] {
    return this.last.forbidden
  }

  powerOn(response: Response): void {
    this.last = judgePowerOn(this.queues, response)
  }

  judge(operation: Operation, response: Response): void {
    this.last = judge(this.last.state, operation, response)
  }

  save(): State {
    return this.last.state
  }

  restore(state: State): void {
    this.last = { state, judged: [], forbidden: [] }
  }

  fingerprint(sink: WordSink, clauses?: readonly string[]): void {
    fingerprint(this.last.state, sink, clauses)
  }
}

/** The same model by the rules as they are written, many times slower. */
export const readableModel: Model<State> = { clauses: CLAUSES, judgeFor: (queues) => new ReadableJudge(queues) }

const APERTURE_RANK = { config: 0, direct: 1, vintf: 2 } as const
/** More than any index or register number: ranks compare aperture first, then index, then register. */
const STRIDE = 1024

function locationOf(place: Exclude<Place, { page: 'gap' }>): Location {
  const aperture = place.page === 'Config' ? 'config' : place.aperture
  const index = place.page === 'Config' ? place.index : place.slot
  const within = place.page === 'Config' ? registers.CONFIG_PAGE.findIndex(({ name }) => name === place.register) : (place.offset % registers.SLOT_BYTES) / 4 + (place.page === 'Page1' ? 8 : 0)
  const rank = place.page === 'Config' ? within * STRIDE + index : APERTURE_RANK[aperture] * STRIDE * STRIDE + index * STRIDE + within
  const { offset, page, register, mask } = place
  return { offset, page, register, mask, aperture, index, access: place.access === 'RO' ? 'RO' : 'RW', name: nameOf(place), rank }
}

const located = new Map<number, { readonly list: readonly Location[]; readonly byOffset: ReadonlyMap<number, Location> }>()

function locationsFor(queues: number): { readonly list: readonly Location[]; readonly byOffset: ReadonlyMap<number, Location> } {
  const known = located.get(queues)
  if (known) return known
  const list = allPlaces(queues).flatMap((place) => (place.page === 'gap' ? [] : [locationOf(place)]))
  const made = { list, byOffset: new Map(list.map((location) => [location.offset, location])) }
  located.set(queues, made)
  return made
}

const PAGE0 = new Map<string, number>(registers.PAGE0.map(({ name, offset }) => [name, offset]))
const PAGE1 = new Map<string, number>(registers.PAGE1.map(({ name, offset }) => [name, offset]))
const CONFIG = new Map<string, number>(registers.CONFIG_PAGE.map(({ name, offset }) => [name, offset]))

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new RangeError(`no register ${what} in the region`)
  return value
}

/** The region of the specification as the engine takes it. */
export const region: Region = {
  bytes: registers.REGION_BYTES,
  locations: (queues) => locationsFor(queues).list,
  locate: (offset, queues) => locationsFor(queues).byOffset.get(offset),
  queueRegister(aperture, register, index) {
    const page0 = PAGE0.get(register)
    const start = aperture === 'direct'
      ? (page0 === undefined ? registers.PAGES.directPage1 : registers.PAGES.directPage0)
      : (page0 === undefined ? registers.PAGES.vintfPage1 : registers.PAGES.vintfPage0)
    return start + index * registers.SLOT_BYTES + known(page0 ?? PAGE1.get(register), register)
  },
  configRegister: (name, index = 0) => known(CONFIG.get(name), name) + 4 * index,
}
