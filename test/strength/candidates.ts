/** Lives to choose from: programs of every claim and small random walks, on devices good, bad and garbled, and answers that no device gives. */
import { region } from '../../properties/adapter.js'
import { CLAIMS } from '../../properties/claims/index.js'
import { Author } from '../../src/check/author.js'
import type { DeviceFactory, Entry, Header, Operation, Response, SlotView } from '../../src/check/contract.js'
import { Accesses } from '../../src/check/layout.js'
import { Bench } from '../../src/check/lockstep.js'
import type { ScriptedProgram } from '../../src/check/lockstep.js'
import { chance, partSeed, pick, seededSource } from '../../src/check/source.js'
import type { Source } from '../../src/check/source.js'
import { DESIGNS, createDesign } from '../../src/designs/index.js'
import { createOptimised } from '../../src/device/index.js'
import { garbled } from '../check/passing.js'
import { PLANTED_BUGS } from '../planted/bugs/index.js'
import { plant } from '../planted/bugs/bug.js'
import { LETTERS, walks } from '../spec/lives.js'
import type { Event } from './lives.js'

export interface Candidate {
  readonly queues: number
  readonly header?: Header
  readonly events: readonly Event[]
}

/** A program as a device lives it; shorter, if the device dies of it. */
function lived(create: DeviceFactory, { operations, ...header }: ScriptedProgram): Event[] {
  const events: Event[] = []
  try {
    const bench = new Bench({ name: 'recorded', create }, header)
    const step = (operation: Operation): Response => {
      const response = bench.perform(operation)
      events.push({ operation, response })
      return response
    }
    events.push({ operation: undefined, response: bench.started() })
    for (const operation of operations) {
      if (operation.op !== 'acknowledge') step(operation)
      else {
        step({ op: 'read', offset: operation.gerrorn, size: 4 })
        const { value } = step({ op: 'read', offset: operation.gerror, size: 4 })
        step({ op: 'write', offset: operation.gerrorn, size: 4, value: Number(value) })
      }
    }
  } catch {
    // What it did until then is as good as any.
  }
  return events
}

const SIZES = [2, 1, 2, 4, 2, 8, 2, 128] as const

function programOf(source: Source, n: number): ScriptedProgram {
  const author = new Author(source, { region, queues: SIZES[n % SIZES.length] ?? 2, kernels: ['6.17', '6.18.9'], attachFirst: false })
  CLAIMS[n % CLAIMS.length]?.write(author)
  const program = author.program()
  return { ...program, operations: program.operations.slice(0, 60) }
}

/** Lives of the optimised device. */
export function* ownLives(count: number): Generator<Candidate> {
  for (let n = 0; n < count; n++) {
    const { operations, ...header } = programOf(seededSource(partSeed(3, n)), n)
    yield { queues: header.queues, header, events: lived(createOptimised, { operations, ...header }) }
  }
}

const OTHERS: readonly DeviceFactory[] = [createOptimised, ...DESIGNS.map((design) => createDesign(design)), ...PLANTED_BUGS.map(plant)]

/** Lives of other devices, some garbled, and walks. */
export function* othersLives(count: number): Generator<Candidate> {
  for (let n = 0; n < count; n++) {
    const source = seededSource(partSeed(7, n))
    const program = programOf(source, n)
    const create = OTHERS[n % OTHERS.length] ?? createOptimised
    yield { queues: program.queues, events: lived(n % 2 === 0 ? garbled(create, source) : create, program) }
    yield { queues: 2, events: [{ operation: undefined, response: { value: undefined, log: [] } }, ...walks(seededSource(n), 1, 25, 1000).events] }
  }
}

const to = new Accesses(region)
const FAR = [0, 1, 31, 32, 33, 63, 64, 100, 127] as const
const RINGS = [0x4000_0000n, 0x4000_1000n, 0x1_4000_0000n] as const
const LENGTHS = [0x20n, 0x100n, 0x1000n] as const
const ERRNOS = [-5, -12, -16, -17] as const

const viewOf = (source: Source, slot: number): SlotView => ({ slot, enabled: chance(source, 2), prod: source.int(4), cons: source.int(2), length: pick(source, LENGTHS) })

