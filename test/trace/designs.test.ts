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
 * window), and whose doing a host call was.
 */
const UNCERTAIN = ['NO-FALSE-ERROR', 'IDEMPOTENT', 'INIT-ERR', 'VINTF-STATUS']

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
