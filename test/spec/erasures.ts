/**
 * Everything that a fingerprint feeds, and how to leave it out: each erasure takes one thing out of a state, so that the
 * fingerprint of what is left no longer tells it.
 */
import type { State } from '../../spec/index.js'

type History = State['history']
type Queue = State['VCMDQ'][number]
type Host = State['host']
type Word = Queue['PROD_INDX']
type Origin = Word['origin']
export type Erasure = readonly [name: string, erase: (state: State) => State]

const NEVER = -1
const WORDS = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'CONS_INDX_BASE_DRAM_L', 'CONS_INDX_BASE_DRAM_H'] as const
const ROWS = ['PARAM', 'CONFIG', 'VI_INT_MASK_0', 'CMDQ_ALLOC_MAP', 'VINTF0_CONFIG', 'VINTF0_SID_MATCH', 'VINTF0_SID_REPLACE'] as const

const inHistory = (change: (history: History) => Partial<History>) => (state: State): State => ({ ...state, history: { ...state.history, ...change(state.history) } })
const inHost = (change: (host: Host) => Partial<Host>) => (state: State): State => ({ ...state, host: { ...state.host, ...change(state.host) } })
const inQueues = (change: (queue: Queue, state: State) => Partial<Queue>) => (state: State): State => ({ ...state, VCMDQ: state.VCMDQ.map((queue) => ({ ...queue, ...change(queue, state) })) })
const inQueueHistory = (change: Partial<Queue['history']>) => inQueues(({ history }) => ({ history: { ...history, ...change } }))
const inRow = (name: (typeof ROWS)[number], change: (word: Word, state: State) => Partial<Word>) => (state: State): State => ({ ...state, config: { ...state.config, [name]: state.config[name].map((word) => ({ ...word, ...change(word, state) })) } })

/** Every origin changed, on all pages. */
const inOrigins = (change: (origin: Origin) => Partial<Origin>) => (state: State): State => {
  const changed = <T extends { readonly origin: Origin }>(holder: T): T => ({ ...holder, origin: { ...holder.origin, ...change(holder.origin) } })
  const queues = inQueues((queue) => ({ ...Object.fromEntries(WORDS.map((name) => [name, changed(queue[name])])), errors: changed(queue.errors), BASE: changed(queue.BASE) }))
  return ROWS.reduce((after, name) => inRow(name, changed)(after), queues(state))
}

/** Every VINTF write through the slot of the VCMDQ's own number. */
const inOwnSlots = (state: State): State => ({ ...state, VCMDQ: state.VCMDQ.map((queue, q) => {
  const own = inOrigins(() => ({ slot: q }))({ ...state, VCMDQ: [queue] })
  return own.VCMDQ[0] ?? queue
}) })

const ZERO = { value: 0, known: 0xffff_ffff }
const fresh = (origin: Origin, { now }: State): { readonly origin: Origin } => ({ origin: { ...origin, at: now } })

const EVENTS = ['hostChange', 'dropped', 'gap', 'unrouted', 'wide', 'idempotent', 'deed', 'CMDQV_EN_fall', 'CMDQV_EN_cycle', 'ENABLE_fall', 'ENABLE_cycle'] as const
const OWN_EVENTS = ['mapped', 'unmapped', 'enableFall', 'enableCycle', 'halfBase', 'fault', 'allocAnswer', 'backing'] as const

const times: readonly Erasure[] = [
  ...EVENTS.map((name): Erasure => [`history.${name}`, inHistory(() => ({ [name]: NEVER }))]),
  ['history.reset', inHistory(() => ({ reset: NEVER }))],
  ['history.readOnly.at', inHistory(({ readOnly }) => ({ readOnly: { ...readOnly, at: NEVER } }))],
  ['history.readOnly.offset', inHistory(({ readOnly }) => ({ readOnly: { ...readOnly, offset: 0x1_000c } }))],
  ...OWN_EVENTS.map((name): Erasure => [`VCMDQ history.${name}`, inQueueHistory({ [name]: NEVER })]),
  ['lastAccess', (state) => ({ ...state, lastAccess: { queue: -1, at: NEVER, otherAt: NEVER } })],
  ['lastAccess.queue', (state) => ({ ...state, lastAccess: { ...state.lastAccess, queue: -1, otherAt: state.lastAccess.at } })],
  ['lastAccess.otherAt', (state) => ({ ...state, lastAccess: { ...state.lastAccess, otherAt: NEVER } })],
  ...ROWS.map((name): Erasure => [`origin.at of ${name}`, inRow(name, ({ origin }, state) => fresh(origin, state))]),
  ...WORDS.map((name): Erasure => [`origin.at of VCMDQ ${name}`, inQueues((queue, state) => ({ [name]: { ...queue[name], ...fresh(queue[name].origin, state) } }))]),
  ['origin.at of errors', inQueues(({ errors }, state) => ({ errors: { ...errors, ...fresh(errors.origin, state) } }))],
  ['origin.at of BASE', inQueues(({ BASE }, state) => ({ BASE: { ...BASE, ...fresh(BASE.origin, state) } }))],
]

