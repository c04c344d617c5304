/**
 * The grammar of random programs: an author writes operations one after another, choosing from a source. A following
 * operation prefers the registers just touched, through the other aperture; values come from a dictionary of edges.
 */
import type { Kernel, Operation, RefusableCall } from './contract.js'
import type { Scripted } from './linux/guest.js'
import type { ScriptedProgram } from './lockstep.js'
import { Accesses, PAGE0_REGISTERS, PAGE1_HALVES, QUEUE_APERTURES, VINTF_ENABLE, allocEntry, configValue } from './layout.js'
import type { QueueAperture } from './layout.js'
import type { Location, Region } from './region.js'
import { chance, pick, shuffled } from './source.js'
import type { Source } from './source.js'
import { allocValue, edgeBase, usableBase, wordFor } from './values.js'

/** How often each kind of sentence is written, relative to the others. 0 switches a kind off. */
export interface Weights {
  readonly queueAccess: number
  readonly configAccess: number
  readonly gapAccess: number
  readonly hardware: number
  readonly enables: number
  readonly mapping: number
  readonly base: number
  readonly lifecycle: number
  readonly refusal: number
  readonly wide: number
  readonly readBack: number
}

export const EVEN: Weights = { queueAccess: 10, configAccess: 2, gapAccess: 1, hardware: 5, enables: 3, mapping: 2, base: 3, lifecycle: 1, refusal: 1, wide: 0, readBack: 2 }

/** What every program of an arm has in common. */
export interface Setting {
  readonly region: Region
  readonly queues: number
  readonly kernels: readonly Kernel[]
  readonly attachFirst: boolean
}

const CALLS: readonly RefusableCall[] = ['viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc', 'hwQueueDestroy']
const ERRNOS = ['ENOMEM', 'ENOSPC', 'EINTR', 'EINVAL', 'ENODEV'] as const

/** The part of the queues that a program plays with: small, so that its operations meet. */
const CAST = 3

export class Author {
  readonly operations: Scripted[] = []
  readonly to: Accesses
  readonly queues: number
  /** VCMDQs in play, and the logical slot each is mapped at by boot(). */
  readonly cast: readonly number[]
  readonly slotOf = new Map<number, number>()
  private readonly seen: number[] = []
  private last: { readonly queue: number; readonly register: Location['register']; readonly aperture: QueueAperture } | undefined

  constructor(readonly source: Source, readonly setting: Setting) {
    this.to = new Accesses(setting.region)
    this.queues = setting.queues
    const count = Math.min(this.queues, 1 + source.int(CAST))
    // Mostly the lowest queues, because only those can run; sometimes any, the highest among them.
    this.cast = chance(source, 4) && this.queues > CAST ? [0, source.int(this.queues), this.queues - 1].filter((q, i, all) => all.indexOf(q) === i) : Array.from({ length: count }, (_, q) => q)
    if (setting.attachFirst) this.write({ op: 'attach' })
  }

  write(...operations: readonly Scripted[]): this {
    for (const operation of operations) {
      this.operations.push(operation)
      if (operation.op === 'write' && operation.size === 4) this.seen.push(operation.value)
    }
    return this
  }

  aperture(): QueueAperture {
    return pick(this.source, QUEUE_APERTURES)
  }

  queue(): number {
    return pick(this.source, this.cast)
  }

  /** The number by which an aperture knows a VCMDQ. */
  number(q: number, aperture: QueueAperture): number {
    return aperture === 'direct' ? q : (this.slotOf.get(q) ?? q)
  }

  /** Logical numbers for the cast: mostly the physical ones, sometimes permuted, so that the two differ. */
  chooseSlots(permute: boolean): void {
    const slots = this.cast.map((_, i) => (this.cast[i] ?? i) < CAST ? i : (this.cast[i] ?? i))
    const chosen = permute ? shuffled(this.source, slots) : slots
    this.cast.forEach((q, i) => this.slotOf.set(q, chosen[i] ?? q))
  }

  /** BASE in one 64-bit write or in two halves, either first, through either aperture. */
  writeBase(q: number, value: bigint, aperture: QueueAperture = this.aperture()): void {
    const index = this.number(q, aperture)
    if (chance(this.source, 2)) {
      this.write(this.to.write64(aperture, 'BASE_L', index, value))
      return
    }
    const halves = [this.to.write(aperture, 'BASE_L', index, Number(value & 0xffff_ffffn)), this.to.write(aperture, 'BASE_H', index, Number(value >> 32n))]
    this.write(...(chance(this.source, 2) ? halves : halves.reverse()))
  }

