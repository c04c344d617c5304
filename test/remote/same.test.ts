/** A device does the same on the other side of a pipe, however it is asked: step by step, by thousands, ahead of its answers. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Program } from '../../src/check/contract.js'
import { decodeToken } from '../../src/check/token.js'
// As built: a thread is started beside it.
import { armsOf, referenceModel, region } from '../../dist/src/cli/assembly.js'
import { loadSubject } from '../../dist/src/cli/devices.js'
import { Bench } from '../../dist/src/check/lockstep.js'
import { Coverage } from '../../dist/src/check/coverage.js'
import { partsOf, runPart, tablesOf } from '../../dist/src/check/plan.js'
import { peer } from './dist.js'

interface Shipped {
  readonly designs: readonly { readonly name: string; readonly queues: number; readonly divergences: readonly { readonly replay: string }[] }[]
}
const { designs } = JSON.parse(readFileSync(new URL('../../docs/designs.json', import.meta.url), 'utf8')) as Shipped // our own document

/** Guest-direct from the start, from the first trapped access, and at an enable; and one that breaks nothing. */
const NAMES = ['rfc-2025-12', 'fixed-2026-07', 'rust-fork-2026', 'optimised'] as const

const programsOf = (name: string): readonly Program[] => designs.filter((row) => row.queues === 2 && (row.name === name || name === 'optimised')).flatMap(({ divergences }) => divergences.map(({ replay }) => decodeToken(replay)))

describe.each(NAMES)('%s', (name) => {
  test('answers the programs of its row, one operation after another', async () => {
    const [near, far] = [await loadSubject(name), await loadSubject(peer(name))]
    for (const program of programsOf(name)) {
      const [here, there] = [new Bench(near, program), new Bench(far, program)]
      expect(there.started().log).toEqual(here.started().log)
      for (const operation of program.operations) {
        const [a, b] = [here.perform(operation), there.perform(operation)]
        expect({ operation, value: b.value, log: b.log }).toEqual({ operation, value: a.value, log: a.log })
      }
    }
  })

  test('comes to the same in parts of every arm, sent ahead', async () => {
    const options = { queues: 2, kernels: ['6.17', '6.18.9'] as const, attachFirst: false, seed: 5, runs: 10 }
    const arms = armsOf(options, { properties: undefined })
    const bench = async (device: string) => ({ subject: await loadSubject(device), model: referenceModel, region, arms, seed: options.seed, coverage: new Coverage(tablesOf(options)) })
    const [near, far] = [await bench(name), await bench(peer(name))]
    // The first part of each random arm, and of the backings; orders are long, and the same accesses.
    const parts = partsOf(arms, 1).filter(({ arm, part }) => part === 0 && !arms[arm]?.name.startsWith('orderings'))
    expect(parts.length).toBeGreaterThan(20)
    for (const id of parts) {
      expect(runPart(far, id)).toEqual(runPart(near, id))
    }
  })
})

test('two programs under way share one process: the one that was pushed out comes back to where it was', async () => {
  const far = await loadSubject(peer('optimised'))
  const header = { kernel: '6.18.9', queues: 2, slots: [] } as const
  const [one, other] = [new Bench(far, header), new Bench(far, header)]
  one.perform({ op: 'attach' })
  one.perform({ op: 'write', offset: 0x1_0004, size: 4, value: 7 })
  other.perform({ op: 'write', offset: 0x1_0004, size: 4, value: 9 })
  const read = { op: 'read', offset: 0x1_0004, size: 4 } as const
  expect([one.perform(read).value, other.perform(read).value, one.perform(read).value]).toEqual([7, 9, 7])
})
