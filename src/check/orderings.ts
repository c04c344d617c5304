/**
 * The orderings, enumerated: every order of a queue's lifecycle events, every access in every gap of it, every moment
 * at which the page or the hardware queue can be refused, and a system reset in every gap.
 */
import type { Header, Kernel, Operation, Program, RefusableCall, SlotContents } from './contract.js'
import { PAGE0_REGISTERS, PAGE1_HALVES, QUEUE_APERTURES, VINTF_ENABLE, allocEntry, baseValue, configValue } from './layout.js'
import type { Region } from './region.js'
import { partSeed, pick, seededSource } from './source.js'
import type { Source } from './source.js'
import { Tape } from './tape.js'

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

/** What is enumerated for each order: accesses in its gaps, the page refused, the hardware queue refused, a system reset. */
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

/** The marks of one program, all of one kind: one array for each field, written anew for each program. */
export class Marks {
  kind: Kind = 'cells'
  count = 0
  readonly index = new Int32Array(MOST_MARKS)
  readonly access = new Int32Array(MOST_MARKS)
  /** Two pieces of evidence; the second is the first where there is only one. */
  readonly evidence = new Int32Array(MOST_MARKS)
  readonly other = new Int32Array(MOST_MARKS)

  begin(kind: Kind): void {
    this.kind = kind
    this.count = 0
  }

  add(index: number, access: number, evidence: number, other = evidence): void {
    const at = this.count++
    this.index[at] = index
    this.access[at] = access
    this.evidence[at] = evidence
    this.other[at] = other
  }

  /** As data. */
  all(): Mark[] {
    return Array.from({ length: this.count }, (_, at): Mark => {
      const [evidence, other] = [this.evidence[at] ?? 0, this.other[at] ?? 0]
      return { kind: this.kind, index: this.index[at] ?? 0, access: this.access[at] ?? 0, evidence: evidence === other ? [evidence] : [evidence, other] }
    })
  }
}

/** Every read of an order shares one program: seven gaps, six registers, two apertures. */
const MOST_MARKS = 7 * 6 * 2

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]))
}

const ALL_ORDERS: readonly (readonly LifecycleEvent[])[] = permutations(EVENTS)
const ORDERS_AFTER_ATTACH: readonly (readonly LifecycleEvent[])[] = permutations(EVENTS.filter((event) => event !== 'attach'))

export const ordersOf = ({ attachFirst }: Pick<OrderTable, 'attachFirst'>): readonly (readonly LifecycleEvent[])[] => (attachFirst ? ORDERS_AFTER_ATTACH : ALL_ORDERS)
export const gapsOf = (table: Pick<OrderTable, 'attachFirst'>): number => (table.attachFirst ? EVENTS.length : EVENTS.length + 1)

/** How many cases of each kind there are: 720 orders make 120,960 cells, 5,760 mmap and alloc cases and 5,040 resets. */
export function possible(table: Pick<OrderTable, 'attachFirst' | 'kinds'>): Record<Kind | 'orderings', number> {
  const orders = ordersOf(table).length
  const gaps = gapsOf(table)
  const size = { cells: orders * gaps * PAGE0_REGISTERS.length * 4, mmap: orders * (gaps + 1), alloc: orders * (gaps + 1), reset: orders * gaps }
  const counted = (kind: Kind): number => (table.kinds.includes(kind) ? size[kind] : 0)
  return { orderings: orders, cells: counted('cells'), mmap: counted('mmap'), alloc: counted('alloc'), reset: counted('reset') }
}

const PROD_EDGES = [0, 1, 2, 3, 15, 16, 17, 31, 0x7fff, 0x8000, 0xf_ffff] as const
const LOG2SIZES = [1, 4, 4, 8] as const
const CLEAN: readonly SlotContents[] = []
const ATTACH: Operation = { op: 'attach' }
const CONS_EDGES = [0, 1, 2, 3, 16, 0x1f, 0x0100_0001, 0x7f0f_ffff] as const

