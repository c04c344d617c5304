/**
 * One line of a QEMU log: an access, a host call, an event, nothing of ours, or one of ours that is damaged. Prefixes and the
 * words that later versions added may be missing.
 */

/** What a trapped access through a queue's page is told with. */
export interface QueueLine {
  readonly kind: 'queue'
  readonly isWrite: boolean
  readonly page: 0 | 1
  /** Number in its aperture. */
  readonly index: number
  readonly aperture: 'direct' | 'vi' | undefined
  readonly backing: 'hw' | 'cache' | undefined
  /** As if it were VCMDQ 0 of the direct aperture. */
  readonly offset0: number
  readonly value: Value
}

/** A number where it has 32 bits at the most: most have, and big ones cost more. */
export type Value = number | bigint

export type LogLine =
  | { readonly kind: 'mmio'; readonly isWrite: boolean; readonly offset: number; readonly value: Value; readonly size: number }
  | QueueLine
  | { readonly kind: 'init'; readonly param: number }
  | { readonly kind: 'maps'; readonly map0: bigint; readonly map1: bigint }
  | { readonly kind: 'host'; readonly call: HostCall; readonly fields: ReadonlyMap<string, bigint>; readonly ret: number }
  /** One of ours that cannot be read: what it told is not known. */
  | { readonly kind: 'damaged' }

const CALLS = ['alloc_viommu', 'viommu_mmap', 'alloc_hw_queue', 'free_id'] as const
export type HostCall = (typeof CALLS)[number]

const [ZERO, NINE] = [48, 57]
const DEVICE = 'tegra241_cmdqv_'
const HOST = 'iommufd_backend_'

/** A line that ends within its first word. */
const CUT_OFF = /(?:^|[\s:])tegra241_(?:c(?:m(?:d(?:qv?)?)?)?)?$/

const MMIO = /^(read|write)_mmio offset: 0x([0-9a-f]{1,8}) val: 0x([0-9a-f]{1,16}) size: 0x([0-9a-f])\s*$/i
const QUEUE = /^(read|write)_vcmdq_page([01]) vcmdq\[(\d{1,3})\](?: (direct|vi))?(?: \((hw|cache)\))? offset0: 0x([0-9a-f]{1,8}) val: 0x([0-9a-f]{1,16})\s*$/i
const MAPS = /^err_map hw irq received\. error \(hex\) maps: ([0-9a-f]{1,8}):([0-9a-f]{1,8}):([0-9a-f]{1,8}):([0-9a-f]{1,8})\s*$/i
const INIT = /^init_regs register init, param=0x([0-9a-f]{1,8})\s*$/i
/** How the rest of each begins. What begins so and is none of the above is damaged; other sentences about the device are prose. */
const BEGINNINGS: readonly (readonly [name: string, rest: string])[] = [
  ['read_mmio ', 'offset: 0x'], ['write_mmio ', 'offset: 0x'], ['read_vcmdq_page0 ', 'vcmdq['], ['read_vcmdq_page1 ', 'vcmdq['], ['write_vcmdq_page0 ', 'vcmdq['],
  ['write_vcmdq_page1 ', 'vcmdq['], ['err_map ', 'hw irq received.'], ['init_regs ', 'register init, param='],
]
const DAMAGED: LogLine = { kind: 'damaged' }

const word = (hex: string | undefined): number => parseInt(hex ?? '', 16)
const big = (hex: string | undefined): bigint => BigInt(`0x${hex ?? '0'}`)
const WORD_DIGITS = 8
const wide = (hex: string | undefined): Value => (hex !== undefined && hex.length <= WORD_DIGITS ? word(hex) : big(hex))

/** What a line says; undefined for one that has nothing to do with the device. */
export function parseLine(text: string): LogLine | undefined {
  const at = text.indexOf(DEVICE)
  if (at >= 0) return new Scan(text, at + DEVICE.length).access() ?? deviceLine(text.slice(at + DEVICE.length))
  const host = text.indexOf(HOST)
  if (host >= 0) return hostLine(text.slice(host + HOST.length))
  return CUT_OFF.test(text) ? DAMAGED : undefined
}

/**
 * Accesses as they are mostly written, letter by letter: nine of ten lines of a log, and regular expressions took half of the
 * time. Whatever is not just so is left to them.
 */
class Scan {
  constructor(private readonly text: string, private at: number) {}

  access(): LogLine | undefined {
    const isWrite = this.takes('write_')
    if (!isWrite && !this.takes('read_')) return undefined
    return this.takes('mmio offset: 0x') ? this.mmio(isWrite) : this.takes('vcmdq_page') ? this.queue(isWrite) : undefined
  }

