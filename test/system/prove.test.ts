/** The whole of `prove`: Node is all it needs, but a minute and more. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shippedEvidence } from '../../src/cli/evidence.js'
import { doTask } from '../../src/cli/proofs.js'
import type { Row } from '../../src/check/matrix.js'
import { closedIn } from '../evidence/proved.js'

const MAIN = resolve(import.meta.dirname, '../../dist/src/cli/main.js')

interface Shipped {
  readonly designs: readonly { readonly name: string; readonly queues: number; readonly divergences: readonly { readonly clause: string; readonly length: number; readonly replay: string }[] }[]
}
const { designs } = JSON.parse(readFileSync(new URL('../../docs/designs.json', import.meta.url), 'utf8')) as Shipped // our own document
const PUBLIC = designs.filter(({ name, queues }) => queues === 2 && name !== 'optimised')

interface Proof {
  readonly verdict: string
  readonly closed: boolean
  readonly bytesPerState: number
  readonly scopes: readonly { readonly scope: string; readonly verdict: string; readonly closed: boolean; readonly judged: Readonly<Record<string, number>>; readonly refuting?: { readonly clause: string; readonly length: number } }[]
  readonly arguments: readonly { readonly holds: boolean }[]
  readonly divergences: readonly { readonly clause: string; readonly length: number; readonly replay: string }[]
}
const prove = (...args: readonly string[]): { readonly status: number | null; readonly proof: Proof } => {
  const { status, stdout } = spawnSync(process.execPath, [MAIN, 'prove', '--reporter', 'json', ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return { status, proof: JSON.parse(stdout) as Proof } // what it prints is checked below
}

test('the optimised device is proved over all scopes, in no more than 16 bytes a state', () => {
  const { status, proof } = prove()
  expect(status).toBe(0)
  expect(proof).toMatchObject({ verdict: 'conforms', closed: true, divergences: [] })
  expect(proof.scopes.filter(({ verdict }) => verdict !== 'proved')).toEqual([])
  expect(proof.arguments.map(({ holds }) => holds)).toEqual([true, true])
  expect(proof.bytesPerState).toBeLessThanOrEqual(16)
  // What `clauses` tells of it.
  const { theorems, about } = closedIn(proof)
  const { clauses, ...evidence } = shippedEvidence()
  expect(evidence.theorems, 'npm run evidence').toBe(theorems)
  expect(clauses.map(({ clause, closures }) => [clause, closures]), 'npm run evidence').toEqual(clauses.map(({ clause }) => [clause, about(clause)]))
})

describe.each(PUBLIC)('$name', ({ name, divergences }) => {
  test('is refuted, and what each clause takes is what the matrix says', () => {
    const { status, proof } = prove('--device', name)
    expect(status).toBe(1)
    expect(proof.divergences.map(({ clause, length, replay }) => ({ clause, length, replay }))).toEqual(divergences.map(({ clause, length, replay }) => ({ clause, length, replay })))
    // No scope finds a clause broken that the matrix has not, nor with less.
    for (const { refuting } of proof.scopes) {
      if (!refuting) continue
      const known = divergences.find(({ clause }) => clause === refuting.clause)
      expect(known, refuting.clause).toBeDefined()
      expect(refuting.length).toBeGreaterThanOrEqual(known?.length ?? Infinity)
    }
  })
})

test('a single alphabet is searched for what the matrix found there', async () => {
  const row = (await doTask({ kind: 'row', device: 'fixed-2026-07', alphabets: ['routing'], transitions: undefined })) as Row // what such a task gives
  expect(row.cells.filter(({ counterexample }) => counterexample).every(({ counterexample }) => counterexample?.alphabet === 'routing')).toBe(true)
  expect(row.cells.some(({ counterexample }) => counterexample)).toBe(true)
})
