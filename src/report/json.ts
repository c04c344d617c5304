/** The report of a check as JSON: the fields of the contract, programs in the format of program files. */
import type { CheckReport, Divergence } from '../check/report.js'
import { plainProgram } from './json-program.js'

const plainDivergence = ({ program, ...rest }: Divergence): unknown => ({ ...rest, program: plainProgram(program) })

export function formatJson(report: CheckReport): string {
  const { divergences, waived, ...rest } = report
  return `${JSON.stringify({ ...rest, divergences: divergences.map(plainDivergence), waived: waived.map(plainDivergence) }, null, 2)}\n`
}
