/** Every operation of the device as a step from any state: what the state is after it, under any answers of the host. */
import { read, write } from './access.js'
import type { Access } from './access.js'
import { clearRegisters } from './control.js'
import { Machine, small } from './machine.js'
import type { Branch, State } from './machine.js'
import { part } from './mapping.js'
import { powerOnState, queuesOf } from './parts.js'
import type { Encoded } from './parts.js'
import { releaseFrom, settle } from './settle.js'
import { FALSE, TRUE, variable } from './term.js'
import type { Term } from './term.js'

/** What changes the device. */
export const STEPS = ['write', 'attach', 'detach', 'reset'] as const
export type StepName = (typeof STEPS)[number]

/** Branches that are there because the device's code is, and that no step takes; an obligation shows that. A name is `step: branch`. */
export const isNever = (branch: string): boolean => /^attach: slot \d+ is stopped$/.test(branch)

export interface Step {
  readonly name: StepName
  readonly after: State
  readonly branches: readonly Branch[]
  readonly asked: Machine['asked']
}

/** The access that steps are about: any offset, either size, any value. */
export const ACCESS: Access = { offset: variable('offset', 32), wide: variable('wide', 0), low: variable('value.low', 32), high: variable('value.high', 32) }

function ended(name: StepName, m: Machine): Step {
  m.set('unsettled', FALSE)
  m.set('releaseRefused', FALSE)
  return { name, after: m.state, branches: m.branches, asked: m.asked }
}

function detach(m: Machine, encoded: Encoded): void {
  m.set('attached', FALSE)
  settle(m, encoded)
  for (const q of queuesOf(encoded)) m.set(`known.${q}`, small(0))
}

function reset(m: Machine, encoded: Encoded): void {
  const start = powerOnState(encoded)
  m.set('window', FALSE)
  releaseFrom(m, encoded, small(0))
  m.set('settled', small(0))
  clearRegisters(m, encoded, (name) => part(start, name))
  settle(m, encoded)
}

/** Of a device that is not attached: an attach while one is attached does not happen, and neither does a second detach. */
function attach(m: Machine, encoded: Encoded): void {
  settle(m, encoded)
  m.set('attached', TRUE)
  settle(m, encoded)
}

/** One step from a state. Reads, and events of the host, change nothing of the device. */
export function stepOf(name: StepName, before: State, encoded: Encoded, access: Access = ACCESS): Step {
  const m = new Machine(before)
  if (name === 'write') write(m, encoded, access)
  else if (name === 'attach') attach(m, encoded)
  else if (name === 'detach') detach(m, encoded)
  else reset(m, encoded)
  return ended(name, m)
}

/** What a read gives in a state. */
export const readOf = (state: State, encoded: Encoded, access: Access = ACCESS): readonly [Term, Term] => read(state, encoded, access)
