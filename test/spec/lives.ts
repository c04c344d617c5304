/**
 * States of the judge, many and alike: random walks over small alphabets on real devices, good ones and bad. What the
 * devices answered is kept, so that states which never met that device can be made to live through it.
 */
import { region } from '../../properties/adapter.js'
import { allPlaces, judge, judgePowerOn } from '../../spec/index.js'
import type { Judgement, State } from '../../spec/index.js'
import type { DeviceFactory, Header, Operation, RefusableCall, Response } from '../../src/check/contract.js'
import { Accesses, PAGE0_REGISTERS, PAGE1_HALVES, QUEUE_APERTURES } from '../../src/check/layout.js'
import type { QueueAperture } from '../../src/check/layout.js'
import { Bench } from '../../src/check/lockstep.js'
import { chance, pick, shuffled } from '../../src/check/source.js'
import type { Source } from '../../src/check/source.js'
import { DESIGNS, createDesign } from '../../src/designs/index.js'
import { createOptimised } from '../../src/device/index.js'
import type { Recognise } from './recognise.js'

const to = new Accesses(region)
export const QUEUES = 2

/** A ring of two commands at the start of RAM, one of 32 elsewhere, and one that no host accepts. */
const RINGS = [0x4000_0001n, 0x5000_0005n, 0x0000_0002n, 0n] as const

const events: readonly Operation[] = [
  { op: 'attach' }, { op: 'detach' }, { op: 'reset' }, { op: 'deliver' }, { op: 'deliver' }, { op: 'lose' },
  ...[0, 1].flatMap((l): Operation[] => [{ op: 'consume', l, n: 1 }, { op: 'consume', l, n: 4 }, { op: 'fault', l, code: 1 + l }]),
  { op: 'refuse', call: 'hwQueueAlloc', errno: 'ENOMEM', times: 1 }, { op: 'refuse', call: 'hwQueueAlloc', errno: 'ENOMEM' }, { op: 'allow', call: 'hwQueueAlloc' },
  { op: 'refuse', call: 'hwQueueDestroy', errno: 'ENOMEM', times: 1 }, { op: 'refuse', call: 'mmapPage0', errno: 'ENOMEM', times: 1 },
  { op: 'refuse', call: 'munmapPage0', errno: 'ENOMEM', times: 1 }, { op: 'refuse', call: 'viommuAlloc', errno: 'ENOMEM', times: 1 }, { op: 'refuse', call: 'viommuDestroy', errno: 'ENOMEM', times: 1 },
]

const OTHER_VINTF = 1 << 15
const pages: readonly Operation[] = [
  to.writeConfig('CONFIG', 0x2_0082), to.writeConfig('CONFIG', 0x2_0083), to.writeConfig('VINTF0_CONFIG', 0), to.writeConfig('VINTF0_CONFIG', 1), to.writeConfig('VINTF0_CONFIG', 1 | 1 << 17),
  ...[0, 1].flatMap((q) => [0, 1, 3, 1 | OTHER_VINTF].map((entry) => to.writeConfig('CMDQ_ALLOC_MAP', entry, q))),
  to.writeConfig('VI_INT_MASK_0', 1), to.writeConfig('VI_INT_MASK_0', 0), to.writeConfig('VINTF0_SID_MATCH', 5, 1), to.writeConfig('VINTF0_SID_REPLACE', 5, 0),
  ...['PARAM', 'STATUS', 'VINTF0_STATUS', 'CMDQ_ERR_MAP', 'VI_ERR_MAP', 'VINTF0_LVCMDQ_ERR_MAP'].flatMap((name) => [to.readConfig(name), to.writeConfig(name, 7)]),
  ...['CONFIG', 'VINTF0_CONFIG', 'CMDQ_ALLOC_MAP', 'VI_INT_MASK_0', 'VINTF0_SID_MATCH'].map((name) => to.readConfig(name)),
  ...['CONFIG', 'VINTF0_CONFIG', 'CMDQ_ALLOC_MAP', 'VINTF0_LVCMDQ_ERR_MAP', 'VINTF0_SID_MATCH'].flatMap((name): Operation[] => {
    const offset = region.configRegister(name)
    return [{ op: 'read', offset, size: 8 }, { op: 'write', offset, size: 8, value: 1n }, { op: 'write', offset, size: 8, value: 0x1_0000_0003n }]
  }),
  { op: 'read', offset: 0x50, size: 4 }, { op: 'write', offset: 0x50, size: 4, value: 1 }, { op: 'write', offset: 0x3_0040, size: 4, value: 1 }, { op: 'read', offset: 0x50, size: 8 },
]

