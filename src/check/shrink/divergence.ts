/** Shrinks what a device did wrong: jumps where it can, and believes nothing of that until it is shown from the beginning. */
import type { Forbidden, Model, Program } from '../contract.js'
import { firstDivergence } from '../lockstep.js'
import type { Subject } from '../lockstep.js'
import { Rerun } from '../rerun.js'
import { shrink } from './index.js'
import type { Fails, ShrinkOptions, ShrinkResult } from './index.js'

export interface DivergenceOptions extends ShrinkOptions {
  /** Which candidates may be asked about; without it, all. */
  readonly admits?: (candidate: Program) => boolean
}

export interface ShrunkDivergence extends ShrinkResult {
  /** What the clause says of the last response, and nothing when the device answers differently each time. */
  readonly forbidden: Forbidden | undefined
}

/** The least program found that breaks the clause. The one that is given has to break it. */
export function shrinkDivergence<S>(subject: Subject, model: Model<S>, program: Program, clause: string, options: DivergenceOptions): ShrunkDivergence {
  const { admits = () => true } = options
  const asked = (fails: Fails): Fails => (candidate) => (admits(candidate) ? fails(candidate) : -1)
  let forbidden: Forbidden | undefined
  const fromScratch = (candidate: Program): number => firstDivergence(subject, model, candidate, clause, (told) => (forbidden = told))
  const jumped = shrink(program, asked(new Rerun(subject, model, clause).fails), options)
  // A device that does not really go back, or keeps something outside of itself, has said what no new one would.
  if (fromScratch(jumped.program) === last(jumped.program)) return { ...jumped, forbidden }
  const slow = shrink(program, asked(fromScratch), options)
  forbidden = undefined
  fromScratch(slow.program)
  return { ...slow, executions: jumped.executions + slow.executions, forbidden }
}

/** The failing operation of a shrunk program; a start that diverges counts as operation 0. */
const last = ({ operations }: Program): number => Math.max(0, operations.length - 1)
