/** What `prove --smt` reports, of every kind of end. */
import { expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { SmtReport } from '../../src/check/obligation.js'
import { formatSmtJson, formatSmtText } from '../../src/report/smt.js'
import { golden } from './scene.js'

/** A report with one obligation of each verdict. */
const REPORT: SmtReport = {
  device: 'optimised', queues: 2, verdict: 'undecided', solvers: [{ name: 'z3-solver', version: '5.1.0' }, { name: 'cvc5', version: '1.0.3' }], registers: 107, terms: 14_539, seconds: 3.25,
  obligations: [
    { name: 'a', clauses: ['ALIAS'], claim: 'one', verdict: 'proved', answers: [{ solver: 'z3-solver', answer: 'unsat', seconds: 0.5, note: undefined }, { solver: 'cvc5', answer: 'unknown', seconds: 60, note: 'no answer in 60 s' }], counterexample: undefined },
    { name: 'b', clauses: ['RO'], claim: 'two', verdict: 'refuted', answers: [{ solver: 'z3-solver', answer: 'sat', seconds: 1, note: undefined }], counterexample: { solver: 'z3-solver', access: ['access at 0x10010 (VCMDQ0_GERROR)', 'value 0x1'], values: [{ name: 'word.9', value: 3 }], broken: ['HYP_OWN is 0'], confirmed: true } },
    { name: 'c', clauses: [], claim: 'three', verdict: 'disputed', answers: [{ solver: 'z3-solver', answer: 'sat', seconds: 1, note: undefined }, { solver: 'cvc5', answer: 'unsat', seconds: 2, note: undefined }], counterexample: { solver: 'z3-solver', access: [], values: [], broken: [], confirmed: false } },
    { name: 'd', clauses: [], claim: 'four', verdict: 'empty', answers: [], counterexample: undefined },
    { name: 'e', clauses: [], claim: 'five', verdict: 'open', answers: [{ solver: 'cvc5', answer: 'failed', seconds: 0, note: 'it says "Segmentation fault"' }], counterexample: undefined },
  ],
  correspondence: { steps: 99, branches: 10, unreached: ['write: one'], difference: { operations: [{ op: 'attach' }, { op: 'write', offset: 0x10004, size: 8, value: 5n }], what: 'word.3 is 0x1 in the device and 0x0 in the encoding' } },
}

test('whatever became of an obligation is told', () => {
  golden('smt-report.txt', formatSmtText(REPORT, { region }))
  expect(JSON.parse(formatSmtJson(REPORT))).toMatchObject({ verdict: 'undecided', correspondence: { difference: { operations: [{ op: 'attach' }, { op: 'write', offset: 0x10004, size: 8, value: '0x5' }] } } })
})
