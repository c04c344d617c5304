/** The device's state as bytes: whoever goes back to it answers as if nothing had happened since. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DrawnArbitrary } from '../../properties/arms.js'
import type { DeviceFactory, Program } from '../../src/check/contract.js'
import { createOptimised } from '../../src/device/index.js'
import { milled } from '../planted/mill.js'
import { CLEAN_UP, Pair, differenceByHops, differenceByJump, drawProgram } from './jumper.js'

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
