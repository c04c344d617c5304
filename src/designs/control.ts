/** The Config page: its registers, and the transitions that its control registers set off. */
import * as at from './layout.js'
import type { Design } from './choices.js'
import type { HostMapping } from './mapping.js'
import type { HardwareQueues } from './queues.js'
import type { Registers } from './registers.js'

/** First offset, words, and the state's words behind them; what the guest cannot write is marked. */
const RANGES: readonly (readonly [offset: number, words: number, first: number, access: 'RW' | 'RO'])[] = [
  [at.AT_CONFIG, 1, at.W_CONFIG, 'RW'],
  [at.AT_VI_ERR_MAP_0, 2, at.W_VI_ERR_MAP, 'RO'],
  [at.AT_VI_INT_MASK_0, 2, at.W_INT_MASK, 'RW'],
  [at.AT_CMDQ_ERR_MAP, at.ERR_MAP_WORDS, at.W_CMDQ_ERR_MAP, 'RO'],
  [at.AT_VINTF_CONFIG, 1, at.W_VINTF_CONFIG, 'RW'],
  [at.AT_VINTF_STATUS, 1, at.W_VINTF_STATUS, 'RO'],
  [at.AT_SID_MATCH, at.SID_WORDS, at.W_SID, 'RW'],
  [at.AT_LVCMDQ_ERR_MAP, at.ERR_MAP_WORDS, at.W_LVCMDQ_ERR_MAP, 'RO'],
]

const inRange = (offset: number, start: number, words: number): boolean => offset >= start && offset < start + 4 * words

/** Serves trapped accesses to the Config page. */
export class Control {
  constructor(
    private readonly design: Design,
    private readonly registers: Registers,
    private readonly mapping: HostMapping,
    private readonly hardware: HardwareQueues,
    private readonly advertised: number,
  ) {}

  load(offset: number): number {
    if (offset === at.AT_PARAM) return at.PARAM_FIXED | (Math.log2(this.advertised) << at.PARAM_QUEUES_SHIFT)
    if (offset === at.AT_STATUS) return this.registers.get(at.W_CONFIG) & at.BIT_0
    const word = this.wordAt(offset, 'RO')
    return word < 0 ? 0 : this.registers.get(word)
  }

  store(offset: number, value: number): void {
    if (offset === at.AT_CONFIG) return this.storeConfig(value)
    if (offset === at.AT_VINTF_CONFIG) return this.storeInterface(value)
    if (inRange(offset, at.AT_ALLOC_MAP, this.registers.count)) return this.storeEntry((offset - at.AT_ALLOC_MAP) / 4, value)
    const word = this.wordAt(offset, 'RW')
    if (word >= 0) this.registers.set(word, value)
  }

  /** The word behind an offset, or -1. `access` is what it must allow at least. */
  private wordAt(offset: number, access: 'RW' | 'RO'): number {
    if (inRange(offset, at.AT_ALLOC_MAP, this.registers.count)) return at.queueWords((offset - at.AT_ALLOC_MAP) / 4) + at.Q_ALLOC
    const range = RANGES.find(([start, words]) => inRange(offset, start, words))
    if (range === undefined || (access === 'RW' && range[3] === 'RO')) return -1
    const [start, , first] = range
    if (first === at.W_SID && this.design.sidTables === 'absent') return -1
    return first + (offset - start) / 4
  }

  /** CMDQV_EN; STATUS follows it by itself. Writing 1 again is a transition like any other. */
  private storeConfig(value: number): void {
    const { design, registers, mapping, hardware } = this
    registers.set(at.W_CONFIG, value)
    if (registers.isSet(at.W_CONFIG)) {
      if (design.allocateAt.includes('CMDQV_EN')) hardware.tryAll()
      return
    }
    if (design.cmdqvDisable === 'window-removed') mapping.closeWindows()
    if (design.releaseAt.includes('CMDQV_EN')) hardware.releaseAll()
  }

  /** HYP_OWN is the host's. That designs before 2026-06 clear it too is not known. */
  private storeInterface(value: number): void {
    const { design, registers, mapping, hardware } = this
    registers.set(at.W_VINTF_CONFIG, value & ~at.HYP_OWN)
    if (registers.isSet(at.W_VINTF_CONFIG)) {
      registers.set(at.W_VINTF_STATUS, mapping.enable() ? at.BIT_0 : 0)
      if (design.allocateAt.includes('VINTF_ENABLE')) hardware.tryAll()
      mapping.openVintf('at-vintf-enable')
      return
    }
    if (design.vintfDisable.includes('WINDOW')) mapping.closeWindows()
    if (design.releaseAt.includes('VINTF_ENABLE')) hardware.releaseAll()
    if (design.vintfDisable.includes('MUNMAP')) mapping.unmapPage()
    registers.set(at.W_VINTF_STATUS, 0)
  }

  /** Only ALLOC going up or down does anything; another change of the entry is stored. */
  private storeEntry(queue: number, value: number): void {
    const { design, registers, hardware } = this
    const before = registers.isAllocSet(queue)
    registers.set(at.queueWords(queue) + at.Q_ALLOC, design.mapFields === 'not-stored' ? value & at.BIT_0 : value)
    const now = registers.isAllocSet(queue)
    if (!before && now && design.allocateAt.includes('ALLOC')) hardware.tryOne(queue)
    if (before && !now && design.releaseAt.includes('ALLOC')) hardware.release(queue)
  }
}
