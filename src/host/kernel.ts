import type { Errno, HwQueueId } from '../check/contract.js'
import { ERRNO } from './errno.js'
import type { EventQueue } from './events.js'
import type { HardwarePage } from './page.js'
import { queueRefusal } from './queue-rules.js'
import type { StateReader, StateWriter } from './state.js'

/**
 * Handle of the queue in slot 0; slot l has this plus l. The real kernel too gives the lowest free handle, so
 * a handle comes back after its queue is gone. No queue number is a handle: a device that confuses them is found.
 */
export const FIRST_QUEUE_ID: HwQueueId = 0x100

/** The rules by which the kernel grants or refuses a host call, and what it does to the hardware when it grants. */
export class KernelRules {
  private hasViommu = false

  constructor(private readonly page: HardwarePage, private readonly events: EventQueue) {}

  /** Starts over without a vIOMMU. */
  powerOn(): void {
    this.hasViommu = false
  }

  /** The one vIOMMU, and with it the vEVENT queue. */
  viommuAlloc(): Errno | 0 {
    if (this.hasViommu) return ERRNO.EEXIST
    this.hasViommu = true
    return 0
  }

  /**
   * Refused while a queue or the mapping holds it. The vEVENT queue holds nothing here: the checker owns it, and
   * no host call could close it. It goes too, with its records and with what was lost.
   */
  viommuDestroy(): Errno | 0 {
    if (!this.hasViommu) return ERRNO.ENODEV
    if (this.page.mapped || this.page.hasQueues()) return ERRNO.EBUSY
    this.hasViommu = false
    this.events.clear()
    return 0
  }

  /**
   * Without a vIOMMU there is no right offset to map: ENXIO. A second mapping is granted, as in the kernel, and
   * is the same page; one munmap then ends both.
   */
  mmapPage0(): Errno | 0 {
    if (!this.hasViommu) return ERRNO.ENXIO
    this.page.mapped = true
    this.page.tellAll()
    return 0
  }

  /** Ends the mapping; EINVAL when there is none. Queues do not mind. */
  munmapPage0(): Errno | 0 {
    if (!this.page.mapped) return ERRNO.EINVAL
    this.page.mapped = false
    return 0
  }

  /** Without a vIOMMU nobody is there to look at the arguments: ENODEV comes before every rule about them. */
  hwQueueAlloc(index: number, address: bigint, length: bigint): HwQueueId | Errno {
    if (!this.hasViommu) return ERRNO.ENODEV
    const { queues } = this.page
    const isAllocated = (slot: number): boolean => this.page.isAllocated(slot)
    const refusal = queueRefusal({ index, address, length, queues, isAllocated })
    if (refusal !== 0) return refusal
    this.page.claim(index, address, length)
    return FIRST_QUEUE_ID + index
  }

  /** Releases a queue, unless the next one still exists; ENOENT for what is no handle. */
  hwQueueDestroy(id: HwQueueId): Errno | 0 {
    const slot = this.slotOf(id)
    if (slot < 0) return ERRNO.ENOENT
    if (this.page.isAllocated(slot + 1)) return ERRNO.EBUSY
    this.page.release(slot)
    return 0
  }

  /** The slot of the queue with this handle, or -1. */
  slotOf(id: HwQueueId): number {
    const slot = id - FIRST_QUEUE_ID
    return this.page.isAllocated(slot) ? slot : -1
  }

  /** Writes the state. */
  save(into: StateWriter): void {
    into.word(this.hasViommu ? 1 : 0)
  }

  /** Reads what save() wrote. */
  restore(from: StateReader): void {
    this.hasViommu = from.next() === 1
  }
}
