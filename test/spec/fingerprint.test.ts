/** What holds of fingerprints: states that share one share their future, and nothing is in it that no future needs. */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { CLAUSES, judge, judgePowerOn } from '../../spec/index.js'
import type { State } from '../../spec/index.js'
import type { Operation } from '../../src/check/contract.js'
import { Accesses } from '../../src/check/layout.js'
import { Bench } from '../../src/check/lockstep.js'
import { seededSource } from '../../src/check/source.js'
import { createOptimised } from '../../src/device/index.js'
import { ERASURES } from './erasures.js'
import { Twins, orderOf, pairsOf, told, walks } from './lives.js'
import type { Tell } from './lives.js'
import { recognise, recognisedBy } from './recognise.js'
import type { Recognise } from './recognise.js'
import { WITNESSES } from './witnesses.js'

const source = seededSource(1)
const LIVED = walks(source, 600, 40)
const KNOWN = LIVED.states.map((state) => ({ state, fingerprint: recognise(state) }))
/** Each of a kind once. */
const KINDS = [...new Map(KNOWN.map((one) => [one.fingerprint, one])).values()]

/** Makes pairs of states that came about in different orders live alike; how many pairs, and how many judgements. */
function expectTwins(same: Recognise, tell: Tell, most: number): { readonly pairs: number; readonly compared: number } {
  const twins = new Twins(source, LIVED.events, same, tell)
  let pairs = 0
  for (const [a, b] of pairsOf(LIVED.states, same, orderOf)) {
    expect(twins.parting([a, b])).toBeUndefined()
    if (++pairs === most) break
  }
  return { pairs, compared: twins.compared }
}

test('states of one fingerprint are judged alike, whatever is done and answered, and so are their successors', () => {
  const { pairs, compared } = expectTwins(recognise, told, Infinity)
  expect(pairs).toBeGreaterThan(2000)
  expect(compared).toBeGreaterThan(200_000)
})

describe('with a choice of clauses, states of one fingerprint are judged alike by these', () => {
  test.each(CLAUSES)('$id', ({ id }) => {
    expect(expectTwins(recognisedBy([id]), tellOf(id), 60).pairs).toBe(60)
  })

  test('with RESET alone, which speaks of a choice, it is still known whether anything is forbidden', () => {
    expect(expectTwins(recognisedBy(['RESET']), ({ forbidden }) => String(forbidden.length > 0), 400).pairs).toBe(400)
  })
})

test('with no clause asked for it is still known whether anything is forbidden: whom to blame is no part of what is owed', () => {
  const { pairs, compared } = expectTwins(recognisedBy([]), ({ forbidden }) => String(forbidden.length > 0), 2000)
  expect(pairs).toBe(2000)
  expect(compared).toBeGreaterThan(100_000)
})

/** Whether two states that only `erased` takes for the same are seen to part. */
function isNoticed(erased: Recognise): boolean {
  const twins = new Twins(source, LIVED.events, erased)
  for (const [a, b] of pairsOf(KINDS, ({ state }) => erased(state), ({ fingerprint }) => fingerprint)) {
    if (twins.parting([a.state, b.state]) !== undefined) return true
  }
  return false
}

const tellOf = (id: string): Tell => ({ judged: all, forbidden }) => `${all.some((clause) => clause === id)} ${forbidden.some(({ clause }) => clause === id)}`

describe('whatever is left out of a fingerprint, some states that are then taken for the same are judged differently', () => {
  test.each(ERASURES.filter(([name]) => !(name in WITNESSES)))('%s', (_, erase) => {
    expect(isNoticed((state) => recognise(erase(state)))).toBe(true)
  })
})

const to = new Accesses(region)
const CLOSED: readonly Operation[] = [
  { op: 'attach' }, { op: 'detach' },
  to.writeConfig('CONFIG', 0x2_0082), to.writeConfig('CONFIG', 0x2_0083),
  to.writeConfig('VINTF0_CONFIG', 0), to.writeConfig('VINTF0_CONFIG', 1),
  to.writeConfig('CMDQ_ALLOC_MAP', 0), to.writeConfig('CMDQ_ALLOC_MAP', 1),
]

const bench = (): Bench => new Bench({ name: 'optimised', create: createOptimised }, { kernel: '6.17', queues: 2, slots: [] })

interface Place {
  readonly program: readonly Operation[]
  readonly state: State
}
const POWER_ON: Place = { program: [], state: judgePowerOn(2, bench().started()).state }

/** One operation more, on an optimised device that is brought there by doing all again. */
function further({ program, state }: Place, operation: Operation): Place {
  const device = bench()
  for (const earlier of program) device.perform(earlier)
  return { program: [...program, operation], state: judge(state, operation, device.perform(operation)).state }
}

/** How many fingerprints there are to come to; a program goes on only from where none before it came. */
function reached(letters: readonly Operation[], same: Recognise): number {
  const seen = new Set([same(POWER_ON.state)])
  const isNew = ({ state }: Place): boolean => {
    const before = seen.size
    return seen.add(same(state)).size > before
  }
  for (let level: readonly Place[] = [POWER_ON]; level.length > 0; ) level = level.flatMap((place) => letters.map((letter) => further(place, letter)).filter(isNew))
  return seen.size
}

describe('a fingerprint holds as little as it can', () => {
  test.each([
    ['all clauses',                   undefined,        16_828],
    ['SIZE-32, which asks for most',  ['SIZE-32'],         828],
    ['ALIAS',                         ['ALIAS'],            72],
    ['HOST-LEAK, which asks for none of the times', ['HOST-LEAK'], 36],
  ])('attachments, enables and mappings in any number come to finitely many states of the optimised device: %s', (_, clauses, states) => {
    expect(reached(CLOSED, recognisedBy(clauses))).toBe(states)
  })

  test('a word said again and again leads nowhere new', () => {
    const said = (times: number): number => recognise(Array.from({ length: times }, () => CLOSED).flat().reduce(further, POWER_ON).state)
    expect(said(3)).toBe(said(2))
  })
})
