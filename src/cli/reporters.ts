/** Reports by the name of their format: each is loaded when it is asked for. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CLAUSES } from '../../spec/index.js'
import type { LogReport } from '../check/log-report.js'
import { formatJson } from '../report/json.js'
import { resultsOfCheck, resultsOfLog } from '../report/results.js'
import type { Results } from '../report/results.js'
import type { SarifContext } from '../report/sarif.js'
import { formatText } from '../report/text.js'
import { formatTraceJson, formatTraceText } from '../report/trace.js'
import { RULES, region } from './assembly.js'
import { mayBeFile } from './device-options.js'
import { isFar } from './far/index.js'
import type { Reported } from './html/index.js'
import type { Also, CheckReporter, TraceReporter } from './options.js'
import { deliver, tryOut } from './output.js'
import { ownVersion, packageRoot } from './shipped-file.js'
import { paintFor } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

/** Formats made of a list of results. */
type Listing = Exclude<TraceReporter, 'text' | 'json'>

export interface ReportFlags<R extends CheckReporter = CheckReporter> {
  readonly reporter: R
  readonly out?: string
  /** Further reports of the same run. */
  readonly also?: readonly Also[]
}

/** The file that a device is in, as a code host knows it; a device of the package or behind a pipe is in none. */
const fileOf = (device: string): string | undefined => (mayBeFile(device) && !isFar(device) ? device.replace(/^\.\//, '') : undefined)

const SPEC_FILE = 'spec/clauses.ts'

/** The line of each clause in the file that has their texts, which comes with the package. */
export function specLines(text = readFileSync(join(packageRoot(), ...SPEC_FILE.split('/')), 'utf8')): ReadonlyMap<string, number> {
  const lines = text.split('\n')
  return new Map(CLAUSES.flatMap(({ id }): [string, number][] => {
    const at = lines.findIndex((line) => line.trimStart().startsWith(`'${id}':`) || line.trimStart().startsWith(`${id}:`))
    return at < 0 ? [] : [[id, at + 1]]
  }))
}

const sarifContext = (): SarifContext => ({ version: ownVersion(), spec: { file: SPEC_FILE, lines: specLines() } })

async function listing(reporter: Listing, all: readonly Results[]): Promise<string> {
  switch (reporter) {
    case 'markdown':
      return (await import('../report/markdown.js')).formatMarkdown(all)
    case 'junit':
      return (await import('../report/junit.js')).formatJunit(all)
    case 'github':
      return (await import('../report/github.js')).formatGithub(all)
    case 'sarif':
      return (await import('../report/sarif.js')).formatSarif(all, sarifContext())
  }
}

async function checkText(reported: Reported, { reporter, out }: ReportFlags, streams: Streams): Promise<string> {
  const { report } = reported
  switch (reporter) {
    case 'json':
      return formatJson(report)
    case 'html':
      return (await import('./html/index.js')).htmlReport(reported)
    case 'text':
      return formatText(report, { region, rules: RULES, ...(out === undefined && { paint: paintFor(streams) }) })
    default:
      return listing(reporter, [resultsOfCheck(report, { region, clauses: CLAUSES, file: fileOf(report.device) })])
  }
}

/** Before long work: whether all its reports can be written where they should go. */
export function tryReports({ out, also = [] }: ReportFlags): void {
  tryOut(out)
  for (const one of also) tryOut(one.out, alsoNamed(one))
  const files = [...(out === undefined ? [] : [out]), ...also.map((one) => one.out)].map((file) => resolve(file))
  const twice = files.find((file, i) => files.indexOf(file) < i && !file.startsWith('/dev/'))
  if (twice !== undefined) throw new UsageError(`${twice}: two reports would be written there; give each a file of its own`)
}

const alsoNamed = ({ reporter }: Also): string => `--also ${reporter}=`

/** The report of a check, to a file or to standard output, and then the further ones to theirs. */
export async function deliverReport(reported: Reported, flags: ReportFlags, streams: Streams): Promise<void> {
  deliver(await checkText(reported, flags, streams), flags.out, streams)
  for (const one of flags.also ?? []) deliver(await checkText(reported, { reporter: one.reporter, out: one.out }, streams), one.out, streams, alsoNamed(one))
}

/** The reports of logs, the same way. */
export async function deliverLogs(reports: readonly LogReport[], { reporter, out }: ReportFlags<TraceReporter>, streams: Streams): Promise<void> {
  const text = (): string => reports.map((report) => formatTraceText(report, { rules: RULES, ...(out === undefined && { paint: paintFor(streams) }) })).join('\n')
  deliver(reporter === 'json' ? formatTraceJson(reports) : reporter === 'text' ? text() : await listing(reporter, reports.map((report) => resultsOfLog(report, { clauses: CLAUSES }))), out, streams)
}
