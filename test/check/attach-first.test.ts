/** A device that is only defined once attached: no program asks it anything else, and no counterexample does. */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { CLAIMS } from '../../properties/claims/index.js'
import { drawTwins } from '../../properties/metamorphic.js'
import { Author } from '../../src/check/author.js'
import type { Setting } from '../../src/check/author.js'
import { attachedThroughout } from '../../src/check/lockstep.js'
import { KINDS, orderPrograms } from '../../src/check/orderings.js'
import { seededSource } from '../../src/check/source.js'
import type { Program } from '../../src/check/contract.js'

const setting: Setting = { region, queues: 2, kernels: ['6.18.9'], attachFirst: true }

/** A drawn program with its acknowledgements left out: only attach and detach matter here. */
const plain = (operations: Author['operations']): Program => ({ kernel: '6.18.9', queues: 2, slots: [], operations: operations.filter((operation) => operation.op !== 'acknowledge') })

describe('attach first', () => {
  test.each(CLAIMS.map(({ id, write }) => [id, write] as const))('every program of the claim %s', (_, write) => {
    for (let seed = 0; seed < 200; seed++) {
      const author = new Author(seededSource(seed), setting)
      write(author)
      expect(attachedThroughout(plain(author.operations))).toBe(true)
    }
  })

  test('every enumerated program', () => {
    for (const { program } of orderPrograms({ kernel: '6.17', queues: 2, queue: 1, start: 'cleared', attachFirst: true, kinds: KINDS }, region, 0, 120, 3)) expect(attachedThroughout(program)).toBe(true)
  })

  test('both programs of a metamorphic pair', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { one, other } = drawTwins(seededSource(seed), setting)
      for (const { operations } of [one, other]) expect(attachedThroughout(plain([...operations]))).toBe(true)
    }
  })
})
