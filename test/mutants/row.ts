/** One mutant brought to account: what killed it, or why it is no mutant. */
import { authorityOf } from '../../src/cli/divergence.js'
import { WayBackError } from '../../src/check/fault.js'
import type { Subject } from '../../src/check/lockstep.js'
import { wayBack } from '../../src/prove/way-back.js'
import { counterexample } from './canonical.js'
import { SCOPES, closeAllowed, closeCalm, closeSame, guestIsCalm, onlyByJumping, ownScope, scopesFor } from './equivalence.js'
import type { Closure, Scope } from './equivalence.js'
import type { Mutant } from './mutant.js'
import { FROM_ENDS, HALF_COUNT, PART_COUNT, Trial } from './trial.js'

/** Killed by a clause in the default run. `accesses` are those until then, `length` is that of the canonical counterexample. */
export interface KilledRow {
  readonly fate: 'killed'
  readonly clause: string
  readonly authority: string
  readonly accesses: number
  readonly length: number
  readonly minimal: boolean
}

/** Killed because a device that jumps and one that does all from power-on answer differently after `length` operations. */
export interface StrayedRow {
  readonly fate: 'strayed'
  readonly scope: string
  /** Operations done by jumping until then. */
  readonly transitions: number
  readonly length: number
}

/** Equivalent: closed over these alphabets. */
export interface EquivalentRow {
  readonly fate: 'equivalent'
  readonly how: 'same' | 'calm' | 'allowed'
  readonly scopes: number
  readonly states: number
}

/** Neither: this is a finding about the checker. */
export interface OpenRow {
  readonly fate: 'open'
  readonly why: string
}

export type Fate = KilledRow | StrayedRow | EquivalentRow | OpenRow
export type Row = { readonly id: string; readonly family: string; readonly line: string } & Fate

/** Parts of the default run before somebody asks whether there is anything to be found. */
const FIRST_PARTS = FROM_ENDS

/** Letters of a reason: a log can be long. */
const MOST_TOLD = 160

/** Longest programs that are done twice, and operations at the most. */
const WAY_BACK = { depth: 6, transitions: 3_000 }

function strayed(subject: Subject, register: number | undefined): StrayedRow | undefined {
  for (const { name, letters, header } of [...ownScope(register), ...SCOPES]) {
    try {
      const { strayed: found, transitions } = wayBack(subject, header, letters, WAY_BACK)
      if (found) return { fate: 'strayed', scope: name, transitions, length: found.operations.length }
    } catch (error) {
      if (error instanceof WayBackError) return { fate: 'strayed', scope: name, transitions: 0, length: 0 }
      throw error
    }
  }
  return undefined
}

function killed(trial: Trial): KilledRow | undefined {
  if (!trial.kill) return undefined
  const { finding, accesses } = trial.kill
  const { clause } = finding
  if (accesses === 0) return { fate: 'killed', clause, authority: authorityOf(clause), accesses, length: 0, minimal: true }
  const { length, minimal } = counterexample(finding, trial.subject)
  return { fate: 'killed', clause, authority: authorityOf(clause), accesses, length, minimal }
}

/** Brings a mutant to account. */
export function account(mutant: Mutant, full = false): Row {
  const { id, family, line } = mutant
  return { id, family, line, ...fateOf(mutant, full) }
}

function fateOf(mutant: Mutant, full: boolean): Fate {
  const trial = new Trial(mutant.make())
  const lost = mutant.wayBack && !trial.over ? strayed(trial.subject, mutant.register) : undefined
  if (lost) return lost
  trial.run(FIRST_PARTS)
  return killed(trial) ?? fateOfSurvivor(trial, mutant, full)
}

const equivalent = (how: EquivalentRow['how'], { scopes, states }: Closure): EquivalentRow => ({ fate: 'equivalent', how, scopes: scopes.length, states })

/**
 * It has lived through the first parts: what nobody can tell from the device need not live through the others. What can be
 * told from it must, whatever closed, through half of the run: a clause may forbid the difference where no small alphabet goes.
 * With `full` all must, through all of it, and then one that is called the same and is killed all the same is told as open.
 */
function fateOfSurvivor(trial: Trial, mutant: Mutant, full: boolean): Fate {
  const equal = equivalentTo(trial.subject, mutant)
  const same = equal.fate === 'equivalent' && equal.how !== 'allowed'
  if (equal.fate === 'strayed' || (same && !full)) return equal
  trial.run(equal.fate === 'equivalent' && !full ? HALF_COUNT : PART_COUNT)
  const late = killed(trial)
  if (late && same) return { fate: 'open', why: `shown to be the same, and ${late.clause} kills it after ${late.accesses} accesses` }
  return late ?? equal
}

/** The scopes that come to what is changed. */
const scopesOf = ({ register, block }: Mutant): readonly Scope[] => [...ownScope(register), ...scopesFor(block())]

function equivalentTo(subject: Subject, mutant: Mutant): StrayedRow | EquivalentRow | OpenRow {
  const same = closeSame(subject, scopesOf(mutant))
  if ('closure' in same) return same.closure.scopes.length === 0 ? { fate: 'open', why: 'no scope comes to its place' } : equivalent('same', same.closure)
  const { scope, program, what } = same.met
  if (mutant.wayBack && program && onlyByJumping(subject, program)) return { fate: 'strayed', scope, transitions: 0, length: program.operations.length }
  const calm = program && guestIsCalm(subject, program) ? closeCalm(subject, scopesOf(mutant)) : undefined
  if (calm && 'closure' in calm) return equivalent('calm', calm.closure)
  const allowed = closeAllowed(subject, program)
  return 'closure' in allowed ? equivalent('allowed', allowed.closure) : { fate: 'open', why: `${scope}: ${what.slice(0, MOST_TOLD)}; ${allowed.met.scope}: ${allowed.met.what.slice(0, MOST_TOLD)}` }
}

/** The cheap half of an account: what kills a mutant and when, without its counterexample, or what keeps it alive. */
export function retried(mutant: Mutant, fate: Row['fate']): string {
  const trial = new Trial(mutant.make())
  if (fate === 'strayed' && strayed(trial.subject, mutant.register)) return 'strayed'
  trial.run(fate === 'killed' ? PART_COUNT : FIRST_PARTS)
  if (trial.kill) return `${trial.kill.finding.clause} after ${trial.kill.accesses} accesses`
  return equivalentTo(trial.subject, mutant).fate
}
