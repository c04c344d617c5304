/** The bytes of a device's state: what is in them, what they may be written to, and what is refused. */
import { describe, expect, test } from 'vitest'
import { Rig } from './rig.js'

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

/** Told at once: to compare some ten thousand bytes one by one took most of the time. */
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

describe('the bytes', () => {
  test('are a copy, and may lie anywhere', () => {
    const rig = new Rig({ queues: 128 })
    for (const step of ['attach', 'VINTF = 1', 'ALLOC127 = 1', 'd127.BASE = A', 'd127.PROD = 5']) rig.step(step)
    const state = rig.device.save()
    const before = state.slice()
    for (const step of ['d127.BASE = B', 'd127.DRAM = 7', 'detach']) rig.step(step)
    expect(isSame(state, before)).toBe(true)
    const within = new Uint8Array(state.length + 7)
    for (const from of [3, 4]) {
      within.set(state, from)
      rig.device.reset()
      rig.device.restore(within.subarray(from, from + state.length))
      expect(isSame(rig.device.save(), before)).toBe(true)
    }
    expect(isSame(state, before)).toBe(true)
  })

  test('are written to what is given, if it is as long and lies as words do', () => {
    const rig = new Rig()
    for (const step of UP) rig.step(step)
    const before = rig.device.save()
    const room = new Uint8Array(before.length + 8)
    const own = room.subarray(4, 4 + before.length)
    expect(rig.device.save(own).buffer).toBe(room.buffer)
    expect(isSame(own, before)).toBe(true)
    expect(room.subarray(0, 4)).toEqual(new Uint8Array(4))
    for (const unfit of [room.subarray(1, 1 + before.length), room.subarray(0, before.length - 4), room]) {
      const saved = rig.device.save(unfit)
      expect(saved.buffer).not.toBe(room.buffer)
      expect(isSame(saved, before)).toBe(true)
    }
    expect(isSame(own, before)).toBe(true)
  })

  test('of a device of another size are refused, and change nothing', () => {
    const [two, four] = [new Rig({ queues: 2 }), new Rig({ queues: 4 })]
    const before = four.device.save()
    expect(() => four.device.restore(two.device.save())).toThrow(RangeError)
    expect(() => four.device.restore(two.device.save())).toThrow(/^a state of \d+ bytes belongs here, not one of \d+: save it on a device with as many queues$/)
    expect(() => four.device.restore(new Uint8Array())).toThrow(RangeError)
    expect(() => four.device.restore(before.subarray(1))).toThrow(RangeError)
    expect(isSame(four.device.save(), before)).toBe(true)
  })

  test('with the page mapped are refused by a device that never had it, and change nothing', () => {
    const [attached, fresh] = [new Rig(), new Rig()]
    for (const step of UP) attached.step(step)
    const before = fresh.device.save()
    expect(() => fresh.device.restore(attached.device.save())).toThrow('restore it into the device that saved it')
    expect(isSame(fresh.device.save(), before)).toBe(true)
    expect(fresh.step('d0.EN')).toBe('0x0')
  })
})
