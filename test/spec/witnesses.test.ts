/** Fingerprints of states that were written down for it: what parts them, and what does not. */
import { describe, expect, test } from 'vitest'
import { CLAUSES } from '../../spec/index.js'
import type { Judgement, State } from '../../spec/index.js'
import { ERASURES } from './erasures.js'
import { recognise, recognisedBy } from './recognise.js'
import type { Recognise } from './recognise.js'
import { judged } from './table.js'
import { CORNERS, OVERWRITTEN, WITNESSES, table } from './witnesses.js'
import type { Witness } from './witnesses.js'

const tellOf = (id: string) => ({ judged: all, forbidden }: Judgement): string => `${all.some((clause) => clause === id)} ${forbidden.some(({ clause }) => clause === id)}`

/** The beginnings of a witness are told apart, and rightly: its end is judged differently, by clauses that tell them apart too. */
function statesOf({ one, other, end }: Witness): readonly [State, State] {
  const starts = [one, other].map((start) => judged(start))
  const [a, b] = starts.map((rows) => rows.at(-1)?.state)
  if (!a || !b) throw new Error('a witness has a beginning')
  expect(recognise(a)).not.toBe(recognise(b))
  const [ending, otherEnding] = [one, other].map((start, i) => judged(`${start}\n${end}`).slice(starts[i]?.length))
  const parted = CLAUSES.filter(({ id }) => ending?.map(tellOf(id)).join() !== otherEnding?.map(tellOf(id)).join())
  expect(parted).not.toEqual([])
  for (const { id } of parted) expect(recognisedBy([id])(a), id).not.toBe(recognisedBy([id])(b))
  return [a, b]
}

describe('whatever is left out of a fingerprint, some states that are then taken for the same are judged differently', () => {
  test.each(Object.entries(WITNESSES))('%s', (name, witness) => {
    const [, erase] = ERASURES.find(([known]) => known === name) ?? []
    if (!erase) throw new Error('a witness is of something that is left out')
    const erased: Recognise = (state) => recognise(erase(state))
    // It differs in what is erased and in nothing else.
    const [a, b] = statesOf(witness)
    expect(erased(a)).toBe(erased(b))
  })

  test.each(CORNERS)('%s matters', (_, witness) => {
    statesOf(witness)
  })
})

/** Errors written through slot 1 of VCMDQ 0, and before that a write to slot 0 while an entry maps nothing. */
const FOREIGN = table('write VINTF0_CONFIG = 1', 'write CMDQ_ALLOC_MAP_0 = 3', 'write CMDQ_ALLOC_MAP_1 = 0x8001', 'write LVCMDQ0_PROD_INDX = 1', 'write LVCMDQ1_GERRORN = 1')

test('with 128 VCMDQs, refusals for any two slots are told apart', () => {
  const RING = '0x40000000 0x1000'
  const states = [0, 1, 31, 32, 33, 63, 64, 95, 96, 127].flatMap((l) => {
    const alloc = judged(`deliver | hwQueueAlloc ${l} ${RING} ENOMEM`, 128)
    const destroy = judged(`deliver | hwQueueAlloc ${l} ${RING}\ndeliver | hwQueueDestroy ${l} EINVAL`, 128)
    return [alloc, destroy].map((rows) => rows.at(-1)?.state)
  })
  const fingerprints = states.map((state) => state && recognise(state))
  expect(new Set(fingerprints).size).toBe(20)
})

describe('a fingerprint holds as little as it can', () => {
  const same = (one: string, other: string): void => {
    const [a, b] = [judged(one).at(-1), judged(other).at(-1)]
    if (!a || !b) throw new Error('a table has rows')
    expect(recognise(a.state)).toBe(recognise(b.state))
  }

  test.each([
    ['the order of two writes to one VCMDQ',      'write VCMDQ0_PROD_INDX = 1 |\nwrite VCMDQ0_CONS_INDX = 2 |', 'write VCMDQ0_CONS_INDX = 2 |\nwrite VCMDQ0_PROD_INDX = 1 |'],
    ['the order of two writes to the Config page', 'write VINTF0_CONFIG = 1 |\nwrite CMDQ_ALLOC_MAP_0 = 1 |\nattach |', 'write CMDQ_ALLOC_MAP_0 = 1 |\nwrite VINTF0_CONFIG = 1 |\nattach |'],
    ['a value that was overwritten',               'write VCMDQ0_PROD_INDX = 1 |', 'write VCMDQ0_PROD_INDX = 7 |\nwrite VCMDQ0_PROD_INDX = 1 |'],
    ['a read of what was known',                   'read VCMDQ0_PROD_INDX | 0', 'read VCMDQ0_CONS_INDX | 0\nread VCMDQ0_PROD_INDX | 0'],
    ['how often the same was done',                'write VCMDQ0_PROD_INDX = 1 |\nwrite VCMDQ0_PROD_INDX = 1 |', 'write VCMDQ0_PROD_INDX = 1 |\nwrite VCMDQ0_PROD_INDX = 1 |\nwrite VCMDQ0_PROD_INDX = 1 |'],
    ['a second reason for a clause to speak',      table(FOREIGN, 'write LVCMDQ0_PROD_INDX = 2', 'write CMDQ_ALLOC_MAP_1 = 2', OVERWRITTEN), table(FOREIGN, 'write CMDQ_ALLOC_MAP_1 = 2', 'write LVCMDQ0_PROD_INDX = 2', OVERWRITTEN)],
    ['what was before a reset',                    'write VCMDQ0_PROD_INDX = 1 |\nwrite gap 0x50 = 1 |\nreset |', 'reset |'],
  ])('%s does not matter', (_, one, other) => {
    same(one, other)
  })
})
