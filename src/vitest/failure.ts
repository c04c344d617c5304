/** What a failed test says. */
import type { CheckReport, Divergence } from '../check/report.js'
import { RULES, region } from '../cli/assembly.js'
import { groupDivergences } from '../report/grouping.js'
import { DEVICE_RULE, tellDivergence } from '../report/text.js'

/** Stands for the file of a device that is known by its value alone. */
const SOME_FILE = './FILE'

/** The counterexample, and what to do next. */
export function failureText(divergence: Divergence, report: CheckReport, device: string | undefined): string {
  const { clause, program, flaky } = divergence
  const told = tellDivergence(divergence, device ?? SOME_FILE, region, program.queues, RULES.get(clause) ?? DEVICE_RULE)
  const cause = groupDivergences(report.divergences).find(({ others }) => others.includes(divergence))?.first
  const steps = [
    ...(cause ? [`mend ${cause.clause} first: its program is part of this one`] : []),
    ...(flaky ? ['look for what the device keeps between two of its makings, such as a variable of its module: each call of the factory starts anew'] : []),
    `npx ${commandIn(told)} tells every step, with the host calls${device === undefined ? `; ${SOME_FILE} is what exports the factory` : ''}`,
    `expect(replay(create, '${divergence.replay}')).toEqual([]) keeps it as a test`,
  ]
  return [told, ...steps.map((step, i) => `  ${i === 0 ? 'next   ' : '       '}  ${step}`)].join('\n')
}

/** The command that the text of a divergence ends with. */
const commandIn = (told: string): string => /^ {2}replay {3}(.*)$/m.exec(told)?.[1] ?? 'cmdqv-check replay'

/** A divergence on a clause that binds nobody, in the one line that a skipped test has. */
export const adviceText = ({ observed, allowed, replay }: Divergence): string => `advice: ${observed}, allowed ${allowed}; replay ${replay}`

/** What a run did not reach that it should have. */
export const undecidedText = ({ gaps, crashes, interrupted }: CheckReport): string =>
  [
    'undecided: the run did not reach all that can occur, so that it is no pass',
    ...[...gaps, ...crashes, ...(interrupted === undefined ? [] : [interrupted])].map((line) => `    ${line}`),
    '  next     leave time out: a full run reaches all of it, unless the device keeps it from there',
  ].join('\n')
