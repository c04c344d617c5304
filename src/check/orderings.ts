/**
 * The orderings, enumerated: every order of a queue's lifecycle events, every access in every gap of it, every moment
 * at which the page or the hardware queue can be refused, and a system reset in every gap.
 */
import type { Kernel, Operation, Program } from './contract.js'
import { Accesses, PAGE0_REGISTERS, QUEUE_APERTURES, VINTF_ENABLE, allocEntry, baseValue, configValue } from './layout.js'
import type { Region } from './region.js'
import { partSeed, pick, seededSource } from './source.js'
import type { Source } from './source.js'

const EVENTS = ['attach', 'cmdqv', 'vintf', 'alloc', 'base', 'enable'] as const
export type LifecycleEvent = (typeof EVENTS)[number]

/** One family of enumerated programs: all orders for one queue, one kernel and one starting value of CMDQV_EN. */
export interface OrderTable {
  readonly kernel: Kernel
  readonly queues: number
  /** The queue whose events are ordered; the lower ones are set up before. */
  readonly queue: number
  /** Whether CMDQV_EN is cleared first, as Linux does, or left as at power-on. */
  readonly start: 'cleared' | 'power-on'
  /** A device that is only defined once attached: attach is operation 0 of every program. */
  readonly attachFirst: boolean
  /** What is enumerated for each order. */
  readonly kinds: readonly Kind[]
}

export type Kind = 'cells' | 'mmap' | 'alloc' | 'reset'
export const KINDS = ['cells', 'mmap', 'alloc', 'reset'] as const satisfies readonly Kind[]

/** What a program reaches when it has run to its end. */
export interface Mark {
  readonly kind: Kind
  readonly index: number
  /** Operation that made the access (cells only). */
  readonly access: number
  /** Operations of which at least one must have been judged by some clause; otherwise the case is `unowed`. */
  readonly evidence: readonly number[]
}

export interface CaseProgram {
  readonly program: Program
  readonly marks: readonly Mark[]
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]))
}

const ALL_ORDERS: readonly (readonly LifecycleEvent[])[] = permutations(EVENTS)
const ORDERS_AFTER_ATTACH: readonly (readonly LifecycleEvent[])[] = permutations(EVENTS.filter((event) => event !== 'attach'))

export const ordersOf = ({ attachFirst }: Pick<OrderTable, 'attachFirst'>): readonly (readonly LifecycleEvent[])[] => (attachFirst ? ORDERS_AFTER_ATTACH : ALL_ORDERS)
const gapsOf = (table: Pick<OrderTable, 'attachFirst'>): number => (table.attachFirst ? EVENTS.length : EVENTS.length + 1)

/** How many cases of each kind there are: 720 orders make 120,960 cells, 5,760 mmap and alloc cases and 5,040 resets. */
export function possible(table: Pick<OrderTable, 'attachFirst' | 'kinds'>): Record<Kind | 'orderings', number> {
  const orders = ordersOf(table).length
  const gaps = gapsOf(table)
  const size = { cells: orders * gaps * PAGE0_REGISTERS.length * 4, mmap: orders * (gaps + 1), alloc: orders * (gaps + 1), reset: orders * gaps }
  const counted = (kind: Kind): number => (table.kinds.includes(kind) ? size[kind] : 0)
  return { orderings: orders, cells: counted('cells'), mmap: counted('mmap'), alloc: counted('alloc'), reset: counted('reset') }
}

const PROD_EDGES = [0, 1, 2, 3, 15, 16, 17, 31, 0x7fff, 0x8000, 0xf_ffff] as const
const CONS_EDGES = [0, 1, 2, 3, 16, 0x1f, 0x0100_0001, 0x7f0f_ffff] as const

/** Writes the programs of one order of one table. */
class OrderWriter {
  private readonly to: Accesses
  private readonly source: Source
  private readonly gaps: number
  private readonly log2size: number
  private readonly ring: bigint

  constructor(readonly table: OrderTable, region: Region, private readonly number: number, private readonly order: readonly LifecycleEvent[], seed: number) {
    this.to = new Accesses(region)
    this.source = seededSource(partSeed(seed, number))
    this.gaps = gapsOf(table)
    this.log2size = pick(this.source, [1, 4, 4, 8])
    this.ring = baseValue(0x4000_0000 + 0x10_0000 * this.source.int(64), this.log2size)
  }

