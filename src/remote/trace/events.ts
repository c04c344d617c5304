/**
 * What the lines of one device amount to: accesses, and the host's doings that belong to them. Every write prints the line of
 * its page first, then whatever it asked of the host, and at the end its `write_mmio`; a read prints one line.
 */
import type { Entry, Operation } from '../../check/contract.js'
import { ERRNO } from '../../host/index.js'
import { fieldOf } from './lines.js'
import type { LogLine, QueueLine, Value } from './lines.js'

/** One operation of a log, as far as it shows. */
export interface Happening {
  readonly operation: Operation
  readonly value: number | bigint | undefined
  readonly log: readonly Entry[]
  /** It trapped where a window could have been: there is none. */
  readonly noWindow: boolean
  /** Who served it, where the log tells. */
  readonly backing?: 'hw' | 'cache' | undefined
}

/** What else a log says. */
export type Told = { readonly happening: Happening } | { readonly powerOn: number } | { readonly unclear: string } | { readonly severalDevices: true }

const PAGE_BYTES = 0x1_0000
const VINTF_SHIFT = 0x2_0000
const SLOT_BYTES = 0x80
const LOW = 0xffff_ffffn
const WIDE_REGISTERS = 0x10
const NOTHING: readonly Entry[] = []

/** What the kernel's rules refuse with; any other refusal is the host's own affair. */
const BY_RULE: ReadonlySet<number> = new Set([ERRNO.EIO, ERRNO.EEXIST])
const isOwnAffair = (ret: number): boolean => ret < 0 && !BY_RULE.has(ret)

const low = (value: Value): number => (typeof value === 'number' ? value : Number(value & LOW))

/** The type of a vIOMMU that is a plain SMMU's. */
const OF_AN_SMMU = 1n
const idOf = ({ fields }: Extract<LogLine, { kind: 'host' }>, ...names: readonly string[]): string => `${fields.get('iommufd') ?? ''}:${fieldOf(fields, ...names) ?? ''}`

const num = (value: bigint | undefined): number => Number(value ?? -1n)

/** The offset of the region that a line of a queue's page speaks of; undefined where an old version does not tell the aperture. */
function offsetOf({ offset0, index, aperture }: QueueLine): number | undefined {
  return aperture === undefined ? undefined : offset0 + index * SLOT_BYTES + (aperture === 'vi' ? VINTF_SHIFT : 0)
}

/** A read of a queue's page. At BASE_L the whole 64 bits are told, whatever was read; of the others only what has more than 32 bits was surely wide. */
function readOf(line: QueueLine, offset: number): Pick<Happening, 'operation' | 'value'> {
  const within = line.offset0 % PAGE_BYTES
  const wide = line.page === 1 && within % 8 === 0 && within < WIDE_REGISTERS && (within === 0 || typeof line.value !== 'number')
  return wide ? { operation: { op: 'read', offset, size: 8 }, value: BigInt(line.value) } : { operation: { op: 'read', offset, size: 4 }, value: low(line.value) }
}

const writeOf = (offset: number, size: number, value: Value): Operation => (size === 8 ? { op: 'write', offset, size, value: BigInt(value) } : { op: 'write', offset, size: 4, value: low(value) })

/** Puts the lines of one device together. What is not told yet waits. */
export class Assembly {
  /** The line of a write's page, whose `write_mmio` has not come. */
  private begun: QueueLine | undefined
  private entries: Entry[] = []
  /** A device came or went, or the machine was reset, and what the host is asked for it may still follow. */
  private event: 'attach' | 'detach' | 'reset' | undefined
  /** Of the entries after an attach, how many are surely its own. */
  private own: number | undefined
  private initialised = false
  /** Objects of iommufd are numbered within one of its files. */
  private viommu: string | undefined
  private readonly queues = new Map<string, number>()
  /** There was an access since the vIOMMU was allocated. */
  private used = false

  /** `named`: the lines tell their process, so that all are of one start of it. */
  constructor(private readonly named: boolean) {}

