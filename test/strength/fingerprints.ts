/** What the states of a life feed into their fingerprints: the judge that runs feeds the same words (test/judge/twin.ts). */
import { CLAUSES, fingerprint } from '../../spec/index.js'
import type { State } from '../../spec/index.js'
import { Digest } from './lives.js'

const IDS = CLAUSES.map(({ id }) => id)
/** Every clause; none, when only what is owed counts; and in turn one by name, and a few. */
export const choicesFor = (life: number): readonly (readonly string[] | undefined)[] => [undefined, [], [IDS[life % IDS.length] ?? 'RO'], IDS.filter((_, i) => (i + life) % 3 === 0)]

/** All words in one number for each choice of clauses. Every clause is asked for at every other state, the others at every fourth: to ask for all at all finds no mutant more. */
export function wordsOf(states: readonly State[], life: number): readonly string[] {
  return choicesFor(life).map((clauses, choice) => {
    const digest = new Digest()
    const sink = { word: (value: number) => digest.take(value) }
    states.forEach((state, i) => {
      if ((i + choice) % (clauses ? 4 : 2) === 0) fingerprint(state, sink, clauses)
    })
    return digest.toString()
  })
}
