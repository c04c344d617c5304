/** A first look at what the reference model says of the designs; the whole matrix is a matter of its own. */
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { propertyArms } from '../../properties/arms.js'
import type { SavedState } from '../../src/judge/index.js'
import type { Kernel, Operation, Program, SlotContents } from '../../src/check/contract.js'
import { firstDivergence } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import { Recorder } from '../../src/check/recorder.js'
import { DESIGNS, createDesign } from '../../src/designs/index.js'
import type { Design } from '../../src/designs/index.js'
import { offsetOf } from '../device/rig.js'

const RUNS = 12
const KERNELS: readonly Kernel[] = ['6.17', '6.18.9']
const BINDING = new Set(referenceModel.clauses.filter(({ authority }) => authority !== 'judgement').map(({ id }) => id))
const subjectOf = (design: Design): Subject => ({ name: design.id, create: createDesign(design) })

interface Survey {
  readonly programs: number
  readonly clauses: readonly string[]
}

function survey(design: Design): Survey {
  let programs = 0
  const clauses = new Set<string>()
  for (const arm of propertyArms<SavedState>({ queues: 2, kernels: KERNELS, attachFirst: false, seed: 1, runs: RUNS })) {
    const recorder = new Recorder(arm.name, subjectOf(design), referenceModel, region)
    arm.run(0, recorder, 1)
    programs += recorder.result().programs
    for (const { clause } of recorder.result().findings) clauses.add(clause)
  }
  return { programs, clauses: [...clauses] }
}

const isDirectlyMapped = ({ directPage0 }: Design): boolean => directPage0 === 'guest-direct'

describe('within a few hundred random programs', () => {
  test.each(DESIGNS)('$id breaks clauses that bind, and dies of nothing', (design) => {
    const { programs, clauses } = survey(design)
    expect(programs).toBeLessThan(700)
    expect(clauses.filter((clause) => BINDING.has(clause)).length).toBeGreaterThanOrEqual(2)
    expect(clauses.filter((clause) => clause.startsWith('DEVICE-'))).toEqual([])
    if (isDirectlyMapped(design)) expect(clauses).toContain('P176-DIRECT')
  })
})

const read = (name: string): Operation => ({ op: 'read', offset: offsetOf(name), size: 4 })
const write = (name: string, value: number): Operation => ({ op: 'write', offset: offsetOf(name), size: 4, value })

function breakers(clause: string, operations: readonly Operation[], kernel: Kernel = '6.18.9', slots: readonly SlotContents[] = []): string[] {
  const program: Program = { kernel, queues: 2, slots, operations }
  return DESIGNS.filter((design) => firstDivergence(subjectOf(design), referenceModel, program, clause) >= 0).map(({ id }) => id)
}

const ATTACH: Operation = { op: 'attach' }
/** Queue 0 is mapped and has a ring; queue 1 is nothing yet. */
const FIRST_QUEUE = [ATTACH, write('VINTF', 1), write('ALLOC0', 1), write('d0.BASE_H', 0), write('d0.BASE_L', 0x4000_0008)]
const EVERY = DESIGNS.map(({ id }) => id)
const DIRECT = ['rfc-2025-12', 'rust-fork-2026']
const LAST_QEMU = ['merged-2026-06', 'fixed-2026-07']
/** What the new kernel leaves: toggles that are equal, and not zero. */
const TOGGLED: SlotContents = { prod: 0, cons: 0, config: 0, gerror: 1, gerrorn: 1 }

describe('known faults, and who has them', () => {
  test.each([
    ['a store to an unallocated VCMDQ through the direct aperture is lost', 'P176-DIRECT', DIRECT,
      [...FIRST_QUEUE, write('d1.PROD', 0x10), read('d1.PROD')]],
    ['a store to an unmapped VINTF slot reaches the VCMDQ before anything is attached', 'P172-DROP', EVERY.filter((id) => id !== 'rust-fork-2026'),
      [write('v1.PROD', 0x10), read('d1.PROD')]],
    ['what was programmed before the queue was allocated is lost', 'TRANSPARENT', ['rfc-2025-12', 'v2-2026-02', 'v4-2026-04', 'rust-fork-2026'],
      [ATTACH, write('d0.PROD', 5), ...FIRST_QUEUE.slice(1), read('d0.PROD')]],
    ['an enable forgets registers', 'ENABLES-KEEP', ['v4-2026-04', 'v5-2026-05', ...LAST_QEMU],
      [...FIRST_QUEUE, write('d0.PROD', 5), read('d0.PROD'), write('VINTF', 0), write('VINTF', 1), read('d0.PROD')]],
    ['nothing is given back at a reset', 'HOST-LEAK', ['rust-fork-2026', 'rfc-2025-12'],
      [...FIRST_QUEUE, { op: 'reset' }]],
    ['a SID table outlives a reset', 'RESET', LAST_QEMU,
      [ATTACH, write('SID', 3), { op: 'reset' }, read('SID')]],
  ] as const)('%s: %s', (_, clause, who, operations) => {
    expect(breakers(clause, operations)).toEqual(EVERY.filter((id) => (who as readonly string[]).includes(id))) // ids are strings
  })

  test('an acknowledged error comes back with the queue: NO-FALSE-ERROR', () => {
    const operations = [...FIRST_QUEUE, read('d0.GERRORN'), read('d0.GERROR')]
    expect(breakers('NO-FALSE-ERROR', operations, '6.18.9', [TOGGLED])).toEqual(['v5-2026-05', 'merged-2026-06'])
  })
})
