/** A log judged for other tools: a result points at its line. */
import type { Log } from 'sarif'
import { expect, test } from 'vitest'
import { Folder } from './tool.js'

const LOG = `tegra241_cmdqv_init_regs register init, param=0x00004011
some other line
tegra241_cmdqv_write_mmio offset: 0x200 val: 0x3 size: 0x4
tegra241_cmdqv_write_mmio offset: 0x1000 val: 0x1 size: 0x4
tegra241_cmdqv_write_mmio offset: 0x10000 val: 0x1 size: 0x4
tegra241_cmdqv_read_vcmdq_page0 vcmdq[1] vi (cache) offset0: 0x10000 val: 0x0
`

test('SARIF', () => {
  const { code, out } = new Folder({ 'logs/boot 1.log': LOG }).run('trace', 'logs/boot 1.log', '--reporter', 'sarif')
  const log = JSON.parse(out) as Log // that it has the standard's types is tested where it is made
  expect(code).toBe(1)
  expect(log.runs[0]?.results?.map(({ ruleId, locations }) => [ruleId, locations?.[0]?.physicalLocation])).toContainEqual(['ALIAS', { artifactLocation: { uri: 'logs/boot%201.log' }, region: { startLine: 6 } }])
})

test.each([
  ['github', '::error file=logs/boot.log,line=6,title=ALIAS (vendor)%3A LVCMDQ1_CONS_INDX reads 0x0::'],
  ['junit', '<failure message="LVCMDQ1_CONS_INDX reads 0x0, allowed: 0x1" type="ALIAS">'],
  ['markdown', '| `ALIAS` | vendor | divergence | LVCMDQ1\\_CONS\\_INDX reads 0x0 | 0x1 | line 6 |'],
])('%s', (reporter, line) => {
  expect(new Folder({ 'logs/boot.log': LOG }).run('trace', 'logs/boot.log', '--reporter', reporter).out).toContain(line)
})
