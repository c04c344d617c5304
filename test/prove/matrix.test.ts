/** What docs/designs.md and docs/designs.json say is what the code does. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { firstDivergence, runProgram } from '../../src/check/lockstep.js'
import { decodeToken } from '../../src/check/token.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import { tellOperation } from '../../src/report/story.js'
import { SUBJECTS, subjectNamed } from './brute.js'
import { STALE, expectFresh } from './shipped.js'

const { designs } = shippedMatrix()
const BINDING = new Set(referenceModel.clauses.filter(({ authority }) => authority !== 'judgement').map(({ id }) => id))

test('a row for every device that comes with the package, and for those that decode 128 VCMDQs another', () => {
  expect(designs.map(({ name }) => name)).toEqual([...SUBJECTS.map(({ name }) => name), 'rfc-2025-12@128', 'v2-2026-02@128', 'rust-fork-2026@128'])
})

describe.each(SUBJECTS.map(({ name }) => name))('%s', (name) => {
  test('is searched to the same row', () => expectFresh(name, 2))
})

describe.each(designs.map((row) => [row.name, row] as const))('%s', (name, row) => {
  test('each counterexample breaks its clause with its last operation, and not the optimised device', () => {
    for (const { clause, replay, length } of row.divergences) {
      const program = decodeToken(replay)
      expect([clause, program.operations.length, firstDivergence(subjectNamed(row.device), referenceModel, program, clause)]).toEqual([clause, length, length - 1])
      const broken: string[] = []
      runProgram(subjectNamed('optimised'), referenceModel, program, { step: ({ forbidden }) => void broken.push(...forbidden.map((one) => one.clause)) })
      expect([clause, broken]).toEqual([clause, []])
    }
  })

  test('is minimal throughout, and breaks two clauses that bind unless it is ours', () => {
    expect(row.divergences.filter(({ minimal }) => !minimal)).toEqual([])
    const binding = row.divergences.filter(({ clause }) => BINDING.has(clause)).length
    if (row.device === 'optimised') expect(row.divergences).toEqual([])
    else expect(binding).toBeGreaterThanOrEqual(2)
    expect(row.none.filter(({ judged }) => judged === 0)).toEqual([])
    expect(name).toBe(row.queues === 2 ? row.device : `${row.device}@${row.queues}`)
  })
})

test('a directly mapped page breaks P176-DIRECT in at most three operations', () => {
  const rows = designs.filter(({ device }) => device === 'rfc-2025-12' || device === 'rust-fork-2026')
  const lengths = rows.map(({ divergences }) => divergences.find(({ clause }) => clause === 'P176-DIRECT')?.length ?? Infinity)
  expect(lengths.length).toBe(4)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(3)
})

describe('docs/designs.md', () => {
  const document = readFileSync(resolve(import.meta.dirname, '../../docs/designs.md'), 'utf8')
  const chapters = new Map(document.split(/^## /m).map((chapter) => [chapter.split('\n', 1).join(), chapter]))

  test.each(designs.map((row) => [row.name, row] as const))('has a paragraph for each broken cell of %s', (name, row) => {
    const chapter = chapters.get(name) ?? ''
    const paragraphs = chapter.split('\n\n').filter((paragraph) => paragraph.startsWith('**'))
    expect(paragraphs.map((paragraph) => /^\*\*(.+?)\*\*/.exec(paragraph)?.[1]).sort(), STALE).toEqual(row.divergences.map(({ clause }) => clause).sort())
    for (const { clause, length, replay, alphabet } of row.divergences) {
      const told = paragraphs.find((paragraph) => paragraph.startsWith(`**${clause}**`)) ?? ''
      expect(told, STALE).toContain(`${length} operation`)
      expect(told, STALE).toContain(`minimal over *${alphabet}*`)
      expect(told, STALE).toContain(replay)
      if (told.includes('As at two queues.')) continue
      for (const operation of decodeToken(replay).operations) expect(told, STALE).toContain(tellOperation(region, row.queues, operation).where)
    }
  })

  test('has every cell in its table', () => {
    for (const { id: clause, authority } of referenceModel.clauses) {
      const cells = designs.map(({ divergences, none }) => divergences.find((one) => one.clause === clause)?.length ?? `none to ${none.find((one) => one.clause === clause)?.depth}`)
      // Which clauses are bystanders is told by the data, too.
      expect(document.replace(/(\d)~/g, '$1'), STALE).toContain(`| ${clause} | ${authority} | ${cells.join(' | ')} |`)
    }
    const data = readFileSync(new URL('../../docs/designs.json', import.meta.url), 'utf8')
    expect(document.match(/\| \d~/g)?.length, STALE).toBe(data.match(/"spare":\[\d/g)?.length)
  })
})
