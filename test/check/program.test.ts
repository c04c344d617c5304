import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProgramError, formatOperation, formatProgram, parseProgram } from '../../src/check/program.js'
import { syntaxErrorAt } from '../../src/check/syntax.js'
import { anyProgram } from './program-arbitrary.js'

const program = (operation: string, more = '"version":1,"kernel":"6.18.9","queues":2'): string => `{${more},"operations":[{"op":"attach"},${operation}]}`

/** The message of the refusal. */
function refusal(text: string): string {
  try {
    parseProgram(text, 'p.json')
  } catch (error) {
    if (error instanceof ProgramError) return error.message
    throw error
  }
  return 'accepted'
}

test('what is written is read back', () => {
  fc.assert(fc.property(anyProgram(), (one) => void expect(parseProgram(formatProgram(one), 'p.json')).toEqual(one)), { numRuns: 500 })
})

test('the text is stable, one operation a line', () => {
  const text = '{"version":1,"queues":2,"kernel":"6.17","slots":[{"gerror":"1"}],"operations":[{"value":"16","size":4,"offset":65668,"op":"write"},{"op":"refuse","times":1,"errno":"ENOMEM","call":"hwQueueAlloc"},{"op":"reset"}]}'
  expect(formatProgram(parseProgram(text, 'p.json'))).toBe(`{
  "version": 1,
  "kernel": "6.17",
  "queues": 2,
  "slots": [
    {"prod":"0x0","cons":"0x0","config":"0x0","gerror":"0x1","gerrorn":"0x0"}
  ],
  "operations": [
    {"op":"write","offset":"0x10084","size":4,"value":"0x10"},
    {"op":"refuse","call":"hwQueueAlloc","errno":"ENOMEM","times":1},
    {"op":"reset"}
  ]
}
`)
  expect(formatOperation({ op: 'consume', l: 1, n: 2 })).toBe('{"op":"consume","l":1,"n":2}')
})

