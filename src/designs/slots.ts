/** Page0 and Page1 of the queues: what serves a trapped access, and what a store of CMDQ_EN means in the cache. */
import * as at from './layout.js'
import type { Design } from './choices.js'
import type { Page0 } from './contract.js'
import type { HostMapping } from './mapping.js'
import type { HardwareQueues } from './queues.js'
import type { Registers } from './registers.js'

/** A place in a slot of one of the four queue pages. */
export interface SlotPlace {
  readonly page: 0 | 1
  readonly vintf: boolean
  readonly queue: number
  /** Byte within the slot. */
  readonly within: number
}

/** The place that an offset past the Config page names, or undefined beyond the queues that are decoded. */
export function slotPlace(offset: number, count: number): SlotPlace | undefined {
  const inPage = offset % at.PAGE_BYTES
  const queue = Math.floor(inPage / at.SLOT_BYTES)
  if (queue >= count) return undefined
  const start = offset - inPage
  const page = start === at.DIRECT_PAGE0 || start === at.VINTF_PAGE0 ? 0 : 1
  return { page, vintf: start >= at.VINTF_PAGE0, queue, within: inPage % at.SLOT_BYTES }
}

/** Serves trapped accesses to the queues' registers. */
export class Slots {
  constructor(
    private readonly design: Design,
    private readonly registers: Registers,
    private readonly mapping: HostMapping,
    private readonly queues: HardwareQueues,
  ) {}

  load(place: SlotPlace): number {
    const { page, queue, within } = place
    if (page === 1) return within < at.PAGE1_END && !this.isDropped(place, this.design.page1) ? this.registers.get(this.page1Word(place)) : 0
    const host = this.pageFor(queue)
    const isGap = within >= at.PAGE0_END
    if (host !== undefined && (!isGap || this.readsThrough(queue))) return host.load(queue * at.SLOT_BYTES + within) >>> 0
    return isGap || this.isDropped(place, this.design.unbacked) ? 0 : this.registers.page0(queue, within)
  }

  store(place: SlotPlace, value: number): void {
    if (place.page === 1) {
      if (place.within < at.PAGE1_END) this.storePage1(place, [value])
      return
    }
    const { queue, within } = place
    // STATUS and GERROR are the hardware's, and gaps take nothing, also where reads of them look at the page.
    if (within >= at.PAGE0_END || within === at.STATUS || within === at.GERROR) return
    const host = this.pageFor(queue)
    host?.store(queue * at.SLOT_BYTES + within, value)
    if (host !== undefined && this.design.pageUse !== 'page-mapped-cache-too') return
    if (host !== undefined || !this.isDropped(place, this.design.unbacked)) this.storeCached(queue, within, value)
  }

  /** One 8-byte store of BASE or DRAM: one try to allocate, not two. */
  storeWide(place: SlotPlace, low: number, high: number): void {
    this.storePage1(place, [low, high])
  }

  /** The words of Page1 that `values` replaces, and what a new BASE leads to. */
  private storePage1(place: SlotPlace, values: readonly number[]): void {
    const { queue, within } = place
    if (this.isDropped(place, this.design.page1)) return
    const isBase = within <= at.BASE_H
    if (isBase && this.design.baseWhileEnabled === 'ignored' && this.isRunning(queue)) return
    values.forEach((value, i) => this.registers.set(this.page1Word(place) + i, value))
    const written = values.length === 2 ? (['BASE_L', 'BASE_H'] as const) : within === at.BASE_L ? (['BASE_L'] as const) : (['BASE_H'] as const)
    if (isBase && written.some((half) => this.design.allocateAt.includes(half))) this.queues.tryOne(queue)
  }

  private storeCached(queue: number, within: number, value: number): void {
    this.registers.setPage0(queue, within, value)
    if (within !== at.ENABLE || !this.design.enOk.includes('CONFIG_EN')) return
    const failed = this.design.enOk.includes('UNLESS_INIT_ERR') && (this.registers.page0(queue, at.GERROR) & at.INIT_ERR) !== 0
    this.registers.setPage0(queue, at.STATUS, failed ? 0 : value & at.BIT_0)
  }

  /** Whether CMDQ_EN_OK reads 1 for the guest now. */
  private isRunning(queue: number): boolean {
    return (this.load({ page: 0, vintf: false, queue, within: at.STATUS }) & at.BIT_0) !== 0
  }

  /** The host's page, if it serves this queue. */
  private pageFor(queue: number): Page0 | undefined {
    const backed = this.design.pageUse !== 'queue-and-page' || this.registers.handle(queue) !== 0
    return backed ? this.mapping.page : undefined
  }

  private readsThrough(queue: number): boolean {
    return this.design.slotGaps === 'through-to-page' && this.registers.handle(queue) !== 0
  }

  private isDropped({ vintf, queue }: SlotPlace, choice: Design['page1']): boolean {
    return choice === 'vintf-dropped-unless-mapped' && vintf && !this.registers.isMapped(queue)
  }

  private page1Word({ queue, within }: SlotPlace): number {
    return at.queueWords(queue) + at.Q_PAGE1 + within / 4
  }
}
