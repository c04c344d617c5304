/** Puts the pieces together: which device, which model, which arms. */
import { referenceModel, region } from '../../properties/adapter.js'
import { PROPERTIES, massArms, propertyArms } from '../../properties/arms.js'
import { CLAUSES } from '../../spec/index.js'
import { Coverage } from '../check/coverage.js'
import type { Subject } from '../check/lockstep.js'
import { backingArm, orderArms, tablesOf } from '../check/plan.js'
import type { Arm, RunOptions, Workbench } from '../check/plan.js'
import { savedArms } from '../check/saved.js'
import type { Saved } from '../check/saved.js'
import type { SavedState } from '../judge/index.js'

/** What a run covers besides its options: all, or the arms of some properties. */
export interface Selection {
  readonly properties: readonly string[] | undefined
  /** Programs of earlier runs, tried before all others. */
  readonly saved?: Saved
}

/** The arms of a run. Their places decide the seeds of their parts, so kept programs, of which there may be none, come last. */
export function armsOf(options: RunOptions, { properties, saved }: Selection): Arm<SavedState>[] {
  const kept = saved ? savedArms<SavedState>(saved) : []
  if (properties) return [...propertyArms<SavedState>(options, properties), ...kept]
  return [...orderArms<SavedState>(options, region), backingArm<SavedState>(options, region), ...propertyArms<SavedState>(options), ...massArms<SavedState>(options), ...kept]
}

/** `memory` is what another thread's bench for the same options reaches things in; by default this one's own. */
export function workbench(subject: Subject, options: RunOptions, selection: Selection, memory?: SharedArrayBuffer): Workbench<SavedState> {
  return { subject, model: referenceModel, region, arms: armsOf(options, selection), seed: options.seed, coverage: new Coverage(tablesOf(options), memory), keepReaching: options.keepReaching === true }
}

/** What cannot occur with so few queues: there is no lower queue to wait for. Clauses and properties. */
export const notApplicable = (queues: number): string[] => (queues === 1 ? ['HOST-RETRY'] : [])

export { loadSubject } from './devices.js'
/** What each clause says. */
export const RULES: ReadonlyMap<string, string> = new Map(CLAUSES.map(({ id, rule }) => [id, rule]))

export { PROPERTIES, referenceModel, region }