  private event(event: LifecycleEvent): Operation {
    const { queue } = this.table
    switch (event) {
      case 'attach':
        return { op: 'attach' }
      case 'cmdqv':
        return this.to.writeConfig('CONFIG', configValue(true))
      case 'vintf':
        return this.to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE)
      case 'alloc':
        return this.to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(queue), queue)
      case 'base':
        return this.to.write64('direct', 'BASE_L', queue, this.ring)
      case 'enable':
        return this.to.write('direct', 'CONFIG', queue, 1)
    }
  }

  /** What comes before the order: attach if the device needs it, CMDQV_EN, the lower queues. */
  private prologue(): Operation[] {
    const { queue, start, attachFirst } = this.table
    const lower = Array.from({ length: queue }, (_, q) => [
      this.to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(q), q),
      this.to.write64('direct', 'BASE_L', q, baseValue(0x5000_0000 + 0x10_0000 * q, 4)),
    ]).flat()
    return [...(attachFirst ? [{ op: 'attach' } as const] : []), ...(start === 'cleared' ? [this.to.writeConfig('CONFIG', configValue(false))] : []), ...lower]
  }

  private program(operations: readonly Operation[]): Program {
    const { kernel, queues } = this.table
    const dirty = this.source.int(2) === 1
    const slot = { prod: this.source.int(64), cons: this.source.int(64), config: this.source.int(2), gerror: this.source.int(8), gerrorn: this.source.int(8) }
    return { kernel, queues, slots: dirty ? Array.from({ length: queues }, () => slot) : [], operations }
  }

  /** The order with operations put into its gaps. */
  private ordered(inGap: (gap: number) => readonly Operation[]): Operation[] {
    return [...this.order.flatMap((event, gap) => [...inGap(gap), this.event(event)]), ...inGap(this.gaps - 1)]
  }

  /** Commands are there and the queue is asked to run: shows that the order led to a live queue. */
  private finale(): Operation[] {
    const { queue } = this.table
    return [this.to.write('vintf', 'PROD_INDX', queue, pick(this.source, [1, 2, 3])), { op: 'consume', l: queue, n: 1 }, this.to.read('direct', 'CONS_INDX', queue), this.to.read('vintf', 'STATUS', queue)]
  }

  private cellIndex(gap: number, register: number, aperture: number, direction: number): number {
    return (((this.number * this.gaps + gap) * PAGE0_REGISTERS.length + register) * QUEUE_APERTURES.length + aperture) * 2 + direction
  }

  /** All reads in all gaps share one program: a read hides nothing. */
  reads(): CaseProgram {
    const { queue } = this.table
    const operations = this.prologue()
    const marks: Mark[] = []
    for (let gap = 0; gap < this.gaps; gap++) {
      PAGE0_REGISTERS.forEach((register, r) =>
        QUEUE_APERTURES.forEach((aperture, a) => {
          marks.push({ kind: 'cells', index: this.cellIndex(gap, r, a, 0), access: operations.length, evidence: [operations.length] })
          operations.push(this.to.read(aperture, register, queue))
        }),
      )
      const event = this.order[gap]
      if (event) operations.push(this.event(event))
    }
    operations.push(...this.to.readBack(queue, queue), ...this.finale())
    return { program: this.program(operations), marks }
  }

  /** The six writes of one gap through one aperture: none overwrites another before the read-back. */
  writes(gap: number, aperture: number): CaseProgram {
    const { queue } = this.table
    const through = QUEUE_APERTURES[aperture] ?? 'direct'
    const enabled = this.order.indexOf('enable') < gap ? 1 : 0
    const values: Record<string, number> = {
      PROD_INDX: pick(this.source, PROD_EDGES),
      CONS_INDX: pick(this.source, CONS_EDGES),
      CONFIG: enabled,
      STATUS: this.source.int(2),
      GERROR: this.source.int(8),
      GERRORN: this.source.int(2) * this.source.int(8),
    }
    const probes = PAGE0_REGISTERS.map((register) => this.to.write(through, register, queue, values[register] ?? 0))
    const before = this.prologue()
    const operations = [...before, ...this.ordered((at) => (at === gap ? probes : []))]
    const first = before.length + gap
    const back = operations.length
    operations.push(...this.to.readBack(queue, queue), ...this.finale())
    const half = (operations.length - back - 4) / 2
    const marks = PAGE0_REGISTERS.map((_, r): Mark => ({ kind: 'cells', index: this.cellIndex(gap, r, aperture, 1), access: first + r, evidence: [back + r, back + half + r] }))
    return { program: this.program(operations), marks }
  }

  /** A call refused until a gap, or for good, then a write that makes the device ask again. */
  refusal(kind: 'mmap' | 'alloc', until: number): CaseProgram {
    const { queue } = this.table
    const call = kind === 'mmap' ? 'mmapPage0' : 'hwQueueAlloc'
    const errno = pick(this.source, ['ENOMEM', 'ENOSPC', 'EINTR'])
    const probe = this.to.write('direct', 'PROD_INDX', queue, 2)
    const gaps = this.ordered((gap) => [...(gap === until ? [{ op: 'allow', call } as const] : []), ...(gap === 0 ? [probe] : [])])
    const operations: Operation[] = [...this.refusedPrologue(kind, { op: 'refuse', call, errno }), ...gaps]
    const retry = kind === 'alloc' ? this.event('base') : this.event(pick(this.source, ['alloc', 'vintf', 'cmdqv', 'base']))
    operations.push(retry)
    const access = operations.length
    operations.push(...this.to.readBack(queue, queue), ...this.finale())
    const index = this.number * (this.gaps + 1) + until
    return { program: this.program(operations), marks: [{ kind, index, access, evidence: [access] }] }
  }

  /** The refusal stands from the start. Where attach must come first it is made again, so that its mmap is refused too. */
  private refusedPrologue(kind: 'mmap' | 'alloc', refuse: Operation): Operation[] {
    const prologue = this.prologue()
    if (!this.table.attachFirst) return [refuse, ...prologue]
    const again: Operation[] = kind === 'mmap' ? [{ op: 'detach' }, { op: 'attach' }] : []
    return [...prologue.slice(0, 1), refuse, ...again, ...prologue.slice(1)]
  }

  /** A system reset in a gap; then the order runs again. */
  reset(gap: number): CaseProgram {
    const { queue } = this.table
    const before = this.order.slice(0, gap).map((event) => this.event(event))
    const stain = [this.to.write('direct', 'PROD_INDX', queue, 1), this.to.writeConfig('VINTF0_SID_MATCH', 3, this.source.int(16))]
    const again = this.order.map((event) => this.event(event))
    const operations: Operation[] = [...this.prologue(), ...before, ...stain, { op: 'reset' }, ...this.readConfigPage(), ...this.lowerAgain(), ...again]
    const access = operations.length
    operations.push(...this.to.readBack(queue, queue), ...this.finale())
    return { program: this.program(operations), marks: [{ kind: 'reset', index: this.number * this.gaps + gap, access, evidence: [access] }] }
  }

  private lowerAgain(): Operation[] {
    const { attachFirst } = this.table
    return this.prologue().slice(attachFirst ? 1 : 0)
  }

  private readConfigPage(): Operation[] {
    return [this.to.readConfig('CONFIG'), this.to.readConfig('VINTF0_CONFIG'), this.to.readConfig('CMDQ_ALLOC_MAP', this.table.queue), this.to.readConfig('VINTF0_SID_MATCH', this.source.int(16))]
  }

  private *cells(): Generator<CaseProgram> {
    yield this.reads()
    for (let gap = 0; gap < this.gaps; gap++) for (const aperture of QUEUE_APERTURES.keys()) yield this.writes(gap, aperture)
  }

  private *refusals(kind: 'mmap' | 'alloc'): Generator<CaseProgram> {
    for (let until = 0; until <= this.gaps; until++) yield this.refusal(kind, until)
  }

  private *resets(): Generator<CaseProgram> {
    for (let gap = 0; gap < this.gaps; gap++) yield this.reset(gap)
  }

  /** Every program of this order that the table asks for. */
  *all(): Generator<CaseProgram> {
    for (const kind of this.table.kinds) yield* kind === 'cells' ? this.cells() : kind === 'reset' ? this.resets() : this.refusals(kind)
  }
}

/** The programs of orders `from` … `to`-1 of a table. The seed chooses values only: the cases are the same. */
export function* orderPrograms(table: OrderTable, region: Region, from: number, to: number, seed: number): Generator<CaseProgram> {
  const orders = ordersOf(table)
  for (let number = from; number < Math.min(to, orders.length); number++) {
    const order = orders[number]
    if (order) yield* new OrderWriter(table, region, number, order, seed).all()
  }
}
