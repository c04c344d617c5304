/** The search against plain enumeration: that states are visited once, and jumped to, changes no result. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Letter } from '../../src/check/alphabet.js'
import type { Header } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { explore } from '../../src/prove/explore.js'
import type { Exploration } from '../../src/prove/explore.js'
import { JudgedWorld } from '../../src/prove/world.js'
import { passing, wayBack, withoutSave } from '../check/passing.js'
import { CLEAN, SUBJECTS, alphabet, bruteForce, subjectNamed, told } from './brute.js'

const ALL = Infinity
const results = ({ found }: Exploration): ReadonlyMap<string, string> => new Map([...found].map(([clause, { operations }]) => [clause, told(operations)]))

function searched(subject: Subject, letters: readonly Letter[], depth: number, clauses?: readonly string[], header: Header = CLEAN): Exploration {
  return explore(new JudgedWorld(subject, referenceModel, header, clauses ? { clauses } : {}), letters, { depth, transitions: ALL })
}

const EVERYTHING = alphabetsFor(region, 2)[0]?.letters ?? []
const USED: Header = { kernel: '6.17', queues: 2, slots: [{ prod: 0, cons: 1, config: 1, gerror: 1, gerrorn: 0 }] }
const CLAUSES = referenceModel.clauses.map(({ id }) => id)

/** A few letters of the broad alphabet, in its order; most with what it takes to set a queue up. */
const someLetters = fc.tuple(fc.subarray([...EVERYTHING], { minLength: 3, maxLength: 4 }), fc.boolean()).map(([some, boots]) => {
  const boot = boots ? alphabet('CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 attach d0.BASE_L=good') : []
  return [...boot, ...some].toSorted((a, b) => EVERYTHING.findIndex((one) => told([one.operation]) === told([a.operation])) - EVERYTHING.findIndex((one) => told([one.operation]) === told([b.operation])))
}).map((letters) => letters.filter((one, i) => i === 0 || told([one.operation]) !== told([letters[i - 1]?.operation ?? one.operation])))

describe('finds what enumeration finds', () => {
  test('for all clauses at once', () => {
    let broken = 0
    fc.assert(fc.property(fc.constantFrom(...SUBJECTS), someLetters, fc.constantFrom(CLEAN, USED), (subject, letters, header) => {
      const depth = letters.length > 6 ? 3 : 4
      const wanted = bruteForce(subject, letters, depth, header)
      broken += wanted.size
      expect(results(searched(subject, letters, depth, undefined, header))).toEqual(wanted)
    }), { numRuns: 60, seed: 1 })
    expect(broken).toBeGreaterThan(60)
  })

  test('for some clauses, with the states merged that these cannot tell apart', () => {
    let broken = 0
    fc.assert(fc.property(fc.constantFrom(...SUBJECTS), someLetters, fc.subarray(CLAUSES, { minLength: 1, maxLength: 4 }), fc.constantFrom(CLEAN, USED), (subject, letters, some, header) => {
      const depth = letters.length > 6 ? 3 : 4
      const all = bruteForce(subject, letters, depth, header)
      for (const clauses of [some, ...[...all.keys()].map((clause) => [clause])]) {
        const wanted = new Map([...all].filter(([clause]) => clauses.includes(clause)))
        const got = new Map([...results(searched(subject, letters, depth, clauses, header))].filter(([clause]) => clauses.includes(clause)))
        broken += wanted.size
        expect(got).toEqual(wanted)
      }
    }), { numRuns: 200, seed: 2 })
    expect(broken).toBeGreaterThan(180)
  })

  test.each(['rfc-2025-12', 'v5-2026-05', 'fixed-2026-07', 'optimised'])('five operations deep: %s', (name) => {
    const letters = alphabet('CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.CONS_INDX=1 d0.BASE_L=good attach | d0.CONS_INDX v0.CONS_INDX')
    const wanted = bruteForce(subjectNamed(name), letters, 5)
    expect(results(searched(subjectNamed(name), letters, 5))).toEqual(wanted)
    expect(wanted.size).toBeGreaterThanOrEqual(name === 'optimised' ? 0 : 3)
  })
})

test.each(['rfc-2025-12', 'merged-2026-06'])('a device without save and restore is replayed, to the same result: %s', (name) => {
  const letters = alphabet('CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.BASE_L=good attach | d0.STATUS')
  const jumped = searched(subjectNamed(name), letters, 4)
  const replayed = searched(withoutSave(subjectNamed(name)), letters, 4)
  expect(results(replayed)).toEqual(results(jumped))
  // Not knowing a state again, it looks at every program.
  expect(replayed.states).toBe(1 + 4 + 4 ** 2 + 4 ** 3)
  expect(jumped.states).toBeLessThan(replayed.states)
})

describe('the end of a search', () => {
  const small = alphabet('CMDQ_ALLOC_MAP[0]=0 CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=0 VINTF0_CONFIG=1 | VINTF0_STATUS')

  test('is closure when nothing new is left, and says to which depth that was', () => {
    const { closed, complete, depth, states } = searched(subjectNamed('optimised'), small, 30, ['VINTF-STATUS'])
    expect({ closed, complete }).toEqual({ closed: true, complete: true })
    expect(depth).toBeLessThan(10)
    expect(states).toBeLessThan(20)
  })

  test('at its depth is no closure', () => {
    expect(searched(subjectNamed('optimised'), small, 1, ['VINTF-STATUS'])).toMatchObject({ closed: false, complete: true, depth: 1 })
  })

  test('for want of operations is incomplete, and what was found until then is kept', () => {
    const world = new JudgedWorld(subjectNamed('rfc-2025-12'), referenceModel, CLEAN)
    const { complete, closed, transitions, found } = explore(world, EVERYTHING, { depth: 3, transitions: 9000 })
    expect({ complete, closed }).toEqual({ complete: false, closed: false })
    expect(transitions).toBeGreaterThanOrEqual(9000)
    expect(transitions).toBeLessThan(9000 + EVERYTHING.length)
    expect(found.has('P172-DROP')).toBe(true)
  })

  test('comes when all that was wanted is found', () => {
    const world = new JudgedWorld(subjectNamed('rfc-2025-12'), referenceModel, CLEAN)
    const { complete, depth, found } = explore(world, EVERYTHING, { depth: 3, transitions: ALL }, new Set(['P172-DROP']))
    expect(complete).toBe(true)
    expect(depth).toBeLessThan(2)
    expect(found.get('P172-DROP')?.operations.length).toBe(2)
  })
})

test('a device that dies ends its programs and breaks DEVICE-DIED', () => {
  const mortal: Subject = {
    name: 'mortal',
    create: (host, options) => {
      const device = subjectNamed('fixed-2026-07').create(host, options)
      return passing(device, {
        write(offset, size, value) {
          if (offset === 0x1000 && device.read(0x200, 4) === 1) throw new Error('a null pointer')
          device.write(offset, size, value)
        },
        ...wayBack(device),
      })
    },
  }
  const { found } = searched(mortal, alphabet('CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 attach'), 3)
  expect(found.get('DEVICE-DIED')).toMatchObject({ observed: 'a null pointer' })
  expect(found.get('DEVICE-DIED')?.operations.length).toBe(2)
})
