/** What a read teaches: the seen bits are the state from now on, contradiction or not. */
import { close, setConfig, setQueueConfig, distinct, targetOf } from './access.js'
import { exactly, forget } from './bits.js'
import type { ConfigPlace, Place, QueuePlace } from './decode.js'
import type { BaseValue } from './memory.js'
import { ERRORS } from './registers.js'
import { vcmdq, withVcmdq } from './state.js'
import type { Base, Errors, State, Word } from './state.js'

export function learn(state: State, place: Place, seen: number): State {
  if (place.page === 'Config') return learnConfig(state, place, seen)
  if (place.page === 'gap') return state
  const target = targetOf(state, place)
  return target.kind === 'queue' ? learnQueue(state, target.queue, place, seen) : state
}

const taught = (word: Word, seen: number, mask: number): Word => {
  const value = (seen & mask) >>> 0
  return value === word.value && mask === word.known ? word : { ...word, value, known: mask }
}

function learnConfig(state: State, place: ConfigPlace, seen: number): State {
  const word = state.config[place.register][place.index]
  if (!word || place.access === 'RO') return state
  const next = taught(word, seen, place.mask)
  return next === word ? state : setConfig(state, place, next)
}

function learnQueue(state: State, q: number, place: QueuePlace, seen: number): State {
  const queue = vcmdq(state, q)
  switch (place.register) {
    case 'PROD_INDX':
    case 'CONS_INDX':
    case 'CONS_INDX_BASE_DRAM_L':
    case 'CONS_INDX_BASE_DRAM_H': {
      const next = taught(queue[place.register], seen, place.mask)
      return next === queue[place.register] ? state : withVcmdq(state, q, { [place.register]: next })
    }
    case 'CONFIG': {
      const next = taught(queue.CONFIG, seen, place.mask)
      return next === queue.CONFIG ? state : setQueueConfig(state, q, next)
    }
    case 'GERROR':
    case 'GERRORN':
      return learnErrors(state, q, place.register, seen & ERRORS)
    case 'BASE_L':
    case 'BASE_H':
      return learnBase(state, q, place.register === 'BASE_L' ? 'L' : 'H', seen)
    case 'STATUS':
      return state
  }
}

function learnErrors(state: State, q: number, register: 'GERROR' | 'GERRORN', seen: number): State {
  const { errors } = vcmdq(state, q)
  const known = errors[register]
  return known.known === ERRORS && known.value === seen ? state : withVcmdq(state, q, { errors: afterErrorRead(errors, register, seen) })
}

/** A contradicted word takes its seen value; the activity follows from the two words where both are known. */
function afterErrorRead(errors: Errors, register: 'GERROR' | 'GERRORN', seen: number): Errors {
  const known = errors[register]
  const contradicted = (known.value ^ seen) & known.known
  return close({ ...errors, [register]: exactly(seen, ERRORS), active: forget(errors.active, contradicted) })
}

function learnBase(state: State, q: number, half: 'L' | 'H', seen: number): State {
  const { BASE } = vcmdq(state, q)
  const candidates = afterBaseRead(BASE.candidates, half, seen)
  return candidates === BASE.candidates ? state : withVcmdq(state, q, { BASE: { ...BASE, candidates } satisfies Base })
}

/** The candidates that agree with what was seen; if none does, the last one with the seen half. The same list when nothing is new. */
export function afterBaseRead(before: readonly BaseValue[], half: 'L' | 'H', seen: number): readonly BaseValue[] {
  const mask = half === 'L' ? 0xffff_ffff : 0xffff
  const agrees = (c: BaseValue): boolean => ((c[half].value ^ seen) & c[half].known & mask) === 0
  const matching = before.filter(agrees)
  const from = matching.length > 0 ? matching : before.slice(-1)
  const candidates = distinct(from.map((c) => ({ ...c, [half]: exactly(seen, mask) })))
  const same = candidates.length === before.length && candidates.every((c, i) => c[half].value === before[i]?.[half].value && c[half].known === before[i]?.[half].known)
  return same ? before : candidates
}
