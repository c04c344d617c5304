/** Made-up defects to shrink: small devices that are wrong in one way each, and predicates over programs. */
import type { Operation, Program } from '../../src/check/contract.js'
import { region } from '../../properties/adapter.js'
import type { Location } from '../../src/check/region.js'

/** A device reduced to what these tests need: registers, one mapping, and a table of what is wrong. */
interface Flaw {
  /** The two apertures have storage of their own once `apart()`. */
  readonly apart?: (machine: Machine) => boolean
  /** LVCMDQ is stored and ignored. */
  readonly identity?: boolean
  /** Runs after each operation that has taken effect. */
  readonly after?: (machine: Machine, operation: Operation, place: Location | undefined) => void
}

export class Machine {
  readonly words = new Map<string, number>()
  attached = false
  refused = false
  gap = 0

  constructor(readonly queues: number, private readonly flaw: Flaw) {}

  config(name: string, index = 0): number {
    return this.words.get(`config ${name} ${index}`) ?? 0
  }

  /** The physical queue that a VINTF slot leads to, or -1. */
  queueAt(l: number): number {
    if ((this.config('VINTF0_CONFIG') & 1) === 0) return -1
    for (let q = 0; q < this.queues; q++) {
      const entry = this.config('CMDQ_ALLOC_MAP', q)
      if ((entry & 1) === 1 && (this.flaw.identity ? q : (entry & 0xfe) >> 1) === l) return q
    }
    return -1
  }

  isMapped(q: number): boolean {
    return Array.from({ length: this.queues }, (_, l) => this.queueAt(l)).includes(q)
  }

  private cell(place: Location): string | undefined {
    if (place.aperture === 'config') return `config ${place.register} ${place.index}`
    const q = place.aperture === 'direct' ? place.index : this.queueAt(place.index)
    if (q < 0) return undefined
    const bank = place.aperture === 'vintf' && this.flaw.apart?.(this) ? 'page' : 'queue'
    return `${bank} ${place.register} ${q}`
  }

  private access(operation: Operation & { op: 'read' | 'write' }): bigint {
    let read = 0n
    for (let byte = 0; byte < operation.size; byte += 4) {
      const place = region.locate(operation.offset + byte, this.queues)
      const cell = place && this.cell(place)
      if (cell === undefined) continue
      if (operation.op === 'write' && place?.access === 'RW') this.words.set(cell, (Number((BigInt(operation.value) >> BigInt(8 * byte)) & 0xffff_ffffn) & place.mask) >>> 0)
      read |= BigInt(this.words.get(cell) ?? 0) << BigInt(8 * byte)
    }
    return read
  }

  step(operation: Operation): bigint {
    let seen = 0n
    let place: Location | undefined
    if (operation.op === 'read' || operation.op === 'write') {
      place = region.locate(operation.offset, this.queues)
      const value = this.access(operation)
      if (operation.op === 'read') seen = value
    }
    if (operation.op === 'refuse' && operation.call === 'mmapPage0') this.refused = true
    if (operation.op === 'allow' && operation.call === 'mmapPage0') this.refused = false
    if (operation.op === 'attach') this.attached = !this.refused
    if (operation.op === 'detach') this.attached = false
    if (operation.op === 'reset') this.words.clear()
    this.flaw.after?.(this, operation, place)
    return seen
  }
}

/** The first operation at which a flawed machine reads something else than a right one. */
const differing = (flaw: Flaw) => (program: Program): number => {
  const right = new Machine(program.queues, {})
  const wrong = new Machine(program.queues, flaw)
  return program.operations.findIndex((operation) => right.step(operation) !== wrong.step(operation))
}

/** Each step of a pattern matches at or behind the one before; the index of the last step's match. */
const inOrder = (...steps: readonly ((operation: Operation, place: Location | undefined) => boolean)[]) => ({ operations, queues }: Program): number => {
  let at = 0
  for (const [index, operation] of operations.entries()) {
    if (steps[at]?.(operation, placeOf(operation, queues))) at += 1
    if (at === steps.length) return index
  }
  return -1
}

const placeOf = (operation: Operation, queues: number): Location | undefined => (operation.op === 'read' || operation.op === 'write' ? region.locate(operation.offset, queues) : undefined)
const writes = (operation: Operation): operation is Operation & { op: 'write' } => operation.op === 'write'
const inRam = (value: bigint): boolean => (value & ~0x1fn) >= 0x4000_0000n && value < 0xc000_0000n

/** The first operation for which some earlier one stands in a relation to it. */
const related = (relation: (earlier: Operation, later: Operation, queues: number) => boolean) => ({ operations, queues }: Program): number =>
  operations.findIndex((later, index) => operations.slice(0, index).some((earlier) => relation(earlier, later, queues)))

export interface Defect {
  readonly name: string
  readonly fails: (program: Program) => number
  /** The canonical program: fields of each operation in a row. */
  readonly end: string
}

const MAPPED = 'write 0x200 0x4 0x1; write 0x1000 0x4 0x1'

