import { describe, expect, test } from 'vitest'
import { CHOICES, DESIGNS } from '../../src/designs/index.js'
import { ALLOCATION } from './shown/allocation.js'
import { REGISTERS } from './shown/registers.js'
import { RELEASE } from './shown/release.js'
import { ROUTING } from './shown/routing.js'

const SHOWN = [...ROUTING, ...ALLOCATION, ...RELEASE, ...REGISTERS]

describe('each choice at work', () => {
  test.each(SHOWN.map((shown) => [shown.choice, shown.title, shown] as const))('%s: %s', (_, __, { check }) => check())

  test.each(CHOICES)('$name: every value is shown', ({ name, values }) => {
    const shown = SHOWN.filter(({ choice }) => choice === name).flatMap((one) => one.values).flat()
    expect(values.filter((value) => !shown.includes(value))).toEqual([])
  })
})

describe('the list of choices', () => {
  test('names are unique and lines are lines', () => {
    expect(new Set(CHOICES.map(({ name }) => name)).size).toBe(CHOICES.length)
    for (const { line, values } of CHOICES) {
      expect(line).toMatch(/^[A-Z][^\n]{20,130}\.$/)
      expect(new Set(values).size).toBe(values.length)
    }
  })

  test.each(DESIGNS)('$id has one of the values of each choice, and nothing else', (design) => {
    const { id: _, extends: __, ...fields } = design
    const row: Readonly<Record<string, string | readonly string[]>> = fields
    expect(Object.keys(row).sort()).toEqual(CHOICES.map(({ name }) => name).sort())
    for (const { name, kind, values } of CHOICES) {
      const chosen = row[name]
      expect(Array.isArray(chosen)).toBe(kind === 'list')
      expect(values).toEqual(expect.arrayContaining([chosen].flat()))
    }
  })
})
