/** The device's state as bytes: whoever goes back to it answers as if nothing had happened since. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DrawnArbitrary } from '../../properties/arms.js'
import type { DeviceFactory, Program } from '../../src/check/contract.js'
import { createOptimised } from '../../src/device/index.js'
import { milled } from '../planted/mill.js'
import { CLEAN_UP, Pair, differenceByHops, differenceByJump, drawProgram } from './jumper.js'
import { Rig } from './rig.js'

const SIZES = [1, 2, 8]
const FIXED = { seed: 0x0241, numRuns: 150 }

const programs = (queues: number): fc.Arbitrary<Program> => new DrawnArbitrary(drawProgram(createOptimised, queues))
/** A place to cut a program at, as a share of its length. */
const anywhere = fc.integer({ min: 0, max: 100 })
const cutAt = ({ operations }: Program, share: number): number => Math.floor((operations.length * share) / 100)

describe.each(SIZES)('%i queues', (queues) => {
  test('a device that jumps before every step answers as one that never does', () => {
    fc.assert(fc.property(programs(queues), (program) => {
      expect(differenceByHops(createOptimised, program)).toBeUndefined()
    }), FIXED)
  })

  test('a new device and a used one go on from any state as the one that saved it', () => {
    fc.assert(fc.property(programs(queues), anywhere, (program, share) => {
      expect(differenceByJump(createOptimised, program, cutAt(program, share))).toBeUndefined()
    }), FIXED)
  })

  test('saving changes nothing', () => {
    fc.assert(fc.property(programs(queues), (program) => {
      const [watched, left] = [new Pair(createOptimised, program), new Pair(createOptimised, program)]
      const seen = program.operations.map((operation) => {
        watched.save()
        return watched.perform(operation)
      })
      expect(seen).toEqual(left.run(program.operations))
    }), { ...FIXED, numRuns: 50 })
  })

  test('after a reset, or detached and reset, no state tells what came before', () => {
    fc.assert(fc.property(programs(queues), fc.boolean(), (program, attached) => {
      const last = attached ? ({ op: 'attach' } as const) : ({ op: 'detach' } as const)
      const [used, fresh] = [new Pair(createOptimised, program), new Pair(createOptimised, program)]
      used.run([...program.operations, ...CLEAN_UP, last])
      fresh.run([last])
      expect(used.save()).toEqual(fresh.save())
    }), FIXED)
  })
})

/** Steps of two rigs that come to the same, by different ways. */
type Ways = readonly [claim: string, one: readonly string[], other: readonly string[]]
const UP = ['attach', 'VINTF = 1', 'ALLOC0 = 1', 'd0.BASE = A', 'd0.EN = 1']

test.each<Ways>([
  ['what the page holds is not also in the cache',
    [...UP, 'd0.PROD = 5'], ['d0.PROD = 5', ...UP]],
  ['the order of the steps does not show',
    UP, [...UP].reverse()],
  ['a queue that was on, off and on again is on',
    [...UP, 'VINTF = 0', 'VINTF = 1'], UP],
  ['what is known of guest memory goes with the last device',
    [...UP, 'detach'], UP.slice(1)],
  ['a ring too small to ask for is found out again at no cost',
    ['attach', 'VINTF = 1', 'ALLOC0 = 1', 'ALLOC0 = 0'], ['attach', 'VINTF = 1']],
  ['of a slot that waits for its release only the handle counts',
    [...UP, 'd0.EN = 0', 'refuse hwQueueDestroy EBUSY', 'ALLOC0 = 0', 'd0.BASE = 0'],
    [...UP, 'd0.EN = 0', 'd0.BASE = B', 'refuse hwQueueDestroy EBUSY', 'ALLOC0 = 0', 'd0.BASE = 0']],
  ['a refused release is asked for again whatever the state, so the refusal is no part of it',
    [...UP, 'refuse hwQueueDestroy EBUSY', 'VINTF = 0'], [...UP, 'refuse hwQueueDestroy EBUSY', 'VINTF = 0', 'd1.DRAM = 0']],
])('%s', (_claim, one, other) => {
  const states = [one, other].map((steps) => {
    const rig = new Rig()
    for (const step of steps) rig.step(step)
    return rig.device.save()
  })
  expect(states[0]).toEqual(states[1])
})

