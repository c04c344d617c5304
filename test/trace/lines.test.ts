/** Lines of every version of QEMU that there was, and what is none. */
import { describe, expect, test } from 'vitest'
import { parseLine, writerOf } from '../../src/remote/trace/lines.js'

const ACCESS = 'tegra241_cmdqv_read_mmio offset: 0x1000 val: 0x1 size: 0x4'
const READ = { kind: 'mmio', isWrite: false, offset: 0x1000, value: 1, size: 4 }

describe('a line is read', () => {
  test.each([
    ['as it is', ACCESS],
    ['with a process and a time', `1234@1718541296.123456:${ACCESS}`],
    ['with a time of day', `2026-06-16T12:34:56.123456Z ${ACCESS}`],
    ['with a line end of another system', `${ACCESS}\r`],
    ['behind something else', `qemu-system-aarch64: ${ACCESS}`],
  ])('%s', (_, text) => {
    expect(parseLine(text)).toEqual(READ)
  })

  test('of queues, whether the version tells aperture and backing or not', () => {
    const queue = { kind: 'queue', isWrite: true, page: 0, index: 1, offset0: 0x1_0008, value: 1 }
    expect(parseLine('tegra241_cmdqv_write_vcmdq_page0 vcmdq[1] vi (hw) offset0: 0x10008 val: 0x1')).toEqual({ ...queue, aperture: 'vi', backing: 'hw' })
    expect(parseLine('tegra241_cmdqv_write_vcmdq_page0 vcmdq[1] direct offset0: 0x10008 val: 0x1')).toEqual({ ...queue, aperture: 'direct', backing: undefined })
    expect(parseLine('tegra241_cmdqv_write_vcmdq_page0 vcmdq[1] offset0: 0x10008 val: 0x1')).toEqual({ ...queue, aperture: undefined, backing: undefined })
    expect(parseLine('tegra241_cmdqv_read_vcmdq_page1 vcmdq[0] direct offset0: 0x20000 val: 0x340000008')).toMatchObject({ page: 1, isWrite: false, value: 0x3_4000_0008n })
  })

  test('of events, of the start, and of host calls', () => {
    expect(parseLine('tegra241_cmdqv_err_map hw irq received. error (hex) maps: 0001:0002:0000:0003')).toEqual({ kind: 'maps', map0: 3n, map1: (1n << 32n) | 2n })
    expect(parseLine('tegra241_cmdqv_init_regs register init, param=0x00004011')).toEqual({ kind: 'init', param: 0x4011 })
    expect(parseLine('iommufd_backend_alloc_hw_queue  iommufd=9 viommu_id=3 queue_type=1 index=1 addr=0x80000000 size=0x1000 hw_queue_id=5 (-5)')).toMatchObject({ kind: 'host', call: 'alloc_hw_queue', ret: -5 })
    expect(parseLine('iommufd_backend_free_id  iommufd=9 id=5 (0)')).toMatchObject({ kind: 'host', call: 'free_id', ret: 0 })
  })
})

test.each([
  ['another subsystem', 'smmuv3_cmdq_opcode <--- SMMU_CMD_SYNC'],
  ['another host call', 'iommufd_backend_map_dma  iommufd=9 ioas=2 iova=0x0 size=0x1000 addr=0x7f00 readonly=0 (0)'],
  ['prose', 'tegra241_cmdqv_read_vcmdq_page0 unhandled read access at 0x10018'],
  ['nothing', ''],
])('%s is none of the device\'s', (_, text) => {
  expect(parseLine(text)).toBeUndefined()
})

test.each([
  ['a line that was cut off', 'tegra241_cmdqv_write_mmio offset: 0x10'],
  ['one that was cut off in its name', '1@1.2:tegra241_cmdqv_write_m'],
  ['two lines in one', 'tegra241_cmdqv_write_mmio offset: 0x0 val:tegra241_cmdqv_read_mmio offset: 0x0 val: 0x1 size: 0x4'],
  ['one with a number that is none', 'tegra241_cmdqv_read_mmio offset: 0xzz val: 0x1 size: 0x4'],
  ['one with a size that is none', 'tegra241_cmdqv_read_mmio offset: 0x0 val: 0x1 size:'],
])('%s is damaged', (_, text) => {
  expect(parseLine(text)).toEqual({ kind: 'damaged' })
})

test('the process that wrote a line is told by its prefix', () => {
  expect([writerOf(`77@1.5:${ACCESS}`), writerOf(ACCESS), writerOf(`2026-06-16T12:34:56.1Z ${ACCESS}`)]).toEqual(['77', '', ''])
})
