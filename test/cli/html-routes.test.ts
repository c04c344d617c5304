/** The pictures are drawn from what devices did: this is what they did. */
import { describe, expect, test } from 'vitest'
import { loadSubject } from '../../src/cli/devices.js'
import { directAnswer } from '../../src/cli/html/direct.js'
import { routesOf } from '../../src/cli/html/routes.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import type { RoutedDevice } from '../../src/report/html/facts.js'
import { endOf } from '../../src/report/html/picture.js'

/** One line for each page: where the write ended, and which page shows the same. */
const linesOf = ({ modes }: RoutedDevice, mode: string): readonly string[] =>
  modes.find(({ id }) => id === mode)?.routes.map((route) => `${route.page}: ${endOf(route)}${route.twin === undefined ? '' : ` = ${route.twin}`}${[...route.broken, ...route.twinBroken].map((clause) => ` ✗${clause}`).join('')}`) ?? []

const optimised = await loadSubject('optimised')

test('the optimised device: from the cache to the page, with the VINTF window alone in the guest', () => {
  const routed = routesOf(optimised, 2)
  expect(linesOf(routed, 'power-on')).toEqual(['Config: cache', 'direct Page0: cache', 'direct Page1: cache', 'VINTF Page0: dropped by the device', 'VINTF Page1: dropped by the device'])
  expect(linesOf(routed, 'mapped')).toEqual(['Config: cache', 'direct Page0: cache = VINTF Page0', 'direct Page1: cache = VINTF Page1', 'VINTF Page0: cache = direct Page0', 'VINTF Page1: cache = direct Page1'])
  expect(linesOf(routed, 'live')).toEqual(['Config: cache', 'direct Page0: page = VINTF Page0', 'direct Page1: cache = VINTF Page1', 'VINTF Page0: guest-direct = direct Page0', 'VINTF Page1: cache = direct Page1'])
  expect(linesOf(routed, 'neighbour')[3]).toBe('VINTF Page0: guest-direct, dropped by hardware')
})

test('a design whose direct aperture is guest-direct from the start', async () => {
  expect(linesOf(routesOf(await loadSubject('rust-fork-2026'), 2), 'power-on')).toEqual([
    'Config: cache',
    'direct Page0: guest-direct, dropped by hardware ✗P176-DIRECT ✗DIRECT-EN',
    'direct Page1: cache = VINTF Page1 ✗P172-ZERO',
    'VINTF Page0: guest-direct, dropped by hardware',
    'VINTF Page1: cache = direct Page1 ✗P172-ZERO ✗P172-DROP ✗RESET',
  ])
})

test('with one queue nobody is beside it, and a device that needs attach is asked nothing before', () => {
  expect(routesOf(optimised, 1).modes.map(({ id }) => id)).toEqual(['power-on', 'attached', 'mapped', 'live'])
  expect(routesOf(optimised, 2, true).modes.map(({ id }) => id)).toEqual(['attached', 'mapped', 'live', 'neighbour'])
})

test('a device that gives no answer has routes without ends', () => {
  const dead = routesOf({ name: 'dead', create: () => { throw new Error('no') } }, 2)
  expect(new Set(dead.modes.flatMap(({ routes }) => routes.map(endOf)))).toEqual(new Set(['no answer']))
})

describe('what breaks when direct Page0 is exposed to the guest', () => {
  const { before, after, crossed, lost, brokenBefore, consequences, design } = directAnswer(shippedMatrix())

  test('nothing does without', () => {
    expect(brokenBefore).toBe(0)
    expect([crossed, lost].map(({ trapped }) => trapped.moments.flatMap(({ forbidden }) => forbidden))).toEqual([[], []])
  })

  test('every clause, by the shortest of its proofs', () => {
    expect(consequences.map(({ clause, timeline }) => [clause, timeline.program.operations.length])).toEqual([
      ['P176-DIRECT', 7], ['ALIAS', 6], ['ROUTE-LVCMDQ', 7], ['ISOLATION', 7], ['DIRECT-EN', 7], ['TRANSPARENT', 7], ['HALF-BASE', 6], ['STATUS-HONEST', 6], ['RESET', 7],
    ])
    expect(consequences.filter(({ clause, timeline }) => timeline.moments.at(-1)?.forbidden.every((one) => one.clause !== clause))).toEqual([])
  })

  test('no picture of a proof names a clause that has none', () => {
    const shown = consequences.flatMap(({ timeline: { moments } }) => moments.flatMap(({ forbidden, state }) => [...forbidden.map(({ clause }) => clause), ...(state?.seen ?? []).flatMap(({ owed }) => owed?.clauses ?? [])]))
    const proved = new Set(consequences.map(({ clause }) => clause))
    expect(shown.filter((clause) => !proved.has(clause))).toEqual([])
  })

  test('a write that is lost', () => {
    expect([lost.trapped, lost.exposed].map(({ moments }) => moments.at(-1)?.response.value)).toEqual([0x10, 0])
    expect(lost.exposed.moments.at(-1)?.forbidden.map(({ clause }) => clause)).toEqual(['P176-DIRECT', 'DIRECT-EN'])
    expect([linesOf(before, 'neighbour')[1], linesOf(after, 'neighbour')[1]]).toEqual(['direct Page0: cache', 'direct Page0: guest-direct, dropped by hardware ✗P176-DIRECT ✗DIRECT-EN'])
    expect(linesOf(after, 'live')[1]).toBe('direct Page0: guest-direct = VINTF Page0')
  })

  test('a write that changes another queue', () => {
    expect([crossed.trapped, crossed.exposed].map(({ moments }) => moments.at(-1)?.response.value)).toEqual([0, 0x10])
    expect(crossed.exposed.moments.at(-1)?.forbidden.map(({ clause }) => clause)).toEqual(['ROUTE-LVCMDQ', 'ISOLATION', 'TRANSPARENT', 'RESET'])
  })

  test('the design under review loses the write, and changes the other queue without the change already', () => {
    expect(design).toBe('v5-2026-05')
    expect(lost.reviewed).toEqual({ trapped: { value: 0x10, broken: [] }, exposed: { value: 0, broken: ['P176-DIRECT', 'DIRECT-EN'] } })
    expect(crossed.reviewed.trapped).toEqual({ value: 0x10, broken: ['ROUTE-LVCMDQ', 'ISOLATION', 'TRANSPARENT', 'RESET'] })
  })
})
