/** A design's state as bytes: whoever goes back to it answers as if nothing had happened since. */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { Author, EVEN } from '../../src/check/author.js'
import type { Operation, Program } from '../../src/check/contract.js'
import { Bench } from '../../src/check/lockstep.js'
import { chance, seededSource } from '../../src/check/source.js'
import { DESIGNS, createDesign } from '../../src/designs/index.js'
import type { Design, Device } from '../../src/designs/index.js'

/** Acknowledgements need a run to be filled in; plain operations are enough here. */
function draw(seed: number, queues: number): Program {
  const source = seededSource(seed)
  const author = new Author(source, { region, queues, kernels: ['6.17', '6.18.9'], attachFirst: chance(source, 2) })
  author.boot({ permute: chance(source, 2) })
  author.compose(60, { ...EVEN, wide: 2, lifecycle: 2, refusal: 2 })
  const program = author.program()
  return { ...program, operations: program.operations.filter((one): one is Operation => one.op !== 'acknowledge') }
}

class Trial {
  readonly bench: Bench
  readonly device: Device

  constructor(design: Design, program: Program) {
    let made: Device | undefined
    this.bench = new Bench({ name: design.id, create: (host, options) => (made = createDesign(design)(host, options)) }, program)
    if (made === undefined) throw new Error('the bench made no device')
    this.device = made
    this.bench.started()
  }

  run(operations: readonly Operation[]): unknown[] {
    return operations.map((operation) => this.bench.perform(operation))
  }

  jumpTo(other: Trial): void {
    this.device.restore(other.device.save())
    this.bench.host.restore(other.bench.host.save())
  }
}

const isAttachment = ({ op }: Operation): boolean => op === 'attach' || op === 'detach'

describe.each(DESIGNS)('$id', (design) => {
  test.each([1, 2, 8])('goes back to where it was, %i queues', (queues) => {
    for (let seed = 1; seed <= 40; seed++) {
      const program = draw(seed * 7919 + queues, queues)
      const half = Math.floor(program.operations.length / 2)
      const [past, future] = [program.operations.slice(0, half), program.operations.slice(half)]
      const [straight, astray] = [new Trial(design, program), new Trial(design, program)]
      straight.run(past)
      astray.run(past)
      // The bench itself remembers who is attached, so the detour leaves that alone.
      astray.run([...future, { op: 'reset' } as const].filter((one) => !isAttachment(one)))
      astray.jumpTo(straight)
      expect(astray.device.save()).toEqual(straight.device.save())
      expect(astray.run(future)).toEqual(straight.run(future))
      expect(astray.device.save()).toEqual(straight.device.save())
      expect(astray.bench.host.save()).toEqual(straight.bench.host.save())
    }
  })

  test('a saved state is a copy, wherever its bytes lie', () => {
    const program = draw(5, 2)
    const trial = new Trial(design, program)
    trial.run(program.operations)
    const state = trial.device.save()
    const before = [...state]
    trial.device.write(0x20000, 4, 0x1234_5678)
    trial.device.write(0x20080, 4, 0x1234_5678)
    expect([...state]).toEqual(before)
    const within = new Uint8Array(state.length + 3)
    within.set(state, 3)
    trial.device.restore(within.subarray(3))
    expect(trial.device.save()).toEqual(state)
  })

  test('a state of another size is refused', () => {
    const trial = new Trial(design, draw(5, 2))
    expect(() => trial.device.restore(trial.device.save().subarray(4))).toThrow(/^a state of \d+ bytes belongs here, not one of \d+/)
  })
})

test('a mapped page cannot be restored into a device that never mapped it', () => {
  const design = DESIGNS[4]
  if (design === undefined) throw new Error('there are seven designs')
  const program: Program = { kernel: '6.18.9', queues: 2, slots: [], operations: [] }
  const [attached, fresh] = [new Trial(design, program), new Trial(design, program)]
  attached.run([{ op: 'attach' }])
  expect(() => fresh.device.restore(attached.device.save())).toThrow('restore it into the device that saved it')
})
