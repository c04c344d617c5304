/** Whatever the seed, a check of a public design ends in the programs of the matrix. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { shippedMatrix } from '../../src/cli/shipped.js'

const MAIN = resolve(import.meta.dirname, '../../dist/src/cli/main.js')

interface Told {
  readonly divergences: readonly { readonly clause: string; readonly minimal: boolean; readonly replay: string }[]
}

/** Programs of each clause as a report has them. */
function checked(device: string, seed: string): Readonly<Record<string, string>> {
  const { stdout } = spawnSync(process.execPath, [MAIN, '--device', device, '--seed', seed, '--runs', '100', '--workers', '2', '--reporter', 'json'], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  const { divergences } = JSON.parse(stdout) as Told // our own report
  return Object.fromEntries(divergences.map(({ clause, minimal, replay }) => [clause, `${minimal ? 'minimal' : 'not minimal'} ${replay}`]))
}

test.each([['fixed-2026-07', '1'], ['rust-fork-2026', '2']])('%s, seed %s', (device, seed) => {
  const cells = shippedMatrix().designs.find(({ name }) => name === device)?.divergences ?? []
  expect(checked(device, seed)).toEqual(Object.fromEntries(cells.map(({ clause, replay }) => [clause, `minimal ${replay}`])))
})
