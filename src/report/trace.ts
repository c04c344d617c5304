/** What came of judging logs, as text and as JSON. */
import type { LogDivergence, LogReport } from '../check/log-report.js'
import { columns, counted, thousands } from './columns.js'
import { PLAIN } from './text.js'
import type { Paint } from './text.js'

const LONGEST_LINE = 200
const shown = (text: string): string => (text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text)

function tellOne({ clause, authority, advice, line, observed, allowed, times, lines, writer }: LogDivergence, rules: ReadonlyMap<string, string>, paint: Paint): string {
  const more = times > 1 ? `; ${counted(times - 1, 'further line')}` : ''
  const matter = lines === undefined
    ? ['  what led to it lies further back than the lines that are kept']
    : ['  judged alone, these lines say the same', columns(lines.map((source) => [String(source.line), shown(source.text)]), '    ')]
  return [
    `${paint.bad(advice ? 'advice' : 'divergence')} on ${paint.strong(clause)} (${authority}), line ${thousands(line)}${writer === '' ? '' : `, process ${writer}`}${more}`,
    `  ${paint.dim(rules.get(clause) ?? '')}`,
    `  seen     ${observed}`,
    `  allowed  ${allowed}`,
    ...matter,
  ].join('\n')
}

export interface TraceContext {
  /** Clause texts by id. */
  readonly rules: ReadonlyMap<string, string>
  readonly paint?: Paint
}

export function formatTraceText(report: LogReport, { rules, paint = PLAIN }: TraceContext): string {
  const { log, verdict, lines, deviceLines, accesses, judged, undecided, divergences, gaps, clauses } = report
  const spoke = Object.entries(clauses).map(([id, count]) => [id, thousands(count)])
  const perRow = 3
  const sections = [
    `${verdict === 'conforms' ? paint.good(verdict) : paint.bad(verdict)}: ${log}, ${counted(lines, 'line')}, ${thousands(deviceLines)} of them the device's, ${counted(accesses, 'access', 'accesses')}: ${thousands(judged)} judged, ${thousands(undecided)} undecided`,
    ...divergences.map((one) => tellOne(one, rules, paint)),
    ...(gaps.length > 0 ? [`from here on nothing was known but what was seen\n${columns(gaps.map(({ line, why }) => [`line ${thousands(line)}`, why]))}`] : []),
    ...(spoke.length > 0 ? [`clauses judged\n${columns(Array.from({ length: Math.ceil(spoke.length / perRow) }, (_, row) => spoke.slice(row * perRow, (row + 1) * perRow).flat()))}`] : []),
  ]
  return `${sections.join('\n\n')}\n`
}

/** One log's report is an object, several are an object each in a list. */
export const formatTraceJson = (reports: readonly LogReport[]): string => `${JSON.stringify(reports.length === 1 ? reports[0] : { verdict: worst(reports), logs: reports }, null, 2)}\n`

/** Of several logs: one that diverges makes all diverge; undecided are they only together. */
export function worst(reports: readonly LogReport[]): LogReport['verdict'] {
  if (reports.some(({ verdict }) => verdict === 'diverges')) return 'diverges'
  return reports.every(({ verdict }) => verdict === 'undecided') ? 'undecided' : 'conforms'
}
