/** Host calls, events and saved states that are left out, doubled, late, or swapped on their way. */
import type { Device, Host } from '../../src/check/contract.js'
import type { Wrapping } from './around.js'
import type { Family } from './mutant.js'
import { savedWords } from './saved-words.js'

const CALLS = ['viommuAlloc', 'viommuDestroy', 'munmapPage0', 'hwQueueDestroy', 'guestMap', 'guestUnmap', 'raiseInterrupt', 'mmapPage0', 'hwQueueAlloc'] as const
type Call = (typeof CALLS)[number]
/** Those whose answer a careless caller might take for granted. */
const TAKEN_FOR_GRANTED: readonly Call[] = ['viommuAlloc', 'viommuDestroy', 'munmapPage0', 'hwQueueDestroy', 'guestMap', 'guestUnmap', 'raiseInterrupt']

type AnyCall = (...given: readonly unknown[]) => unknown

/** One call of a host in another way; the rest as it is. */
function withCall(host: Host, call: Call, other: (make: AnyCall, given: readonly unknown[]) => unknown): Host {
  const make = host[call] as AnyCall // every call of the host, whatever it takes
  return { ...host, [call]: (...given: readonly unknown[]) => other(make, given) }
}

const family = (kind: 'left out' | 'doubled' | 'reordered'): Family => `host call ${kind}`

const hostCalls = (): readonly Wrapping[] => CALLS.flatMap((call): readonly Wrapping[] => [
  ...(TAKEN_FOR_GRANTED.includes(call) ? [{ id: `${call} never made`, family: family('left out'), line: `${call} is taken as granted and never reaches the host`, host: (host: Host) => withCall(host, call, () => 0) }] : []),
  { id: `${call} made twice`, family: family('doubled'), line: `${call} is made twice, and the first answer counts`, host: (host) => withCall(host, call, (make, given) => { const answer = make(...given); make(...given); return answer }) },
])

/** Calls that are put off until the operation's next call, or its end. */
function late(call: Call): Wrapping {
  const waiting = new WeakMap<Uint32Array, (() => void)[]>()
  const flush = (memory: Uint32Array): void => { for (const act of waiting.get(memory)?.splice(0) ?? []) act() }
  const after = <A extends readonly unknown[]>(memory: Uint32Array, act: (...given: A) => void) => (...given: A): void => { act(...given); flush(memory) }
  return {
    id: `${call} put off`, family: 'host call reordered', line: `${call} is made after the operation’s other host calls`,
    host(host, memory) {
      waiting.set(memory, [])
      return withCall(host, call, (make, given) => (waiting.get(memory)?.push(() => void make(...given)), 0))
    },
    device: (device, memory) => ({
      write: after(memory, (offset, size, value) => device.write(offset, size, value)),
      attach: after(memory, () => device.attach()),
      detach: after(memory, () => device.detach()),
      reset: after(memory, () => device.reset()),
      event: after(memory, (map0, map1, lost) => device.event(map0, map1, lost)),
    }),
  }
}

/** The call before which another one is made early: what should follow it comes first. */
const EARLY: readonly (readonly [early: Call, before: Call])[] = [['guestUnmap', 'hwQueueDestroy'], ['munmapPage0', 'viommuDestroy'], ['munmapPage0', 'hwQueueDestroy'], ['viommuDestroy', 'munmapPage0'], ['viommuDestroy', 'hwQueueDestroy'], ['guestMap', 'hwQueueAlloc']]
const WINDOW = [0x3_0000, 0x1_0000] as const

const early = ([call, before]: (typeof EARLY)[number]): Wrapping => ({
  id: `${call} before ${before}`, family: 'host call reordered', line: `${call} is made before ${before}, whether it is due or not`,
  host: (host) => withCall(host, before, (make, given) => {
    const first = host[call] as AnyCall // with its window, or nothing at all
    first(...(call === 'guestMap' || call === 'guestUnmap' ? WINDOW : []))
    return make(...given)
  }),
})

