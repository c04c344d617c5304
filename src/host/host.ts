import type { Entry, Header, Host, RefusableCall } from '../check/contract.js'
import { EventQueue } from './events.js'
import type { EventRecord } from './events.js'
import { KernelRules } from './kernel.js'
import { Log } from './log.js'
import { HardwarePage } from './page.js'
import type { PageWatcher } from './page.js'
import { portOf } from './port.js'
import { Refusals } from './refusals.js'
import { StateReader, StateWriter } from './state.js'
import { Windows } from './windows.js'

/**
 * The two neighbours of a device that the checker plays itself: the host kernel and the hardware page.
 * A device gets `port` and nothing else; the other members are the checker's. Nothing that a device does
 * throws here, and the same calls always have the same answers.
 */
export class CheckerHost {
  /** What the device gets. */
  readonly port: Host
  private readonly page: HardwarePage
  private readonly kernel: KernelRules
  private readonly events = new EventQueue()
  private readonly refusals = new Refusals()
  private readonly windows = new Windows()
  private readonly log = new Log()
  private readonly writer = new StateWriter()

  /** A host at power-on, of a kernel generation, for so many VCMDQs; `slots` is what earlier owners left in the hardware. */
  constructor(header: Header) {
    this.page = new HardwarePage(header.queues)
    this.kernel = new KernelRules(this.page, this.events)
    const { page, kernel, refusals, windows, log } = this
    this.port = portOf({ page, kernel, refusals, windows, log })
    this.powerOn(header)
  }

  /**
   * Starts over as a new host of the same size, for the next program: cheaper than to make one. The port stays
   * the same object, so the device of the program before must be gone.
   */
  powerOn(header: Header): void {
    if (header.queues !== this.page.queues) {
      throw new RangeError(`this host has ${this.page.queues} queues, not ${header.queues}: make a new one`)
    }
    this.page.watcher = undefined
    this.page.powerOn(header.kernel, header.slots)
    this.kernel.powerOn()
    this.events.clear()
    this.refusals.clear()
    this.windows.clear()
    this.log.take()
  }

  /** What happened since the last take, in order; one shared frozen array when nothing did. */
  takeLog(): readonly Entry[] {
    return this.log.take()
  }

  /** Whether nothing happened since the last take: then there is nothing to take. */
  get quiet(): boolean {
    return this.log.isEmpty
  }

  /** Whether the device loaded or stored through the mapping since the last takeLog(): ask before taking. */
  pageTouched(): boolean {
    return this.log.touched
  }

  /**
   * Refuses the next `times` calls, or every call until allow(). Replaces an earlier refusal of that call and
   * comes before the kernel's own rules. Throws a RangeError for what mayRefuse() does not accept.
   */
  refuse(call: RefusableCall, errno: string, times?: number): void {
    this.refusals.order(call, errno, times)
  }

  /** Ends the refusal of a call; the kernel's own rules stay. */
  allow(call: RefusableCall): void {
    this.refusals.end(call)
  }

  /** The hardware fetches up to `n` commands for logical queue `l`. Nothing happens on a queue that cannot run. */
  consume(l: number, n: number): void {
    const count = Math.min(Math.trunc(n), this.page.available(l))
    const view = this.page.view(l)
    if (!(count > 0) || view === undefined) return
    const { prod, cons, length } = view
    this.log.add({ kind: 'fetch', slot: l, address: this.page.ringAddress(l), length, prod, cons, count })
    this.page.advance(l, count)
  }

  /**
   * The hardware meets an error on logical queue `l` and the kernel queues one record. Nothing happens on a
   * queue that cannot run; a queue without pending commands can meet one all the same.
   */
  fault(l: number, code: number): void {
    if (!this.page.canRun(l)) return
    this.page.fault(l, code)
    this.log.add({ kind: 'fault', slot: l, code })
    this.events.add(this.page.errorMaps())
  }

  /** Takes the oldest pending record to hand it to the device, or undefined. */
  nextEvent(): EventRecord | undefined {
    const record = this.events.take(this.page.errorMaps())
    if (record !== undefined) this.log.add({ kind: 'event', ...record })
    return record
  }

  /** Drops the oldest pending record; the next delivery says so. */
  loseEvent(): void {
    this.events.lose()
  }

  /** The page's byte that an installed window shows at this offset of the region, or -1. */
  windowAt(offset: number): number {
    return this.windows.at(offset)
  }

  /**
   * The guest loads a word through a window. A window outlives the mapping it shows: meanwhile it is dead, reads 0
   * and drops stores, and never reaches the device; the next mapping shows through it again.
   */
  guestLoad(pageOffset: number): number {
    return this.page.mapped ? this.page.load(pageOffset) : 0
  }

  /** The guest stores a word through a window. It is the operation itself and has no entry in the log. */
  guestStore(pageOffset: number, value: number): void {
    if (this.page.mapped) this.page.store(pageOffset, value >>> 0, true)
  }

  /** Whether a hardware queue exists for logical queue `l`. */
  slotAllocated(l: number): boolean {
    return this.page.isAllocated(l)
  }

  /** Whether the device has the page mapped. */
  pageMapped(): boolean {
    return this.page.mapped
  }

  /**
   * Told of each word of the page that hardware, kernel or guest changed while it is mapped, in ascending order
   * within one event, and of each word that is not zero when a mapping begins. The device's own word is not
   * told, its effect on STATUS is: what a mirror of the page cannot know by itself.
   */
  get onPageChange(): PageWatcher | undefined {
    return this.page.watcher
  }

  /** Undefined: nobody is told. */
  set onPageChange(watcher: PageWatcher | undefined) {
    this.page.watcher = watcher
  }

  /**
   * Everything that later answers depend on, for exploration and to jump instead of replaying: hosts with equal
   * words answer alike from then on. The log is no part of it, so take it first.
   */
  save(): Uint32Array {
    const { writer } = this
    // One after the other: a loop over all of them looks each one's method up.
    this.kernel.save(writer)
    this.page.save(writer)
    this.events.save(writer)
    this.refusals.save(writer)
    this.windows.save(writer)
    return writer.take()
  }

  /** Goes back to a state saved from a host with as many queues and the same kernel. Drops the log, tells no watcher. */
  restore(state: Uint32Array): void {
    const reader = new StateReader(state)
    this.kernel.restore(reader)
    this.page.restore(reader)
    this.events.restore(reader)
    this.refusals.restore(reader)
    this.windows.restore(reader)
    this.log.take()
  }
}
