/** Programs for fast-check. */
import type { Arbitrary } from 'fast-check'
import { CLAIMS } from '../../properties/claims/index.js'
import { ProgramArbitrary } from '../../properties/programs.js'
import type { Program } from '../check/contract.js'
import { region } from '../cli/assembly.js'
import { known, placed } from './settings.js'
import type { Place } from './settings.js'

/** Which programs are drawn. */
export interface ProgramsOptions extends Place {
  /** Ids of properties whose programs are drawn, in equal shares. Default: all but `transparent`, which compares pairs of programs. */
  readonly properties?: readonly string[]
}

/**
 * An arbitrary of fast-check: programs as the project's own properties draw them, some ten to some hundred operations each. Uniform
 * random accesses hardly ever come to where something can happen; these set queues up in shuffled orders, reach each register
 * through either aperture, let the hardware fetch and fail, and let the host refuse.
 *
 *     fc.assert(fc.property(programs({ queues: 2 }), (program) => replay(create, program).length === 0))
 *
 * What fast-check then reports it has shortened, by leaving operations out; {@link shrink} makes of it the canonical program.
 * Throws RangeError for options that make no sense.
 */
export function programs(options: ProgramsOptions = {}): Arbitrary<Program> {
  const { properties } = options
  known('properties', properties, CLAIMS.map(({ id }) => id))
  const claims = CLAIMS.filter(({ id }) => properties?.includes(id) ?? true)
  if (claims.length === 0) throw new RangeError('properties is empty: name one, or leave the option out')
  return new ProgramArbitrary({ region, ...placed(options) }, claims)
}
