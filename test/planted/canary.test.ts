import { describe, expect, test } from 'vitest'
import { runPart } from '../../src/check/plan.js'
import type { RunOptions } from '../../src/check/plan.js'
import { armsOf, workbench } from '../../src/cli/assembly.js'
import { createOptimised } from '../../src/device/index.js'
import { createCanary } from './canary.js'

/** A small run: of every arm the first part alone, with few programs. */
const OPTIONS: RunOptions = { queues: 2, kernels: ['6.17', '6.18.9'], attachFirst: false, seed: 1, runs: 25 }
const ARMS = armsOf(OPTIONS, { properties: undefined })
const numbered = ARMS.map(({ name }, arm) => ({ name, arm }))

const canary = workbench({ name: 'canary', create: createCanary }, OPTIONS, { properties: undefined })
const sound = workbench({ name: 'optimised', create: createOptimised }, OPTIONS, { properties: undefined })

test('a run has arms of every kind', () => {
  for (const kind of ['orderings', 'property', 'random']) expect(ARMS.map(({ name }) => name).join('\n')).toContain(`${kind}: `)
})

describe.each(numbered)('$name', ({ arm }) => {
  test('finds the canary', () => {
    const { findings } = runPart(canary, { arm, part: 0, order: 0 })
    expect(findings.map(({ clause }) => clause)).not.toEqual([])
  })
})

// The enumerated arms are long, and every full run shows that they find nothing here.
describe.each(numbered.filter(({ name }) => !name.startsWith('orderings')))('$name', ({ arm }) => {
  test('finds nothing on the device that is not wrong', () => {
    const { findings, accesses } = runPart(sound, { arm, part: 0, order: 0 })
    expect(accesses).toBeGreaterThan(0)
    expect(findings.map(({ clause, observed, allowed }) => `${clause}: ${observed}, allowed: ${allowed}`)).toEqual([])
  })
})