  private mmio(isWrite: boolean): LogLine | undefined {
    const offset = this.hex()
    if (offset < 0 || !this.takes(' val: 0x')) return undefined
    const value = this.hex()
    if (value < 0 || !this.takes(' size: 0x')) return undefined
    const size = this.hex()
    return size >= 0 && this.at === this.text.length ? { kind: 'mmio', isWrite, offset, value, size } : undefined
  }

  private queue(isWrite: boolean): LogLine | undefined {
    const page = this.takes('0') ? 0 : this.takes('1') ? 1 : undefined
    if (page === undefined || !this.takes(' vcmdq[')) return undefined
    const index = this.decimal()
    if (index < 0 || !this.takes('] ')) return undefined
    const aperture = this.takes('direct ') ? 'direct' : this.takes('vi ') ? 'vi' : undefined
    const backing = this.takes('(hw) ') ? 'hw' : this.takes('(cache) ') ? 'cache' : undefined
    if (!this.takes('offset0: 0x')) return undefined
    const offset0 = this.hex()
    if (offset0 < 0 || !this.takes(' val: 0x')) return undefined
    const value = this.hex()
    return value >= 0 && this.at === this.text.length ? { kind: 'queue', isWrite, page, index, aperture, backing, offset0, value } : undefined
  }

  private takes(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false
    this.at += word.length
    return true
  }

  /** Up to eight hex digits; -1 for none, and for more. */
  private hex(): number {
    let value = 0
    let digits = 0
    for (; ; digits++, this.at++) {
      const digit = hexDigit(this.text.charCodeAt(this.at))
      if (digit < 0) break
      value = value * 16 + digit
    }
    return digits === 0 || digits > WORD_DIGITS ? -1 : value
  }

  private decimal(): number {
    let value = 0
    const start = this.at
    for (let code = this.text.charCodeAt(this.at); code >= ZERO && code <= NINE; code = this.text.charCodeAt(++this.at)) value = value * 10 + code - ZERO
    return this.at === start || this.at > start + 3 ? -1 : value
  }
}

/** What a letter counts in hex; -1 for no digit. */
function hexDigit(code: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO
  const letter = code | 0x20
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

function deviceLine(rest: string): LogLine | undefined {
  const mmio = MMIO.exec(rest)
  if (mmio) return { kind: 'mmio', isWrite: mmio[1] === 'write', offset: word(mmio[2]), value: wide(mmio[3]), size: word(mmio[4]) }
  const queue = QUEUE.exec(rest)
  if (queue) {
    const [, way, page, index, aperture, backing, offset0, value] = queue
    return { kind: 'queue', isWrite: way === 'write', page: page === '0' ? 0 : 1, index: Number(index), aperture: apertureOf(aperture), backing: backing === 'hw' || backing === 'cache' ? backing : undefined, offset0: word(offset0), value: wide(value) }
  }
  const maps = MAPS.exec(rest)
  if (maps) return { kind: 'maps', map0: (big(maps[3]) << 32n) | big(maps[4]), map1: (big(maps[1]) << 32n) | big(maps[2]) }
  const init = INIT.exec(rest)
  if (init) return { kind: 'init', param: word(init[1]) }
  // Two lines run into each other, or one was cut off.
  return rest.includes(DEVICE) || isBegun(rest.trimEnd()) ? DAMAGED : undefined
}

/** Whether a line begins as one of ours does, or was cut off while it did. */
const isBegun = (rest: string): boolean =>
  BEGINNINGS.some(([name, beginning]) => {
    const whole = name + beginning
    return rest.startsWith(whole) || whole.startsWith(rest)
  })

const apertureOf = (text: string | undefined): 'direct' | 'vi' | undefined => (text === 'direct' || text === 'vi' ? text : undefined)

const FIELD = /(\w+)=(0x[0-9a-f]+|-?\d+)(?![\w.])/gi
const RETURNED = /\((-?\d+)\)\s*$/

function hostLine(rest: string): LogLine | undefined {
  const call = CALLS.find((name) => rest.startsWith(`${name} `))
  if (call === undefined) return undefined
  const fields = new Map<string, bigint>()
  for (const [, name = '', value = '0'] of rest.matchAll(FIELD)) fields.set(name.toLowerCase(), BigInt(value))
  const returned = RETURNED.exec(rest)?.[1] ?? fields.get('ret') ?? 0n
  return { kind: 'host', call, fields, ret: Number(returned) }
}

/** One of several names that a field had. */
export function fieldOf(fields: ReadonlyMap<string, bigint>, ...names: readonly string[]): bigint | undefined {
  for (const name of names) {
    const value = fields.get(name)
    if (value !== undefined) return value
  }
  return undefined
}

const PID = /^(\d+)@\d+\.\d+:/
/** The process that wrote a line, where its prefix tells: several may write to one log. */
export function writerOf(text: string): string {
  const first = text.charCodeAt(0)
  return first >= ZERO && first <= NINE ? (PID.exec(text)?.[1] ?? '') : ''
}
