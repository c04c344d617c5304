/** Whatever is in a file, it is judged to its end. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadSubject } from '../../src/cli/assembly.js'
import { logOf } from '../../src/cli/reproducer.js'
import { parseLine } from '../../src/remote/trace/lines.js'
import { judged } from './judged.js'

const WORDS = ['tegra241_cmdqv_', 'read_mmio', 'write_mmio', 'write_vcmdq_page0', 'read_vcmdq_page1', 'err_map', 'init_regs', 'iommufd_backend_', 'alloc_hw_queue', 'free_id', 'alloc_viommu', 'viommu_mmap', ' offset: ', ' val: ', ' size: ', 'vcmdq[', '] ', 'direct', ' vi ', '(hw)', '(cache)', '0x', 'ffffffffffffffff', '0', '4', '8', '10000', '20000', '30008', '=', ' (-5)', ' (0)', 'register init, param=0x', '\n', '\u0000', 'id=', 'index=', 'addr=', 'size=', '@', ':', '-']

test('no text breaks the parser, and none is taken for what it is not', () => {
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join(''))), (text) => {
    for (const line of text.split('\n')) {
      const parsed = parseLine(line)
      if (parsed !== undefined) expect(/tegra241_cmdqv_|iommufd_backend_/.test(line)).toBe(true)
    }
    judged(text)
  }), { numRuns: 3000 })
})

test('a log that was damaged anywhere is judged to its end, and nothing is held against a device that breaks nothing', async () => {
  const subject = await loadSubject('optimised')
  const access = fc.oneof(
    fc.record({ op: fc.constant('read' as const), offset: fc.constantFrom(0, 0x200, 0x1000, 0x1_0000, 0x1_0004, 0x3_0004, 0x2_0000, 0x4_0000), size: fc.constant(4 as const) }),
    fc.record({ op: fc.constant('write' as const), offset: fc.constantFrom(0x200, 0x204, 0x1000, 0x1_0000, 0x1_0004, 0x3_0004, 0x2_0000), size: fc.constant(4 as const), value: fc.constantFrom(0, 1, 3, 0x4000_0008) }),
    fc.constantFrom({ op: 'attach' as const }, { op: 'detach' as const }, { op: 'reset' as const }),
  )
  fc.assert(fc.property(fc.array(access, { maxLength: 25 }), fc.array(fc.nat(), { maxLength: 3 }), (operations, cuts) => {
    const lines = logOf(subject, { kernel: '6.18.9', queues: 2, slots: [], operations }).trimEnd().split('\n')
    // A line that is cut off is told to be damaged, or it is not told at all: then what it did is missing.
    for (const cut of cuts) {
      const at = cut % lines.length
      const line = lines[at] ?? ''
      lines[at] = line.slice(0, Math.max(22, line.length - 1 - (cut % 30)))
    }
    const { lines: count, divergences } = judged(lines.join('\n'))
    expect(count).toBe(lines.length)
    if (lines.every((line) => line.startsWith('tegra') || !cuts.length)) expect(divergences.filter(({ clause }) => clause === 'DEVICE-DIED')).toEqual([])
  }), { numRuns: 500 })
})
