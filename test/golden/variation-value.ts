/** A variation with one of everything, so that every line of a report is seen. */
import type { Operation } from '../../src/check/contract.js'
import type { Counterexample } from '../../src/check/matrix.js'
import type { Change, Single, Variation } from '../../src/check/variation.js'

const RESET: Operation = { op: 'reset' }

const counterexample = (clause: string, length: number): Counterexample => ({
  clause, observed: 'this', allowed: 'that', alphabet: 'everything',
  program: { kernel: '6.18.9', queues: 2, slots: [], operations: Array.from({ length }, () => RESET) },
})

const change = (choice: string, line: string, value: Change['value']): Change => ({ choice, line: `${choice}: ${line}`, value })
const nothing = { mends: [], breaks: [], shifts: [], silences: [] } as const

const SINGLES: readonly Single[] = [
  { ...nothing, change: change('decoded', 'advertised → 128', '128') },
  { ...nothing, change: change('event', 'none → maps-and-interrupt', 'maps-and-interrupt'), mends: ['RULE-OF-OURS'] },
  { ...nothing, change: change('page1', 'cache → vintf-dropped-unless-mapped', 'vintf-dropped-unless-mapped'), mends: ['FIRST', 'SECOND', 'RULE-OF-OURS'] },
  { ...nothing, change: change('sync', '+GERRORN', ['CONFIG', 'GERRORN']), mends: ['FIRST'], breaks: [counterexample('THIRD', 3), counterexample('OTHER-OF-OURS', 2)] },
  { ...nothing, change: change('reset', '-WINDOW', ['REGISTERS']), breaks: [counterexample('THIRD', 6)] },
  {
    ...nothing,
    change: change('enOk', '-CONFIG_EN', []),
    shifts: [
      { clause: 'FIRST', before: 2, after: 2, kept: false }, { clause: 'SECOND', before: 3, after: 6, kept: false },
      { clause: 'LAST', before: 4, after: 3, kept: true }, { clause: 'RULE-OF-OURS', before: 7, after: 5, kept: false },
    ],
    silences: ['A-CLAUSE-WITH-A-LONG-NAME'],
  },
]

export const VARIATION: Variation = {
  base: 'own',
  depths: new Map([['everything', 3], ['errors', 8]]),
  fresh: 6,
  choices: undefined,
  clauses: ['FIRST', 'SECOND'],
  broken: [counterexample('FIRST', 2), counterexample('SECOND', 3), counterexample('LAST', 4), counterexample('RULE-OF-OURS', 7)],
  singles: SINGLES,
  pairs: [
    { changes: [change('page1', 'a → b', 'b'), change('unbacked', 'c → d', 'd')], mends: ['LAST', 'RULE-OF-OURS'], breaks: [] },
    { changes: [change('page1', 'a → b', 'b'), change('event', 'e → f', 'f')], mends: [], breaks: [counterexample('THIRD', 4), counterexample('OTHER-OF-OURS', 1)] },
  ],
  pairsTried: 1815,
  programs: 1,
  unmended: ['LAST', 'RULE-OF-OURS'],
  complete: false,
}

export const isAdvice = (clause: string): boolean => clause.endsWith('OF-OURS')
