/** Canonical programs, for those who find divergences by themselves. */
import type { ClauseId } from '../../spec/index.js'
import type { DeviceFactory, Program } from '../check/contract.js'
import { attachedThroughout } from '../check/lockstep.js'
import type { Divergence } from '../check/report.js'
import { decodeToken } from '../check/token.js'
import { shrinkProgram } from '../cli/shrink-program.js'
import { subjectOf } from './check.js'
import { knownClauses } from './settings.js'

/** What to shrink towards. */
export interface ShrinkOptions {
  /** The clause that is to be broken. Default: the first one that the program breaks, one that fails a run before advice. */
  readonly clause?: ClauseId
  /** The device is only defined once attached: attach stays operation 0. Default: false. */
  readonly attachFirst?: boolean
  /** What the divergence's text calls the device. Default: the factory's name. */
  readonly device?: string
}

/**
 * Makes a program that diverges canonical: shrinks it to the least that breaks the same clause, then searches exhaustively for
 * something less, as `cmdqv-check shrink` does. Whatever program a defect was met with, it ends as the same one. Synchronous;
 * some tenths of a second, more for a device without `save` and `restore`.
 *
 * @param create the factory of the device
 * @param program data, or a token, of any length
 * @returns the divergence with its canonical program, `minimal` where the search shows it to be the least and `flaky` where the
 *   device answers differently each time; undefined for a program that does not break the clause
 */
export function shrink(create: DeviceFactory, program: Program | string, { clause, attachFirst = false, device }: ShrinkOptions = {}): Divergence | undefined {
  if (clause !== undefined) knownClauses([clause])
  const given = typeof program === 'string' ? decodeToken(program) : program
  if (attachFirst && !attachedThroughout(given)) throw new RangeError('attachFirst: the program asks something of a device that is not attached; let attach open it, or leave the option out')
  return shrinkProgram(given, subjectOf(create, device), { attachFirst, clause }).divergence
}