/** Where the accesses of a table's programs go. */
interface Offsets {
  /** By aperture: the six registers of Page0, then the four halves of Page1. */
  readonly queue: readonly (readonly number[])[]
  readonly PROD_INDX: readonly number[]
  readonly CONS_INDX: number
  readonly STATUS: number
  readonly CONFIG: number
  readonly VINTF0_CONFIG: number
  readonly SID_MATCH: number
  /** By VCMDQ. */
  readonly entries: readonly number[]
  readonly bases: readonly number[]
  readonly enable: number
}

function offsetsFor({ queue, queues }: OrderTable, region: Region): Offsets {
  const at = (aperture: 'direct' | 'vintf', register: (typeof PAGE0_REGISTERS)[number] | (typeof PAGE1_HALVES)[number], index = queue): number => region.queueRegister(aperture, register, index)
  const all = Array.from({ length: queues }, (_, q) => q)
  return {
    queue: QUEUE_APERTURES.map((aperture) => [...PAGE0_REGISTERS, ...PAGE1_HALVES].map((register) => at(aperture, register))),
    PROD_INDX: QUEUE_APERTURES.map((aperture) => at(aperture, 'PROD_INDX')),
    CONS_INDX: at('direct', 'CONS_INDX'),
    STATUS: at('vintf', 'STATUS'),
    CONFIG: region.configRegister('CONFIG'),
    VINTF0_CONFIG: region.configRegister('VINTF0_CONFIG'),
    SID_MATCH: region.configRegister('VINTF0_SID_MATCH'),
    entries: all.map((q) => region.configRegister('CMDQ_ALLOC_MAP', q)),
    bases: all.map((q) => at('direct', 'BASE_L', q)),
    enable: at('direct', 'CONFIG'),
  }
}

const [DIRECT, VINTF] = [0, 1]

/** One program of a table, on a tape that the next one overwrites. */
export interface Case {
  readonly header: Header
  readonly tape: Tape
  readonly marks: Marks
}

/** Writes the programs of one order of one table. */
class OrderWriter {
  private readonly source: Source
  private readonly gaps: number
  private readonly ring: bigint

  constructor(readonly table: OrderTable, private readonly at: Offsets, private readonly tape: Tape, private readonly marks: Marks, private readonly number: number, private readonly order: readonly LifecycleEvent[], seed: number) {
    this.source = seededSource(partSeed(seed, number))
    this.gaps = gapsOf(table)
    const log2size = pick(this.source, LOG2SIZES)
    this.ring = baseValue(0x4000_0000 + 0x10_0000 * this.source.int(64), log2size)
  }

  private event(event: LifecycleEvent): void {
    const { tape, at } = this
    const { queue } = this.table
    switch (event) {
      case 'attach':
        return tape.push(ATTACH)
      case 'cmdqv':
        return tape.write(at.CONFIG, configValue(true))
      case 'vintf':
        return tape.write(at.VINTF0_CONFIG, VINTF_ENABLE)
      case 'alloc':
        return tape.write(at.entries[queue] ?? 0, allocEntry(queue))
      case 'base':
        return tape.writePair(at.bases[queue] ?? 0, this.ring)
      case 'enable':
        return tape.write(at.enable, 1)
    }
  }

  /** What comes before the order: attach if the device needs it, CMDQV_EN, the lower queues. */
  private prologue(): void {
    if (this.table.attachFirst) this.tape.push(ATTACH)
    this.prepare()
  }

  /** The same without attach. */
  private prepare(): void {
    const { tape, at } = this
    if (this.table.start === 'cleared') tape.write(at.CONFIG, configValue(false))
    for (let q = 0; q < this.table.queue; q++) {
      tape.write(at.entries[q] ?? 0, allocEntry(q))
      tape.writePair(at.bases[q] ?? 0, baseValue(0x5000_0000 + 0x10_0000 * q, 4))
    }
  }

