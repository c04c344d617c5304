/** What `explain` quotes from the shipped matrix, and what it shows while it searches. */
import { expect, test } from 'vitest'
import { CLAUSES } from '../../spec/index.js'
import { clauseStory } from '../../src/cli/explain.js'
import { main } from '../../src/cli/program.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import type { ShippedMatrix } from '../../src/cli/shipped.js'
import { UsageError } from '../../src/cli/usage.js'

const clause = CLAUSES.find(({ id }) => id === 'P172-DROP')
if (!clause) throw new Error('no clause P172-DROP')

test('rows at the queue count that was asked for, and at two where there are none', async () => {
  const shipped = shippedMatrix()
  const devices = async (queues: number): Promise<readonly [number, number]> => {
    const { known } = await clauseStory(clause, shipped, queues)
    return [known.queues, known.breaking.length + known.keeping.length]
  }
  const rows = (queues: number): number => shipped.designs.filter((row) => row.queues === queues).length
  expect([await devices(2), await devices(128), await devices(4)]).toEqual([[2, rows(2)], [128, rows(128)], [2, rows(2)]])
  expect(rows(128)).toBeLessThan(rows(2))
})

/** W32 LVCMDQ0_CONS_INDX 1; R32 VCMDQ0_CONS_INDX: breaks the clause on most designs. */
const DROP = 'cq1.47jifGNiYGJqaGBjZPj_nxkA'
const cell = (length: number, replay: string): ShippedMatrix['designs'][number]['divergences'][number] => ({ clause: 'P172-DROP', authority: 'spec', length, minimal: true, alphabet: 'mine', observed: 'one', allowed: 'other', replay })
const matrix = (...cells: readonly (readonly [string, number, string])[]): ShippedMatrix => ({ designs: cells.map(([device, length, replay]) => ({ name: device, device, queues: 2, divergences: [cell(length, replay)], none: [] })) })

test('the shortest program of all is run where it stands', async () => {
  const { shortest } = await clauseStory(clause, matrix(['rfc-2025-12', 3, 'cq1.x'], ['v4-2026-04', 2, DROP], ['v5-2026-05', 2, 'cq1.x']), 2)
  expect([shortest?.device, shortest?.told.steps.length, shortest?.told.observed]).toEqual(['v4-2026-04', 3, 'one'])
  expect((await clauseStory(clause, { designs: [] }, 2)).shortest).toBeUndefined()
})

test('a matrix that is older than the code is not believed', async () => {
  const old = 'docs/designs.json: optimised does not break P172-DROP by the program that stands there; the file is older than the code, run npm run matrix to make it anew'
  await expect(clauseStory(clause, matrix(['optimised', 2, DROP]), 2)).rejects.toThrow(new UsageError(old))
})

async function said(live: boolean, ...args: readonly string[]): Promise<{ readonly out: string; readonly err: string }> {
  let [out, err] = ['', '']
  await main(args, { out: (text) => void (out += text), err: (text) => void (err += text), live, colour: false }, '0.0.0')
  return { out, err }
}

test.each([
  ['explain', /depth \d: [\d,]+ states, [\d,]+ operations/, ['explain', 'v2-2026-02', 'P176-DIRECT']],
  ['diff', /alphabet "[\w, ]+", depth \d: [\d,]+ states, [\d,]+ operations/, ['diff', 'merged-2026-06', 'fixed-2026-07']],
] as const)('%s shows its progress on a terminal, wipes it, and shows none in a pipe', async (_, shown, args) => {
  const [terminal, pipe] = [await said(true, ...args), await said(false, ...args)]
  expect(terminal.err).toMatch(shown)
  expect(terminal.err.endsWith('\r\u001b[K')).toBe(true)
  expect(pipe.err).toBe('')
  expect(terminal.out).toBe(pipe.out)
})
