/** What shrinking one program came to, as text and as JSON. */
import type { Program } from '../check/contract.js'
import type { Divergence } from '../check/report.js'
import { counted, thousands } from './columns.js'
import { plainProgram } from './json-program.js'
import { DEVICE_RULE, PLAIN, tellDivergence } from './text.js'
import type { TextContext } from './text.js'

export interface ShrinkReport {
  readonly device: string
  /** The program that was given. */
  readonly given: Program
  /** Only divergences on this clause were looked for. */
  readonly clause: string | undefined
  /** What the given program breaks; undefined when it breaks nothing that was looked for. */
  readonly divergence: Divergence | undefined
  /** What it breaks of the rest, when it breaks nothing that was looked for. */
  readonly otherwise: string | undefined
  /** How often a program was run to shrink it, and how long that took. */
  readonly executions: number
  readonly milliseconds: number
  /** Milliseconds of searching for a lesser program. */
  readonly searched: number
}

/** The report for a reader: one line where there is nothing to shrink, else the divergence as a check tells it. */
export function formatShrink(report: ShrinkReport, { region, rules, paint = PLAIN }: TextContext): string {
  const { device, given, divergence, clause, otherwise, executions, milliseconds, searched } = report
  if (!divergence) {
    const rest = otherwise === undefined ? '' : `; the program breaks ${otherwise}, which is shrunk without --clause`
    return `${paint.good('conforms')}${clause === undefined ? '' : ` to ${clause}`}: nothing to shrink${rest}\n`
  }
  const verdict = divergence.advice ? `${paint.good('conforms')}, with advice` : paint.bad('diverges')
  const done = divergence.flaky
    ? 'not shrunk: the device answered differently when the program was run again'
    : `shrunk from ${thousands(given.operations.length)} to ${counted(divergence.length, 'operation')} in ${counted(executions, 'execution')}, ${milliseconds.toFixed(1)} ms; lesser ones searched for in ${searched.toFixed(1)} ms`
  const told = tellDivergence(divergence, device, region, given.queues, rules.get(divergence.clause) ?? DEVICE_RULE, paint)
  return `${verdict}: ${device}, ${counted(given.queues, 'queue')}, host kernel ${given.kernel}\n${done}\n\n${told}\n`
}

const tenths = (milliseconds: number): number => Math.round(milliseconds * 10) / 10

/** The report for a program. */
export function formatShrinkJson({ device, given, divergence, executions, milliseconds, searched }: ShrinkReport): string {
  const told = divergence && { ...divergence, program: plainProgram(divergence.program) }
  const verdict = divergence && !divergence.advice ? 'diverges' : 'conforms'
  const sizes = { from: given.operations.length, to: divergence?.length ?? given.operations.length }
  return `${JSON.stringify({ verdict, device, queues: given.queues, kernel: given.kernel, ...sizes, executions, milliseconds: tenths(milliseconds), searchMilliseconds: tenths(searched), divergence: told ?? null }, null, 2)}\n`
}
