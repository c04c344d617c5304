import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { letters } from '../../properties/alphabets/letters.js'
import { lettersOf } from '../../src/check/alphabet.js'
import type { Header } from '../../src/check/contract.js'
import { WayBackError } from '../../src/check/fault.js'
import { Bench } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import { createOptimised } from '../../src/device/index.js'
import { wayBack } from '../../src/prove/way-back.js'
import { changed, withoutSave, wayBack as ownWayBack } from '../check/passing.js'

const CLEAN: Header = { kernel: '6.18.9', queues: 2, slots: [] }
const LETTERS = lettersOf(letters('CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.BASE_L=good d0.CONS_INDX=1 attach', region), letters('d0.CONS_INDX v0.CONS_INDX', region), region, 2)
const LIMITS = { depth: 20, transitions: 10_000 }
const sound: Subject = { name: 'optimised', create: createOptimised }

/** The device with a word of its state in other hands. */
const tampered = (tamper: (state: Uint8Array) => void): Subject => changed('tampered', createOptimised, (device) => ({
  ...ownWayBack(device),
  save() {
    const state = device.save?.() ?? new Uint8Array()
    tamper(state)
    return state
  },
}))

/** Where a state of the device has CONS of VCMDQ 0: its save() says so. */
function placeOfCons(): number {
  const bench = new Bench(sound, CLEAN)
  const before = bench.save()?.device.slice() ?? new Uint8Array()
  for (const write of letters('d0.CONS_INDX=1', region)) bench.perform(write)
  const after = bench.save()?.device ?? new Uint8Array()
  return before.findIndex((byte, i) => byte !== after[i])
}
const CONS_OF_QUEUE_0 = placeOfCons()

describe('the way back', () => {
  test('of the optimised device leads back, over all that a small alphabet has', () => {
    expect(wayBack(sound, CLEAN, LETTERS, LIMITS)).toMatchObject({ strayed: undefined, closed: true })
  })

  test('ends where it may cost no more, and says that it is not closed', () => {
    expect(wayBack(sound, CLEAN, LETTERS, { depth: 20, transitions: 50 })).toMatchObject({ strayed: undefined, closed: false })
    expect(wayBack(sound, CLEAN, LETTERS, { depth: 1, transitions: 10_000 })).toMatchObject({ strayed: undefined, closed: false })
  })

  test('of a device that does not save a register strays, and the program says which', () => {
    const { strayed, closed } = wayBack(tampered((state) => state.fill(0, CONS_OF_QUEUE_0, CONS_OF_QUEUE_0 + 4)), CLEAN, LETTERS, LIMITS)
    expect(strayed).toEqual({ operations: letters('d0.CONS_INDX=1 d0.CONS_INDX', region), jumped: 'reads 0x0', replayed: 'reads 0x1' })
    expect(closed).toBe(false)
  })

  test('of a device that forgets what only another look shows strays as well', () => {
    const stuck = changed('stuck', createOptimised, (device) => ({
      ...ownWayBack(device),
      restore(state: Uint8Array) {
        const mixed = state.slice()
        mixed.set(device.save?.().subarray(CONS_OF_QUEUE_0, CONS_OF_QUEUE_0 + 4) ?? [], CONS_OF_QUEUE_0)
        device.restore?.(mixed)
      },
    }))
    expect(wayBack(stuck, CLEAN, LETTERS, LIMITS).strayed).toMatchObject({ jumped: 'reads 0x1', replayed: 'reads 0x0' })
  })

  test('of a device that dies of its own state strays', () => {
    const dying = changed('dying', createOptimised, (device) => ({ ...ownWayBack(device), restore: () => { throw new Error('no') } }))
    expect(wayBack(dying, CLEAN, LETTERS, LIMITS).strayed?.jumped).toMatch(/no/)
  })

  test('does not exist where a device has none', () => {
    expect(() => wayBack(withoutSave(sound), CLEAN, LETTERS, LIMITS)).toThrow(WayBackError)
  })
})
