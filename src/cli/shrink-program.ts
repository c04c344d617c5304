/** Makes a program that diverges canonical: shrunk, and then searched for less. */
import type { Forbidden, Kernel, Program } from '../check/contract.js'
import type { Finding } from '../check/findings.js'
import { runProgram } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { ExploreProgress } from '../prove/explore.js'
import type { ShrinkReport } from '../report/shrink.js'
import { referenceModel } from './assembly.js'
import { canonical } from './canonical.js'
import { BINDING, authorityOf, shrinkFinding } from './divergence.js'

/** A divergence that no clause covers is told with the property that met it, and here none did. */
const NO_PROPERTY = 'none'
const KERNELS: readonly Kernel[] = ['6.17', '6.18.9']

export interface ShrinkSetting {
  /** The device is only defined once attached. */
  readonly attachFirst: boolean
  /** The clause that is to be broken; undefined: the first that is, one that binds before advice. */
  readonly clause: string | undefined
}

/** The canonical program of what a program breaks. Throws DeviceStartError. */
export function shrinkProgram(given: Program, subject: Subject, { attachFirst, clause }: ShrinkSetting, searching?: ExploreProgress): ShrinkReport {
  const known = { device: subject.name, given, clause }
  const finding = findingIn(given, subject, clause)
  if (!finding) return { ...known, divergence: undefined, otherwise: findingIn(given, subject)?.clause, executions: 0, milliseconds: 0, searched: 0 }
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