describe('the bytes', () => {
  test('are a copy, and may lie anywhere', () => {
    const rig = new Rig({ queues: 128 })
    for (const step of ['attach', 'VINTF = 1', 'ALLOC127 = 1', 'd127.BASE = A', 'd127.PROD = 5']) rig.step(step)
    const state = rig.device.save()
    const before = state.slice()
    for (const step of ['d127.BASE = B', 'd127.DRAM = 7', 'detach']) rig.step(step)
    expect(state).toEqual(before)
    const within = new Uint8Array(state.length + 7)
    within.set(state, 3)
    rig.device.restore(within.subarray(3, 3 + state.length))
    expect(rig.device.save()).toEqual(before)
    expect(state).toEqual(before)
  })

  test('of a device of another size are refused, and change nothing', () => {
    const [two, four] = [new Rig({ queues: 2 }), new Rig({ queues: 4 })]
    const before = four.device.save()
    expect(() => four.device.restore(two.device.save())).toThrow(RangeError)
    expect(() => four.device.restore(two.device.save())).toThrow(/^a state of \d+ bytes belongs here, not one of \d+: save it on a device with as many queues$/)
    expect(() => four.device.restore(new Uint8Array())).toThrow(RangeError)
    expect(() => four.device.restore(before.subarray(1))).toThrow(RangeError)
    expect(four.device.save()).toEqual(before)
  })

  test('with the page mapped are refused by a device that never had it, and change nothing', () => {
    const [attached, fresh] = [new Rig(), new Rig()]
    for (const step of UP) attached.step(step)
    const before = fresh.device.save()
    expect(() => fresh.device.restore(attached.device.save())).toThrow('restore it into the device that saved it')
    expect(fresh.device.save()).toEqual(before)
    expect(fresh.step('d0.EN')).toBe('0x0')
  })
})

/** Whether any of these programs tells a device apart from itself after a jump. */
function isFound(create: DeviceFactory): boolean {
  const details = fc.check(fc.property(programs(2), anywhere, (program, share) => {
    return differenceByHops(create, program) === undefined && differenceByJump(create, program, cutAt(program, share)) === undefined
  }), FIXED)
  return details.failed
}

/** What can be left out, where, and how. */
type LeftOut = readonly [what: string, file: string, find: string, replace: string]

describe('nothing can be left out', () => {
  test('and a device of which nothing is left out is not found', () => {
    expect(isFound(milled())).toBe(false)
  })

  test.each<LeftOut>([
    ['the cached registers',      'routing.ts',   'into.block(this.changing)',            'into.block(new Uint32Array(this.stateLength))'],
    ['the routes',                'routing.ts',   'into.block(this.changing)',            'into.block(this.changing.map((word, i) => (i < this.stateLength - this.words.length ? 0 : word)))'],
    ['the number of slots held',  'slots.ts',     'into.word((this.held << 1) |',         'into.word('],
    ['whether the page is mapped', 'slots.ts',    '(this.page === undefined ? 0 : 1)',    '0'],
    ['handles, low word',         'slots.ts',     'into.word(id)',                        'into.word(0)'],
    ['handles, high word',        'slots.ts',     'into.word(id / WORD)',                 'into.word(0)'],
    ['rings, low word',           'slots.ts',     'into.word(this.ringLow[slot] ?? 0)',   'into.word(0)'],
    ['rings, high word',          'slots.ts',     '((this.ringHigh[slot] ?? 0) << 16) |', ''],
    ['owners',                    'slots.ts',     '(((this.owner[slot] ?? -1) + 1) << 1)', '2'],
    ['which slots are live',      'slots.ts',     '(this.live[slot] ?? 0)',               '0'],
    // Not here: how far slots are settled. From 0 the comparison comes to the same, only later.
    ['the window',                'backing.ts',   '(window ? 4 : 0)',                     '0'],
    ['the vIOMMU',                'backing.ts',   '(viommu ? 2 : 0)',                     '0'],
    ['attachment',                'backing.ts',   '(attached ? 1 : 0)',                   '0'],
    ['what is known of rings',    'rings.ts',     'into.word(this.known[queue] ?? UNKNOWN)', 'into.word(UNKNOWN)'],
    ['provoked errors',           'errors.ts',    '((this.provoked[queue] ?? 0) << 2) |', ''],
    ['halves of BASE',            'errors.ts',    '| (this.openHalf[queue] ?? WHOLE)',    ''],
    ['the interface',             'mapping.ts',   '(this.enabled ? 1 : 0)',               '0'],
    ['slots with one claimant',   'mapping.ts',   '(this.sole << 1) |',                   ''],
    ['claims',                    'mapping.ts',   '| (this.claims[queue] ?? 0))',         ')'],
    ['claimants',                 'mapping.ts',   '| ((this.claimants[queue] ?? 0) << 8)', ''],
    ['claimed slots',             'mapping.ts',   '(((this.claimed[queue] ?? -1) + 1) << 16) |', ''],
    ['the slot of each VCMDQ',    'slots.ts',     'into.word(this.liveSlot(slot))',       'into.word(-1)'],
  ])('%s', (_what, file, find, replace) => {
    expect(isFound(milled({ file, find, replace }))).toBe(true)
  })
})
