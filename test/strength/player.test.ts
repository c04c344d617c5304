/** How `npm run strength` plays the suite: what is played, in which order, and what a test has in hand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Player } from './player.mjs'

const folder = mkdtempSync(join(tmpdir(), 'player-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A suite of two parts, and one that cannot be loaded. */
const SUITE = `
const { describe, expect, test } = require('vitest')
let made = 0
const seen = () => { made += 1; return made }
exports.PARTS = {
  one: async () => {
    test('begins anew', () => expect(seen()).toBe(1))
    test.each([[1, 1], [2, 3]])('%i is %i', (a, b) => expect(a, 'the pair').toBe(b))
    describe.each([{ n: 5 }])('of $n', ({ n }) => test('five', async () => expect(n).toEqual(5)))
  },
  two: async () => test('begins where the others ended', () => expect(seen()).toBeGreaterThan(0)),
  three: async () => { throw new Error('no such thing') },
}
`
const file = join(folder, 'suite.cjs')
writeFileSync(file, SUITE)
const player = new Player(file)
const shortly = (outcomes: Awaited<ReturnType<Player['play']>>): readonly string[] => outcomes.map(({ id, failure }) => `${failure === undefined ? '+' : '-'} ${id}`)

const ALL = ['+ one › begins anew', '+ one › %i is %i 0', '- one › %i is %i 1', '+ one › of $n 0 › five', '+ one › can be loaded', '+ two › begins where the others ended', '+ two › can be loaded', '- three › can be loaded']

describe('a play', () => {
  test('has every test, and begins anew each time', async () => {
    expect(shortly(await player.play({ bail: false }))).toEqual(ALL)
    expect(shortly(await player.play({ bail: false }))).toEqual(ALL)
  })

  test('says why a test failed', async () => {
    const outcomes = await player.play({ bail: false })
    expect(outcomes.map(({ failure }) => failure).filter(Boolean)).toEqual(['AssertionError: the pair: expected 2 to be 3 // Object.is equality', 'AssertionError: expected \'Error: no such thing\' to equal undefined'])
  })

  test('ends with the first failure where that is wanted', async () => {
    expect(shortly(await player.play({ bail: true }))).toEqual(ALL.slice(0, 3))
  })

  test('is of the tests that are named, those that come first before all', async () => {
    const [ids, first] = [['two › can be loaded', 'one › begins anew', 'one › of $n 0 › five'], ['two › can be loaded', 'three › can be loaded']]
    expect(shortly(await player.play({ ids, bail: true }))).toEqual(['+ one › begins anew', '+ one › of $n 0 › five', '+ two › can be loaded'])
    expect(shortly(await player.play({ ids, first, bail: true }))).toEqual(['+ two › can be loaded', '+ one › begins anew', '+ one › of $n 0 › five'])
    expect(shortly(await player.play({ first: ['three › can be loaded'], bail: true }))).toEqual(['- three › can be loaded'])
  })

  test('tells what begins, and when something is loaded', async () => {
    const begun: (string | undefined)[] = []
    await player.play({ ids: ['one › begins anew', 'two › can be loaded'], bail: true, before: (id) => begun.push(id) })
    expect(begun).toEqual([undefined, 'one › begins anew', undefined, 'two › can be loaded'])
  })
})
