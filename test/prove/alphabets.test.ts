import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { alphabetsFor } from '../../properties/alphabets/index.js'
import { letter } from '../../properties/alphabets/letters.js'
import { compareOperations } from '../../src/check/order.js'
import { formatOperation, formatProgram, parseProgram } from '../../src/check/program.js'

const ALPHABETS = alphabetsFor(region, 2)

describe('the notation', () => {
  test.each([
    ['attach',                 '{"op":"attach"}'],
    ['consume1',               '{"op":"consume","l":1,"n":1}'],
    ['fault0',                 '{"op":"fault","l":0,"code":1}'],
    ['refuse:hwQueueDestroy',  '{"op":"refuse","call":"hwQueueDestroy","errno":"ENOMEM","times":1}'],
    ['VINTF0_CONFIG=0x20001',  '{"op":"write","offset":"0x1000","size":4,"value":"0x20001"}'],
    ['CMDQ_ALLOC_MAP[1]=3',    '{"op":"write","offset":"0x204","size":4,"value":"0x3"}'],
    ['STATUS',                 '{"op":"read","offset":"0x8","size":4}'],
    ['d1.GERRORN',             '{"op":"read","offset":"0x10094","size":4}'],
    ['v0.CONFIG=1',            '{"op":"write","offset":"0x30008","size":4,"value":"0x1"}'],
    ['d0.BASE_L:8=good',       '{"op":"write","offset":"0x20000","size":8,"value":"0x40000001"}'],
    ['v1.BASE_H=2',            '{"op":"write","offset":"0x40084","size":4,"value":"0x2"}'],
    ['0x10c0:8',               '{"op":"read","offset":"0x10c0","size":8}'],
    ['0xc=1',                  '{"op":"write","offset":"0xc","size":4,"value":"0x1"}'],
  ])('%s', (word, operation) => expect(formatOperation(letter(word, region))).toBe(operation))

  test.each(['attached', 'd0.NOTHING=1', 'NOTHING', 'x0.CONFIG', ''])('%s means nothing', (word) => expect(() => letter(word, region)).toThrow(RangeError))
})

describe.each(ALPHABETS.map((alphabet) => [alphabet.name, alphabet] as const))('%s', (_, { letters, headers, clauses }) => {
  test('has each letter once, in the written order', () => {
    for (const [i, { operation }] of letters.entries()) {
      const before = letters[i - 1]
      if (before) expect(compareOperations(before.operation, operation, region, 2)).toBeLessThan(0)
    }
  })

  test('makes valid programs', () => {
    for (const header of headers) {
      const program = { ...header, operations: letters.map(({ operation }) => operation) }
      expect(parseProgram(formatProgram(program), 'letters')).toEqual(program)
    }
  })

  test('names clauses that exist', () => {
    for (const clause of clauses ?? []) expect(referenceModel.clauses.map(({ id }) => id)).toContain(clause)
  })
})

test('what the others are made of, the first one has: what it finds within its depth nobody finds shorter', () => {
  const broad = new Set(ALPHABETS[0]?.letters.map(({ operation }) => formatOperation(operation)))
  const missing = ALPHABETS.flatMap(({ name, letters }) => letters.map(({ operation }) => formatOperation(operation)).filter((text) => !broad.has(text)).map((text) => `${name}: ${text}`))
  expect(missing).toEqual([])
})

test('every clause has an alphabet of its own', () => {
  const own = new Set(ALPHABETS.flatMap(({ clauses }) => clauses ?? []))
  expect(referenceModel.clauses.map(({ id }) => id).filter((id) => !own.has(id))).toEqual([])
})

test('one queue has what there is of one queue', () => {
  const [broad] = alphabetsFor(region, 1)
  expect(broad?.letters.length).toBeLessThan(ALPHABETS[0]?.letters.length ?? 0)
  expect(broad?.letters.every(({ operation }) => !('offset' in operation) || region.locate(operation.offset, 2) === undefined || region.locate(operation.offset, 1) !== undefined)).toBe(true)
})
