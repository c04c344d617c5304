/** A report as CI servers read it: a test suite of clauses, each a test case that passed, failed or was skipped. */
import junit from 'junit-report-builder'
import type { Builder, TestSuite } from 'junit-report-builder'
import { thousands } from './columns.js'
import type { ClauseResult, Result, Results } from './results.js'

/** Its types promise a module with a default export; what Node loads is that export itself. */
const newBuilder = (): Builder => (junit as unknown as Builder).newBuilder()
const PACKAGE = 'cmdqv-check'

const storyOf = ({ rule, table, observed, allowed, about, again }: Result): string =>
  [rule, ...(table === '' ? [] : [table]), `seen     ${observed}`, `allowed  ${allowed}`, about, ...(again === undefined ? [] : [again])].join('\n')

/** The builder puts texts into CDATA sections and mends only the first end of one in a text: a device may say it twice. */
const inCdata = (text: string): string => text.replaceAll(']]>', ']] >')

/** Files and lines are in the text: not every server takes attributes for them. */
function broken(suite: TestSuite, result: Result): void {
  const { clause, authority, advice, waiver, observed, allowed } = result
  const test = suite.testCase().className(`${PACKAGE}.${authority}`).name(clause)
  const message = `${observed}, allowed: ${allowed}`
  if (waiver) test.skipped().standardOutput(inCdata(`waived by ${waiver.owner} until ${waiver.expires}: ${waiver.reason}\n${storyOf(result)}`))
  else if (advice) test.standardOutput(inCdata(`advice, which does not fail: ${message}\n${storyOf(result)}`))
  else test.failure(message, clause).stacktrace(inCdata(storyOf(result)))
}

function kept(suite: TestSuite, { id, authority, state, judged }: ClauseResult): void {
  const test = suite.testCase().className(`${PACKAGE}.${authority}`).name(id)
  if (state === 'judged') test.standardOutput(`judged ${thousands(judged)} times`)
  else test.skipped()
}

/** Suites of clauses, and one of what concerns a run as a whole; failures are those that fail the run. */
export function formatJunit(all: readonly Results[]): string {
  const builder = newBuilder().name(PACKAGE)
  for (const { subject, verdict, about, figures, results, clauses, notes, seconds } of all) {
    const suite = builder.testSuite().name(`${PACKAGE}: ${subject}`)
    if (seconds !== undefined) suite.time(seconds)
    suite.property('verdict', verdict).property('about', about).property('figures', figures)
    for (const result of results) broken(suite, result)
    for (const clause of clauses.filter(({ id }) => !results.some((result) => result.clause === id))) kept(suite, clause)
    for (const { text, fails } of notes) {
      const test = suite.testCase().className(`${PACKAGE}.run`).name(text)
      if (fails) test.error(text, 'run')
      else test.skipped()
    }
  }
  // The schema that CI servers publish has this sum at each suite, but not for all of them.
  return `${builder.build().replace(/(<testsuites[^>]*?) skipped="\d+"/, '$1')}\n`
}