/** An entry of a response, as no sensible device causes it. */
function entryOf(source: Source, slots: readonly number[]): Entry {
  const slot = pick(source, slots)
  const refused = chance(source, 3)
  const answered = { answer: refused ? pick(source, ERRNOS) : 0, injected: refused && chance(source, 2) }
  const ring = { address: pick(source, RINGS), length: pick(source, LENGTHS) }
  const page = { offset: pick(source, [0x3_0000, 0x1_0000]), length: 0x1_0000, answer: chance(source, 4) ? -6 : 0 }
  return pick<() => Entry>(source, [
    () => ({ kind: pick(source, ['viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0'] as const), ...answered }),
    () => ({ kind: 'hwQueueAlloc', index: slot, ...ring, ...answered, view: chance(source, 2) ? viewOf(source, slot) : undefined }),
    () => ({ kind: 'hwQueueAlloc', index: slot, ...ring, ...answered, view: viewOf(source, slot) }),
    () => ({ kind: 'hwQueueDestroy', id: 7, index: chance(source, 8) ? -1 : slot, ...answered }),
    () => ({ kind: pick(source, ['guestMap', 'guestUnmap'] as const), ...page }),
    () => ({ kind: 'store', offset: slot * 0x80 + 4 * source.int(6), value: source.int(4), mapped: !chance(source, 6), changed: chance(source, 2), view: chance(source, 4) ? undefined : viewOf(source, slot) }),
    () => ({ kind: 'strayLoad', offset: 0 }),
    () => ({ kind: 'interrupt' }),
    () => ({ kind: 'fetch', slot, ...ring, prod: source.int(4), cons: source.int(2), count: source.int(4) }),
    () => ({ kind: 'fault', slot, code: 1 + source.int(4) }),
    () => ({ kind: 'event', map0: slot < 64 ? 1n << BigInt(slot) : 0n, map1: slot < 64 ? 0n : 1n << BigInt(slot - 64), lost: chance(source, 5) }),
  ])()
}

const MAPS: readonly Operation[] = ['CMDQ_ERR_MAP', 'VINTF0_LVCMDQ_ERR_MAP', 'VI_ERR_MAP'].flatMap((name) => [0, 1, 2, 3].filter((i) => name !== 'VI_ERR_MAP' || i < 2).map((i) => to.readConfig(name, i)))
const EVENTS: readonly Operation[] = [{ op: 'attach' }, { op: 'detach' }, { op: 'reset' }, { op: 'deliver' }, { op: 'lose' }, { op: 'allow', call: 'mmapPage0' }]

function operationOf(source: Source, slots: readonly number[]): Operation {
  const slot = pick(source, slots)
  const l = pick(source, slots)
  return pick<() => Operation>(source, [
    () => to.writeConfig('CMDQ_ALLOC_MAP', (l << 1) | (chance(source, 5) ? 0 : 1), slot),
    () => to.writeConfig('VINTF0_CONFIG', chance(source, 6) ? 0 : 1),
    () => to.write(pick(source, ['direct', 'vintf']), 'CONFIG', slot, chance(source, 4) ? 0 : 1),
    () => to.write(pick(source, ['direct', 'vintf']), 'PROD_INDX', slot, source.int(4)),
    () => to.write64(pick(source, ['direct', 'vintf']), 'BASE_L', slot, pick(source, [0x4000_0001n, 0x4000_0004n, 0x1_4000_0001n, 0n])),
    () => to.write(pick(source, ['direct', 'vintf']), 'GERRORN', slot, pick(source, [0, 1, 4, 5])),
    () => to.read(pick(source, ['direct', 'vintf']), pick(source, ['PROD_INDX', 'CONS_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN']), slot),
    () => pick(source, MAPS),
    () => pick(source, EVENTS),
    () => pick(source, EVENTS),
    () => ({ op: 'consume', l: slot, n: source.int(4) }),
    () => (slots.length > 2 ? pick(source, MAPS) : pick(source, LETTERS)),
  ])()
}

/** Operations answered by anything: what the clauses say must not rest on a device being sensible. */
export function* strangeLives(count: number): Generator<Candidate> {
  for (let n = 0; n < count; n++) {
    const source = seededSource(partSeed(13, n))
    const wide = n % 4 === 0
    const slots = wide ? FAR : [0, 1]
    const queues = wide ? 128 : 2
    const events = Array.from({ length: 25 }, (): Event => {
      const operation = operationOf(source, slots)
      const log = Array.from({ length: chance(source, 2) ? 0 : 1 + source.int(3) }, () => entryOf(source, slots))
      const value = operation.op !== 'read' ? undefined : pick(source, [0, 0, 1, 2, 4, 0x8000_0000, 0xffff_ffff])
      return { operation, response: { value: operation.op === 'read' && operation.size === 8 ? BigInt(value ?? 0) : value, log } }
    })
    yield { queues, events: [{ operation: undefined, response: { value: undefined, log: [] } }, ...events] }
  }
}