  /** What the tape holds now, on a host whose slots may be dirty. */
  private done(): Case {
    const { kernel, queues } = this.table
    const dirty = this.source.int(2) === 1
    const slot = { prod: this.source.int(64), cons: this.source.int(64), config: this.source.int(2), gerror: this.source.int(8), gerrorn: this.source.int(8) }
    const slots = dirty ? new Array<SlotContents>(queues).fill(slot) : CLEAN
    return { header: { kernel, queues, slots }, tape: this.tape, marks: this.marks }
  }

  /** The events of the order, each after what `inGap` puts before it. */
  private ordered(inGap: (gap: number) => void): void {
    for (let gap = 0; gap < this.order.length; gap++) {
      inGap(gap)
      this.event(this.order[gap] ?? 'attach')
    }
    inGap(this.gaps - 1)
  }

  /** Every defined register of the VCMDQ through both apertures. */
  private readBack(): void {
    for (const registers of this.at.queue) for (let i = 0; i < registers.length; i++) this.tape.read(registers[i] ?? 0)
  }

  /** Every register read back; then commands are there and the queue is asked to run: shows that the order led to a live queue. */
  private finale(): void {
    const { tape, at } = this
    this.readBack()
    tape.write(at.PROD_INDX[VINTF] ?? 0, pick(this.source, [1, 2, 3]))
    tape.consume(this.table.queue, 1)
    tape.read(at.CONS_INDX)
    tape.read(at.STATUS)
  }

  private begin(kind: Kind): void {
    this.tape.clear()
    this.marks.begin(kind)
  }

  private cellIndex(gap: number, register: number, aperture: number, direction: number): number {
    return (((this.number * this.gaps + gap) * PAGE0_REGISTERS.length + register) * QUEUE_APERTURES.length + aperture) * 2 + direction
  }

  /** All reads in all gaps share one program: a read hides nothing. */
  reads(): Case {
    const { tape, at, marks } = this
    this.begin('cells')
    this.prologue()
    this.ordered((gap) => {
      for (let register = 0; register < PAGE0_REGISTERS.length; register++) {
        for (let aperture = 0; aperture < QUEUE_APERTURES.length; aperture++) {
          marks.add(this.cellIndex(gap, register, aperture, 0), tape.length, tape.length)
          tape.read(at.queue[aperture]?.[register] ?? 0)
        }
      }
    })
    this.finale()
    return this.done()
  }

  /** The six writes of one gap through one aperture: none overwrites another before the read-back. */
  writes(gap: number, aperture: number): Case {
    const { tape, at, marks, source } = this
    this.begin('cells')
    const enabled = this.order.indexOf('enable') < gap ? 1 : 0
    // In the order of the registers of Page0, which is not the order in which they are drawn.
    const [PROD_INDX, CONS_INDX] = [pick(source, PROD_EDGES), pick(source, CONS_EDGES)]
    const values = [CONS_INDX, PROD_INDX, enabled, source.int(2), source.int(8), source.int(2) * source.int(8)]
    this.prologue()
    const first = tape.length + gap
    this.ordered((now) => {
      if (now === gap) for (let register = 0; register < values.length; register++) tape.write(at.queue[aperture]?.[register] ?? 0, values[register] ?? 0)
    })
    const back = tape.length
    const half = PAGE0_REGISTERS.length + PAGE1_HALVES.length
    for (let register = 0; register < values.length; register++) marks.add(this.cellIndex(gap, register, aperture, 1), first + register, back + register, back + half + register)
    this.finale()
    return this.done()
  }

