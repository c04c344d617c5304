/** Hardware queues: when one may be had, what is done around having it, and how it is given back. */
import * as at from './layout.js'
import type { Design } from './choices.js'
import type { Host } from './contract.js'
import type { HostMapping } from './mapping.js'
import type { Registers } from './registers.js'

type Requirement = Design['requires'][number]
type Test = (queues: HardwareQueues, queue: number) => boolean

const REGISTER = { CONS_INDX: at.CONS, PROD_INDX: at.PROD, CONFIG: at.ENABLE, GERRORN: at.GERRORN } as const satisfies Record<Design['sync'][number], number>

const REQUIREMENTS: Readonly<Record<Requirement, Test>> = {
  BASE_NONZERO: ({ registers }, queue) => registers.base(queue) !== 0n,
  START_IN_RAM: (queues, queue) => queues.host.isRam(queues.address(queue), 1n),
  ENDS_IN_RAM: (queues, queue) => queues.endsInRam(queue),
  RANGE_IN_RAM: (queues, queue) => queues.host.isRam(queues.address(queue), queues.length(queue)),
  SIZE_WITHIN_CAP: (queues, queue) => queues.length(queue) <= at.LARGEST_RING,
  ALLOC: ({ registers }, queue) => registers.isAllocSet(queue),
  CMDQV_EN: ({ registers }) => registers.isSet(at.W_CONFIG),
  VINTF_ENABLE: ({ registers }) => registers.isSet(at.W_VINTF_CONFIG),
}

/** The hardware queues of a device. The kernel's logical number is the VCMDQ's own: no design looks at LVCMDQ. */
export class HardwareQueues {
  constructor(
    private readonly design: Design,
    readonly host: Host,
    readonly registers: Registers,
    private readonly mapping: HostMapping,
  ) {}

  /** Tries to allocate for every queue from 0 on; a failure ends it in designs where that matters. */
  tryAll(): void {
    for (let queue = 0; queue < this.registers.count; queue++) {
      if (!this.tryOne(queue) && this.design.onFailure === 'init-err-and-stop') return
    }
  }

  /**
   * Tries to allocate for one queue; answers whether nothing failed. What does not meet the requirements is no
   * failure: a guest is in the middle of setting it up.
   */
  tryOne(queue: number): boolean {
    if (!this.mapping.hasViommu) return true
    const { design, registers } = this
    if (design.eachTry === 'frees-queue-unconditionally') this.release(queue)
    if (design.eachTry === 'frees-queue-or-if-base-is-zero' && registers.base(queue) === 0n) this.release(queue)
    if (!design.requires.every((requirement) => REQUIREMENTS[requirement](this, queue))) return true
    if (design.eachTry === 'keeps-queue' && registers.handle(queue) !== 0) return true
    this.release(queue)
    // Only where handles are kept: the slot is taken, so there is nothing to ask for.
    if (registers.handle(queue) !== 0) return this.failed(queue)
    const id = this.host.hwQueueAlloc(queue, this.address(queue), this.length(queue))
    if (id < 0) return this.failed(queue)
    registers.setHandle(queue, id)
    this.allocated(queue)
    return true
  }

  /** Frees the hardware queues. */
  releaseAll(): void {
    const last = this.registers.count - 1
    for (let i = 0; i <= last; i++) this.release(this.design.releaseOrder === 'descending' ? last - i : i)
  }

  /** Frees the hardware queue of one VCMDQ, if it has one that the device remembers. */
  release(queue: number): void {
    const { design, registers } = this
    const handle = registers.handle(queue)
    if (handle === 0) return
    if (design.onRelease === 'saved-from-page') this.saveFromPage(queue)
    const refused = this.host.hwQueueDestroy(handle) < 0
    if (refused && design.destroyRefused === 'handle-kept') return
    registers.setHandle(queue, 0)
    if (design.onRelease === 'cache-zeroed') registers.zeroPage0(queue)
  }

  address(queue: number): bigint {
    return this.registers.base(queue) & at.ADDRESS_BITS
  }

  length(queue: number): bigint {
    return at.COMMAND_BYTES << (this.registers.base(queue) & BigInt(at.LOG2SIZE_BITS))
  }

  endsInRam(queue: number): boolean {
    const address = this.address(queue)
    return this.host.isRam(address, 1n) && this.host.isRam(address + this.length(queue) - 1n, 1n)
  }

  private allocated(queue: number): void {
    const { design, registers, mapping } = this
    for (const name of design.sync) {
      mapping.page?.store(queue * at.SLOT_BYTES + REGISTER[name], registers.page0(queue, REGISTER[name]))
    }
    // Set whatever CMDQ_EN says, and never taken back here: CMDQ_INIT_ERR of an earlier try stays in the cache as well.
    if (design.enOk.includes('ALLOCATION')) registers.setPage0(queue, at.STATUS, at.BIT_0)
    mapping.openVintf('after-queue-allocation')
  }

  private failed(queue: number): false {
    const { design, registers } = this
    if (design.onFailure === 'message-and-handle-dropped') registers.setHandle(queue, 0)
    if (design.onFailure === 'init-err-and-stop') {
      registers.setPage0(queue, at.GERROR, registers.page0(queue, at.GERROR) | at.INIT_ERR)
      registers.setPage0(queue, at.STATUS, 0)
    }
    return false
  }

  private saveFromPage(queue: number): void {
    const page = this.mapping.page
    if (page === undefined) return
    for (let register = 0; register < at.PAGE0_END; register += 4) {
      this.registers.setPage0(queue, register, page.load(queue * at.SLOT_BYTES + register))
    }
  }
}
