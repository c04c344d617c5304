/** A search that knows another device's counterexamples finds what a search finds that knows nothing. */
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Alphabet } from '../../src/check/alphabet.js'
import type { Counterexample } from '../../src/check/matrix.js'
import type { Subject } from '../../src/check/lockstep.js'
import { createDesign, designById, flips } from '../../src/designs/index.js'
import { searchBeyond } from '../../src/prove/beyond.js'
import { leastOf, searchDevice } from '../../src/prove/search.js'
import { subjectNamed } from './brute.js'

const FIXED = designById('fixed-2026-07')
if (!FIXED) throw new Error('there is no fixed-2026-07')

/** How far some alphabets are searched here; that of slots that come used to its end, where programs have six operations. */
const DEPTHS: Readonly<Record<string, number>> = { everything: 2, routing: 4, execution: 4, handover: 6, halves: 4 }
const SMALL: readonly Alphabet[] = alphabetsFor(region, 2).flatMap((alphabet) => {
  const depth = DEPTHS[alphabet.name]
  return depth === undefined ? [] : [{ ...alphabet, depth }]
})

function flipped(line: string): Subject {
  const flip = flips(FIXED ?? never()).find((one) => one.line === line)
  if (!flip) throw new Error(`no flip is called ${line}`)
  return { name: line, create: createDesign(flip.design) }
}

function never(): never {
  throw new Error('looked for above')
}

const base = subjectNamed('fixed-2026-07')
const known: readonly Counterexample[] = [...leastOf(searchDevice(base, referenceModel, SMALL, region), region).values()]
const lengths = (found: Iterable<Counterexample>): Readonly<Record<string, number>> => Object.fromEntries([...found].map(({ clause, program }) => [clause, program.operations.length] as const).sort())

describe('with all that the design is known to break, each change is broken as a search from nothing says', () => {
  test.each(['pageMapped: attach → machine-build', 'unbacked: cache → vintf-dropped-unless-mapped', 'sync: +GERRORN', 'wideAccess: page1 → page1-writes', 'reset: -REGISTERS'])('%s', (line) => {
    const subject = flipped(line)
    const { found, complete } = searchBeyond(subject, referenceModel, SMALL, region, known)
    const plain = leastOf(searchDevice(subject, referenceModel, SMALL, region), region)
    expect(lengths(found)).toEqual(lengths(plain.values()))
    expect(complete).toBe(true)
  })
})

test('without knowledge it is the same search, program by program', () => {
  const plain = leastOf(searchDevice(base, referenceModel, SMALL, region), region)
  const { found } = searchBeyond(base, referenceModel, SMALL, region, [])
  for (const { clause, program } of found) expect([clause, program.operations.length]).toEqual([clause, plain.get(clause)?.program.operations.length])
  expect(found.length).toBe(plain.size)
})

test('on the same device every program is kept', () => {
  const { found, kept } = searchBeyond(base, referenceModel, SMALL, region, known, { fresh: 1 })
  expect([...kept].sort()).toEqual(known.map(({ clause }) => clause).sort())
  expect(lengths(found)).toEqual(lengths(known))
})

test('knowing is cheaper, and cheaper still if only what is short is looked for', () => {
  const [nothing, all, short] = [searchBeyond(base, referenceModel, SMALL, region, []), searchBeyond(base, referenceModel, SMALL, region, known), searchBeyond(base, referenceModel, SMALL, region, known, { fresh: 3 })]
  expect(all.transitions).toBeLessThan(nothing.transitions)
  expect(short.transitions).toBeLessThan(0.6 * nothing.transitions)
})

describe('how deep', () => {
  test('what is known takes only what is shorter', () => {
    const three = SMALL.slice(0, 1).map((alphabet) => ({ ...alphabet, depth: 3 }))
    const own = [...leastOf(searchDevice(base, referenceModel, three, region, { wanted: ['P176-DIRECT'] }), region).values()].filter(({ clause }) => clause === 'P176-DIRECT')
    expect(lengths(own)).toEqual({ 'P176-DIRECT': 3 })
    expect(lengths(searchBeyond(flipped('wideAccess: page1 → page1-writes'), referenceModel, three, region, own, { wanted: ['P176-DIRECT'] }).found)).toEqual({ 'P176-DIRECT': 2 })
  })

  test('what the broad alphabet has shown to be shortest is looked for nowhere else', () => {
    const look = (alphabets: readonly Alphabet[]): number => searchBeyond(base, referenceModel, alphabets, region, known, { wanted: ['P172-DROP'] }).transitions
    expect(look(SMALL)).toBe(look(SMALL.slice(0, 1)))
  })

  test('what the design does not break is looked for as deep as is asked for', () => {
    // CONFIG=0, reset, STATUS: three operations that no other counterexample contains.
    const three = SMALL.map((alphabet) => (alphabet.clauses === undefined ? { ...alphabet, depth: 3 } : alphabet)).slice(0, 1)
    const look = (fresh: number): boolean => searchBeyond(flipped('reset: -REGISTERS'), referenceModel, three, region, [], { wanted: ['VINTF-STATUS'], fresh }).found.length > 0
    expect([look(2), look(3)]).toEqual([false, true])
  })

  test('what it does break is looked for to the end, for a change may mend it', () => {
    // Its own program of six operations is mended, and another one as long breaks the clause all the same.
    const { found, kept } = searchBeyond(flipped('sync: +GERRORN'), referenceModel, SMALL, region, known, { fresh: 1 })
    expect(kept).not.toContain('NO-FALSE-ERROR')
    expect(lengths(found)['NO-FALSE-ERROR']).toBe(6)
  })

  test('nothing is looked for beyond the depth', () => {
    const { found } = searchBeyond(base, referenceModel, SMALL, region, [], { depth: 1 })
    expect(Math.max(0, ...found.map(({ program }) => program.operations.length))).toBeLessThanOrEqual(1)
  })
})

test('a clause that was never judged is told', () => {
  const { unjudged } = searchBeyond(base, referenceModel, SMALL.slice(0, 1), region, [], { depth: 1, wanted: ['HOST-RETRY', 'P172-ZERO'] })
  expect(unjudged).toEqual(['HOST-RETRY'])
})

test('only what is asked for is told, and whatever is no clause', () => {
  const dies: Subject = { name: 'dies', create: (host, options) => ({ ...base.create(host, options), read: () => { throw new Error('gone') } }) }
  const { found } = searchBeyond(dies, referenceModel, SMALL.slice(0, 1), region, [], { depth: 1, wanted: ['RESET'] })
  expect(found.map(({ clause }) => clause)).toEqual(['DEVICE-DIED'])
})
