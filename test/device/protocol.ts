/**
 * A bench protocol: rows of a step and what it answers, compared as a whole so that a failure shows the story.
 */
import { expect } from 'vitest'
import type { SlotContents } from '../../src/check/contract.js'
import { Rig } from './rig.js'

export type Row = readonly [step: string, answer: string]

/** What an untidy previous owner leaves in a slot: enabled, with commands pending and toggles that differ. */
export const DIRTY: SlotContents = { prod: 0x77, cons: 0x33, config: 1, gerror: 5, gerrorn: 2 }

/** Runs the steps of `rows` on a new device and expects their answers. */
export function run(rows: readonly Row[], options: ConstructorParameters<typeof Rig>[0] = {}): void {
  const rig = new Rig(options)
  const seen = rows.map(([step]): Row => [step, rig.step(step)])
  expect(seen).toEqual(rows)
}

/** Both VCMDQs set up, in the order Linux uses, queue 0 with two commands pending. */
export const BOOT: readonly Row[] = [
  ['attach',      'viommuAlloc mmapPage0'],
  ['VINTF = 1',   ''],
  ['ALLOC0 = 1',  ''],
  ['v0.BASE = A', 'alloc0:A fill0 window'],
  ['v0.EN = 1',   ''],
  ['ALLOC1 = 3',  'no-window'],
  ['v1.BASE = B', 'alloc1:B fill1 window'],
  ['v1.EN = 1',   ''],
  ['v0.PROD = 5', ''],
  ['consume 0 3', 'fetch0:3'],
]
