/**
 * What each word of the optimised device's saved state is: found out by changing it and reading every register, so that the
 * names follow the device when its state changes.
 */
import type { Host } from '../../src/check/contract.js'
import { createOptimised } from '../../src/device/index.js'
import type { Device } from '../../src/device/index.js'
import { region } from '../../properties/adapter.js'

const QUEUES = 2
const REFUSED = -19
/** A host that grants nothing: the registers stay in the cache. */
const NOBODY: Host = {
  viommuAlloc: () => REFUSED, viommuDestroy: () => REFUSED, mmapPage0: () => REFUSED, munmapPage0: () => REFUSED, hwQueueAlloc: () => REFUSED, hwQueueDestroy: () => REFUSED,
  guestMap: () => REFUSED, guestUnmap: () => REFUSED, isRam: () => false, raiseInterrupt: () => undefined,
}
/** The bit that is changed. */
const BIT = 0x40

/** Both queues mapped, and every register that takes it with a value of its own. */
function settled(): Device {
  const device = createOptimised(NOBODY, { queues: QUEUES })
  const locations = region.locations(QUEUES).filter(({ access, aperture, register }) => access === 'RW' && aperture !== 'vintf' && register !== 'CMDQ_ALLOC_MAP' && register !== 'VINTF0_CONFIG')
  locations.forEach(({ offset }, number) => device.write(offset, 4, (number + 1) * 0x1_0080 + 1))
  for (let q = 0; q < QUEUES; q++) device.write(region.configRegister('CMDQ_ALLOC_MAP', q), 4, 2 * q + 1)
  device.write(region.configRegister('VINTF0_CONFIG'), 4, 1)
  return device
}

const look = (device: Device): readonly number[] => region.locations(QUEUES).map(({ offset }) => Number(device.read(offset, 4)))

/** The parts of a state as the device writes them, with their words; what is between the first and the others are routes and registers. */
const FIRST = { name: 'the slots', words: 1 + 5 * QUEUES }
const LAST = [{ name: 'the mapping', words: 1 + QUEUES }, { name: 'what the host holds', words: 1 }, { name: 'the rings', words: QUEUES }, { name: 'the errors', words: QUEUES }]

const MIDDLE = 'routes and registers'

/** The part of a state of `count` words that a word belongs to, and its place there. */
function placeOf(word: number, count: number): { readonly part: string; readonly at: number; readonly words: number } {
  const last = LAST.reduce((sum, { words }) => sum + words, 0)
  let start = 0
  for (const { name, words } of [FIRST, { name: MIDDLE, words: count - last - FIRST.words }, ...LAST]) {
    if (word < start + words) return { part: name, at: word - start, words }
    start += words
  }
  throw new RangeError(`the state has no word ${word}`)
}

export interface SavedWord {
  readonly name: string
  /** The offset of the register that it holds, if a guest can write it. */
  readonly register?: number
}

/** What each word is, in their order. */
export function savedWords(): readonly SavedWord[] {
  const device = settled()
  const state = device.save?.() ?? new Uint8Array()
  const before = look(device)
  const locations = region.locations(QUEUES)
  const count = state.length / 4
  return Array.from({ length: count }, (_, word) => {
    const { part, at, words } = placeOf(word, count)
    const plain = words === 1 ? part : `word ${at} of ${part}`
    if (part !== MIDDLE) return { name: plain }
    const changed = state.slice()
    new DataView(changed.buffer).setUint32(4 * word, new DataView(changed.buffer).getUint32(4 * word, true) ^ BIT, true)
    device.restore?.(changed)
    const after = look(device)
    device.restore?.(state)
    const [first, ...others] = locations.flatMap(({ name, offset, access }, i) => (before[i] === after[i] ? [] : [{ name, offset, access, isBit: ((before[i] ?? 0) ^ (after[i] ?? 0)) === BIT }]))
    if (first === undefined) return { name: plain }
    if (!first.isBit || others.some(({ isBit }) => !isBit)) return { name: `where loads of ${first.name} go` }
    return { name: first.name, ...(first.access === 'RW' && { register: first.offset }) }
  })
}