const EVENTS = ['attach', 'detach', 'reset', 'deliver'] as const

/** An event that reaches the device with the next access. The guest sees it one operation too late. */
function postponed(event: (typeof EVENTS)[number]): Wrapping {
  const run = (device: Device, memory: Uint32Array): void => {
    if (memory[0] !== 1) return
    const [, map0 = 0, map1 = 0, lost] = memory
    memory.fill(0)
    if (event === 'deliver') device.event(BigInt(map0), BigInt(map1), lost === 1)
    else device[event]()
  }
  const wait = (memory: Uint32Array, ...given: readonly number[]): void => memory.set([1, ...given])
  return {
    id: `${event} after the next access`, family: 'event order swapped', line: `${event} and the access behind it change places`, words: 4,
    device: (device, memory) => ({
      read: (offset, size) => { const value = device.read(offset, size); run(device, memory); return value },
      write: (offset, size, value) => { device.write(offset, size, value); run(device, memory) },
      ...(event === 'deliver' ? { event: (map0, map1, lost) => wait(memory, Number(map0 & 0xffff_ffffn), Number(map1 & 0xffff_ffffn), lost ? 1 : 0) } : { [event]: () => wait(memory) }),
    }),
  }
}

/** Two events for one. */
const BESIDES: readonly (readonly [event: 'attach' | 'detach' | 'reset', other: 'attach' | 'detach' | 'reset', first: boolean])[] = [['attach', 'reset', false], ['detach', 'reset', false], ['detach', 'reset', true], ['reset', 'detach', false], ['reset', 'detach', true], ['reset', 'attach', false]]

const besides = ([event, other, first]: (typeof BESIDES)[number]): Wrapping => ({
  id: `${other} ${first ? 'before' : 'after'} each ${event}`, family: 'event order swapped', line: `at each ${event} the device is told of a ${other} ${first ? 'before' : 'after'} it`,
  device: (device) => ({ [event]: () => { if (first) device[other](); device[event](); if (!first) device[other]() } }),
})

const deliveries = (): readonly Wrapping[] => [
  { id: 'events without their loss', family: 'event order swapped', line: 'that earlier vEVENT records were lost is not passed on', device: (device) => ({ event: (map0, map1) => device.event(map0, map1, false) }) },
  { id: 'events with swapped maps', family: 'event order swapped', line: 'the two maps of a vEVENT record change places', device: (device) => ({ event: (map0, map1, lost) => device.event(map1, map0, lost) }) },
  { id: 'events never handed over', family: 'event order swapped', line: 'vEVENT records do not reach the device', device: () => ({ event: () => undefined }) },
  { id: 'events handed over twice', family: 'event order swapped', line: 'each vEVENT record reaches the device twice', device: (device) => ({ event: (map0, map1, lost) => { device.event(map0, map1, lost); device.event(map0, map1, lost) } }) },
]

const states = (): readonly Wrapping[] => savedWords().flatMap(({ name, register }, word): readonly Wrapping[] => [
  {
    id: `state without ${name}`, family: 'left out of save', line: `${name} is not saved`, wayBack: true, register,
    device: (device) => ({ save: () => { const state = device.save?.() ?? new Uint8Array(); state.fill(0, 4 * word, 4 * word + 4); return state } }),
  },
  {
    id: `state restored but for ${name}`, family: 'left out of restore', line: `${name} stays what it was when a state is restored`, wayBack: true, register,
    device: (device) => ({ restore: (state) => { const mixed = state.slice(); mixed.set(device.save?.().subarray(4 * word, 4 * word + 4) ?? [], 4 * word); device.restore?.(mixed) } }),
  },
])

export const wrongCalls = (): readonly Wrapping[] => [
  ...hostCalls(), ...(['viommuDestroy', 'munmapPage0', 'hwQueueDestroy', 'guestMap', 'guestUnmap', 'raiseInterrupt'] as const).map(late), ...EARLY.map(early), ...EVENTS.map(postponed), ...BESIDES.map(besides), ...deliveries(), ...states(),
]
