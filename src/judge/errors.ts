/** GERROR, GERRORN and their difference: few operations touch them, and those do it by the readable functions of spec/. */
import type { Bits } from '../../spec/bits.js'
import type { Errors } from '../../spec/state.js'
import * as at from './layout.js'
import type { LiveState } from './state.js'
import { UNFINISHED } from './views.js'
import { put } from './words.js'

const copied = ({ value, known }: Bits): Bits => ({ value, known })

/** The errors of a VCMDQ as values that stay what they are. */
export function errorsOf(live: LiveState, q: number): Errors {
  const errors = live.VCMDQ[q]?.errors
  if (!errors) throw new RangeError(`no VCMDQ ${q} among ${live.queues}`)
  const { active, GERROR, GERRORN, origin, initErrByGuest, unfinished } = errors
  return { active: copied(active), GERROR: copied(GERROR), GERRORN: copied(GERRORN), origin, initErrByGuest, unfinished }
}

/** Takes new errors over, but for their origin. */
export function setErrors(live: LiveState, q: number, { active, GERROR, GERRORN, initErrByGuest, unfinished }: Errors): void {
  const block = live.own(q)
  const { words } = live
  put(words, block + at.ACTIVE, active)
  put(words, block + at.GERROR, GERROR)
  put(words, block + at.GERRORN, GERRORN)
  words[block + at.BY_GUEST] = initErrByGuest ? 1 : 0
  words[block + at.UNFINISHED] = UNFINISHED.indexOf(unfinished)
}