  /** The preconditions of a running queue in any order; with `skip` some of them are left out. */
  boot({ skip = false, permute = chance(this.source, 4), attach = true, direct = chance(this.source, 2) } = {}): void {
    this.chooseSlots(permute)
    const steps: (() => void)[] = []
    if (attach && !this.setting.attachFirst) steps.push(() => this.write({ op: 'attach' }))
    steps.push(() => this.write(this.to.writeConfig('VINTF0_CONFIG', VINTF_ENABLE)))
    if (chance(this.source, 2)) steps.push(() => this.write(this.to.writeConfig('CONFIG', configValue(true))))
    for (const q of this.cast) {
      steps.push(() => this.write(this.to.writeConfig('CMDQ_ALLOC_MAP', allocEntry(this.number(q, 'vintf')), q)))
      steps.push(() => this.writeBase(q, usableBase(this.source), direct ? 'direct' : this.aperture()))
      steps.push(() => this.write(this.to.write(direct ? 'direct' : this.aperture(), 'CONFIG', q, 1)))
    }
    const order = chance(this.source, 3) ? steps : shuffled(this.source, steps)
    order.forEach((step) => (skip && chance(this.source, 6) ? undefined : step()))
  }

  /** One access to a queue register, often the one just touched, through the other aperture. */
  queueAccess(registers: readonly Location['register'][] = [...PAGE0_REGISTERS, ...PAGE0_REGISTERS, ...PAGE1_HALVES]): void {
    const follow = this.last !== undefined && !chance(this.source, 3) ? this.last : undefined
    const queue = follow?.queue ?? this.queue()
    const register = follow && registers.includes(follow.register) ? follow.register : pick(this.source, registers)
    const aperture = follow ? (chance(this.source, 4) ? follow.aperture : follow.aperture === 'direct' ? 'vintf' : 'direct') : this.aperture()
    this.last = follow && chance(this.source, 2) ? undefined : { queue, register, aperture }
    // The registers named are the layout's own.
    const name = register as Parameters<Accesses['read']>[1]
    const index = this.number(queue, aperture)
    if (chance(this.source, 2)) this.write(this.to.read(aperture, name, index))
    else this.write(this.to.write(aperture, name, index, wordFor(this.source, this.locate(aperture, name, index), this.seen, this.queues)))
  }

  private locate(aperture: QueueAperture, register: Parameters<Accesses['read']>[1], index: number): Location | undefined {
    return this.setting.region.locate(this.setting.region.queueRegister(aperture, register, index), this.queues)
  }

  /** One access to any word of the Config page. */
  configAccess(): void {
    const location = pick(this.source, this.setting.region.locations(this.queues).filter(({ page }) => page === 'Config'))
    if (chance(this.source, 2)) this.write({ op: 'read', offset: location.offset, size: 4 })
    else this.write({ op: 'write', offset: location.offset, size: 4, value: wordFor(this.source, location, this.seen, this.queues) >>> 0 })
  }

  /** An access anywhere, mostly to words where nothing stands: slot gaps, slots beyond the count, the pages' ends. */
  gapAccess(): void {
    const page = 0x1_0000 * this.source.int(5)
    const offset = chance(this.source, 2) ? page + 0x80 * this.source.int(this.queues + 1) + 4 * this.source.int(32) : page + 4 * this.source.int(0x4000)
    const size = offset % 8 === 0 && chance(this.source, 3) && this.setting.region.locate(offset, this.queues) === undefined && this.setting.region.locate(offset + 4, this.queues) === undefined ? 8 : 4
    const registered = this.setting.region.locate(offset, this.queues)
    if (chance(this.source, 2)) this.write({ op: 'read', offset, size })
    else if (size === 8) this.write({ op: 'write', offset, size, value: BigInt(this.source.int(2 ** 31)) << 16n })
    else this.write({ op: 'write', offset, size, value: wordFor(this.source, registered, this.seen, this.queues) >>> 0 })
  }

  /** An 8-byte access to 32-bit registers, then 4-byte reads that resolve what it left open. */
  wideAccess(): void {
    const place = pick(this.source, this.setting.region.locations(this.queues).filter(({ offset, page, index }) => page !== 'Page1' && offset % 8 === 0 && (page === 'Config' || this.cast.includes(index))))
    const { offset } = place
    if (chance(this.source, 2)) this.write({ op: 'read', offset, size: 8 })
    else this.write({ op: 'write', offset, size: 8, value: BigInt(wordFor(this.source, place, this.seen, this.queues) >>> 0) | (BigInt(this.source.int(8)) << 32n) })
    for (const word of [offset, offset + 4]) if (!chance(this.source, 4)) this.write({ op: 'read', offset: word, size: 4 })
    if (place.register === 'VINTF0_LVCMDQ_ERR_MAP') this.write({ op: 'read', offset, size: 8 })
  }

