import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { generate, population } from './generate.js'
import type { Row } from './row.js'
import type { Table } from './table.js'
import { formatJson, formatMarkdown } from './table.js'
import { gapsIn, liesIn } from './truth.js'

const read = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
const text = read('mutants.json')
const table = JSON.parse(text) as Table // written by `npm run mutants`, and held against the generator below
const { rows } = table
const mutants = generate()

/** Mutants that are neither killed nor equivalent, each with what the default run would have to do to meet it: none at present. */
const NOT_MET: readonly string[] = []

describe('the table', () => {
  test('is of the mutants that the generator makes, and leaves none open', () => {
    expect(gapsIn(rows, mutants, NOT_MET), 'npm run mutants').toEqual([])
  })

  test('is in the document as it is', () => {
    expect(formatJson(table)).toBe(text)
    expect(formatMarkdown(table)).toBe(read('mutants.md'))
  })

  test('tells what every 20th killed mutant dies of, and after how many accesses', () => {
    const killed = rows.filter(({ fate }) => fate === 'killed').filter((row) => !('accesses' in row) || row.accesses < 500_000)
    const sample = killed.filter((_, i) => i % 20 === 0)
    expect(sample.length).toBeGreaterThan(8)
    expect(liesIn(sample, mutants)).toEqual([])
  })

  test('tells of the way back and of closures', () => {
    const some = (fate: Row['fate']): readonly Row[] => rows.filter((row) => row.fate === fate).slice(0, 1)
    expect(liesIn([...some('strayed'), ...some('equivalent')], mutants)).toEqual([])
  })
})

describe('a table that does not tell the truth', () => {
  const [first, ...others] = rows
  const killed = rows.find((row) => row.fate === 'killed' && row.accesses < 1000 && row.accesses > 0)

  test('is found out without running anything', () => {
    if (!first) throw new Error('the table is empty')
    expect(gapsIn(others, mutants, NOT_MET)).toContain(`not in the table: ${first.id}`)
    expect(gapsIn([...rows, first], mutants, NOT_MET)).toContain('some mutant is listed twice')
    expect(gapsIn([{ ...first, id: 'nobody' }, ...rows], mutants, NOT_MET)).toContain('not what the generator makes: nobody')
    expect(gapsIn([{ ...first, line: 'nothing is wrong' }, ...others], mutants, NOT_MET)).toContain(`not what the generator makes: ${first.id}`)
    const { id, family, line } = first
    expect(gapsIn([{ id, family, line, fate: 'open', why: '' }, ...others], mutants, NOT_MET)).toContain(`neither killed nor equivalent: ${id}`)
    expect(gapsIn(rows.slice(0, 200), mutants, NOT_MET)).toContain('200 mutants, fewer than 300')
    expect(gapsIn(rows.filter((row) => row.family !== 'wrong mask'), mutants, NOT_MET)).toContain('hardly anything of the family wrong mask')
    expect(gapsIn(rows, mutants, [...NOT_MET, id])).toContain(`not open any more, strike it off the list: ${id}`)
  })

  test('is found out by running it', () => {
    if (killed?.fate !== 'killed') throw new Error('no mutant dies early')
    expect(liesIn([{ ...killed, accesses: killed.accesses + 1 }], mutants)).toHaveLength(1)
    expect(liesIn([{ ...killed, clause: killed.clause === 'RING' ? 'ALIAS' : 'RING' }], mutants)).toHaveLength(1)
    const { id, family, line } = killed
    expect(liesIn([{ id, family, line, fate: 'equivalent', how: 'same', scopes: 1, states: 1 }], mutants)).toHaveLength(1)
    expect(liesIn([{ id, family, line, fate: 'strayed', scope: '', transitions: 1, length: 1 }], mutants)).toHaveLength(1)
  })
})

test('no two mutants are the same', () => {
  const all = population()
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(new Set(all.map(({ text: own }) => own)).size).toBe(all.length)
})