const queueAccesses = (index: number): readonly Operation[] =>
  QUEUE_APERTURES.flatMap((aperture) => [
    ...[...PAGE0_REGISTERS, ...PAGE1_HALVES].map((register) => to.read(aperture, register, index)),
    ...[0, 1, 2].flatMap((value) => [to.write(aperture, 'PROD_INDX', index, value), to.write(aperture, 'CONS_INDX', index, value)]),
    to.write(aperture, 'CONFIG', index, 0), to.write(aperture, 'CONFIG', index, 1), to.write(aperture, 'STATUS', index, 1), to.write(aperture, 'GERROR', index, 7),
    ...[0, 1, 4, 5, 7].map((value) => to.write(aperture, 'GERRORN', index, value)),
    ...RINGS.map((ring) => to.write64(aperture, 'BASE_L', index, ring)),
    ...[0, 1].map((high) => to.write(aperture, 'BASE_H', index, high)),
    ...RINGS.map((ring) => to.write(aperture, 'BASE_L', index, Number(ring))),
    to.read64(aperture, 'BASE_L', index), to.write64(aperture, 'CONS_INDX_BASE_DRAM_L', index, 0x20n),
    to.write(aperture, 'CONS_INDX_BASE_DRAM_L', index, 0x20), to.write(aperture, 'CONS_INDX_BASE_DRAM_H', index, 1),
    { op: 'write', offset: region.queueRegister(aperture, 'CONS_INDX', index), size: 8, value: 0x1_0000_0000n },
    { op: 'write', offset: region.queueRegister(aperture, 'CONFIG', index), size: 8, value: 1n },
    { op: 'write', offset: region.queueRegister(aperture, 'GERROR', index), size: 8, value: 1n },
  ])

/** Everything that walks are made of. */
export const LETTERS: readonly Operation[] = [...events, ...pages, ...queueAccesses(0), ...queueAccesses(1)]

const wide = (offset: number, value: bigint): Operation => ({ op: 'write', offset, size: 8, value })
const refuse = (call: RefusableCall): Operation => ({ op: 'refuse', call, errno: 'ENOMEM', times: 1 })
const enables = [to.writeConfig('CONFIG', 0x2_0082), to.writeConfig('CONFIG', 0x2_0083), to.writeConfig('VINTF0_CONFIG', 0), to.writeConfig('VINTF0_CONFIG', 1)]
const entries = [0, 1, 3].map((entry) => to.writeConfig('CMDQ_ALLOC_MAP', entry, 0))
const halves = (aperture: QueueAperture): readonly Operation[] => [0x4000_0001, 2].map((low) => to.write(aperture, 'BASE_L', 0, low)).concat([0, 1].map((high) => to.write(aperture, 'BASE_H', 0, high)))

/** Letters that have to do with each other: from few of them the same state is reached on many ways. */
const THEMES: readonly (readonly Operation[])[] = [
  [...enables, to.write('direct', 'CONFIG', 0, 0), to.write('direct', 'CONFIG', 0, 1), to.writeConfig('VINTF0_SID_MATCH', 5), to.write('direct', 'PROD_INDX', 0, 1), { op: 'consume', l: 0, n: 1 }],
  [{ op: 'fault', l: 0, code: 1 }, { op: 'fault', l: 1, code: 1 }, { op: 'deliver' }, { op: 'lose' }, { op: 'reset' }, to.write('direct', 'GERRORN', 0, 1), to.write('vintf', 'GERRORN', 0, 0), ...entries],
  [{ op: 'attach' }, { op: 'detach' }, { op: 'reset' }, refuse('hwQueueDestroy'), refuse('munmapPage0'), refuse('viommuAlloc'), refuse('mmapPage0'), ...entries, ...enables],
  [...halves('direct'), ...halves('vintf'), ...RINGS.map((ring) => to.write64('vintf', 'BASE_L', 0, ring)), to.read('direct', 'BASE_L', 0), to.read('direct', 'BASE_H', 0), wide(region.queueRegister('direct', 'CONFIG', 0), 1n)],
  [...(['CONS_INDX', 'CONFIG', 'GERROR'] as const).flatMap((name) => [0n, 0x1_0000_0001n].map((value) => wide(region.queueRegister('direct', name, 0), value))), ...['CONFIG', 'VINTF0_CONFIG', 'CMDQ_ALLOC_MAP', 'VINTF0_SID_REPLACE', 'VI_INT_MASK_0'].flatMap((name) => [0n, 0x1_0000_0001n].map((value) => wide(region.configRegister(name), value))),
    ...PAGE0_REGISTERS.map((name) => to.read('direct', name, 0)), to.read('direct', 'BASE_L', 0)],
  [refuse('hwQueueAlloc'), refuse('hwQueueAlloc'), ...halves('direct'), ...entries, to.write('direct', 'GERRORN', 0, 4), to.write('direct', 'GERRORN', 0, 0), to.read('direct', 'GERROR', 0)],
  [...entries, to.writeConfig('CMDQ_ALLOC_MAP', 1, 1), to.writeConfig('CMDQ_ALLOC_MAP', 3, 1), to.writeConfig('CMDQ_ALLOC_MAP', 0, 1), ...halves('vintf'),
    ...[0, 1].flatMap((l) => [to.write('vintf', 'PROD_INDX', l, 1), to.write('vintf', 'CONS_INDX_BASE_DRAM_L', l, 0x20), to.write('direct', 'CONS_INDX_BASE_DRAM_L', l, 0)])],
]

