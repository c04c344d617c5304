/** Accesses that go elsewhere, half way, or nowhere. Offsets are written here once more, by hand, as a VMM's author would. */
import type { Device, Size } from '../../src/check/contract.js'
import type { Wrapping } from './around.js'
import type { Family } from './mutant.js'

const SLOT = 0x80
const PAGE = 0x1_0000
const PAGES = [
  { name: 'direct Page0', from: 0x1_0000 }, { name: 'direct Page1', from: 0x2_0000 }, { name: 'VINTF Page0', from: 0x3_0000 }, { name: 'VINTF Page1', from: 0x4_0000 },
] as const
const REGISTERS = [
  { name: 'CONS_INDX', page: 0, at: 0x00 }, { name: 'PROD_INDX', page: 0, at: 0x04 }, { name: 'CONFIG', page: 0, at: 0x08 }, { name: 'GERRORN', page: 0, at: 0x14 },
  { name: 'BASE_L', page: 1, at: 0x00 }, { name: 'BASE_H', page: 1, at: 0x04 }, { name: 'DRAM_L', page: 1, at: 0x08 }, { name: 'DRAM_H', page: 1, at: 0x0c },
] as const
const CONTROL = [{ name: 'CONFIG', at: 0x0 }, { name: 'VI_INT_MASK_0', at: 0x1c }, { name: 'CMDQ_ALLOC_MAP_0', at: 0x200 }, { name: 'VINTF0_CONFIG', at: 0x1000 }, { name: 'VINTF0_SID_MATCH_0', at: 0x1040 }, { name: 'VINTF0_SID_REPLACE_0', at: 0x1080 }] as const
const WAYS = ['load', 'store'] as const
type Way = (typeof WAYS)[number]

/** Loads or stores at other places. */
const moved = (id: string, family: Family, line: string, way: Way, to: (offset: number) => number): Wrapping => ({
  id, family, line,
  device: (device) => (way === 'load' ? { read: (offset, size) => device.read(to(offset), size) } : { write: (offset, size, value) => device.write(to(offset), size, value) }),
})

const within = (offset: number, from: number, bytes = PAGE): boolean => offset >= from && offset < from + bytes

/** A page off by a register or a slot, one slot for the other, one aperture for the other. */
const places = (): readonly Wrapping[] =>
  PAGES.flatMap(({ name, from }) => WAYS.flatMap((way): readonly Wrapping[] => {
    const other = from < 0x3_0000 ? 2 * PAGE : -2 * PAGE
    const shifted = (delta: number, family: Family): Wrapping => moved(`${name} ${way}s at ${delta < 0 ? '−' : '+'} 0x${Math.abs(delta).toString(16)}`, family, `${way}s of ${name} go 0x${Math.abs(delta).toString(16)} bytes too ${delta < 0 ? 'low' : 'high'}`, way, (offset) => (within(offset, from) ? offset + delta : offset))
    return [
      shifted(4, 'offset ± 4'), shifted(-4, 'offset ± 4'), shifted(SLOT, 'offset ± 0x80'), shifted(-SLOT, 'offset ± 0x80'), shifted(PAGE, 'offset ± 0x10000'), shifted(-PAGE, 'offset ± 0x10000'),
      moved(`${name} ${way}s of slots 0 and 1 swapped`, 'alias swapped', `${way}s of ${name} reach slot 1 for slot 0 and 0 for 1`, way, (offset) => (within(offset, from, 2 * SLOT) ? offset ^ SLOT : offset)),
      moved(`${name} ${way}s in the other aperture`, other < 0 ? 'drop ↔ accept' : 'alias swapped', other < 0 ? `${way}s of ${name} reach the queue of that number, mapped or not` : `${way}s of ${name} reach whoever is mapped at that slot`, way, (offset) => (within(offset, from) ? offset + other : offset)),
    ]
  }))

/** An aperture that reads back what was written through it, whatever was written through the other since. */
const stale = (): readonly Wrapping[] =>
  REGISTERS.flatMap(({ name, page, at }) => [PAGES[page], PAGES[page + 2]].flatMap((one): readonly Wrapping[] => {
    if (one === undefined) return []
    const place = one.from + at
    return [{
      id: `${name} of ${one.name} as written there`, family: 'one half stale', words: 2,
      line: `${name} of queue 0 reads through ${one.name} what was last written through it, whatever the other aperture did`,
      device: (device, memory) => ({
        read: (offset, size) => (offset === place && size === 4 && memory[0] === 1 ? (memory[1] ?? 0) : device.read(offset, size)),
        write(offset, size, value) {
          if (offset === place && size === 4) memory.set([1, Number(value)])
          device.write(offset, size, value)
        },
      }),
    }]
  }))