const CASES: readonly (readonly [what: string, text: string, message: string])[] = [
  ['an unknown kind', program('{"op":"poke"}'), 'p.json: operations[1].op is "poke": allowed are "read", "write"'],
  ['an unknown field', program('{"op":"reset","n":1}'), 'p.json: operations[1].n is 1: no such field exists here; known are op'],
  ['an unknown header field', program('{"op":"reset"}', '"version":1,"kernel":"6.17","queues":2,"seed":7'), 'p.json: seed is 7: no such field exists here; known are version, kernel, queues, slots, operations'],
  ['a missing value', program('{"op":"write","offset":"0x0","size":4}'), 'p.json: operations[1].value is missing: a 4-byte value is 0 ... 0xffffffff'],
  ['a large 4-byte value', program('{"op":"write","offset":"0x0","size":4,"value":"0x100000000"}'), 'p.json: operations[1].value is "0x100000000": a 4-byte value is 0 ... 0xffffffff'],
  ['a large 8-byte value', program('{"op":"write","offset":"0x0","size":8,"value":"0x10000000000000000"}'), 'p.json: operations[1].value is "0x10000000000000000": a 8-byte value is 0 ... 0xffffffffffffffff'],
  ['a number that lost digits', program('{"op":"write","offset":"0x0","size":8,"value":9007199254740993}'), 'p.json: operations[1].value is 9007199254740992: JSON numbers this large lose digits; write it as a string'],
  ['a negative value', program('{"op":"write","offset":"0x0","size":4,"value":"-1"}'), 'p.json: operations[1].value is "-1": a 4-byte value is 0'],
  ['an odd offset', program('{"op":"read","offset":2,"size":4}'), 'p.json: operations[1].offset is 2: a 4-byte access starts at a multiple of 4'],
  ['an odd 8-byte offset', program('{"op":"read","offset":"0x10084","size":8}'), 'p.json: operations[1].offset is "0x10084": a 8-byte access starts at a multiple of 8'],
  ['an offset outside', program('{"op":"read","offset":"0x50000","size":4}'), 'p.json: operations[1].offset is "0x50000": an offset is 0 ... 0x4fffc'],
  ['a size', program('{"op":"read","offset":0,"size":2}'), 'p.json: operations[1].size is 2: allowed are 4, 8'],
  ['an 8-byte access that sticks out', program('{"op":"read","offset":"0x4fffc","size":8}'), 'p.json: operations[1].offset is "0x4fffc": an offset is 0 ... 0x4fff8'],
  ['a logical queue', program('{"op":"consume","l":128,"n":1}'), 'p.json: operations[1].l is 128: a logical queue is a whole number 0 ... 127'],
  ['too many commands', program('{"op":"consume","l":0,"n":1048577}'), 'p.json: operations[1].n is 1048577: a number of commands is a whole number 0 ... 1048576'],
  ['an error code', program('{"op":"fault","l":0,"code":5}'), 'p.json: operations[1].code is 5: an error code is a whole number 1 ... 4'],
  ['a call', program('{"op":"allow","call":"open"}'), 'p.json: operations[1].call is "open": allowed are "viommuAlloc"'],
  ['an errno', program('{"op":"refuse","call":"mmapPage0","errno":"ENOPE"}'), 'p.json: operations[1].errno is "ENOPE": write the name of a Linux errno, such as "ENOMEM"'],
  ['an errno of broken order', program('{"op":"refuse","call":"hwQueueAlloc","errno":"EIO"}'), 'p.json: operations[1].errno is "EIO": hwQueueAlloc says so only to a broken order of queues; refuse it with another errno'],
  ['no times', program('{"op":"refuse","call":"mmapPage0","errno":"EIO","times":0}'), 'p.json: operations[1].times is 0: a number of times (leave it out to refuse until "allow") is a whole number 1'],
  ['a queue count', program('{"op":"reset"}', '"version":1,"kernel":"6.17","queues":3'), 'p.json: queues is 3: allowed are 1, 2, 4, 8, 16, 32, 64, 128'],
  ['a kernel', program('{"op":"reset"}', '"version":1,"kernel":"6.1","queues":2'), 'p.json: kernel is "6.1": allowed are "6.18.9", "6.17"'],
  ['a version', program('{"op":"reset"}', '"version":2,"kernel":"6.17","queues":2'), 'p.json: version is 2: allowed are 1'],
  ['too many slots', program('{"op":"reset"}', '"version":1,"kernel":"6.17","queues":1,"slots":[{},{}]'), 'p.json: slots is "2 entries": at most 1 fit, one for each queue'],
  ['a slot word', program('{"op":"reset"}', '"version":1,"kernel":"6.17","queues":1,"slots":[{"prod":"0x1ffffffff"}]'), 'p.json: slots[0].prod is "0x1ffffffff": a word of a slot is 0 ... 0xffffffff'],
  ['no list', '{"version":1,"kernel":"6.17","queues":1,"operations":{}}', 'p.json: operations is {}: write a list'],
  ['no object', '[]', 'p.json: the program is []: write an object'],
  ['a comma too many', '{"version":1,\n "kernel":"6.17",}', 'p.json:2:18: "}" is not expected here: a program is JSON'],
]

describe('refuses with one line: where, what was found, what is allowed', () => {
  test.each(CASES)('%s', (_, text, message) => {
    expect(refusal(text)).toContain(message)
    expect(refusal(text)).not.toContain('\n')
  })
})

test('any JSON is a program or is refused by name', () => {
  fc.assert(fc.property(fc.json(), (text) => void expect(refusal(text)).toMatch(/^p\.json/)), { numRuns: 500 })
})

test('a syntax error is found where JSON.parse stops to understand', () => {
  const cut = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '}', ']', ',', ':', '"', 'x', '\n', '01', '\\'))
  fc.assert(
    fc.property(cut, ([json, at, junk]) => {
      const place = at % (json.length + 1)
      const text = json.slice(0, place) + junk + json.slice(place + 1)
      let valid = true
      try {
        JSON.parse(text)
      } catch {
        valid = false
      }
      const { line, column } = syntaxErrorAt(text)
      const index = text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0) + column - 1
      expect(index === text.length || !valid).toBe(true)
      expect(index).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 3000 },
  )
  expect(syntaxErrorAt('{"a":\n  x}')).toEqual({ line: 2, column: 3, found: '"x"' })
  expect(syntaxErrorAt('{"a":1')).toEqual({ line: 1, column: 7, found: 'the end of the text' })
  expect(syntaxErrorAt('{} {}')).toEqual({ line: 1, column: 4, found: '"{"' })
  expect(syntaxErrorAt('{"a" 1}')).toEqual({ line: 1, column: 6, found: '"1"' })
})