function alphabetOf(source: Source): readonly Operation[] {
  const few = Array.from({ length: 1 + source.int(5) }, () => pick(source, LETTERS))
  return chance(source, 2) ? few : [...few.slice(0, 1), ...shuffled(source, pick(source, THEMES)).slice(0, 3 + source.int(6))]
}

/** The preconditions of a running queue, in an order of the source's choosing. */
function boot(source: Source, queues: readonly number[]): Operation[] {
  const steps: Operation[] = [{ op: 'attach' }, to.writeConfig('VINTF0_CONFIG', 1)]
  for (const q of queues) {
    steps.push(to.writeConfig('CMDQ_ALLOC_MAP', 1 | (q << 1), q), to.write64('direct', 'BASE_L', q, RINGS[q] ?? RINGS[0]))
    steps.push(to.write('direct', 'CONFIG', q, 1), to.write('direct', 'PROD_INDX', q, 1))
  }
  return chance(source, 2) ? steps.filter(() => !chance(source, 8)) : steps
}

/** One operation and what a device answered to it, at some time. */
export interface Event {
  readonly operation: Operation
  readonly response: Response
}

const FACTORIES: readonly DeviceFactory[] = [createOptimised, createOptimised, createOptimised, ...DESIGNS.map((design) => createDesign(design))]

export interface Lived {
  readonly states: readonly State[]
  readonly events: readonly Event[]
}

/** A walk of `length` operations over a small alphabet; it ends early if the device dies. */
function walk(source: Source, length: number): Lived {
  const header: Header = { kernel: pick(source, ['6.17', '6.18.9']), queues: QUEUES, slots: [] }
  const alphabet = alphabetOf(source)
  const prefix = chance(source, 3) ? [] : boot(source, chance(source, 2) ? [0] : [0, 1])
  const states: State[] = []
  const events: Event[] = []
  try {
    const bench = new Bench({ name: 'walked', create: pick(source, FACTORIES) }, header)
    let state = judgePowerOn(QUEUES, bench.started()).state
    states.push(state)
    for (let i = 0; i < prefix.length + length; i++) {
      const operation = prefix[i] ?? pick(source, alphabet)
      const response = bench.perform(operation)
      events.push({ operation, response })
      state = judge(state, operation, response).state
      states.push(state)
    }
  } catch {
    // A design may die of what it is asked; what it did until then is as good as any.
  }
  return { states, events }
}

/** What could have happened instead, with the same answers: two events exchanged, one left out, one twice, one more. */
function variants(source: Source, events: readonly Event[]): readonly (readonly Event[])[] {
  const i = source.int(events.length)
  const [event, next] = [events[i], events[i + 1]]
  if (!event) return [events]
  const more = happening(source, events)
  return [events, events.toSpliced(i, 1), events.toSpliced(i, 0, event), events.toSpliced(i, 0, more), ...(next ? [events.toSpliced(i, 2, next, event)] : [])]
}

/** Walks of `length` operations, and beside each step in `every` of them the states that its last events could have led to. */
export function walks(source: Source, count: number, length: number, every = 3): Lived {
  const states: State[] = []
  const events: Event[] = []
  for (let i = 0; i < count; i++) {
    const walked = walk(source, length)
    states.push(...walked.states)
    events.push(...walked.events)
    for (const [from, start] of walked.states.entries()) {
      if (from % every !== 0) continue
      const tail = walked.events.slice(from, from + 2 + source.int(5))
      for (const variant of variants(source, tail)) states.push(variant.reduce((state, { operation, response }) => judge(state, operation, response).state, start))
    }
  }
  return { states, events }
}

/**
 * Pairs of states that `alike` takes for the same and `different` does not, as they come up: each state beside the last
 * one before it, and no two pairs alike.
 */
