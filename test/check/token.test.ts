import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Program } from '../../src/check/contract.js'
import { formatProgram, parseProgram } from '../../src/check/program.js'
import { TokenError, decodeToken, encodeToken, looksLikeToken } from '../../src/check/token.js'
import { anyProgram } from './program-arbitrary.js'

const CHECK_BYTES = 4
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** What the token says of a text: the program, or the message. */
function told(text: string): Program | string {
  try {
    return decodeToken(text)
  } catch (error) {
    if (error instanceof TokenError) return error.message
    throw error
  }
}

test('what is encoded is decoded', () => {
  fc.assert(fc.property(anyProgram(), (program) => void expect(decodeToken(encodeToken(program))).toEqual(program)), { numRuns: 1000 })
})

test('a token is short: a five-operation program fits in one line of a mail', () => {
  const program = parseProgram('{"version":1,"kernel":"6.18.9","queues":2,"operations":[{"op":"write","offset":"0x200","size":4,"value":"0x1"},{"op":"write","offset":"0x1000","size":4,"value":"0x1"},{"op":"attach"},{"op":"write","offset":"0x10000","size":4,"value":"0x1"},{"op":"read","offset":"0x30000","size":4}]}', 'p')
  expect(encodeToken(program).length).toBeLessThanOrEqual(45)
})

describe('damage is told', () => {
  const tokens = fc.sample(anyProgram(6), { seed: 3, numRuns: 20 }).map(encodeToken)

  test('any one character exchanged, for any other', () => {
    for (const token of tokens.slice(0, 6)) {
      for (let at = 4; at < token.length; at++) {
        for (const character of `${ALPHABET}=+/ \n.`) {
          if (character === token[at]) continue
          expect(told(token.slice(0, at) + character + token.slice(at + 1))).toMatch(/^the token is damaged: .*; copy it again/)
        }
      }
    }
  })

  test('any end cut off, any beginning', () => {
    for (const token of tokens) {
      for (let at = 4; at < token.length; at++) expect(told(token.slice(0, at))).toMatch(/^the token is damaged/)
      for (let at = 1; at < token.length; at++) expect(told(token.slice(at))).toMatch(/^(not a token|the token is damaged)/)
      expect(told(`${token}A`)).toMatch(/^the token is damaged/)
    }
  })

  test('anything else', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String().map((text) => `cq1.${text}`)), (text) => void expect(typeof told(text)).toBe('string')), { numRuns: 2000 })
    expect(told('cq2.AAAA')).toBe('the token starts with cq2. and this version reads cq1.: install a newer version')
    expect(told('program.json')).toBe('not a token: it starts with cq1., as printed after "replay"')
  })
})

test('tokens are told from file names', () => {
  expect(['cq1.abc', ' cq12.x', 'cq.json', 'programs/cq1.json', ''].map(looksLikeToken)).toEqual([true, true, false, false, false])
})

interface Golden {
  readonly name: string
  readonly token: string
  readonly program: unknown
}

describe('golden tokens: the format is frozen', () => {
  // Written by whoever froze the format; each field is used below and so checked.
  const golden = JSON.parse(readFileSync(new URL('../golden/tokens.json', import.meta.url), 'utf8')) as readonly Golden[]
  const bodyOf = (token: string): string => inflateRawSync(Buffer.from(token.slice(4), 'base64url').subarray(CHECK_BYTES)).toString('hex')

  test('they have every kind of operation, both kernels and left-over slots', () => {
    const programs = golden.map(({ program }) => parseProgram(JSON.stringify(program), 'golden'))
    expect(new Set(programs.flatMap(({ operations }) => operations.map(({ op }) => op))).size).toBe(11)
    expect(new Set(programs.map(({ kernel }) => kernel)).size).toBe(2)
    expect(programs.some(({ slots }) => slots.length > 1)).toBe(true)
    expect(golden.length).toBeGreaterThanOrEqual(12)
  })

  test.each(golden)('$name', ({ token, program }) => {
    const expected = parseProgram(JSON.stringify(program), 'golden')
    expect(formatProgram(decodeToken(token))).toBe(formatProgram(expected))
    // The body alone is compared: another zlib may deflate it in another way.
    expect(bodyOf(encodeToken(expected))).toBe(bodyOf(token))
  })
})
