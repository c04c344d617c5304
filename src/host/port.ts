import type { Entry, Errno, Host, HwQueueId, Page0, RefusableCall } from '../check/contract.js'
import { ERRNO } from './errno.js'
import type { KernelRules } from './kernel.js'
import type { Log } from './log.js'
import { GUEST_MEMORY } from './memory.js'
import { CHANGED, DROPPED } from './page.js'
import type { HardwarePage } from './page.js'
import type { Refusals } from './refusals.js'
import type { Windows } from './windows.js'

/** What the device's calls reach. */
export interface HostParts {
  readonly page: HardwarePage
  readonly kernel: KernelRules
  readonly refusals: Refusals
  readonly windows: Windows
  readonly log: Log
}

type PlainCall = 'viommuAlloc' | 'viommuDestroy' | 'mmapPage0' | 'munmapPage0'

const INTERRUPT: Entry = Object.freeze({ kind: 'interrupt' })

/**
 * The host as a device sees it. Closures rather than methods: nothing of the checker can be reached through
 * the object, and a device may wrap, spread or pass on its calls.
 */
export function portOf(parts: HostParts): Host {
  const calls = new DeviceCalls(parts)
  const page0 = page0Of(parts)
  return {
    viommuAlloc: () => calls.plain('viommuAlloc'),
    viommuDestroy: () => calls.plain('viommuDestroy'),
    mmapPage0: () => {
      const answer = calls.plain('mmapPage0')
      return answer === 0 ? page0 : answer
    },
    munmapPage0: () => calls.plain('munmapPage0'),
    hwQueueAlloc: (index, address, length) => calls.hwQueueAlloc(toNumber(index), toBigint(address), toBigint(length)),
    hwQueueDestroy: (id) => calls.hwQueueDestroy(toNumber(id)),
    isRam: (address, length) => calls.isRam(toBigint(address), toBigint(length)),
    guestMap: (offset, length) => calls.guestMap(toNumber(offset), toNumber(length)),
    guestUnmap: (offset, length) => calls.guestUnmap(toNumber(offset), toNumber(length)),
    raiseInterrupt: () => parts.log.add(INTERRUPT),
  }
}

/**
 * The mapping as a device holds it: one object for the host's whole life, so that a device whose state is
 * restored finds it again. While nothing is mapped it is a stray pointer: loads give 0, stores go nowhere.
 */
function page0Of({ page, log }: HostParts): Page0 {
  return {
    load: (offset) => {
      if (page.mapped) {
        log.touched = true
        return page.load(toNumber(offset))
      }
      log.add({ kind: 'strayLoad', offset: toNumber(offset) })
      return 0
    },
    store: (offset, value) => store(page, log, toNumber(offset), toWord(value)),
  }
}

function store(page: HardwarePage, log: Log, offset: number, value: number): void {
  if (!page.mapped) {
    log.add({ kind: 'store', offset, value, mapped: false, changed: false, view: undefined })
    return
  }
  log.touched = true
  const stored = page.store(offset, value, false)
  const view = stored === DROPPED ? undefined : page.view(page.slotOf(offset))
  log.add({ kind: 'store', offset, value, mapped: true, changed: stored === CHANGED, view })
}

/** Each call of the device: an ordered refusal first, then the kernel's rules, then the entry in the log. */
class DeviceCalls {
  constructor(private readonly parts: HostParts) {}

  plain(kind: PlainCall): Errno | 0 {
    const { kernel, log } = this.parts
    const refusal = this.refused(kind)
    const answer = refusal === 0 ? kernel[kind]() : refusal
    log.add({ kind, answer, injected: refusal !== 0 })
    return answer
  }

  hwQueueAlloc(index: number, address: bigint, length: bigint): HwQueueId | Errno {
    const { kernel, log, page } = this.parts
    const refusal = this.refused('hwQueueAlloc')
    const answer = refusal === 0 ? kernel.hwQueueAlloc(index, address, length) : refusal
    const view = answer > 0 ? page.view(index) : undefined
    log.add({ kind: 'hwQueueAlloc', index, address, length, answer, injected: refusal !== 0, view })
    return answer
  }

  hwQueueDestroy(id: HwQueueId): Errno | 0 {
    const { kernel, log } = this.parts
    const refusal = this.refused('hwQueueDestroy')
    const index = kernel.slotOf(id)
    const answer = refusal === 0 ? kernel.hwQueueDestroy(id) : refusal
    log.add({ kind: 'hwQueueDestroy', id, index, answer, injected: refusal !== 0 })
    return answer
  }

  isRam(address: bigint, length: bigint): boolean {
    const answer = GUEST_MEMORY.isRam(address, length)
    this.parts.log.add({ kind: 'isRam', address, length, answer })
    return answer
  }

  guestMap(offset: number, length: number): void {
    const { log, page, windows } = this.parts
    const answer = page.mapped ? windows.install(offset, length) : ERRNO.ENXIO
    log.add({ kind: 'guestMap', offset, length, answer })
  }

  guestUnmap(offset: number, length: number): void {
    const { log, windows } = this.parts
    log.add({ kind: 'guestUnmap', offset, length, answer: windows.remove(offset, length) })
  }

  private refused(call: RefusableCall): Errno | 0 {
    return this.parts.refusals.take(call)
  }
}

// A device written in JavaScript may pass what the types forbid. It gets an answer, not an exception: what is
// no number is NaN, which no rule accepts, and what is no whole number is the address -1, which no memory has.

function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'bigint' ? Number(value) : NaN
}

function toWord(value: unknown): number {
  if (typeof value === 'bigint') return Number(BigInt.asUintN(32, value))
  return typeof value === 'number' ? value >>> 0 : 0
}

function toBigint(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  return Number.isInteger(value) ? BigInt(Number(value)) : -1n
}
