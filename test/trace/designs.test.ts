/** A design's own log diverges on the clause that the design breaks, as far as a log can show it. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeToken } from '../../src/check/token.js'
import { loadSubject } from '../../src/cli/assembly.js'
import { logOf } from '../../src/cli/reproducer.js'
import { INVISIBLE } from '../../src/remote/trace/log-judge.js'
import { brokenIn, judged } from './judged.js'

interface Shipped {
  readonly designs: readonly { readonly name: string; readonly queues: number; readonly divergences: readonly { readonly clause: string; readonly replay: string }[] }[]
}
const { designs } = JSON.parse(readFileSync(new URL('../../docs/designs.json', import.meta.url), 'utf8')) as Shipped // our own document

/** The two whose direct aperture is guest-direct from early on: most of what they do wrong never traps. */
const HIDDEN = ['rust-fork-2026']

/**
 * What no log shows besides: whether an error that nobody acknowledged was there (a guest may have written GERRORN through the
 * window), whose doing a host call was, and, before the first allocation of a queue, whether host calls are told at all: what
 * lies between a write and a read then has other names.
 */
const UNCERTAIN = ['NO-FALSE-ERROR', 'IDEMPOTENT', 'INIT-ERR', 'VINTF-STATUS', 'TRANSPARENT']

describe.each(designs.filter(({ name, queues }) => queues === 2 && name !== 'optimised' && !HIDDEN.includes(name)))('$name', ({ name, divergences }) => {
  test('breaks in its log what it breaks', async () => {
    const [subject, optimised] = [await loadSubject(name), await loadSubject('optimised')]
    for (const { clause, replay } of divergences) {
      const program = decodeToken(replay)
      const broken = brokenIn(logOf(subject, program))
      expect(broken, `${clause}, ${replay}`).not.toContain([...INVISIBLE][0])
      if (!INVISIBLE.has(clause) && !UNCERTAIN.includes(clause)) expect(broken, `${clause}, ${replay}`).toContain(clause)
      expect(brokenIn(logOf(optimised, program)), replay).toEqual([])
    }
  })
})

test('the lines that matter are few, are of the log, and diverge alone', async () => {
  const subject = await loadSubject('fixed-2026-07')
  const cell = designs.find(({ name }) => name === 'fixed-2026-07')?.divergences.find(({ clause }) => clause === 'ALIAS')
  if (!cell) throw new Error('the design breaks ALIAS')
  const noise = Array.from({ length: 500 }, (_, i) => `tegra241_cmdqv_write_mmio offset: 0x${(0x1040 + (i % 16) * 4).toString(16)} val: 0x${i.toString(16)} size: 0x4`)
  const lines = logOf(subject, decodeToken(cell.replay)).trimEnd().split('\n')
  const text = [...lines.slice(0, 3), ...noise, ...lines.slice(3)].join('\n')
  const found = judged(text).divergences.find(({ clause }) => clause === 'ALIAS')
  expect(found?.line).toBe(lines.length + noise.length)
  expect(found?.lines?.length).toBeLessThanOrEqual(5)
  for (const { line, text: source } of found?.lines ?? []) expect(text.split('\n')[line - 1]).toBe(source)
  expect(brokenIn((found?.lines ?? []).map((source) => source.text).join('\n'))).toContain('ALIAS')
})

/** An honest boot: what QEMU does, without a line of the device's own first. */
const BOOT = [
  'tegra241_cmdqv_init_regs register init, param=0x00004011',
  'iommufd_backend_alloc_viommu  iommufd=9 type=2 dev_id=1 hwpt_id=2 viommu_id=3 (0)',
  'iommufd_backend_viommu_mmap  iommufd=9 viommu_id=3 size=0x10000 offset=0x0 (0)',
  'tegra241_cmdqv_write_mmio offset: 0x1000 val: 0x1 size: 0x4',
  'tegra241_cmdqv_write_mmio offset: 0x200 val: 0x1 size: 0x4',
  'tegra241_cmdqv_write_vcmdq_page1 vcmdq[0] direct offset0: 0x20000 val: 0x80000008',
  'iommufd_backend_alloc_hw_queue  iommufd=9 viommu_id=3 queue_type=1 index=0 addr=0x80000000 size=0x1000 hw_queue_id=256 (0)',
  'tegra241_cmdqv_write_mmio offset: 0x20000 val: 0x80000008 size: 0x8',
  'tegra241_cmdqv_write_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x10008 val: 0x1',
  'tegra241_cmdqv_write_mmio offset: 0x30008 val: 0x1 size: 0x4',
  'tegra241_cmdqv_read_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x1000c val: 0x1',
  'tegra241_cmdqv_write_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x10004 val: 0x5',
  'tegra241_cmdqv_write_mmio offset: 0x30004 val: 0x5 size: 0x4',
  'tegra241_cmdqv_read_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x10000 val: 0x3',
]
const off = ['tegra241_cmdqv_write_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x10008 val: 0x0', 'tegra241_cmdqv_write_mmio offset: 0x30008 val: 0x0 size: 0x4']

describe('nothing is held against a device', () => {
  test.each<[string, readonly string[]]>([
    ['that boots', BOOT],
    ['whose queue fetches what was under way when it was disabled', [...BOOT, ...off, 'tegra241_cmdqv_read_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x10000 val: 0x5']],
    ['whose hardware takes its time to stop', [...BOOT, ...off, 'tegra241_cmdqv_read_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x1000c val: 0x1']],
    ['whose hardware reports an error that was under way', [...BOOT, ...off, 'tegra241_cmdqv_read_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x10010 val: 0x3']],
    ['because of the vIOMMU of another SMMU', [...BOOT, 'iommufd_backend_alloc_viommu  iommufd=9 type=1 dev_id=4 hwpt_id=5 viommu_id=12 (0)', 'iommufd_backend_free_id  iommufd=9 id=12 (0)']],
    ['because of an object of another file with the same number', [...BOOT, 'iommufd_backend_free_id  iommufd=10 id=256 (0)', 'tegra241_cmdqv_read_vcmdq_page0 vcmdq[0] vi (hw) offset0: 0x10000 val: 0x5']],
    ['of which only some host calls are traced', BOOT.filter((line) => !line.includes('alloc_hw_queue'))],
    ['that was killed and started again', [...BOOT, ...BOOT]],
    ['whose vIOMMU comes before its registers are given their values', [BOOT[1] ?? '', BOOT[2] ?? '', BOOT[0] ?? '', ...BOOT.slice(3)]],
    ['because the kernel holds its queue for a reason of its own', [...BOOT, ...off, 'iommufd_backend_free_id  iommufd=9 id=256 (-16)', 'tegra241_cmdqv_write_mmio offset: 0x200 val: 0x0 size: 0x4']],
  ])('%s', (_, lines) => {
    expect(judged(lines.join('\n')).divergences).toEqual([])
  })

  test('of two in one process, and that they are two is told', () => {
    const second = (BOOT[1] ?? '').replace('viommu_id=3', 'viommu_id=10')
    const report = judged([...BOOT.slice(0, 2), second, ...BOOT.slice(3), 'tegra241_cmdqv_read_mmio offset: 0x200 val: 0x0 size: 0x4'].join('\n'))
    expect(report).toMatchObject({ verdict: 'undecided', divergences: [] })
    expect(report.gaps.map(({ why }) => why)).toEqual(['two devices write to this log, and no line says which: nothing is judged from here on'])
  })
})