const origins: readonly Erasure[] = [
  ['origin.by direct or vintf', inOrigins(({ by }) => (by === 'vintf' ? { by: 'direct' } : {}))],
  ['origin.by reset or a guest', inOrigins(({ by }) => (by === 'direct' || by === 'vintf' || by === 'config' ? { by: 'reset' } : {}))],
  ['origin.by fetch or a guest', inOrigins(({ by }) => (by === 'direct' || by === 'vintf' ? { by: 'fetch' } : {}))],
  ['origin.by fault or a guest', inOrigins(({ by }) => (by === 'direct' || by === 'vintf' ? { by: 'fault' } : {}))],
  ['origin.by fetch or fault', inOrigins(({ by }) => (by === 'fault' ? { by: 'fetch' } : {}))],
  ['origin.slot', (state) => inOwnSlots(state)],
  ['origin.CMDQV_EN', inOrigins(() => ({ CMDQV_EN: 1 }))],
  ['origin.CMDQV_EN 0', inOrigins(({ CMDQV_EN, by }) => (by === 'vintf' && CMDQV_EN === 0 ? { CMDQV_EN: 1 } : {}))],
]

const values: readonly Erasure[] = [
  ...ROWS.filter((name) => name !== 'PARAM').flatMap((name): Erasure[] => [[`value of ${name}`, inRow(name, () => ({ value: 0 }))], [`known bits of ${name}`, inRow(name, () => ({ known: ZERO.known }))]]),
  ...WORDS.flatMap((name): Erasure[] => [
    [`value of VCMDQ ${name}`, inQueues((queue) => ({ [name]: { ...queue[name], value: 0 } }))],
    [`known bits of VCMDQ ${name}`, inQueues((queue) => ({ [name]: { ...queue[name], known: ZERO.known } }))],
  ]),
  ...(['active', 'GERROR', 'GERRORN'] as const).map((name): Erasure => [`errors.${name}`, inQueues(({ errors }) => ({ errors: { ...errors, [name]: ZERO } }))]),
  ['errors.initErrByGuest', inQueues(({ errors }) => ({ errors: { ...errors, initErrByGuest: false } }))],
  ['errors.unfinished', inQueues(({ errors }) => ({ errors: { ...errors, unfinished: undefined } }))],
  ['errors.unfinished unsure', inQueues(({ errors }) => ({ errors: { ...errors, unfinished: errors.unfinished && 'address' } }))],
  ['BASE.candidates', inQueues(({ BASE }) => ({ BASE: { ...BASE, candidates: [{ L: ZERO, H: ZERO }] } }))],
  ['BASE.candidates but the last', inQueues(({ BASE }) => ({ BASE: { ...BASE, candidates: BASE.candidates.slice(-1) } }))],
  ['order of BASE.candidates', inQueues(({ BASE }) => ({ BASE: { ...BASE, candidates: BASE.candidates.toSorted((a, b) => a.L.value - b.L.value || a.H.value - b.H.value || a.H.known - b.H.known) } }))],
  ['known bits of BASE', inQueues(({ BASE }) => ({ BASE: { ...BASE, candidates: BASE.candidates.map(({ L, H }) => ({ L: { ...L, known: ZERO.known }, H: { ...H, known: 0xffff } })) } }))],
  ['BASE.byHalves', inQueues(({ BASE }) => ({ BASE: { ...BASE, byHalves: false } }))],
  ['BASE.openHalf', inQueues(({ BASE }) => ({ BASE: { ...BASE, openHalf: undefined } }))],
  ['BASE.openHalf unsure', inQueues(({ BASE }) => ({ BASE: { ...BASE, openHalf: BASE.openHalf && 'L' } }))],
  ['BASE.live', inQueues(({ BASE }) => ({ BASE: { ...BASE, live: false } }))],
  ['unreported', inQueues(() => ({ unreported: 0 }))],
  ['unreported beyond the first', inQueues(({ unreported }) => ({ unreported: Math.min(unreported, 1) }))],
  ['faultSlot', inQueues(() => ({ faultSlot: 0 }))],
]

const inSlots = (change: (slot: NonNullable<Host['slots'][number]>) => Partial<NonNullable<Host['slots'][number]>>): ((state: State) => State) => inHost(({ slots }) => ({ slots: slots.map((slot) => slot && { ...slot, ...change(slot) }) }))

const hosts: readonly Erasure[] = [
  ['attached', (state) => ({ ...state, attached: false })],
  ['detached', (state) => ({ ...state, detached: false })],
  ['host.pageMapped', inHost(() => ({ pageMapped: false }))],
  ['host.windows', inHost(() => ({ windows: [] }))],
  ['host.slots', inHost(({ slots }) => ({ slots: slots.map(() => undefined) }))],
  ['host.slots enabled', inSlots(() => ({ enabled: false }))],
  ['host.slots serves', inSlots(() => ({ serves: [] }))],
  ['host.slots destroyRefused', inSlots(() => ({ destroyRefused: false }))],
  ['host.viommu', inHost(() => ({ viommu: true }))],
  ['host.standing', inHost(() => ({ standing: [] }))],
  ['host.standing by name', inHost(({ standing }) => ({ standing: standing.map(() => 'mmapPage0') }))],
  ['host.outstanding', inHost(() => ({ outstanding: [] }))],
  ['host.outstanding by name', inHost(({ outstanding }) => ({ outstanding: outstanding.map(() => 'mmapPage0') }))],
  ['host.allocRefused', inHost(({ allocRefused }) => ({ allocRefused: allocRefused.map(() => false) }))],
]

export const ERASURES: readonly Erasure[] = [...times, ...origins, ...values, ...hosts]
