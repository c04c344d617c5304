/**
 * A device together with the host it talks to, driven by one-line steps that read like a bench protocol:
 *
 *     d0.PROD = 5     store through the direct aperture of VCMDQ 0        v1.BASE   load through VINTF slot 1
 *     ALLOC1 = 3      store to a Config register                          consume 0 2 · fault 0 1 · deliver · attach
 *
 * A step answers the loaded value, or what the device asked of its host in order.
 */
import type { Entry, Kernel, RefusableCall, SlotContents } from '../../src/check/contract.js'
import { createOptimised } from '../../src/device/index.js'
import type { Device } from '../../src/device/index.js'
import { CheckerHost } from '../../src/host/index.js'

/** Rings by name: A … D are good, SPLIT is not contiguous (only the kernel knows), JUNK is no memory. */
export const RINGS: Readonly<Record<string, bigint>> = {
  A: 0x4000_0008n,
  B: 0x4010_0008n,
  C: 0x8020_0009n,
  D: 0x8040_0005n,
  SPLIT: 0xbf80_000cn,
  JUNK: 0x1000_0008n,
}

const SLOT: Readonly<Record<string, readonly [page: number, offset: number]>> = {
  CONS: [0, 0x00],
  PROD: [0, 0x04],
  EN: [0, 0x08],
  STATUS: [0, 0x0c],
  GERROR: [0, 0x10],
  GERRORN: [0, 0x14],
  BASE: [1, 0x00],
  BASE_L: [1, 0x00],
  BASE_H: [1, 0x04],
  DRAM: [1, 0x08],
  DRAM_L: [1, 0x08],
  DRAM_H: [1, 0x0c],
}
const CONFIG: Readonly<Record<string, number>> = {
  CONFIG: 0x0000,
  PARAM: 0x0004,
  STATUS: 0x0008,
  VI_ERR_MAP: 0x0014,
  MASK: 0x001c,
  CMDQ_ERR_MAP: 0x0024,
  VINTF: 0x1000,
  VINTF_STATUS: 0x1004,
  SID: 0x1040,
  LVCMDQ_ERR_MAP: 0x10c0,
}

/** Offset of a register in the region by the name that steps use. */
export function offsetOf(name: string): number {
  const slot = /^([dv])(\d+)\.(\w+)$/.exec(name)
  if (slot !== null) {
    const [page, offset] = SLOT[slot[3] ?? ''] ?? [NaN, NaN]
    return (slot[1] === 'd' ? 0x10000 : 0x30000) + page * 0x10000 + Number(slot[2]) * 0x80 + offset
  }
  const entry = /^ALLOC(\d+)$/.exec(name)
  if (entry !== null) return 0x200 + 4 * Number(entry[1])
  const offset = CONFIG[name]
  if (offset === undefined) throw new Error(`no register is called ${name}`)
  return offset
}

export class Rig {
  readonly host: CheckerHost
  readonly device: Device
  /** What the host saw during the last step. */
  log: readonly Entry[] = []

  constructor(options: { queues?: number; kernel?: Kernel; slots?: readonly SlotContents[] } = {}) {
    const { queues = 2, kernel = '6.18.9', slots = [] } = options
    this.host = new CheckerHost({ queues, kernel, slots })
    this.device = createOptimised(this.host.port, { queues })
  }

  /** Does one step and answers it as text. */
  step(text: string): string {
    const store = /^(\S+)\s*=\s*(\S+)$/.exec(text)
    const value = this.dispatch(text, store)
    this.log = this.host.takeLog()
    return value ?? describe(this.log)
  }

  /** A guest load: through the window where one is installed, as on real hardware. */
  load(offset: number): number {
    const at = this.host.windowAt(offset)
    return at >= 0 ? this.host.guestLoad(at) : Number(this.device.read(offset, 4))
  }

  store(offset: number, value: number): void {
    const at = this.host.windowAt(offset)
    if (at >= 0) this.host.guestStore(at, value)
    else this.device.write(offset, 4, value)
  }

  private dispatch(text: string, store: RegExpExecArray | null): string | undefined {
    if (store !== null) return this.assign(store[1] ?? '', store[2] ?? '')
    const [word = '', a = '', b = '', c] = text.split(/\s+/)
    if (word === 'attach' || word === 'detach' || word === 'reset') this.device[word]()
    else if (word === 'refuse') this.host.refuse(callOf(a), b, c === undefined ? undefined : Number(c))
    else if (word === 'allow') this.host.allow(callOf(a))
    else if (word === 'consume') this.host.consume(Number(a), Number(b))
    else if (word === 'fault') this.host.fault(Number(a), Number(b))
    else if (word === 'lose') this.host.loseEvent()
    else if (word === 'deliver') this.deliver()
    else return this.show(word)
    return undefined
  }

  private deliver(): void {
    const record = this.host.nextEvent()
    if (record !== undefined) this.device.event(record.map0, record.map1, record.lost)
  }

  private assign(name: string, value: string): undefined {
    const number = RINGS[value] ?? BigInt(value)
    if (/\.(BASE|DRAM)$/.test(name)) this.device.write(offsetOf(name), 8, number)
    else this.store(offsetOf(name), Number(number & 0xffff_ffffn))
    return undefined
  }

  private show(name: string): string {
    if (!/\.(BASE|DRAM)$/.test(name)) return `0x${this.load(offsetOf(name)).toString(16)}`
    const value = this.device.read(offsetOf(name), 8)
    return Object.entries(RINGS).find(([, ring]) => ring === value)?.[0] ?? `0x${value.toString(16)}`
  }
}

function callOf(name: string): RefusableCall {
  const calls: readonly RefusableCall[] = [
    'viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc', 'hwQueueDestroy',
  ]
  const call = calls.find((known) => known === name)
  if (call === undefined) throw new Error(`no host call is called ${name}`)
  return call
}

/** The log as short words; stores to one slot in a row are `stop0` (CONFIG=0 alone) or `fill0`. */
function describe(log: readonly Entry[]): string {
  const words: string[] = []
  for (const entry of log) {
    const word = describeEntry(entry)
    if (word === undefined) continue
    const slot = word.slice(4)
    const again = entry.kind === 'store' && (words.at(-1) === `stop${slot}` || words.at(-1) === `fill${slot}`)
    if (again) words[words.length - 1] = `fill${slot}`
    else words.push(word)
  }
  return words.join(' ')
}

function describeEntry(entry: Entry): string | undefined {
  switch (entry.kind) {
    case 'store':
      return `${(entry.offset & 0x7f) === 8 && entry.value === 0 ? 'stop' : 'fill'}${entry.offset >> 7}`
    case 'hwQueueAlloc': {
      const base = entry.address | BigInt(Math.log2(Number(entry.length / 16n)))
      const ring = Object.entries(RINGS).find(([, known]) => known === base)?.[0] ?? entry.address.toString(16)
      return `alloc${entry.index}:${ring}${refusal(entry.answer)}`
    }
    case 'hwQueueDestroy':
      return `destroy${entry.index}${refusal(entry.answer)}`
    case 'guestMap':
      return 'window'
    case 'guestUnmap':
      return 'no-window'
    case 'interrupt':
      return 'interrupt'
    case 'fetch':
      return `fetch${entry.slot}:${entry.count}`
    case 'viommuAlloc':
    case 'viommuDestroy':
    case 'mmapPage0':
    case 'munmapPage0':
      return entry.kind + refusal(entry.answer)
    case 'strayLoad':
      return 'STRAY-LOAD'
    default:
      return undefined
  }
}

function refusal(answer: number): string {
  return answer < 0 ? '!' : ''
}
