/** `cmdqv-check shrink`: makes a program that diverges canonical. */
import type { Forbidden, Kernel, Program } from '../check/contract.js'
import type { Finding } from '../check/findings.js'
import { attachedThroughout, runProgram } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import { formatProgram } from '../check/program.js'
import type { ExploreProgress } from '../prove/explore.js'
import { formatShrink, formatShrinkJson } from '../report/shrink.js'
import type { ShrinkReport } from '../report/shrink.js'
import { RULES, loadSubject, referenceModel, region } from './assembly.js'
import { canonical } from './canonical.js'
import { deliver } from './output.js'
import { BINDING, authorityOf, shrinkFinding } from './divergence.js'
import { readProgram } from './replay.js'
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

/** A divergence that no clause covers is told with the property that met it, and here none did. */
const NO_PROPERTY = 'none'
const KERNELS: readonly Kernel[] = ['6.17', '6.18.9']

/** Exit 1 when a clause that binds forbids a response, 0 when none does. */
export async function shrink(source: string, flags: ShrinkFlags, streams: Streams): Promise<number> {
  const program = readProgram(source)
  const attachFirst = flags.attach === 'first'
  if (attachFirst && !attachedThroughout(program)) throw new UsageError(`--attach first: ${source} asks something of a device that is not attached; let attach open the program, or leave the option out`)
  const subject = await loadSubject(flags.device)
  const report = await withStatus(streams, (say) => reportOf(program, subject, flags, (...reached) => say(`searching for less, ${searchStatus(...reached)}`)))
  streams.out(flags.reporter === 'json' ? formatShrinkJson(report) : formatShrink(report, { region, rules: RULES, paint: paintFor(streams) }))
  if (!report.divergence) return 0
  if (flags.out !== undefined) deliver(formatProgram(report.divergence.program), flags.out, streams)
  return report.divergence.advice ? 0 : 1
}

function reportOf(given: Program, subject: Subject, { attach, clause }: ShrinkFlags, searching: ExploreProgress): ShrinkReport {
  const known = { device: subject.name, given, clause }
  const finding = findingIn(given, subject, clause)
  if (!finding) return { ...known, divergence: undefined, otherwise: findingIn(given, subject)?.clause, executions: 0, milliseconds: 0, searched: 0 }
  const attachFirst = attach === 'first'
  const [started, { divergence: shrunk, executions }, ended] = timed(() => shrinkFinding(finding, subject, { authorities: BINDING, attachFirst }))
  // What is less may run on the other kernel.
  const [, [divergence = shrunk], searched] = timed(() => canonical([shrunk], subject, { queues: shrunk.program.queues, kernels: KERNELS, attachFirst }, searching))
  return { ...known, divergence, executions, otherwise: undefined, milliseconds: ended - started, searched: searched - ended }
}

function timed<T>(work: () => T): readonly [started: number, result: T, ended: number] {
  const started = performance.now()
  const result = work()
  return [started, result, performance.now()]
}

/** Where a program first breaks the wanted clause; without one, any that binds, and if it breaks none of these, any. */
function findingIn(program: Program, subject: Subject, wanted?: string): Finding | undefined {
  const binds = ({ clause }: Forbidden): boolean => authorityOf(clause) !== 'judgement'
  if (wanted !== undefined) return firstIn(program, subject, ({ clause }) => clause === wanted)
  return firstIn(program, subject, binds) ?? firstIn(program, subject, () => true)
}

function firstIn(program: Program, subject: Subject, isMeant: (broken: Forbidden) => boolean): Finding | undefined {
  let found: Finding | undefined
  runProgram(subject, referenceModel, program, {
    step({ index, forbidden }) {
      const broken = forbidden.find(isMeant)
      if (!broken) return false
      found = { ...broken, arm: NO_PROPERTY, program: { ...program, operations: program.operations.slice(0, index + 1) } }
      return true
    },
  })
  return found
}
