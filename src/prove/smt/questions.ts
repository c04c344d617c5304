/** Obligations as questions to solvers, and what a solver's values say. */
import type { Region } from '../../check/region.js'
import type { SmtCounterexample } from '../../check/obligation.js'
import { Valuation } from './evaluate.js'
import { partsOf } from './parts.js'
import type { Encoded } from './parts.js'
import { LOOK } from './setting.js'
import type { Obligation } from './setting.js'
import { question, termsIn, valuesIn } from './smtlib.js'
import { ACCESS } from './steps.js'
import { masked, not } from './term.js'
import type { Term } from './term.js'

export interface Questions {
  /** Whether anything satisfies the hypotheses: `sat`, or the obligation says nothing. */
  readonly hypotheses: string
  /** Whether anything satisfies them and not the conclusion: `unsat`, or there is a counterexample. */
  readonly negation: string
  /** The same, asking for the values. */
  readonly values: string
}

/** What a solver is to be asked. */
export function questionsOf({ name, clauses, claim, hypotheses, conclusion }: Obligation): Questions {
  const title = (expected: string): readonly string[] => [`${name}${clauses.length > 0 ? ` (${clauses.join(', ')})` : ''}`, claim, expected]
  const broken = [...hypotheses, not(conclusion)]
  return {
    hypotheses: question(title('sat: something satisfies the hypotheses'), hypotheses),
    negation: question(title('unsat: nothing satisfies the hypotheses and not the claim'), broken),
    values: question(title('values that satisfy the hypotheses and not the claim'), broken, true),
  }
}

const hex = (value: number): string => `0x${value.toString(16)}`

/** An offset with the name of what is there. */
function placeOf(offset: number, region: Region, queues: number): string {
  const location = region.locate(offset, queues)
  return `${hex(offset)} (${location ? location.name : 'no register'})`
}

function accessOf(value: (term: Term) => number | undefined, region: Region, queues: number): readonly string[] {
  const [offset, wide, low, high, look] = [ACCESS.offset, ACCESS.wide, ACCESS.low, ACCESS.high, LOOK].map(value)
  return [
    ...(offset === undefined ? [] : [`access at ${placeOf(offset, region, queues)}${wide === 1 ? ', of 8 bytes' : ''}`]),
    ...(low === undefined ? [] : [`value ${hex(low)}${high === undefined ? '' : `, upper word ${hex(high)}`}`]),
    ...(look === undefined ? [] : [`seen at ${placeOf(look, region, queues)}`]),
  ]
}

/** The counterexample in a solver's answer, worked out over the encoding once more. */
export function counterexampleOf(obligation: Obligation, encoded: Encoded, region: Region, solver: string, answer: string): SmtCounterexample {
  const given = valuesIn(answer)
  const variables = termsIn([...obligation.hypotheses, obligation.conclusion]).filter(({ op }) => op === 'var')
  const values = new Valuation()
  // What a solver leaves out may be anything.
  for (const one of variables) values.set(one, given.get(one.name) ?? 0)
  const start = new Map(partsOf(encoded).map(({ name, width, powerOn }) => [name, masked(width, powerOn)]))
  const isAccess = (name: string): boolean => [...Object.values(ACCESS), LOOK].some((one: Term) => one.name === name)
  return {
    solver,
    access: accessOf((term) => (variables.includes(term) ? values.of(term) : undefined), region, encoded.table.queues),
    values: variables.map(({ name }) => ({ name, value: given.get(name) ?? 0 })).filter(({ name, value }) => !isAccess(name) && value !== (start.get(name) ?? 0)),
    broken: [...(obligation.ties ?? [])].filter(([, term]) => !values.isTrue(term)).map(([name]) => name),
    confirmed: obligation.hypotheses.every((term) => values.isTrue(term)) && !values.isTrue(obligation.conclusion),
  }
}
