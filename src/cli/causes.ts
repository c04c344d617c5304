/** Which choices of a design make a program break a clause: those whose change mends it. */
import type { Program } from '../check/contract.js'
import { firstDivergence } from '../check/lockstep.js'
import { flips } from '../designs/index.js'
import type { Design, Flip } from '../designs/index.js'
import { referenceModel } from './assembly.js'
import { subjectOf } from './devices.js'

/** The single changes of a design with which the program no longer breaks the clause, in the order of the table. */
export const mendingFlips = (design: Design, program: Program, clause: string): readonly Flip[] =>
  flips(design).filter((flip) => firstDivergence(subjectOf(flip.design, flip.line), referenceModel, program, clause) < 0)
