/** What a device in another process asks of its host: a line that starts with HOST, answered with one that starts with OK or ERR. */
import type { Host, Page0 } from '../check/contract.js'
import { ERRNO, errnoName } from '../host/index.js'
import { garbled, granted, numberIn, quoted, refused } from './protocol.js'

/** A request's arguments, as whole numbers. */
type Words = readonly [bigint, bigint, bigint]
type Answer = (words: Words) => string

const answered = (code: number): string => (code < 0 ? refused(errnoName(code) ?? 'EIO') : granted())
const numbered = (code: number): string => (code < 0 ? answered(code) : granted(code))

/** Answers the requests of one device. */
export class Requests {
  /** The mapping, once there was one: a device may store through what it has given back. */
  private page: Page0 | undefined
  private readonly answers: Readonly<Record<string, readonly [words: number, answer: Answer]>>

  /** `isMapped` tells whether the page is mapped now; `installed` hears of windows. */
  constructor(private readonly host: Host, private readonly isMapped: () => boolean, private readonly installed: (offset: number, length: number) => void) {
    this.answers = {
      viommu_alloc: [0, () => answered(host.viommuAlloc())],
      viommu_destroy: [0, () => answered(host.viommuDestroy())],
      mmap: [0, () => this.mmap()],
      munmap: [0, () => answered(host.munmapPage0())],
      hw_queue_alloc: [3, ([index, address, length]) => numbered(host.hwQueueAlloc(Number(index), address, length))],
      hw_queue_destroy: [1, ([id]) => answered(host.hwQueueDestroy(Number(id)))],
      is_ram: [2, ([address, length]) => granted(host.isRam(address, length) ? 1 : 0)],
      guest_map: [2, ([offset, length]) => this.guestMap(Number(offset), Number(length))],
      guest_unmap: [2, ([offset, length]) => this.guestUnmap(Number(offset), Number(length))],
      page: [2, ([offset, value]) => this.store(Number(offset), value)],
    }
  }

  /** The answer to a line that starts with `HOST `. Throws DeviceFault for what is no request. */
  answer(line: string): string {
    const [, name = '', ...words] = line.split(' ')
    const known = Object.hasOwn(this.answers, name) ? this.answers[name] : undefined
    if (known === undefined) throw garbled(`it asks ${quoted(line)}; known requests are ${Object.keys(this.answers).join(', ')}`)
    const [count, answer] = known
    const numbers = words.map(numberIn)
    if (numbers.length !== count || numbers.includes(undefined)) throw garbled(`it asks ${quoted(line)}; ${name} takes ${count === 0 ? 'no number' : `${count} number${count === 1 ? '' : 's'}, hex with 0x or decimal`}`)
    const [first = 0n, second = 0n, third = 0n] = numbers
    return answer([first, second, third])
  }

  private mmap(): string {
    const page = this.host.mmapPage0()
    if (typeof page === 'number') return answered(page)
    this.page = page
    return granted()
  }

  private guestMap(offset: number, length: number): string {
    const mapped = this.isMapped()
    this.host.guestMap(offset, length)
    if (mapped) this.installed(offset, length)
    return mapped ? granted() : answered(ERRNO.ENXIO)
  }

  private guestUnmap(offset: number, length: number): string {
    this.host.guestUnmap(offset, length)
    return granted()
  }

  /** A store through the mapping is answered with the word as the hardware left it. */
  private store(offset: number, value: bigint): string {
    const { page } = this
    if (page === undefined) throw garbled(`it stores a word at ${offset} of a page that it never mapped; ask HOST mmap first`)
    if (value >= 2n ** 32n) throw garbled(`it stores 0x${value.toString(16)} at ${offset} of the page; a word has 32 bits`)
    page.store(offset, Number(value))
    return granted(this.isMapped() ? page.load(offset) : 0)
  }
}