  /** The hardware does something: fetches, meets an error, or a vEVENT is delivered or lost. */
  hardware(): void {
    const l = this.number(this.queue(), 'vintf')
    switch (this.source.int(10)) {
      case 0:
        this.write({ op: 'fault', l, code: 1 + this.source.int(4) })
        return
      case 1:
        this.write({ op: 'deliver' })
        return
      case 2:
        this.acknowledge()
        return
      case 3:
        this.write(chance(this.source, 3) ? { op: 'lose' } : { op: 'deliver' })
        return
      case 4:
      case 5:
        this.write(this.to.write(this.aperture(), 'PROD_INDX', l, pick(this.source, [1, 2, 3, 5, 16, 17])))
        break
      default:
    }
    this.write({ op: 'consume', l, n: pick(this.source, [1, 1, 1, 2, 3, 16, 64]) })
  }

  /** One of the three enables is written. */
  enables(): void {
    const on = !chance(this.source, 2)
    switch (this.source.int(3)) {
      case 0:
        this.write(this.to.writeConfig('CONFIG', configValue(on)))
        return
      case 1:
        this.write(this.to.writeConfig('VINTF0_CONFIG', on ? VINTF_ENABLE : 0))
        return
      default: {
        const aperture = this.aperture()
        this.write(this.to.write(aperture, 'CONFIG', this.number(this.queue(), aperture), on ? 1 : 0))
      }
    }
  }

  mapping(): void {
    const q = this.queue()
    const value = chance(this.source, 3) ? allocValue(this.source, this.queues) : allocEntry(this.number(q, 'vintf'), !chance(this.source, 2))
    this.write(this.to.writeConfig('CMDQ_ALLOC_MAP', value, q))
  }

  base(): void {
    const q = this.queue()
    this.writeBase(q, chance(this.source, 4) ? edgeBase(this.source) : chance(this.source, 6) ? 0n : usableBase(this.source))
  }

  lifecycle(): void {
    const attached: Operation = { op: 'attach' }
    switch (this.source.int(5)) {
      case 0:
        this.write({ op: 'reset' })
        return
      case 1:
        // A device that is only defined once attached is never left detached.
        this.write({ op: 'detach' }, ...(this.setting.attachFirst ? [attached] : []))
        return
      default:
        this.write(attached)
    }
  }

  refusal(): void {
    const call = pick(this.source, CALLS)
    if (chance(this.source, 3)) {
      this.write({ op: 'allow', call })
      return
    }
    const errno = pick(this.source, ERRNOS)
    this.write(chance(this.source, 2) ? { op: 'refuse', call, errno, times: 1 + this.source.int(2) } : { op: 'refuse', call, errno })
  }

  readBack(q: number = this.queue()): void {
    this.write(...this.to.readBack(q, this.number(q, 'vintf')))
  }

  /** Software copies GERROR; now and then a guest writes what it likes instead. */
  acknowledge(q: number = this.queue()): void {
    const aperture = this.aperture()
    const l = this.number(q, aperture)
    const { region } = this.setting
    if (chance(this.source, 6)) this.write(this.to.write(aperture, 'GERRORN', l, this.source.int(8)))
    else this.write({ op: 'acknowledge', gerror: region.queueRegister(aperture, 'GERROR', l), gerrorn: region.queueRegister(aperture, 'GERRORN', l) })
    this.write(this.to.read(aperture, 'GERROR', l))
  }

  /** `count` sentences of the grammar, as `weights` has them. */
  compose(count: number, weights: Weights): void {
    const { kinds, total } = lotOf(weights)
    for (let i = 0; i < count; i++) {
      let at = this.source.int(total)
      this.sentence(kinds.find((one) => (at -= one.weight) < 0)?.kind ?? 'queueAccess')
    }
  }

  private sentence(kind: keyof Weights): void {
    if (kind === 'wide') this.wideAccess()
    else this[kind]()
  }

  /** The finished program: kernel and left-over slots are chosen last. */
  program(): ScriptedProgram {
    const { kernels } = this.setting
    const word = (): number => (chance(this.source, 2) ? 0 : this.source.int(64))
    const slots = chance(this.source, 2) ? [] : Array.from({ length: Math.min(this.queues, CAST) }, () => ({ prod: word(), cons: word(), config: this.source.int(2), gerror: this.source.int(8), gerrorn: this.source.int(8) }))
    return { kernel: pick(this.source, kernels), queues: this.queues, slots, operations: this.operations }
  }
}

/** The kinds that can be drawn, and the sum of their weights. */
interface Lot {
  readonly kinds: readonly { readonly kind: keyof Weights; readonly weight: number }[]
  readonly total: number
}

const lots = new WeakMap<Weights, Lot>()

function lotOf(weights: Weights): Lot {
  const known = lots.get(weights)
  if (known) return known
  const kinds = (Object.entries(weights) as [keyof Weights, number][]).filter(([, weight]) => weight > 0) // keys of Weights by its type
  const lot = { kinds: kinds.map(([kind, weight]) => ({ kind, weight })), total: kinds.reduce((sum, [, weight]) => sum + weight, 0) }
  lots.set(weights, lot)
  return lot
}
