/**
 * Jumps: a device led astray and then put into the state of another one must be that other one from then on.
 */
import { isDeepStrictEqual } from 'node:util'
import { region } from '../../properties/adapter.js'
import { Author, EVEN } from '../../src/check/author.js'
import type { DeviceFactory, Header, Host, Model, Operation, Program, Response } from '../../src/check/contract.js'
import { Bench, runProgram } from '../../src/check/lockstep.js'
import { chance, pick } from '../../src/check/source.js'
import type { Source } from '../../src/check/source.js'
import { REFUSABLE_CALLS } from '../../src/host/index.js'

const HANDLES = 2 ** 40
const LOW_WORD = 0xffff_ffffn

/** The host with handles beyond 32 bits, and its RAM again in every 4 GiB: so every bit of a handle and a ring counts. */
const spacious = (host: Host): Host => ({
  ...host,
  isRam: (address, length) => host.isRam(address & LOW_WORD, length),
  hwQueueAlloc(index, address, length) {
    const id = host.hwQueueAlloc(index, address & LOW_WORD, length)
    return id < 0 ? id : id + HANDLES
  },
  hwQueueDestroy: (id) => host.hwQueueDestroy(id - HANDLES),
})

/** A device and its host. Unlike the bench it lets a device be attached twice. */
export class Pair {
  private readonly bench: Bench

  constructor(create: DeviceFactory, header: Header) {
    this.bench = new Bench({ name: 'jumper', create: (host, options) => create(spacious(host), options) }, header)
  }

  perform(operation: Operation): Response {
    const { op } = operation
    if (op !== 'attach' && op !== 'detach') return this.bench.perform(operation)
    this.bench.device[op]()
    return { value: undefined, log: this.bench.host.takeLog(), backing: undefined }
  }

  run(operations: readonly Operation[]): Response[] {
    return operations.map((operation) => this.perform(operation))
  }

  /** Reads every register. */
  sweep({ queues }: Header): Response[] {
    return this.run(region.locations(queues).map(({ offset }) => ({ op: 'read', offset, size: 4 })))
  }

  save(): Uint8Array {
    const { device } = this.bench
    if (device.save === undefined) throw new Error('this device has no save()')
    return device.save()
  }

  hostState(): Uint32Array {
    return this.bench.host.save()
  }

  goTo(other: Pair): void {
    this.bench.device.restore?.(other.save())
    this.bench.host.restore(other.hostState())
  }
}

const ALLOW: readonly Operation[] = REFUSABLE_CALLS.map((call) => ({ op: 'allow', call }))
/** Ends whatever a program left behind, as far as the guest and the host can. */
export const CLEAN_UP: readonly Operation[] = [...ALLOW, { op: 'reset' }]

const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b)

/** A new pair that has had the page once: a state with the page mapped can be restored into it. */
function fresh(create: DeviceFactory, header: Header): Pair {
  const pair = new Pair(create, header)
  pair.run([{ op: 'attach' }, { op: 'detach' }])
  return pair
}

/** Before each step the second pair is led astray and jumps to where the first one is: exactly what exploration does. */
export function differenceByHops(create: DeviceFactory, { operations, ...header }: Program): string | undefined {
  const [straight, hopper] = [new Pair(create, header), fresh(create, header)]
  for (const [i, operation] of operations.entries()) {
    hopper.run([1, 2, 3].flatMap((n) => operations[(i * 7 + n * 11) % operations.length] ?? []))
    hopper.goTo(straight)
    if (!same(hopper.save(), straight.save())) return `restored before step ${i}, the state is another one`
    if (!same(hopper.perform(operation), straight.perform(operation))) return `step ${i} is answered otherwise`
    if (!same(hopper.save(), straight.save())) return `step ${i} leads to another state`
    if (!same(hopper.hostState(), straight.hostState())) return `step ${i} leaves the host in another state`
  }
  return undefined
}

/** One jump of a new pair and of one that has seen all, then the rest of the program; every register is read on the way. */
export function differenceByJump(create: DeviceFactory, { operations, ...header }: Program, cut: number): string | undefined {
  const [past, future] = [operations.slice(0, cut), operations.slice(cut)]
  const [straight, late, astray] = [new Pair(create, header), fresh(create, header), fresh(create, header)]
  straight.run(past)
  astray.run([...operations, ...CLEAN_UP, ...operations])
  for (const jumper of [late, astray]) jumper.goTo(straight)
  const story = (pair: Pair): unknown[] => [pair.sweep(header), pair.run(future), pair.sweep(header), pair.save(), pair.hostState()]
  const expected = story(straight)
  if (!same(story(late), expected)) return `a new device goes on otherwise from step ${cut}`
  return same(story(astray), expected) ? undefined : `a used device goes on otherwise from step ${cut}`
}

const SILENT: Model<undefined> = {
  clauses: [],
  judgeFor: () => ({ judged: [], forbidden: [], powerOn: () => undefined, judge: () => undefined, save: () => undefined, restore: () => undefined }),
}

/**
 * What the grammar of random programs writes too seldom to lean on: running queues whose BASE and mapping are written
 * again, in one access and to the same effect, which is where the device compares what runs with what is asked for.
 */
function rewrite(author: Author): void {
  const { source } = author
  const [q, aperture] = [author.queue(), author.aperture()]
  const index = author.number(q, aperture)
  if (chance(source, 2)) author.write(author.to.write(aperture, 'BASE_H', index, pick(source, [0, 0, 0x1_0000, 1, 0x1_0001])))
  else if (author.queues > 1) {
    const [low, high] = pick(source, [[1n, 3n], [1n, 3n], [3n, 1n], [1n, 1n], [1n, 2n]] as const)
    author.write({ op: 'write', offset: 0x200, size: 8, value: low | (high << 32n) })
  }
}

/** A program of many lifecycles and refusals, acknowledgements filled in as `create` answers them. */
export const drawProgram = (create: DeviceFactory, queues: number) => (source: Source): Program => {
  const author = new Author(source, { region, queues, kernels: ['6.17', '6.18.9'], attachFirst: chance(source, 2) })
  author.boot({ permute: chance(source, 2), skip: chance(source, 4) })
  for (let i = 0; i < 12; i++) {
    author.compose(4, { ...EVEN, base: 5, mapping: 3, refusal: 2, lifecycle: 2, enables: 4, wide: 1 })
    rewrite(author)
  }
  const { operations, ...header } = author.program()
  const done: Operation[] = []
  runProgram({ name: 'author', create }, SILENT, { ...header, operations }, {
    step: ({ index, operation }) => void (index >= 0 && done.push(operation)),
  })
  return { ...header, operations: done }
}
