/** GERROR, GERRORN and their difference: few operations touch them, and those do it by the readable functions of spec/. */
import type { Bits } from '../../spec/bits.js'
import { CMDQ_INIT_ERR, ERRORS } from '../../spec/registers.js'
import type { Errors } from '../../spec/state.js'
import * as at from './layout.js'
import type { LiveState } from './state.js'
import { UNFINISHED } from './views.js'
import { forget, put } from './words.js'

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

/** One word of GERROR and GERRORN was seen: spec/learning.ts, in place. A contradicted bit makes the activity unknown, until the two words tell it. */
export function learnErrors(words: Int32Array, block: number, word: number, seen: number): void {
  const base = block + word
  const active = block + at.ACTIVE
  const contradicted = ((words[base] ?? 0) ^ seen) & (words[base + at.KNOWN] ?? 0)
  words[active] = (words[active] ?? 0) & ~contradicted
  words[active + at.KNOWN] = (words[active + at.KNOWN] ?? 0) & ~contradicted
  words[base] = seen
  words[base + at.KNOWN] = ERRORS
  closeErrors(words, block)
}

/** Two of GERROR, GERRORN and activity fix the third. */
function closeErrors(words: Int32Array, block: number): void {
  const a = words[block + at.ACTIVE + at.KNOWN] ?? 0
  const g = words[block + at.GERROR + at.KNOWN] ?? 0
  const n = words[block + at.GERRORN + at.KNOWN] ?? 0
  const active = words[block + at.ACTIVE] ?? 0
  const gerror = words[block + at.GERROR] ?? 0
  const gerrorn = words[block + at.GERRORN] ?? 0
  fill(words, block + at.GERROR, a & n & ~g, active ^ gerrorn)
  fill(words, block + at.GERRORN, a & g & ~n, active ^ gerror)
  fill(words, block + at.ACTIVE, g & n & ~a, gerror ^ gerrorn)
}

function fill(words: Int32Array, word: number, mask: number, value: number): void {
  words[word] = (words[word] ?? 0) | (value & mask)
  words[word + at.KNOWN] = (words[word + at.KNOWN] ?? 0) | mask
}

/** Both words may be inverted in the same bits. */
function loseParity(words: Int32Array, block: number): void {
  forget(words, block + at.GERROR, ERRORS)
  forget(words, block + at.GERRORN, ERRORS)
}

/** A hardware queue was allocated: spec/hosted.ts, in place. CMDQ_INIT_ERR is over, but for what the guest itself made differ. */
export function grantErrors(words: Int32Array, block: number): void {
  const active = block + at.ACTIVE
  loseParity(words, block)
  words[block + at.UNFINISHED] = 0
  if (((words[active + at.KNOWN] ?? 0) & ~(words[active] ?? 0) & CMDQ_INIT_ERR) !== 0) return
  forget(words, active, CMDQ_INIT_ERR)
  if (words[block + at.BY_GUEST] !== 1) words[active + at.KNOWN] = (words[active + at.KNOWN] ?? 0) | CMDQ_INIT_ERR
}

/** A hardware queue was destroyed. */
export function releaseErrors(words: Int32Array, block: number): void {
  loseParity(words, block)
  if (words[block + at.BY_GUEST] === 1) forget(words, block + at.ACTIVE, CMDQ_INIT_ERR)
}
