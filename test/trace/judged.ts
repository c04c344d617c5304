/** Judges a log that is given as text. */
import type { LogReport } from '../../src/check/log-report.js'
import { referenceModel } from '../../src/cli/assembly.js'
import { JudgedLog } from '../../src/remote/trace/index.js'

export function judged(text: string): LogReport {
  const log = new JudgedLog(referenceModel)
  for (const line of text.replace(/\n$/, '').split('\n')) log.take(line)
  return log.report('a log', ['spec', 'vendor', 'kernel'])
}

/** Every clause that a log breaks, advice too. */
export const brokenIn = (text: string): readonly string[] => judged(text).divergences.map(({ clause }) => clause)
