/** From a finding to a divergence that can be reported: run again, shrunk, and told. */
import { CLAUSES } from '../../spec/index.js'
import { propertyFor } from '../../properties/arms.js'
import type { Authority, Program } from '../check/contract.js'
import { DeviceStartError, GivenUpError } from '../check/fault.js'
import type { Finding } from '../check/findings.js'
import { attachedThroughout, firstDivergence } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { Divergence } from '../check/report.js'
import { shrinkDivergence } from '../check/shrink/divergence.js'
import { encodeToken } from '../check/token.js'
import { referenceModel, region } from './assembly.js'

/** The authorities that bind a device; `judgement` is advice unless asked for. */
export const BINDING: readonly Authority[] = ['spec', 'vendor', 'kernel']

/** Every run of a failing program costs one of these; a canonical program takes far fewer. */
const MOST_EXECUTIONS = 20_000

export interface DivergenceSetting {
  /** Authorities whose divergences fail. */
  readonly authorities: readonly Authority[]
  /** The device is only defined once attached. */
  readonly attachFirst: boolean
}

export const authorityOf = (clause: string): Authority | 'device' => CLAUSES.find(({ id }) => id === clause)?.authority ?? 'device'

/** A divergence, and how many programs were run to shrink it. */
export interface ShrunkFinding {
  readonly divergence: Divergence
  readonly executions: number
}

/** A finding as the run met it, neither run again nor shrunk, and why not. */
export function asFound({ clause, program, observed, allowed, twin, arm }: Finding, { authorities }: Pick<DivergenceSetting, 'authorities'>, why?: string): Divergence {
  const authority = authorityOf(clause)
  // No property covers what every device owes its checker: then it is whoever met it.
  const property = authority === 'device' ? arm.replace(/^property: /, '') : propertyFor(clause)
  return {
    clause, authority, property, advice: authority !== 'device' && !authorities.includes(authority), minimal: false,
    program, length: program.operations.length, observed, allowed, step: program.operations.length - 1, replay: encodeToken(program), flaky: false,
    ...(twin && { twin: encodeToken(twin) }), ...(why !== undefined && { unproved: why }),
  }
}

/** Runs a finding again, twice, and shrinks it. */
export function shrinkFinding(finding: Finding, subject: Subject, setting: DivergenceSetting): ShrunkFinding {
  const { clause, program, twin } = finding
  const found = asFound(finding, setting)
  if (twin) return { divergence: found, executions: 0 }
  if (!failsAgain(subject, program, clause)) return { divergence: { ...found, flaky: true }, executions: 0 }
  // A start-up that diverges has no operations to shrink.
  if (program.operations.length === 0) return { divergence: found, executions: 0 }
  try {
    return shrunk()
  } catch (error) {
    if (!(error instanceof GivenUpError)) throw error
    return { divergence: { ...found, unproved: error.message }, executions: 0 }
  }

  function shrunk(): ShrunkFinding {
    const admits = setting.attachFirst ? { admits: attachedThroughout } : {}
    const { program: small, executions, forbidden } = shrinkDivergence(subject, referenceModel, program, clause, { region, maxExecutions: MOST_EXECUTIONS, ...admits })
    // A device that hangs now and then may not do so when the least program is run once more: then what was seen at first stands.
    const words = forbidden ? { observed: forbidden.observed, allowed: forbidden.allowed } : {}
    return { divergence: { ...found, program: small, length: small.operations.length, ...words, step: small.operations.length - 1, replay: encodeToken(small) }, executions }
  }
}

/** Run twice more, a program must break the clause at its last operation, or at the start. A device that will not even start again does not. */
export function failsAgain(subject: Subject, program: Program, clause: string): boolean {
  const last = Math.max(0, program.operations.length - 1)
  const fails = (): boolean => firstDivergence(subject, referenceModel, program, clause) === last
  try {
    return fails() && fails()
  } catch (error) {
    if (error instanceof DeviceStartError || error instanceof GivenUpError) return false
    throw error
  }
}
