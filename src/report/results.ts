/**
 * What other tools are told: a list of clauses, each kept or broken, with places and texts. CI servers, code hosts and
 * editors know nothing of programs and apertures; the formats made of this are lists of results with a place in a file.
 */
import type { Clause } from '../check/contract.js'
import type { LogReport } from '../check/log-report.js'
import type { CheckReport, Divergence } from '../check/report.js'
import type { Region } from '../check/region.js'
import type { Waiver } from '../check/report.js'
import { columns, counted, thousands } from './columns.js'
import { replayCommand } from './command.js'
import { DEVICE_RULE } from './text.js'
import { programRows, tellOperation } from './story.js'

/** A place in a file of the user's. */
export interface Place {
  readonly file: string
  /** From 1; absent where the whole file is meant. */
  readonly line?: number
}

/** One broken clause. */
export interface Result {
  readonly clause: string
  readonly authority: string
  /** It does not fail the run. */
  readonly advice: boolean
  readonly waiver?: Waiver
  readonly rule: string
  readonly observed: string
  readonly allowed: string
  /** What leads there: operations, or lines of a log. */
  readonly steps: readonly string[]
  /** Aligned for a reader, where the steps are a table. */
  readonly table: string
  /** What is said of the counterexample: its length and how sure it is that nothing less breaks the clause. */
  readonly about: string
  /** A command that shows it again. */
  readonly again?: string
  readonly place?: Place
  /** The same for the same fault, from run to run. */
  readonly fingerprint: string
}

/** One clause of a run. */
export interface ClauseResult extends Clause {
  readonly judged: number
  readonly state: 'judged' | 'not judged' | 'not applicable'
}

/** What keeps a run from passing, or should be known of it, without being about a clause. */
export interface Note {
  readonly text: string
  readonly fails: boolean
}

export interface Results {
  /** What was checked: a device or a log. */
  readonly subject: string
  readonly verdict: 'conforms' | 'diverges' | 'undecided'
  /** `2 queues, host kernel 6.17 and 6.18.9`. */
  readonly about: string
  /** One line of figures. */
  readonly figures: string
  readonly results: readonly Result[]
  readonly clauses: readonly ClauseResult[]
  readonly notes: readonly Note[]
  readonly seconds: number | undefined
}

export interface ResultsContext {
  readonly region: Region
  readonly clauses: readonly Clause[]
  /** The file that the device is in, if it is in one. */
  readonly file: string | undefined
}

const clauseResults = (clauses: readonly Clause[], counts: Readonly<Record<string, number>>, absent: readonly string[]): readonly ClauseResult[] =>
  clauses.map((clause) => {
    const judged = counts[clause.id] ?? 0
    return { ...clause, judged, state: absent.includes(clause.id) ? 'not applicable' : judged > 0 ? 'judged' : 'not judged' }
  })

function sureness({ flaky, step, minimal, alphabet, length, unproved }: Divergence): string {
  const size = counted(length, 'operation')
  if (flaky) return `${size}, flaky at step ${step}: run again the device answered differently`
  if (minimal) return `${size}, minimal${alphabet === undefined ? '' : ` over the alphabet "${alphabet}"`}`
  return `${size}, locally minimal${unproved === undefined ? '' : ` (${unproved})`}`
}

function resultOf(divergence: Divergence & { readonly waiver?: Waiver }, { device, queues }: CheckReport, { region, clauses, file }: ResultsContext): Result {
  const { clause, authority, advice, observed, allowed, program, replay, waiver } = divergence
  const told = program.operations.map((operation) => tellOperation(region, queues, operation))
  return {
    clause, authority, advice, observed, allowed,
    rule: clauses.find(({ id }) => id === clause)?.rule ?? DEVICE_RULE,
    steps: told.map(({ what, where, value, aperture }) => [what, where, value, aperture === 'event' ? '' : `(${aperture})`].filter((part) => part !== '').join(' ')),
    table: columns(programRows(region, queues, program.operations), ''),
    about: sureness(divergence),
    again: replayCommand(replay, device),
    fingerprint: `${clause}:${replay}`,
    ...(waiver && { waiver }),
    ...(file !== undefined && { place: { file } }),
  }
}

/** The results of a check, the gravest first, waived ones last. */
export function resultsOfCheck(report: CheckReport, context: ResultsContext): Results {
  const { device, verdict, queues, kernels, attach, accesses, seconds, seed, divergences, waived, waivers, gaps, crashes, partial, interrupted, coverage, notApplicable } = report
  return {
    subject: device, verdict, seconds,
    about: `${counted(queues, 'queue')}, host kernel ${kernels.join(' and ')}${attach === 'first' ? ', attached first' : ''}`,
    figures: `${counted(accesses, 'access', 'accesses')} judged in ${seconds.toFixed(1)} s, seed ${seed}; ${thousands(coverage.cells.reached)} of ${thousands(coverage.cells.possible)} cells`,
    results: [...divergences, ...waived].map((one) => resultOf(one, report, context)),
    clauses: clauseResults(context.clauses, coverage.clauses, notApplicable),
    notes: [
      ...(interrupted === undefined ? [] : [{ text: interrupted, fails: true }]),
      ...crashes.map((crash) => ({ text: `not all of the run came to its end: ${crash}`, fails: true })),
      ...waivers.filter(({ state }) => state === 'expired' || state === 'unused').map(({ clause, state, owner, expires }) => ({ text: state === 'expired' ? `the waiver of ${owner} on ${clause} expired on ${expires}` : `the waiver of ${owner} on ${clause} is not needed any more`, fails: true })),
      ...gaps.map((gap) => ({ text: partial ? `not reached in this part: ${gap}` : `can occur and was not reached: ${gap}`, fails: !partial })),
    ],
  }
}

/** The results of judging one log: each has the line that diverges. */
export function resultsOfLog({ log, verdict, lines, accesses, judged, undecided, divergences, gaps, clauses }: LogReport, context: Pick<ResultsContext, 'clauses'>): Results {
  return {
    subject: log, verdict, seconds: undefined,
    about: counted(lines, 'line'),
    figures: `${counted(accesses, 'access', 'accesses')}: ${thousands(judged)} judged, ${thousands(undecided)} undecided`,
    results: divergences.map(({ clause, authority, advice, line, observed, allowed, times, lines: own = [] }): Result => ({
      clause, authority, advice, observed, allowed,
      rule: context.clauses.find(({ id }) => id === clause)?.rule ?? '',
      steps: own.map((one) => one.text),
      table: columns(own.map((one) => [String(one.line), one.text]), ''),
      about: `line ${thousands(line)}${times > 1 ? `, and ${counted(times - 1, 'further line')}` : ''}`,
      place: { file: log, line },
      fingerprint: `${clause}:${observed}:${allowed}`,
    })),
    clauses: clauseResults(context.clauses, clauses, []),
    notes: gaps.map(({ line, why }) => ({ text: `line ${thousands(line)}: ${why}; from there on nothing was known but what was seen`, fails: false })),
  }
}
