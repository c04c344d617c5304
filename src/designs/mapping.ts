/** The vIOMMU, the mapping of the host's Page0, and the guest's windows onto it. */
import * as at from './layout.js'
import type { Design } from './choices.js'
import type { Host, Page0 } from './contract.js'
import type { Registers } from './registers.js'

const WINDOWS = [
  [at.W_DIRECT_WINDOW, at.DIRECT_PAGE0],
  [at.W_VINTF_WINDOW, at.VINTF_PAGE0],
] as const

/** What a design holds from the host as a whole, queues apart. */
export class HostMapping {
  /** Remembered while unmapped: a restored state may have it mapped, and the host has only one. */
  private pointer: Page0 | undefined

  constructor(
    private readonly design: Design,
    private readonly host: Host,
    private readonly registers: Registers,
  ) {}

  /** The page while it is mapped. */
  get page(): Page0 | undefined {
    return this.registers.isSet(at.W_PAGE) ? this.pointer : undefined
  }

  get hasViommu(): boolean {
    return this.registers.isSet(at.W_VIOMMU)
  }

  /** The machine is built. */
  build(): void {
    if (this.design.pageMapped === 'machine-build') this.acquire()
  }

  /**
   * The first passthrough device arrives. A design that maps the page now takes its failure for that of the whole
   * attachment and gives the vIOMMU back: how they do is not known, and this leaves nothing half done.
   */
  attach(): void {
    if (this.design.pageMapped === 'machine-build') return
    if (this.design.pageMapped === 'attach') this.acquire()
    else this.acquireViommu()
  }

  /**
   * The last passthrough device goes, and its queues are freed. Nothing is known about this moment: the device gives
   * back what it holds, in the only order that the kernel takes. What was built with the machine stays.
   */
  detach(): void {
    if (this.design.pageMapped === 'machine-build') return
    this.unmapPage()
    if (this.page === undefined) this.releaseViommu()
  }

  /** A guest access traps. Refused, the mapping is tried again at the next one. */
  trapped(): void {
    if (this.design.pageMapped === 'first-trapped-access') this.mapPage()
  }

  /** VINTF ENABLE is written 1; answers whether ENABLE_OK may be set. */
  enable(): boolean {
    const { pageMapped } = this.design
    if (pageMapped !== 'vintf-enable' && pageMapped !== 'vintf-enable-reported') return true
    const worked = this.mapPage()
    return worked || pageMapped === 'vintf-enable'
  }

  /** Ends the mapping. Refused, the page is still there and stays in use. */
  unmapPage(): void {
    if (this.page !== undefined && this.host.munmapPage0() >= 0) this.registers.set(at.W_PAGE, 0)
  }

  /** VINTF Page0 becomes guest-direct, for designs that do so at this moment. There is nothing to show without the page. */
  openVintf(moment: Design['vintfPage0']): void {
    if (this.design.vintfPage0 === moment) this.open(at.W_VINTF_WINDOW, at.VINTF_PAGE0)
  }

  closeWindows(): void {
    for (const [word, offset] of WINDOWS) {
      if (this.registers.isSet(word)) this.host.guestUnmap(offset, at.PAGE_BYTES)
      this.registers.set(word, 0)
    }
  }

  /** A state was restored. */
  checkRestored(): void {
    if (this.registers.isSet(at.W_PAGE) && this.pointer === undefined) {
      throw new Error('the state has the page mapped, which this device never did: restore it into the device that saved it')
    }
  }

  private acquire(): void {
    this.acquireViommu()
    if (this.hasViommu && !this.mapPage()) this.releaseViommu()
  }

  private acquireViommu(): void {
    if (!this.hasViommu && this.host.viommuAlloc() >= 0) this.registers.set(at.W_VIOMMU, 1)
  }

  private releaseViommu(): void {
    if (this.hasViommu && this.host.viommuDestroy() >= 0) this.registers.set(at.W_VIOMMU, 0)
  }

  /** Answers whether the page is mapped now. Without a vIOMMU there is nothing to ask for. */
  private mapPage(): boolean {
    if (this.page !== undefined) return true
    if (!this.hasViommu) return false
    const page = this.host.mmapPage0()
    if (typeof page === 'number') return false
    this.pointer = page
    this.registers.set(at.W_PAGE, 1)
    if (this.design.directPage0 === 'guest-direct') this.open(at.W_DIRECT_WINDOW, at.DIRECT_PAGE0)
    this.openVintf('once-page-mapped')
    return true
  }

  private open(word: number, offset: number): void {
    if (this.page === undefined || this.registers.isSet(word)) return
    this.host.guestMap(offset, at.PAGE_BYTES)
    this.registers.set(word, 1)
  }
}
