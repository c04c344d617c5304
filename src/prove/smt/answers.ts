/** What the host answered in one step, by the names that the encoding gives to its answers. */
import type { Host, Page0 } from '../../check/contract.js'
import { PAGE_REGISTERS } from './parts.js'

export class Answers {
  readonly given = new Map<string, number>()
  /** Answers about rings, in the order of the questions: which queue a question was about, the encoding says. */
  readonly rings: number[] = []
  /** A question that was put twice in one step. */
  doubled: string | undefined
  private page: Page0 | undefined
  private readonly slots = new Map<number, number>()

  constructor(private readonly queues: readonly number[], private readonly slotBytes: number) {}

  /** A new step begins. */
  clear(): void {
    this.given.clear()
    this.rings.length = 0
    this.doubled = undefined
  }

  /** What a register in the page shows now. */
  shown(slot: number, register: number): number {
    return (this.page?.load(slot * this.slotBytes + register * 4) ?? 0) >>> 0
  }

  /** The host with every answer noted. */
  recorded(host: Host): Host {
    const plain = (name: 'viommuAlloc' | 'viommuDestroy' | 'munmapPage0') => () => {
      const answer = host[name]()
      this.note(name, answer >= 0)
      return answer
    }
    return {
      ...host, viommuAlloc: plain('viommuAlloc'), viommuDestroy: plain('viommuDestroy'), munmapPage0: plain('munmapPage0'),
      mmapPage0: () => this.mapped(host.mmapPage0()),
      hwQueueAlloc: (index, address, length) => this.allocated(index, host.hwQueueAlloc(index, address, length)),
      hwQueueDestroy: (id) => {
        const answer = host.hwQueueDestroy(id)
        this.note(`destroy.${this.slots.get(id) ?? 'nothing'}`, answer >= 0)
        return answer
      },
      isRam: (address, length) => {
        const answer = host.isRam(address, length)
        this.rings.push(answer ? 1 : 0)
        return answer
      },
    }
  }

  private mapped(page: Page0 | number): Page0 | number {
    const granted = typeof page !== 'number'
    this.note('mmapPage0', granted)
    if (!granted) return page
    this.page = page
    this.snapshot('mapped', this.queues)
    return page
  }

  private allocated(index: number, id: number): number {
    this.note(`alloc.${index}`, id >= 0)
    if (id < 0) return id
    this.slots.set(id, index)
    this.snapshot('given', [index])
    return id
  }

  private note(name: string, value: boolean | number): void {
    if (this.given.has(name)) this.doubled ??= name
    this.given.set(name, Number(value))
  }

  private snapshot(what: string, slots: readonly number[]): void {
    for (const s of slots) for (let r = 0; r < PAGE_REGISTERS; r++) this.note(`${what}.${s}.${r}`, this.shown(s, r))
  }
}
