/** Reports as text. */
import type { CheckReport, Divergence } from '../check/report.js'
import { RULES, region } from '../cli/assembly.js'
import { DEVICE_RULE, formatText, tellDivergence } from '../report/text.js'

/**
 * A report, or one divergence of it, as `cmdqv-check` prints it: the clause and what it says, the program as a table, what was
 * seen, what is allowed, and how to see it again. Plain text without colours.
 *
 * @param found what {@link check} or {@link shrink} answered
 * @param device the file of the device, for the commands in the text of a single divergence; a report knows it
 */
export function format(found: CheckReport | Divergence, device = 'device'): string {
  if ('verdict' in found) return formatText(found, { region, rules: RULES })
  return `${tellDivergence(found, device, region, found.program.queues, RULES.get(found.clause) ?? DEVICE_RULE)}\n`
}