export const DEFECTS: readonly Defect[] = [
  { name: 'two apertures, two registers', end: `${MAPPED}; write 0x10000 0x4 0x1; read 0x30000 0x4`, fails: differing({ apart: () => true }) },
  { name: 'two apertures, two registers once attached', end: `${MAPPED}; write 0x10000 0x4 0x1; attach; read 0x30000 0x4`, fails: differing({ apart: ({ attached }) => attached }) },
  { name: 'LVCMDQ is ignored', end: 'write 0x200 0x4 0x3; write 0x1000 0x4 0x1; write 0x10000 0x4 0x1; read 0x30000 0x4', fails: differing({ identity: true }) },
  {
    name: 'enabling the VINTF resets the queues', end: 'write 0x10000 0x4 0x1; write 0x1000 0x4 0x1; read 0x10000 0x4',
    fails: differing({ after: (machine, operation, place) => { if (writes(operation) && place?.register === 'VINTF0_CONFIG' && machine.config('VINTF0_CONFIG') & 1) for (const cell of machine.words.keys()) if (cell.startsWith('queue')) machine.words.delete(cell) } }),
  },
  {
    name: 'a BASE in RAM clears PROD of a mapped queue', end: `${MAPPED}; write 0x10004 0x4 0x1; write 0x20000 0x4 0x40000000; read 0x10004 0x4`,
    fails: differing({ after: (machine, operation, place) => { if (writes(operation) && place?.register === 'BASE_L' && inRam(BigInt(operation.value))) for (let q = 0; q < machine.queues; q++) if (machine.isMapped(q) && (place.aperture === 'direct' ? place.index : machine.queueAt(place.index)) === q) machine.words.delete(`queue PROD_INDX ${q}`) } }),
  },
  {
    name: 'one queue shows in another when both are mapped', end: 'write 0x200 0x4 0x1; write 0x204 0x4 0x3; write 0x1000 0x4 0x1; write 0x10000 0x4 0x1; read 0x10080 0x4',
    fails: differing({ after: (machine, operation, place) => { if (writes(operation) && place?.register === 'CONS_INDX' && place.aperture === 'direct' && machine.isMapped(0) && machine.isMapped(1)) machine.words.set(`queue CONS_INDX ${1 - place.index}`, operation.value as number & 0xfffff) } }), // CONS_INDX is 32 bits; a wide write is cut by the mask
  },
  {
    name: 'attach forgets a mapped queue', end: `${MAPPED}; write 0x10008 0x4 0x1; attach; read 0x10008 0x4`,
    fails: differing({ after: (machine, operation) => { if (operation.op === 'attach') for (let q = 0; q < machine.queues; q++) if (machine.isMapped(q)) machine.words.delete(`queue CONFIG ${q}`) } }),
  },
  {
    name: 'a refused page loses VINTF writes', end: `${MAPPED}; refuse mmapPage0 ENOMEM 0x1; write 0x30000 0x4 0x1; read 0x10000 0x4`,
    fails: differing({ after: (machine, operation, place) => { if (writes(operation) && place?.aperture === 'vintf' && machine.refused && machine.queueAt(place.index) >= 0) machine.words.delete(`queue ${place.register} ${machine.queueAt(place.index)}`) } }),
  },
  { name: 'equal values of some size in two different registers', end: 'write 0x0 0x4 0x123; write 0x4 0x4 0x123', fails: related((a, b, queues) => writes(a) && writes(b) && a.size === 4 && b.size === 4 && a.value === b.value && a.value >= 0x123 && placeOf(a, queues)?.register !== placeOf(b, queues)?.register) },
  { name: 'a second write differs from the first', end: 'write 0x0 0x4 0x0; write 0x0 0x4 0x1', fails: related((a, b) => writes(a) && writes(b) && a.offset === b.offset && BigInt(a.value) !== BigInt(b.value)) },
  { name: 'a fault and a consume of one queue', end: 'fault 0x0 0x1; consume 0x0 0x3', fails: related((a, b) => a.op === 'fault' && b.op === 'consume' && a.l === b.l && b.n >= 3) },
  { name: 'a queue is written, then read by its number in the other aperture', end: 'write 0x10000 0x4 0x1; read 0x30000 0x4', fails: related((a, b, queues) => { const [x, y] = [placeOf(a, queues), placeOf(b, queues)]; return writes(a) && b.op === 'read' && x !== undefined && y !== undefined && x.aperture !== 'config' && y.aperture !== 'config' && x.aperture !== y.aperture && x.index === y.index && x.register === y.register && BigInt(a.value) % 2n === 1n }) },
  { name: 'a needle of three', end: 'write 0x10014 0x4 0x4; fault 0x0 0x2; read 0x3000c 0x4', fails: inOrder((o, p) => writes(o) && p?.register === 'GERRORN' && (Number(BigInt(o.value) & 7n) & 4) !== 0, (o) => o.op === 'fault' && o.code === 2, (o, p) => o.op === 'read' && p?.register === 'STATUS' && p.aperture === 'vintf') },
  { name: 'a write to a gap is read back', end: 'write 0xc 0x4 0x1; read 0xc 0x4', fails: related((a, b, queues) => writes(a) && b.op === 'read' && a.offset === b.offset && placeOf(a, queues) === undefined && BigInt(a.value) !== 0n) },
  { name: 'dirty slots of kernel 6.17', end: 'attach; read 0x10010 0x4', fails: (program) => (program.kernel === '6.17' && program.slots.some(({ gerror }) => (gerror & 2) !== 0) ? inOrder((o) => o.op === 'attach', (o, p) => o.op === 'read' && p?.register === 'GERROR')(program) : -1) },
]

/** The defect with that name. */
export function defectNamed(name: string): Defect {
  const defect = DEFECTS.find((one) => one.name === name)
  if (!defect) throw new RangeError(`no defect is called ${name}: see DEFECTS`)
  return defect
}
