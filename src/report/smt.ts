/** What solvers have shown, as text and as JSON. */
import type { ShownObligation, SmtCounterexample, SmtReport } from '../check/obligation.js'
import type { Region } from '../check/region.js'
import { columns, counted, thousands } from './columns.js'
import { tellBriefly } from './story.js'
import { PLAIN } from './text.js'
import type { Paint } from './text.js'

export interface SmtContext {
  readonly region: Region
  readonly paint?: Paint
}

/** Values of a counterexample that are told in text; JSON has all. */
const MOST_VALUES = 24
/** Operations of a difference that are told. */
const LAST = 8

const WORDS = { proved: 'proved', refuted: 'REFUTED', disputed: 'DISPUTED', empty: 'EMPTY', open: 'open' } as const

function table({ obligations }: SmtReport): string {
  return columns([
    ['obligation', '', 'solvers', 'clauses'],
    ...obligations.map(({ name, verdict, answers, clauses }) => [name, WORDS[verdict], answers.map((one) => `${one.solver} ${one.answer} ${one.seconds.toFixed(1)} s`).join(', '), clauses.join(' ')]),
  ])
}

function claims({ obligations }: SmtReport): string {
  return `claims\n${columns(obligations.map(({ name, claim }) => [name, claim]))}`
}

function counterexample({ solver, access, values, broken, confirmed }: SmtCounterexample): string {
  const told = values.slice(0, MOST_VALUES).map(({ name, value }) => `${name} 0x${value.toString(16)}`)
  const more = values.length > MOST_VALUES ? ` and ${counted(values.length - MOST_VALUES, 'more value')}` : ''
  return [
    ...access.map((line) => `  ${line}`),
    `  state     ${told.join(', ')}${more}`,
    ...(confirmed ? broken : []).map((tie) => `  broken    ${tie}`),
    `  ${confirmed ? `${solver} gives these values, and the encoding breaks the claim with them` : `${solver} gives these values, but with them the encoding does not break the claim, or they are none that its hypotheses allow: the solver is wrong, or what it printed was misread`}; a state that the invariant allows need not be one that a program comes to`,
  ].join('\n')
}

function troubles({ obligations }: SmtReport): string[] {
  return obligations.flatMap((one) => {
    const title = `${one.name}: ${one.claim}`
    switch (one.verdict) {
      case 'proved':
        return []
      case 'empty':
        return [`${title}\n  nothing satisfies its hypotheses, so that it says nothing: the encoding or the invariant is wrong`]
      case 'open':
        return [`${title}\n${one.answers.map(({ solver, answer, note }) => `  ${solver}: ${answer}${note === undefined ? '' : `, ${note}`}`).join('\n')}${one.counterexample ? `\n${told(one)}` : ''}`]
      case 'disputed':
        return [`${title}\n  THE SOLVERS DISAGREE: ${one.answers.map(({ solver, answer }) => `${solver} says ${answer}`).join(', ')}; nothing is decided until one of them is mended\n${told(one)}`]
      case 'refuted':
        return [`${title}\n${told(one)}`]
    }
  })
}

const told = (one: ShownObligation): string => (one.counterexample ? counterexample(one.counterexample) : '  without values')

function correspondence({ correspondence: { steps, branches, unreached, difference } }: SmtReport, { region }: SmtContext, queues: number): string {
  if (!difference) return `Device and encoding were held against each other over ${thousands(steps)} random steps: every part of the state, every value read and every host call agrees; ${branches - unreached.length} of ${branches} branches of the encoding were taken${unreached.length > 0 ? `, and what was not is not shown to be the device's: ${unreached.join('; ')}` : ''}.`
  const operations = difference.operations.slice(-LAST).map((operation) => `  ${tellBriefly(region, queues, operation)}`)
  return [`The encoding is not that of the device, so that nothing is shown: at random step ${thousands(steps + 1)}, operation ${difference.operations.length} from power-on, ${difference.what}. Bring src/prove/smt up to date. The last operations were`, ...operations].join('\n')
}

/** The proof for a terminal or a pipe. */
export function formatSmtText(report: SmtReport, context: SmtContext): string {
  const { device, verdict, obligations, queues, solvers, registers, terms, seconds } = report
  const paint = context.paint ?? PLAIN
  const proved = obligations.filter((one) => one.verdict === 'proved')
  const by = solvers.map(({ name }) => `${name} ${proved.filter(({ answers }) => answers.some(({ solver, answer }) => solver === name && answer === 'unsat')).length}`)
  const head = `${(verdict === 'conforms' ? paint.good : paint.bad)(verdict)}: ${device}, ${counted(queues, 'queue')}, ${proved.length} of ${counted(obligations.length, 'obligation')} proved for every value (${by.join(', ')})`
  const how = [
    'A write is a store of one word or two and then, if a control register was among them, settling: what the host is asked for. An attach and a detach are settling too.',
    'Each obligation is about one of these parts, from any state that the invariant allows before it, any value, any offset, any answers of the host.',
  ].join('\n')
  const total = `${registers} registers of the compiled table, ${thousands(terms)} terms, ${seconds.toFixed(1)} s: ${solvers.map(({ name, version }) => `${name} ${version}`).join(', ')}`
  return `${[head, table(report), ...troubles(report), claims(report), how, correspondence(report, context, queues), total].join('\n\n')}\n`
}

/** The proof as JSON. */
export const formatSmtJson = (report: SmtReport): string => `${JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value), 2)}\n`
