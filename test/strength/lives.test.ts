/** Recorded lives: the judge says of them what it said. */
import { describe, expect, test } from 'vitest'
import type { Judgement } from '../../spec/index.js'
import { wordsOf } from './fingerprints.js'
import { Digest, eventOf, judgements, readLives, tell, verdictOf } from './lives.js'
import type { Life } from './lives.js'

const recorded = readLives()

const eventsOf = ({ steps }: Life) => steps.map((step) => eventOf(recorded, step))
const known = new Map<Life, readonly Judgement[]>()

/** A life is judged once, by the test that comes to it first: a mutant of fingerprints is then no business of the others. */
function judged(life: Life): readonly Judgement[] {
  const all = known.get(life) ?? [...judgements(life.queues, eventsOf(life))]
  known.set(life, all)
  return all
}

const numbered = recorded.lives.map((life, number) => ({ life, number }))

describe('the judge', () => {
  test.each(numbered)('of life $number', ({ life }) => {
    const told = new Digest()
    const said = judged(life).map((judgement) => {
      tell(told, judgement)
      return verdictOf(judgement)
    })
    expect(said).toEqual(life.steps.map(([, , , verdict]) => recorded.verdicts[verdict]))
    expect(told.toString(), 'the words of its verdicts').toBe(life.told)
  })
})

describe('fingerprints', () => {
  test.each(numbered)('of the states of life $number', ({ life, number }) => {
    expect(wordsOf(judged(life).map(({ state }) => state), number)).toEqual(life.words)
  })
})
