/** The map of the region, said once more: which register stands where, what may be written there, and that nothing else does. */
import { describe, expect, test } from 'vitest'
import { allPlaces, decode, judgePowerOn, nameOf, registers } from '../../spec/index.js'

/** Name, offset, and how many of it there are; * for one of each VCMDQ. Registers with one bear no number. */
const CONFIG = `
  CONFIG 0x0000 RW · PARAM 0x0004 RO · STATUS 0x0008 RO · VI_ERR_MAP 0x0014 RO 2 · VI_INT_MASK_0 0x001c RW · VI_INT_MASK_1 0x0020 RW · CMDQ_ERR_MAP 0x0024 RO 4
  CMDQ_ALLOC_MAP 0x0200 RW * · VINTF0_CONFIG 0x1000 RW · VINTF0_STATUS 0x1004 RO · VINTF0_SID_MATCH 0x1040 RW 16 · VINTF0_SID_REPLACE 0x1080 RW 16 · VINTF0_LVCMDQ_ERR_MAP 0x10c0 RO 4
`
const SLOT = `
  CONS_INDX 0x0 RW · PROD_INDX 0x4 RW · CONFIG 0x8 RW · STATUS 0xc RO · GERROR 0x10 RO · GERRORN 0x14 RW
  BASE_L 0x10000 RW · BASE_H 0x10004 RW · CONS_INDX_BASE_DRAM_L 0x10008 RW · CONS_INDX_BASE_DRAM_H 0x1000c RW
`
const entries = (table: string): readonly (readonly string[])[] => table.trim().split(/\s*[·\n]\s*/).map((entry) => entry.split(' '))

function placesOf(queues: number): readonly string[] {
  const config = entries(CONFIG).flatMap(([name = '', offset = '', access = '', count]) => {
    const many = count === '*' ? queues : Number(count ?? 1)
    return Array.from({ length: many }, (_, i) => [Number(offset) + 4 * i, `${name}${count === undefined ? '' : `_${i}`} ${access} Config`] as const)
  })
  const slots = [['VCMDQ', 0x1_0000], ['LVCMDQ', 0x3_0000]] as const
  const queueRegisters = slots.flatMap(([prefix, start]) => Array.from({ length: queues }, (_, slot) => entries(SLOT).map(([name = '', offset = '', access = '']) =>
    [start + slot * 0x80 + Number(offset), `${prefix}${slot}_${name} ${access} ${Number(offset) < 0x1_0000 ? 'Page0' : 'Page1'}`] as const)).flat())
  return [...config, ...queueRegisters].sort(([a], [b]) => a - b).map(([offset, said]) => `0x${offset.toString(16)} ${said}`)
}

describe.each([1, 2, 4, 8, 128])('with %i VCMDQs', (queues) => {
  const places = allPlaces(queues)

  test('every register stands at its place, and in this order', () => {
    expect(places.map((place) => `0x${place.offset.toString(16)} ${nameOf(place)} ${place.access} ${place.page}`)).toEqual(placesOf(queues))
  })

  test('each is found at its offset, always the same; between them are gaps, and beyond the region nothing', () => {
    expect(places.filter((place) => decode(place.offset, queues) !== place)).toEqual([])
    expect(allPlaces(queues)).toBe(places)
    const named = new Set(places.map(({ offset }) => offset))
    for (let offset = 0; offset < registers.REGION_BYTES; offset += 4) {
      if (!named.has(offset) && decode(offset, queues)?.page !== 'gap') throw new Error(`no gap at 0x${offset.toString(16)}`)
    }
    expect([-4, 2, registers.REGION_BYTES, registers.REGION_BYTES + 4].map((offset) => decode(offset, queues))).toEqual([undefined, undefined, undefined, undefined])
  })

  test('at power-on nothing is mapped, and no register has a value but those of the whole device', () => {
    const { state } = judgePowerOn(queues, { value: undefined, log: [] })
    const { queueAt, slotOf, claimants, claimOf } = state.mapping
    const none = Array.from({ length: queues }, () => -1)
    expect([queueAt, slotOf, claimOf, claimants]).toEqual([none, none, none, none.map(() => [])])
    expect(state.config.PARAM[0]?.value).toBe(0x4001 + 16 * Math.log2(queues))
    const rest = Object.entries(state.config).filter(([name]) => !['CONFIG', 'PARAM', 'STATUS'].includes(name)).flatMap(([, words]) => words)
    expect(rest.filter(({ value }) => value !== 0)).toEqual([])
    expect(rest.length).toBe(2 + 2 + 4 + queues + 2 + 32 + 4)
    expect(state.host.slots).toEqual(none.map(() => undefined))
    expect(state.host.allocRefused).toEqual(none.map(() => false))
  })
})
