/** The one device behind all designs: it does what the row says. */
import * as at from './layout.js'
import type { Design } from './choices.js'
import type { Device, Host } from './contract.js'
import { Control } from './control.js'
import { HostMapping } from './mapping.js'
import { HardwareQueues } from './queues.js'
import { Registers } from './registers.js'
import { Slots, slotPlace } from './slots.js'
import type { SlotPlace } from './slots.js'

const LOW_WORD = 0xffff_ffffn
const low = (value: bigint): number => Number(value & LOW_WORD)
const high = (value: bigint): number => Number((value >> 32n) & LOW_WORD)

/** A device model of one design. */
export class DesignDevice implements Device {
  private readonly registers: Registers
  private readonly mapping: HostMapping
  private readonly hardware: HardwareQueues
  private readonly slots: Slots
  private readonly control: Control

  constructor(
    private readonly design: Design,
    private readonly host: Host,
    queues: number,
  ) {
    // A design that decoded two VCMDQs advertised as many: with another count it decodes that many.
    this.registers = new Registers(design.decoded === '128' ? at.MOST_QUEUES : queues)
    this.mapping = new HostMapping(design, host, this.registers)
    this.hardware = new HardwareQueues(design, host, this.registers, this.mapping)
    this.slots = new Slots(design, this.registers, this.mapping, this.hardware)
    this.control = new Control(design, this.registers, this.mapping, this.hardware, queues)
    this.registers.reset(Number(design.configReset), true)
    this.mapping.build()
  }

  /** A trapped guest load. What is misaligned or beyond the region reads 0. */
  read(offset: number, size: 4 | 8): bigint | number {
    if (!isAccess(offset, size)) return size === 8 ? 0n : 0
    this.mapping.trapped()
    if (size === 4) return this.load(offset)
    const { wideAccess } = this.design
    const whole = wideAccess === 'split' || (wideAccess !== 'page1-writes' && this.isWide(offset))
    const word = BigInt(this.load(offset))
    return whole ? (BigInt(this.load(offset + 4)) << 32n) | word : word
  }

  /** A trapped guest store. What is misaligned or beyond the region is ignored. */
  write(offset: number, size: 4 | 8, value: bigint | number): void {
    if (!isAccess(offset, size)) return
    this.mapping.trapped()
    if (size === 4) this.store(offset, Number(value) >>> 0)
    else this.storeWide(offset, BigInt(value))
  }

  /** The first passthrough device arrives. */
  attach(): void {
    this.mapping.attach()
  }

  /** The last one goes. See HostMapping.detach(). */
  detach(): void {
    if (this.design.pageMapped === 'machine-build') return
    this.mapping.closeWindows()
    this.hardware.releaseAll()
    this.mapping.detach()
  }

  /** System reset. */
  reset(): void {
    const { reset, releaseAt, configReset } = this.design
    if (reset.includes('WINDOW')) this.mapping.closeWindows()
    if (releaseAt.includes('RESET')) this.hardware.releaseAll()
    if (reset.includes('REGISTERS')) this.registers.reset(Number(configReset), reset.includes('SID_TABLES'))
  }

  /**
   * One vEVENT record. Its maps replace those of the one before, and stay when the guest acknowledges: only the next
   * record or a reset changes them. The logical map is mirrored as the physical one.
   */
  event(map0: bigint, map1: bigint, _lost: boolean): void {
    if (this.design.event === 'none') return
    const words = [low(map0), high(map0), low(map1), high(map1)]
    words.forEach((word, m) => {
      this.registers.set(at.W_LVCMDQ_ERR_MAP + m, word)
      this.registers.set(at.W_CMDQ_ERR_MAP + m, word)
    })
    this.registers.set(at.W_VI_ERR_MAP, words.some((word) => word !== 0) ? at.BIT_0 : 0)
    const masked = this.design.event === 'maps-and-masked-interrupt' && this.registers.isSet(at.W_INT_MASK)
    if (!masked) this.host.raiseInterrupt()
  }

  save(): Uint8Array {
    return this.registers.save()
  }

  restore(state: Uint8Array): void {
    this.registers.restore(state)
    this.mapping.checkRestored()
  }

  private load(offset: number): number {
    if (offset < at.PAGE_BYTES) return this.control.load(offset)
    const place = this.placeOf(offset)
    return place === undefined ? 0 : this.slots.load(place)
  }

  private store(offset: number, value: number): void {
    if (offset < at.PAGE_BYTES) return this.control.store(offset, value)
    const place = this.placeOf(offset)
    if (place !== undefined) this.slots.store(place, value)
  }

  private storeWide(offset: number, value: bigint): void {
    const { wideAccess } = this.design
    if (wideAccess === 'split') {
      this.store(offset, low(value))
      this.store(offset + 4, high(value))
      return
    }
    const place = this.placeOf(offset)
    if (place !== undefined && this.isWide(offset)) this.slots.storeWide(place, low(value), high(value))
    else if (wideAccess === 'low-half') this.store(offset, low(value))
  }

  /** BASE and CONS_INDX_BASE_DRAM are the only 64-bit registers. */
  private isWide(offset: number): boolean {
    const place = this.placeOf(offset)
    return place !== undefined && place.page === 1 && place.within < at.PAGE1_END
  }

  private placeOf(offset: number): SlotPlace | undefined {
    return offset < at.PAGE_BYTES ? undefined : slotPlace(offset, this.registers.count)
  }
}

function isAccess(offset: number, size: number): boolean {
  return (size === 4 || size === 8) && Number.isInteger(offset) && offset >= 0 && offset % size === 0 && offset + size <= at.REGION_BYTES
}
