/** `cmdqv-check shrink`: makes a program that diverges canonical. */
import { attachedThroughout } from '../check/lockstep.js'
import { formatProgram } from '../check/program.js'
import { formatShrink, formatShrinkJson } from '../report/shrink.js'
import { RULES, loadSubject, region } from './assembly.js'
import { deliver } from './output.js'
import { readProgram } from './replay.js'
import { shrinkProgram } from './shrink-program.js'
import { paintFor, searchStatus, withStatus } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface ShrinkFlags {
  readonly device: string
  readonly attach: 'any' | 'first'
  readonly clause?: string
  readonly reporter: 'text' | 'json'
  readonly out?: string
}

/** Exit 1 when a clause that binds forbids a response, 0 when none does. */
export async function shrink(source: string, flags: ShrinkFlags, streams: Streams): Promise<number> {
  const program = readProgram(source)
  const attachFirst = flags.attach === 'first'
  if (attachFirst && !attachedThroughout(program)) throw new UsageError(`--attach first: ${source} asks something of a device that is not attached; let attach open the program, or leave the option out`)
  const subject = await loadSubject(flags.device)
  const report = await withStatus(streams, (say) => shrinkProgram(program, subject, { attachFirst, clause: flags.clause }, (...reached) => say(`searching for less, ${searchStatus(...reached)}`)))
  streams.out(flags.reporter === 'json' ? formatShrinkJson(report) : formatShrink(report, { region, rules: RULES, paint: paintFor(streams) }))
  if (!report.divergence) return 0
  if (flags.out !== undefined) deliver(formatProgram(report.divergence.program), flags.out, streams)
  return report.divergence.advice ? 0 : 1
}