  /** What a line tells together with those before it, in order. */
  take(line: LogLine): readonly Told[] {
    // A log that begins in the middle has been at power-on before.
    if (line.kind !== 'init') this.initialised = true
    switch (line.kind) {
      case 'host':
        return this.host(line)
      case 'init':
        return this.init(line.param)
      case 'maps':
        return [...this.finish(), ...this.lost(), this.happened({ op: 'deliver' }, [...this.taken(), { kind: 'event', map0: line.map0, map1: line.map1, lost: false }])]
      case 'queue':
        return line.isWrite ? this.begin(line) : [...this.finish(), ...this.lost(), ...this.read(line)]
      case 'mmio':
        return line.isWrite ? this.wrote(line) : [...this.finish(), ...this.lost(), ...this.readConfig(line)]
      case 'damaged':
        return [this.unclear('a line that cannot be read')]
    }
  }

  /** The log has ended. */
  end(): readonly Told[] {
    return this.finish()
  }

  private begin(line: QueueLine): readonly Told[] {
    const told = [...this.finish(), ...this.lost()]
    this.begun = line
    return told
  }

  /** A write whose second line never came: its size is not known, nor whether it was done. */
  private lost(): readonly Told[] {
    return this.begun === undefined ? [] : [this.unclear('a write that is told by half')]
  }

  /** What waited is nobody's any more. */
  private unclear(why: string): Told {
    this.begun = undefined
    this.event = undefined
    this.own = undefined
    this.entries = []
    return { unclear: why }
  }

  private wrote({ offset, size, value }: Extract<LogLine, { kind: 'mmio' }>): readonly Told[] {
    const begun = this.begun
    this.begun = undefined
    const told = begun === undefined ? this.finishBeforeWrite() : this.finish()
    if (size !== 4 && size !== 8) return told
    const fits = begun === undefined || (begun.offset0 % SLOT_BYTES === offset % SLOT_BYTES && Math.floor((offset % PAGE_BYTES) / SLOT_BYTES) === begun.index)
    if (!fits) return [...told, this.unclear('two lines of different writes')]
    return [...told, this.happened(writeOf(offset, size, value), this.taken(), undefined, begun?.backing)]
  }

  private read(line: QueueLine): readonly Told[] {
    const offset = offsetOf(line)
    // Nothing is concluded from a read of who knows what; what it asked of the host counts.
    if (offset === undefined) return this.entries.length > 0 ? [this.happened({ op: 'allow', call: 'viommuAlloc' }, this.taken())] : []
    const { operation, value } = readOf(line, offset)
    return [this.happened(operation, this.taken(), value, line.backing)]
  }

  private readConfig({ offset, size, value }: Extract<LogLine, { kind: 'mmio' }>): readonly Told[] {
    if (size !== 4 && size !== 8) return []
    return [this.happened({ op: 'read', offset, size }, this.taken(), size === 8 ? BigInt(value) : low(value))]
  }

  private init(param: number): readonly Told[] {
    this.begun = undefined
    const told = this.event === 'attach' || this.event === 'detach' ? this.finish() : []
    // A device that does not release its queues, or another start of QEMU into the same log.
    if (!this.named && this.queues.size > 0) {
      this.queues.clear()
      return [...told, this.unclear('registers were initialised while hardware queues were held: another start of QEMU?')]
    }
    // What was freed before belongs to the reset, and so does what is freed right after. The first time it is power-on.
    if (this.initialised) this.event = 'reset'
    this.initialised = true
    return [...told, { powerOn: param }]
  }

  private host(line: Extract<LogLine, { kind: 'host' }>): readonly Told[] {
    switch (line.call) {
      case 'alloc_viommu': {
        if (fieldOf(line.fields, 'type', 'viommu_type') === OF_AN_SMMU) return []
        if (this.viommu !== undefined && line.ret >= 0) return this.secondViommu(line)
        const told = this.finish()
        this.event = 'attach'
        if (line.ret >= 0) this.viommu = idOf(line, 'viommu_id', 'out_viommu_id', 'id')
        this.used = false
        this.entries.push({ kind: 'viommuAlloc', answer: Math.min(line.ret, 0), injected: isOwnAffair(line.ret) })
        return told
      }
      case 'viommu_mmap':
        this.entries.push({ kind: 'mmapPage0', answer: Math.min(line.ret, 0), injected: isOwnAffair(line.ret) })
        return []
      case 'alloc_hw_queue':
        return this.allocated(line)
      case 'free_id':
        return this.freed(line)
    }
  }

