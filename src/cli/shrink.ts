/** `cmdqv-check shrink`: makes a program that diverges canonical. */
import { CLAUSES } from '../../spec/index.js'
import type { Program } from '../check/contract.js'
import type { Finding } from '../check/findings.js'
import { attachedThroughout, runProgram } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import { formatProgram } from '../check/program.js'
import { formatShrink, formatShrinkJson } from '../report/shrink.js'
import type { ShrinkReport } from '../report/shrink.js'
import { loadSubject, referenceModel, region } from './assembly.js'
import { deliver } from './check.js'
import { BINDING, authorityOf, shrinkFinding } from './divergence.js'
import type { ShrunkFinding } from './divergence.js'
import { readProgram } from './replay.js'
import { paintFor } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface ShrinkFlags {
  readonly device: string
  readonly attach: 'any' | 'first'
  readonly clause?: string
  readonly reporter: 'text' | 'json'
  readonly out?: string
}

const RULES: ReadonlyMap<string, string> = new Map(CLAUSES.map(({ id, rule }) => [id, rule]))
/** A divergence that no clause covers is told with the property that met it, and here none did. */
const NO_PROPERTY = 'none'

/** Exit 1 when a clause that binds forbids a response, 0 when none does. */
export async function shrink(source: string, flags: ShrinkFlags, streams: Streams): Promise<number> {
  const program = readProgram(source)
  const attachFirst = flags.attach === 'first'
  if (attachFirst && !attachedThroughout(program)) throw new UsageError(`--attach first: ${source} asks something of a device that is not attached; let attach open the program, or leave the option out`)
  const report = reportOf(program, await loadSubject(flags.device), flags)
  streams.out(flags.reporter === 'json' ? formatShrinkJson(report) : formatShrink(report, { region, rules: RULES, paint: paintFor(streams) }))
  if (!report.divergence) return 0
  if (flags.out !== undefined) deliver(formatProgram(report.divergence.program), flags.out, streams)
  return report.divergence.advice ? 0 : 1
}

function reportOf(given: Program, subject: Subject, { attach, clause }: ShrinkFlags): ShrinkReport {
  const known = { device: subject.name, given, clause }
  const finding = findingIn(given, subject, clause)
  if (!finding) return { ...known, divergence: undefined, otherwise: findingIn(given, subject)?.clause, executions: 0, milliseconds: 0 }
  const started = performance.now()
  const shrunk = canonicalOf(finding, subject, attach === 'first')
  return { ...known, ...shrunk, otherwise: undefined, milliseconds: performance.now() - started }
}

/** The least program found that breaks the clause, and as what it is labelled: so far the end of shrinking, `locally minimal`. */
function canonicalOf(finding: Finding, subject: Subject, attachFirst: boolean): ShrunkFinding {
  return shrinkFinding(finding, subject, { authorities: BINDING, attachFirst })
}

/** The wanted clause where the program first breaks it; else the first step that breaks any, and of those one that binds. */
function findingIn(program: Program, subject: Subject, wanted?: string): Finding | undefined {
  let found: Finding | undefined
  runProgram(subject, referenceModel, program, {
    step({ index, forbidden }) {
      const broken = wanted === undefined ? (forbidden.find(({ clause }) => authorityOf(clause) !== 'judgement') ?? forbidden[0]) : forbidden.find(({ clause }) => clause === wanted)
      if (!broken) return false
      found = { ...broken, arm: NO_PROPERTY, program: { ...program, operations: program.operations.slice(0, index + 1) } }
      return true
    },
  })
  return found
}
