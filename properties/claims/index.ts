/** All claims, in the order of the clauses' chapters. */
import type { Claim } from '../claim.js'
import { APERTURES } from './apertures.js'
import { ERRORS } from './errors.js'
import { LINUX } from './linux.js'
import { TRANSITION } from './transition.js'

export const CLAIMS: readonly Claim[] = [...APERTURES, ...TRANSITION, ...ERRORS, LINUX]