  /** A call refused until a gap, or for good, then a write that makes the device ask again. */
  refusal(kind: 'mmap' | 'alloc', until: number): Case {
    const { tape, at, marks } = this
    this.begin(kind)
    const call = kind === 'mmap' ? 'mmapPage0' : 'hwQueueAlloc'
    this.refusedPrologue(kind, call, pick(this.source, ['ENOMEM', 'ENOSPC', 'EINTR']))
    this.ordered((gap) => {
      if (gap === until) tape.push({ op: 'allow', call })
      if (gap === 0) tape.write(at.PROD_INDX[DIRECT] ?? 0, 2)
    })
    this.event(kind === 'alloc' ? 'base' : pick(this.source, ['alloc', 'vintf', 'cmdqv', 'base'] as const))
    marks.add(this.number * (this.gaps + 1) + until, tape.length, tape.length)
    this.finale()
    return this.done()
  }

  /** The refusal stands from the start. Where attach must come first it is made again, so that its mmap is refused too. */
  private refusedPrologue(kind: 'mmap' | 'alloc', call: RefusableCall, errno: string): void {
    const { tape } = this
    const { attachFirst } = this.table
    if (attachFirst) tape.push(ATTACH)
    tape.push({ op: 'refuse', call, errno })
    if (attachFirst && kind === 'mmap') {
      tape.push({ op: 'detach' })
      tape.push(ATTACH)
    }
    this.prepare()
  }

  /** A system reset in a gap; then the order runs again. */
  reset(gap: number): Case {
    const { tape, at, marks } = this
    this.begin('reset')
    this.prologue()
    for (let i = 0; i < gap; i++) this.event(this.order[i] ?? 'attach')
    tape.write(at.PROD_INDX[DIRECT] ?? 0, 1)
    tape.write(at.SID_MATCH + 4 * this.source.int(16), 3)
    tape.push({ op: 'reset' })
    for (const offset of [at.CONFIG, at.VINTF0_CONFIG, at.entries[this.table.queue] ?? 0]) tape.read(offset)
    tape.read(at.SID_MATCH + 4 * this.source.int(16))
    this.prepare()
    for (const event of this.order) this.event(event)
    marks.add(this.number * this.gaps + gap, tape.length, tape.length)
    this.finale()
    return this.done()
  }

  private *cells(): Generator<Case> {
    yield this.reads()
    for (let gap = 0; gap < this.gaps; gap++) for (let aperture = 0; aperture < QUEUE_APERTURES.length; aperture++) yield this.writes(gap, aperture)
  }

  private *refusals(kind: 'mmap' | 'alloc'): Generator<Case> {
    for (let until = 0; until <= this.gaps; until++) yield this.refusal(kind, until)
  }

  private *resets(): Generator<Case> {
    for (let gap = 0; gap < this.gaps; gap++) yield this.reset(gap)
  }

  /** Every program of this order that the table asks for. */
  *all(): Generator<Case> {
    for (const kind of this.table.kinds) yield* kind === 'cells' ? this.cells() : kind === 'reset' ? this.resets() : this.refusals(kind)
  }
}

/**
 * The programs of orders `from` … `to`-1 of a table, all on one tape: each is to be run before the next is asked for.
 * The seed chooses values only: the cases are the same.
 */
export function* orderCases(table: OrderTable, region: Region, from: number, to: number, seed: number): Generator<Case> {
  const orders = ordersOf(table)
  const [at, tape, marks] = [offsetsFor(table, region), new Tape(), new Marks()]
  for (let number = from; number < Math.min(to, orders.length); number++) {
    const order = orders[number]
    if (order) yield* new OrderWriter(table, at, tape, marks, number, order, seed).all()
  }
}

/** The same as data. */
export function* orderPrograms(table: OrderTable, region: Region, from: number, to: number, seed: number): Generator<CaseProgram> {
  for (const { header, tape, marks } of orderCases(table, region, from, to, seed)) yield { program: { ...header, operations: tape.operations() }, marks: marks.all() }
}

/** How a table is named in reports. */
export const tableName = ({ kernel, queues, queue, start, attachFirst }: OrderTable): string =>
  `queue ${queue} of ${queues}, kernel ${kernel}, CMDQV_EN ${start === 'cleared' ? 'cleared first' : 'as at power-on'}${attachFirst ? ', attach first' : ''}`