const low = (value: bigint | number): bigint => BigInt(value) & 0xffff_ffffn

/** What an 8-byte access to a pair of words can do wrong, and a 4-byte one. */
const SIZES: readonly (readonly [id: string, line: string, wrong: (device: Device, place: number) => Partial<Device>])[] = [
  ['read as its low word', 'an 8-byte load reads the low word alone', (device, place) => ({ read: (offset, size) => (offset === place && size === 8 ? low(device.read(offset, 8)) : device.read(offset, size)) })],
  ['read with its low word twice', 'an 8-byte load reads the low word in both halves', (device, place) => ({ read: (offset, size) => (offset === place && size === 8 ? (low(device.read(offset, 8)) << 32n) | low(device.read(offset, 8)) : device.read(offset, size)) })],
  ['written in its low word', 'an 8-byte store writes the low word alone', (device, place) => ({ write: (offset, size, value) => (offset === place && size === 8 ? device.write(offset, 4, Number(low(value))) : device.write(offset, size, value)) })],
  ['written in its high word', 'an 8-byte store writes the high word alone', (device, place) => ({ write: (offset, size, value) => (offset === place && size === 8 ? device.write(offset + 4, 4, Number(BigInt(value) >> 32n)) : device.write(offset, size, value)) })],
  ['written whole by 4 bytes', 'a 4-byte store of the low word clears the high one', (device, place) => ({ write: (offset, size, value) => (offset === place && size === 4 ? device.write(offset, 8, BigInt(value)) : device.write(offset, size, value)) })],
]
const PAIRS = [{ name: 'BASE', at: 0x2_0000 }, { name: 'CONS_INDX_BASE_DRAM', at: 0x2_0008 }, { name: 'BASE through VINTF', at: 0x4_0000 }, { name: 'LVCMDQ_ERR_MAP', at: 0x10c0 }] as const

const sizes = (): readonly Wrapping[] =>
  PAIRS.flatMap(({ name, at }) => SIZES.map(([id, line, wrong]): Wrapping => ({ id: `${name} ${id}`, family: 'size 4 ↔ 8', line: `${name}: ${line}`, device: (device) => wrong(device, at) })))

const bit0 = (device: Device, offset: number): boolean => (Number(device.read(offset, 4)) & 1) === 1

/** States in which somebody might think that an access has no business. */
const STATES: readonly (readonly [name: string, holds: (device: Device) => boolean])[] = [
  ['CMDQV_EN is 0', (device) => !bit0(device, 0)], ['VINTF ENABLE is 0', (device) => !bit0(device, 0x1000)], ['queue 0 is not mapped', (device) => !bit0(device, 0x200)], ['queue 0 is mapped', (device) => bit0(device, 0x200)],
]

/** Loads that read 0 and stores that are dropped in a state that does not matter. */
const dropped = (): readonly Wrapping[] =>
  STATES.flatMap(([state, holds]) => PAGES.flatMap(({ name, from }) => WAYS.map((way): Wrapping => ({
    id: `${name} ${way}s dropped while ${state}`, family: 'drop ↔ accept', line: `${way}s of ${name} are dropped while ${state}`,
    device: (device) => (way === 'load'
      ? { read: (offset, size: Size) => (within(offset, from) && holds(device) ? (size === 4 ? 0 : 0n) : device.read(offset, size)) }
      : { write: (offset, size, value) => (within(offset, from) && holds(device) ? undefined : device.write(offset, size, value)) }),
  }))))

const resets = (): readonly Wrapping[] =>
  [...CONTROL, ...REGISTERS.map(({ name, page, at }) => ({ name: `queue 0’s ${name}`, at: (page + 1) * PAGE + at }))].flatMap(({ name, at }): readonly Wrapping[] => [
    {
      id: `reset keeps ${name}`, family: 'wrong reset value', line: `a system reset leaves ${name} as it was`,
      device: (device) => ({ reset: () => { const kept = Number(device.read(at, 4)); device.reset(); device.write(at, 4, kept) } }),
    },
    {
      id: `reset sets bit 4 of ${name}`, family: 'wrong reset value', line: `after a system reset bit 4 of ${name} is not what it is at power-on`,
      device: (device) => ({ reset: () => { device.reset(); device.write(at, 4, Number(device.read(at, 4)) ^ 0x10) } }),
    },
  ])

export const wrongAccesses = (): readonly Wrapping[] => [...places(), ...stale(), ...sizes(), ...dropped(), ...resets()]
