/** Random operations that get somewhere: every kind of access at every kind of offset, the host's events, and refusals. */
import type { Header, Operation } from '../../check/contract.js'
import type { Location, Region } from '../../check/region.js'
import { chance, pick } from '../../check/source.js'
import type { Source } from '../../check/source.js'
import { edgeBase, usableBase, wordFor } from '../../check/values.js'

/** Operations from power-on: then another host and a new device. */
export const WALK = 400

/** 8 KiB of RAM that is no one piece: the host sees it when it is asked for a hardware queue, and not before. */
const SCATTERED_RING = 0xbf80_0009n

const REFUSABLE = ['viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc', 'hwQueueDestroy'] as const

export class Walker {
  private readonly written: readonly Location[]
  private readonly control: readonly Location[]
  private readonly bases: readonly Location[]
  private readonly page0: readonly Location[]
  private readonly seen: number[] = []
  private readonly due: Operation[] = []

  constructor(private readonly source: Source, private readonly region: Region, private readonly queues: number) {
    this.written = region.locations(queues)
    this.control = this.written.filter(({ register, aperture }) => ['CONFIG', 'VINTF0_CONFIG', 'CMDQ_ALLOC_MAP'].includes(register) && aperture !== 'vintf')
    this.page0 = this.written.filter(({ page }) => page === 'Page0')
    this.bases = this.written.filter(({ register }) => register === 'BASE_L')
  }

  /** A host of either generation, with what earlier owners left in its slots. */
  header(): Header {
    const { source } = this
    const dirt = (): number => (chance(source, 2) ? source.int(8) : source.int(0x1_0000_0000))
    const slots = chance(source, 3) ? [] : Array.from({ length: this.queues }, () => ({ prod: dirt(), cons: dirt(), config: dirt(), gerror: dirt(), gerrorn: dirt() }))
    return { kernel: chance(source, 2) ? '6.17' : '6.18.9', queues: this.queues, slots }
  }

  /** How an operation begins that sets a queue up: most walks would never see one otherwise. */
  *boot(): Generator<Operation> {
    const { source, region } = this
    const lvcmdq = source.int(2)
    if (chance(source, 3)) yield { op: 'refuse', call: pick(source, REFUSABLE), errno: 'ENOMEM', times: 1 }
    for (let q = 0; q < this.queues; q++) {
      const write = (offset: number, value: number): Operation => ({ op: 'write', offset, size: 4, value })
      yield write(region.configRegister('CMDQ_ALLOC_MAP', q), 1 | ((q ^ lvcmdq) << 1))
      // Some are refused for what they name.
      yield { op: 'write', offset: region.queueRegister('direct', 'BASE_L', q), size: 8, value: this.ring() }
      if (chance(source, 2)) yield write(region.queueRegister('direct', 'CONFIG', q), 1)
    }
    yield { op: 'write', offset: region.configRegister('VINTF0_CONFIG'), size: 4, value: 1 }
    yield { op: 'attach' }
  }

  /** A queue that stays behind, and what comes of it. */
  private teardown(): void {
    const { source } = this
    const refuse = (): Operation => ({ op: 'refuse', call: 'hwQueueDestroy', errno: 'EIO', times: 1 })
    this.due.push(refuse(), { op: 'detach' })
    if (chance(source, 3)) this.due.push(refuse())
    this.due.push({ op: 'attach' })
  }

  next(): Operation {
    const { source } = this
    const due = this.due.shift()
    if (due) return due
    if (chance(source, 200)) this.teardown()
    const kind = source.int(64)
    if (kind < 2) return { op: 'attach' }
    if (kind < 3) return chance(source, 2) ? { op: 'detach' } : { op: 'reset' }
    if (kind < 5) return { op: 'consume', l: source.int(this.queues), n: 1 + source.int(3) }
    if (kind < 7) return { op: 'fault', l: source.int(this.queues), code: 1 + source.int(4) }
    if (kind < 8) return { op: 'deliver' }
    if (kind < 10) return { op: 'refuse', call: pick(source, REFUSABLE), errno: 'ENOMEM', times: 1 + source.int(2) }
    if (kind < 12) return { op: 'allow', call: pick(source, REFUSABLE) }
    return this.access(kind)
  }

  private access(kind: number): Operation {
    const { source } = this
    if (kind < 24) return { op: 'read', offset: this.offset(), size: chance(source, 3) ? 8 : 4 }
    if (kind < 34) return this.base()
    if (kind < 46) {
      const at = pick(source, this.control)
      return { op: 'write', offset: at.offset, size: 4, value: this.value(at) }
    }
    const offset = this.offset()
    const at = this.region.locate(offset, this.queues)
    const size = chance(source, 5) ? 8 : 4
    if (size === 4) return { op: 'write', offset, size, value: this.value(at) }
    return { op: 'write', offset, size, value: BigInt(this.value(at)) | (BigInt(this.value(this.region.locate(offset + 4, this.queues))) << 32n) }
  }

  private ring(): bigint {
    const { source } = this
    if (!chance(source, 4)) return usableBase(source)
    return chance(source, 2) ? SCATTERED_RING : edgeBase(source)
  }

  private base(): Operation {
    const { source } = this
    const { offset } = pick(source, this.bases)
    const base = chance(source, 3) ? edgeBase(source) : usableBase(source)
    if (chance(source, 2)) return { op: 'write', offset, size: 8, value: base }
    return chance(source, 2) ? { op: 'write', offset, size: 4, value: Number(base & 0xffff_ffffn) } : { op: 'write', offset: offset + 4, size: 4, value: chance(source, 3) ? 1 : Number(base >> 32n) }
  }

  /** Mostly a register; sometimes a word beside one, any word of the region, or any of 2^32 offsets. */
  private offset(): number {
    const { source } = this
    const { offset } = pick(source, chance(source, 2) ? this.page0 : this.written)
    switch (source.int(24)) {
      case 0:
        return offset + source.int(4)
      case 1:
        return source.int(this.region.bytes / 4) * 4
      case 2:
        return chance(source, 2) ? source.int(0x1_0000_0000) : (offset | (1 << source.int(32))) >>> 0
      case 3:
        return offset + 4 * source.int(8)
      default:
        return offset
    }
  }

  private value(at: Location | undefined): number {
    const value = wordFor(this.source, at, this.seen, this.queues) >>> 0
    if (this.seen.length < 16) this.seen.push(value)
    else this.seen[this.source.int(16)] = value
    return value
  }
}
