/** Figures in the documents are those that were measured: nothing is typed by hand. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

test('docs/performance.md, its plots and the README say what bench/results/bench.json says', () => {
  const { status, stderr } = spawnSync(process.execPath, [new URL('../../bench/document.mjs', import.meta.url).pathname], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