  /**
   * Of what follows an attach a queue's line tells that it belonged to the attach. A write of the Config page has no line before
   * its own: what stands between the attach and it may be either's, and is taken for the write's, after which more is allowed.
   */
  private allocated(line: Extract<LogLine, { kind: 'host' }>): readonly Told[] {
    const { fields, ret } = line
    const told = this.event === 'attach' ? [] : this.finish()
    if (this.event === 'attach') this.own ??= this.entries.length
    const index = fieldOf(fields, 'index', 'idx', 'queue_index')
    const address = fieldOf(fields, 'addr', 'address', 'base_addr', 'nesting_parent_iova', 'iova')
    const length = fieldOf(fields, 'size', 'length', 'len')
    if (index === undefined || address === undefined || length === undefined) return [...told, this.unclear('a host call without its numbers')]
    if (ret >= 0 && [...this.queues.values()].includes(Number(index))) {
      this.queues.clear()
      return [...told, this.unclear('a hardware queue is allocated that was: its release is not told')]
    }
    if (ret >= 0) this.queues.set(idOf(line, 'hw_queue_id', 'queue_id', 'out_hw_queue_id', 'id'), Number(index))
    const id = num(fieldOf(fields, 'hw_queue_id', 'queue_id', 'out_hw_queue_id', 'id'))
    this.entries.push({ kind: 'hwQueueAlloc', index: Number(index), address, length, answer: ret < 0 ? ret : Math.max(id, 1), injected: isOwnAffair(ret), view: undefined })
    return told
  }

  /** Another start of QEMU; or a second device, whose lines are not told apart from the first one's. */
  private secondViommu(line: Extract<LogLine, { kind: 'host' }>): readonly Told[] {
    const several = !this.used
    this.queues.clear()
    this.viommu = idOf(line, 'viommu_id', 'out_viommu_id', 'id')
    this.used = false
    return [several ? { severalDevices: true } : this.unclear('a second vIOMMU: another start of QEMU?')]
  }

  /** Other objects of iommufd are freed too, which are none of ours. */
  private freed(line: Extract<LogLine, { kind: 'host' }>): readonly Told[] {
    const { ret } = line
    const id = idOf(line, 'id', 'object_id')
    const queue = this.queues.get(id)
    if (queue !== undefined) {
      const told = this.event === 'attach' ? this.finish() : []
      // The kernel's rule refuses only what lies below another; anything else is its own affair.
      this.entries.push({ kind: 'hwQueueDestroy', id: queue, index: queue, answer: ret, injected: ret < 0 && ![...this.queues.values()].includes(queue + 1) })
      if (ret >= 0) this.queues.delete(id)
      return told
    }
    if (id !== this.viommu) return []
    const told = this.event === 'detach' ? [] : this.event ? this.finish() : []
    this.event = 'detach'
    // The end of the mapping is not told.
    this.entries.push({ kind: 'munmapPage0', answer: 0, injected: false }, { kind: 'viommuDestroy', answer: ret, injected: isOwnAffair(ret) })
    if (ret >= 0) this.viommu = undefined
    return told
  }

  /** As `finish`, but queues that were allocated since an attach are left to the write. */
  private finishBeforeWrite(): readonly Told[] {
    const { own, entries } = this
    if (this.event !== 'attach' || own === undefined) return this.finish()
    const rest = entries.splice(own)
    const told = this.finish()
    this.entries = rest
    return told
  }

  /** The event that waited for what it asks of the host. */
  private finish(): readonly Told[] {
    const { event } = this
    this.own = undefined
    if (event === undefined) return []
    this.event = undefined
    return [this.happened({ op: event }, this.taken())]
  }

  private taken(): readonly Entry[] {
    const { entries } = this
    if (entries.length === 0) return NOTHING
    this.entries = []
    return entries
  }

  private happened(operation: Operation, log: readonly Entry[], value?: number | bigint, backing?: 'hw' | 'cache'): Told {
    if ('offset' in operation) this.used = true
    return { happening: { operation, value, log, noWindow: 'offset' in operation && operation.offset >> 16 === 3, backing } }
  }
}
