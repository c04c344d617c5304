/**
 * A conformance suite in three lines: one test for each clause, below the property that is about it.
 *
 * @module
 */
import { beforeAll, describe, test } from 'vitest'
import { CLAUSES } from '../../spec/index.js'
import type { ClauseId } from '../../spec/index.js'
import { propertyFor } from '../../properties/arms.js'
import type { Authority, DeviceFactory } from '../check/contract.js'
import type { CheckReport } from '../check/report.js'
import { PROPERTIES } from '../cli/assembly.js'
import { check } from '../library/check.js'
import type { CheckOptions } from '../library/check.js'
import { knownClauses } from '../library/settings.js'
import { adviceText, failureText, undecidedText } from './failure.js'

/** What a suite may be told. Everything has a default. */
export interface ConformsOptions extends Omit<CheckOptions, 'workers' | 'progress' | 'signal'> {
  /** Programs of each property, 1 … 1000000. Default: 100, which takes one or two seconds. */
  readonly runs?: number
  /**
   * Also run what `cmdqv-check check` enumerates and draws beyond the properties: all 720 orders of a queue's lifecycle, with
   * refusals and resets in every gap. Some ten seconds more. Default: false, unless `time` says how long it may take.
   */
  readonly orderings?: boolean
}

const QUICK_RUNS = 100
/** The check has no time limit of its own but `time`: a test's five seconds would end it on a slow machine. */
const PATIENCE = 600_000

/** What every device owes its checker, whatever it is a model of. */
const DUTIES = ['DEVICE-DIED', 'DEVICE-GARBLED'] as const

/** A failed clause in the runner's output: its stack is the line that declared the suite. */
class DivergenceError extends Error {
  override readonly name = 'Divergence'
}

/**
 * Declares a suite that checks a device: one test for each clause, named by it, in groups named by the properties. A test
 * fails with the canonical counterexample, what was seen, what is allowed, the replay token, and what to do next.
 *
 *     import { conforms } from 'cmdqv-check/vitest'
 *     import create from './device.js'
 *     conforms(create)
 *
 * All tests share one run, which begins before the first of them. A clause on which nothing was judged is skipped, and so is
 * one of authority `judgement` that is broken: its note is the advice. Name it in `authorities` to make it fail.
 *
 * @param create the factory of the device
 * @param options all of them optional; a RangeError says which makes no sense
 */
export function conforms(create: DeviceFactory, options: ConformsOptions = {}): void {
  const { clauses, device } = options
  knownClauses(clauses)
  const site = new Error('declared here')
  Error.captureStackTrace(site, conforms)
  describe(device === undefined ? 'conforms to the clauses of CMDQV' : `${device} conforms to the clauses of CMDQV`, () => {
    let report: CheckReport | undefined
    // Vitest takes the first argument apart by its text; before 4.1 there is no second one, and nothing is known of -t.
    beforeAll(async ({}, suite?: Task) => void (report = await check(create, { ...chosen(options), ...(suite && narrowed(suite)) })), PATIENCE)
    const judged = (clause: string, skip: (note: string) => void): void => report && verdictOn(clause, report, { device, site, skip })
    for (const { id, claim } of PROPERTIES) {
      const own = CLAUSES.filter((clause) => propertyFor(clause.id) === id && (clauses?.includes(clause.id) ?? true))
      if (own.length > 0) describe(claim, () => own.forEach((clause) => test(nameOf(clause.id, clause.authority), ({ skip }) => judged(clause.id, skip))))
    }
    test.each(DUTIES)('every operation is answered: %s', (duty) => judged(duty, () => undefined))
    test('the run comes to a verdict', () => {
      if (report?.verdict === 'undecided') throw at(site, undecidedText(report))
    })
  })
}

const nameOf = (id: string, authority: Authority): string => `${id} (${authority})`

/** A test, or a group of them, as the runner has it. */
interface Task {
  readonly name: string
  readonly mode: string
  readonly tasks?: readonly Task[]
}

/** The clauses whose tests are to be run. Of the others no counterexample is searched for, so that `-t CLAUSE` is quick. */
function narrowed(suite: Task): { readonly clauses?: readonly ClauseId[] } {
  const clauses = selectedIn(suite)
  return clauses.length < CLAUSES.length ? { clauses } : {}
}

function selectedIn({ name, mode, tasks }: Task): readonly ClauseId[] {
  if (tasks) return tasks.flatMap(selectedIn)
  return mode === 'skip' ? [] : CLAUSES.flatMap(({ id, authority }) => (nameOf(id, authority) === name ? [id] : []))
}

/** Properties alone, unless more is asked for. */
function chosen({ runs = QUICK_RUNS, orderings, properties, ...others }: ConformsOptions): CheckOptions {
  const everything = orderings ?? others.time !== undefined
  if (properties) return { ...others, runs, properties }
  return { ...others, runs, ...(!everything && { properties: PROPERTIES.map(({ id }) => id) }) }
}

interface Told {
  readonly device: string | undefined
  /** Where the suite was declared. */
  readonly site: Error
  readonly skip: (note: string) => void
}

/** Passes, skips with a note, or throws the counterexample. */
function verdictOn(clause: string, report: CheckReport, { device, site, skip }: Told): void {
  const divergence = report.divergences.find((one) => one.clause === clause)
  if (divergence === undefined) {
    if (report.coverage.clauses[clause] === undefined && CLAUSES.some(({ id }) => id === clause)) skip('never judged in this run')
    return
  }
  if (divergence.advice) skip(adviceText(divergence))
  else throw at(site, failureText(divergence, report, device))
}

/** An error whose stack leads to where the suite was declared, not to here. */
function at({ stack = '' }: Error, message: string): Error {
  const error = new DivergenceError(message)
  error.stack = `${error.name}: ${message}\n${stack.split('\n').slice(1).join('\n')}`
  return error
}
