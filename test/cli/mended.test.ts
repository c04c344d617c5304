/** What causes a broken clause, and what is left of it once that is mended. */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import { letters } from '../../properties/alphabets/letters.js'
import type { Program } from '../../src/check/contract.js'
import { firstDivergence } from '../../src/check/lockstep.js'
import { decodeToken } from '../../src/check/token.js'
import { createDesign, designById } from '../../src/designs/index.js'
import type { Design } from '../../src/designs/index.js'
import { referenceModel } from '../../src/cli/assembly.js'
import { designStory } from '../../src/cli/mended.js'
import { shippedMatrix } from '../../src/cli/shipped.js'

const program = (text: string): Program => ({ kernel: '6.18.9', queues: 2, slots: [], operations: letters(text, region) })

function design(id: string): Design {
  const found = designById(id)
  if (!found) throw new Error(`no design ${id}`)
  return found
}

/** The token of a cell. */
function shipped(device: string, clause: string): string {
  const cell = shippedMatrix().designs.find((row) => row.name === device)?.divergences.find((one) => one.clause === clause)
  if (!cell) throw new Error(`${device} breaks ${clause} no more: choose another cell for this test`)
  return cell.replay
}

const breaks = (broken: Design, one: Program, clause: string): boolean => firstDivergence({ name: broken.id, create: createDesign(broken) }, referenceModel, one, clause) >= 0

const UNMAPPED = program('d0.CONS_INDX=0 v0.CONS_INDX=1 d0.CONS_INDX')
const rfc = design('rfc-2025-12')
const story = designStory(rfc, UNMAPPED, 'P176-DIRECT')

describe('the causes of one program', () => {
  test('are the choices whose change mends it, in the order of the table', () => {
    expect(story.causes.map(({ choice, mends }) => [choice, ...mends.map(({ change }) => change)])).toEqual([
      ['pageMapped', 'first-trapped-access → machine-build'],
      ['unbacked', 'cache → vintf-dropped-unless-mapped'],
    ])
    expect(story.causes.map(({ about }) => about.slice(0, 12))).toEqual(['When the hos', 'What serves '])
    expect(story.pairs).toEqual([])
  })

  test('a change with which the program breaks another binding clause says so', () => {
    const { causes } = designStory(design('merged-2026-06'), decodeToken(shipped('merged-2026-06', 'DISABLED-STOPS')), 'DISABLED-STOPS', { depth: 1 })
    expect(causes.flatMap(({ choice, mends }) => mends.filter(({ breaks }) => breaks.length > 0).map(({ change, breaks }) => [choice, change, breaks]))).toEqual([['sync', '-CONS_INDX', ['RING']]])
  })

  test('where no single change mends it, pairs of changes that do', () => {
    const v5 = design('v5-2026-05')
    const live = decodeToken(shipped('v5-2026-05', 'LIVE'))
    const { causes, pairs, chains } = designStory(v5, live, 'LIVE')
    expect([causes, chains]).toEqual([[], []])
    expect(pairs[0]).toBe('pageMapped: vintf-enable-reported → machine-build; directPage0: trapped → guest-direct')
    expect(pairs).toHaveLength(5)
  })

  test('where no two changes mend it either, there are none', () => {
    expect(designStory(rfc, decodeToken(shipped('rfc-2025-12', 'ALIAS')), 'ALIAS')).toEqual({ causes: [], pairs: [], chains: [] })
  })
})

describe('the chain of mended designs', () => {
  const [chain = [], other = []] = story.chains

  test('leads from the copy in the cache to the direct aperture that is mapped to the guest', () => {
    expect(chain.map(({ choice, still }) => [choice, still?.program.operations])).toEqual([
      ['unbacked', letters('d0.CONS_INDX=1 attach d0.CONS_INDX', region)],
      ['pageUse', letters('attach d0.CONS_INDX=1 d0.CONS_INDX', region)],
      ['directPage0', letters('d0.CONS_INDX=1 attach d0.BASE_L=good d0.CONS_INDX', region)],
    ])
    expect(chain[1]?.causes.map(({ choice }) => choice)).toEqual(['pageMapped', 'directPage0'])
  })

  test('every link is true: its program breaks the mended design, and what mends it does', () => {
    let mended = rfc
    for (const { still, own, before } of chain) {
      const { extends: base, ...changes } = own ?? {}
      expect(base).toBe('rfc-2025-12')
      mended = { ...rfc, ...changes }
      if (!still) throw new Error('the chain of this cell does not end')
      expect(still.program).toEqual(decodeToken(still.replay))
      expect(breaks(mended, still.program, 'P176-DIRECT')).toBe(true)
      expect(breaks(rfc, still.program, 'P176-DIRECT')).toBe(before)
    }
    expect(Object.keys(chain.at(-1)?.own ?? {})).toEqual(['extends', 'directPage0', 'pageUse', 'unbacked'])
  })

  test('a change that breaks the clause sooner is not followed', () => {
    expect(other.map(({ choice, still, causes, undone }) => [choice, still?.program.operations.length, causes, undone])).toEqual([['pageMapped', 2, [], true]])
  })

  test('begins with what breaks nothing else, then with what every value mends', () => {
    const story = designStory(design('v4-2026-04'), decodeToken(shipped('v4-2026-04', 'HOST-LEGAL')), 'HOST-LEGAL', { depth: 1 })
    expect(story.causes.map(({ choice, mends }) => [choice, mends.length, mends[0]?.breaks])).toEqual([
      ['allocateAt', 2, ['HOST-LEAK']], ['requires', 1, []], ['eachTry', 1, ['HOST-LEAK']], ['destroyRefused', 1, []], ['wideAccess', 3, ['HOST-LEAK']],
    ])
    expect(story.chains.map(([link]) => link?.choice)).toEqual(['destroyRefused', 'requires', 'wideAccess', 'allocateAt'])
  })

  test('writes a mended design down where it extends a public one, which a file can name', () => {
    const { chains } = designStory({ ...rfc, id: './own.json' }, UNMAPPED, 'P176-DIRECT')
    expect(chains[0]?.map(({ own }) => own)).toEqual([undefined, undefined, undefined])
  })

  test('ends where nothing is found, and says how far was looked', () => {
    const [chain = []] = designStory(design('v4-2026-04'), decodeToken(shipped('v4-2026-04', 'SIZE-64')), 'SIZE-64', { depth: 3 }).chains
    expect(chain.map(({ choice, still, causes }) => [choice, still, causes])).toEqual([['page1', undefined, []]])
    expect(chain[0]?.searched.map(({ alphabet, depth }) => [alphabet, depth])).toEqual([['halves', 3], ['everything', 3]])
  })

  test('looks no deeper than it is told', () => {
    const shallow = designStory(rfc, UNMAPPED, 'P176-DIRECT', { depth: 2 })
    expect(shallow.chains[0]?.map(({ still, searched }) => [still, Math.max(...searched.map(({ depth }) => depth))])).toEqual([[undefined, 2]])
  })
})