export function* pairsOf<T, K>(states: Iterable<T>, alike: (state: T) => number, different: (state: T) => K): Generator<readonly [T, T]> {
  const groups = new Map<number, { last: T; readonly seen: Set<K> }>()
  for (const state of states) {
    const key = alike(state)
    const group = groups.get(key)
    if (!group) {
      groups.set(key, { last: state, seen: new Set([different(state)]) })
      continue
    }
    const trait = different(state)
    if (group.seen.has(trait)) continue
    group.seen.add(trait)
    yield [group.last, state]
    group.last = state
  }
}

/** In which order things happened: the rank of every time in a state, and who wrote what. */
export function orderOf({ history, lastAccess, VCMDQ, config }: State): string {
  const origins = [...VCMDQ.flatMap(({ CONS_INDX, PROD_INDX, CONFIG, errors, BASE, CONS_INDX_BASE_DRAM_L: L, CONS_INDX_BASE_DRAM_H: H }) => [CONS_INDX, PROD_INDX, CONFIG, errors, BASE, L, H]), ...Object.values(config).flat()].map(({ origin }) => origin)
  const { readOnly, ...events } = history
  const times = [...Object.values(events), readOnly.at, lastAccess.at, lastAccess.otherAt, ...VCMDQ.flatMap((queue) => Object.values(queue.history)), ...origins.map(({ at }) => at)]
  const ranks = new Map([...new Set(times)].sort((a, b) => a - b).map((time, rank) => [time, rank]))
  return [...times.map((time) => ranks.get(time)), lastAccess.queue, ...origins.map(({ by, slot }) => `${by}${slot}`)].join(' ')
}

const VALUES = [0, 0, 1, 4, 5, 7, 0x4000_0001, 0xffff_ffff] as const
const READS: readonly Operation[] = [
  ...allPlaces(QUEUES).map(({ offset }): Operation => ({ op: 'read', offset, size: 4 })),
  { op: 'read', offset: 0x50, size: 4 }, { op: 'read', offset: region.configRegister('VINTF0_LVCMDQ_ERR_MAP'), size: 8 },
]
const WRITES = LETTERS.filter(({ op }) => op === 'write')

const quiet = (operation: Operation, value?: number): Event => ({ operation, response: { value: operation.op === 'read' && operation.size === 8 ? BigInt(value ?? 0) : value, log: [], backing: undefined } })

/** Something that happens: mostly what some device once answered, now and then a write that nothing follows or a read of anything. */
function happening(source: Source, events: readonly Event[]): Event {
  switch (source.int(4)) {
    case 0:
      return quiet(pick(source, WRITES))
    case 1:
      return quiet(pick(source, READS), pick(source, VALUES))
    default:
      return pick(source, events)
  }
}

/** What is told of a judgement: two that are told alike are taken for alike. */
export type Tell = (judgement: Judgement) => string

const list = (ids: readonly string[]): string => ids.join(' ') || 'nothing'
export const told: Tell = ({ judged, forbidden }) => `judges ${list(judged)}, forbids ${list(forbidden.map(({ clause }) => clause))}`

/** One state's lives against another's. */
export class Twins {
  /** Judgements compared. */
  compared = 0

  constructor(private readonly source: Source, private readonly events: readonly Event[], private readonly same: Recognise, private readonly tell: Tell = told) {}

  /** What tells two states apart; undefined if nothing was found: every register is read, and some futures are lived. */
  parting([a, b]: readonly [State, State], futures = 8, length = 6): string | undefined {
    for (const operation of READS) {
      const parted = this.apart(quiet(operation, pick(this.source, VALUES)), a, b)
      if (typeof parted === 'string') return parted
    }
    for (let i = 0; i < futures; i++) {
      const parted = this.live(a, b, 1 + this.source.int(length))
      if (parted !== undefined) return parted
    }
    return undefined
  }

  private live(a: State, b: State, length: number): string | undefined {
    let [one, other] = [a, b]
    for (let i = 0; i < length; i++) {
      const event = happening(this.source, this.events)
      const next = this.apart(event, one, other)
      if (typeof next === 'string') return next
      ;[one, other] = next
      if (this.same(one) !== this.same(other)) return `after ${nameOf(event)}: no longer recognised as the same`
    }
    return undefined
  }

  /** The successors, or how their judgements differ. */
  private apart(event: Event, a: State, b: State): readonly [State, State] | string {
    this.compared++
    const [one, other] = [judge(a, event.operation, event.response), judge(b, event.operation, event.response)]
    if (this.tell(one) === this.tell(other)) return [one.state, other.state]
    return `after ${nameOf(event)}: one ${this.tell(one)}, the other ${this.tell(other)}`
  }
}

const nameOf = (event: Event): string => JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value))
