/** Judging the value of a read, word by word. */
import { targetOf } from './access.js'
import { contradiction, exactly, hex } from './bits.js'
import type { Bits } from './bits.js'
import { decode } from './decode.js'
import type { Place } from './decode.js'
import { learn } from './learning.js'
import { nameOf } from './names.js'
import { FACTS } from './rules/facts.js'
import { governs, plainClause, VALUE_RULES } from './rules/values.js'
import { DERIVED_RULES } from './rules/status.js'
import type { Glance, Sight } from './rules/rule.js'
import { vcmdq } from './state.js'
import type { State, Vcmdq } from './state.js'
import type { VerdictSink } from './verdicts.js'
import type { Size } from './vocabulary.js'

/** Judges what a read returned, and returns the state that it taught. */
export function judgeRead(state: State, first: Place, size: Size, value: number | bigint | undefined, verdicts: VerdictSink): State {
  const seen = integer(value)
  const words = wordsRead(state, first, size)
  let taught = state
  words.forEach((place, index) => {
    const word = Number((seen >> BigInt(32 * index)) & 0xffff_ffffn)
    // The second word is judged by what the first one told: halves of two different BASEs are no BASE.
    judgeWord(taught, place, size, word, verdicts)
    taught = learn(taught, place, word)
  })
  return taught
}

/** What is no integer is no register value either; judging must not stop at it. */
export const integer = (value: number | bigint | undefined): bigint => (typeof value === 'bigint' ? value : BigInt(Number.isSafeInteger(value) ? (value ?? 0) : 0))

/** The words of a read about which anything is owed: SIZE-32 leaves most 8-byte reads open. */
function wordsRead(state: State, first: Place, size: Size): readonly Place[] {
  if (size === 4) return [first]
  const second = decode(first.offset + 4, state.queues)
  if (!second) return []
  const both = [first, second]
  const gaps = both.every((place) => place.page === 'gap')
  const maps = both.every((place) => place.page === 'Config' && place.register === 'VINTF0_LVCMDQ_ERR_MAP')
  const pair = both.every((place) => place.page === 'Page1')
  const dropped = both.every((place) => place.page === 'Page0' && targetOf(state, place).kind === 'dropped')
  return gaps || maps || pair || dropped ? both : []
}

function judgeWord(state: State, place: Place, size: Size, seen: number, verdicts: VerdictSink): void {
  const target = place.page === 'Page0' || place.page === 'Page1' ? targetOf(state, place) : undefined
  judgeDerived({ state, place, target, size }, seen, verdicts)
  if (target && target.kind !== 'queue') return
  const sight = sightOf(state, place, target?.queue ?? -1, size)
  if (sight) judgeSight(sight, seen, verdicts)
}

export const reads = (place: Place, seen: number): string => `${nameOf(place)} reads ${hex(seen)}`
export const owes = ({ value, known }: Bits, mask: number): string => {
  const bits = (known & mask) >>> 0
  return bits === mask >>> 0 ? hex(value) : `${hex((value & bits) >>> 0)} in the bits ${hex(bits)}`
}

function judgeDerived(glance: Glance, seen: number, verdicts: VerdictSink): void {
  const { place } = glance
  for (const rule of DERIVED_RULES) {
    const owed = rule.where(place) && rule.when?.(glance) !== false ? rule.owed(glance) : undefined
    if (!owed || (owed.known & place.mask) === 0) continue
    const wrong = contradiction(owed, seen) & place.mask
    verdicts.add(rule.clause, wrong === 0 ? 'holds' : { observed: reads(place, seen), allowed: owes(owed, place.mask) })
  }
}

/** Every clause whose condition lies between the write and this read; if there is none, the one that says what the register is. */
function judgeSight(sight: Sight, seen: number, verdicts: VerdictSink): void {
  const { place, owed } = sight
  const known = (owed.known & place.mask) >>> 0
  const wrong = (contradiction(owed, seen) & place.mask) >>> 0
  judgeCandidates(sight, seen, verdicts)
  let open = known
  for (const rule of VALUE_RULES) {
    const governed = (governs(rule, sight) & known) >>> 0
    if (governed === 0) continue
    open &= ~governed
    verdicts.add(rule.clause, (wrong & governed) === 0 ? 'holds' : { observed: reads(place, seen), allowed: owes(owed, place.mask) })
  }
  if (open !== 0) verdicts.add(plainClause(sight.place, FACTS.disabled(sight)), (wrong & open) === 0 ? 'holds' : { observed: reads(place, seen), allowed: owes(owed, place.mask) })
  judgeResetChoice(sight, seen, verdicts)
}

/** BASE-LIVE: one of the values that the device may have taken. */
export function judgeCandidates({ state, place, queue }: Sight, seen: number, verdicts: VerdictSink): void {
  if (place.page !== 'Page1' || (place.register !== 'BASE_L' && place.register !== 'BASE_H')) return
  const half = place.register === 'BASE_L' ? 'L' : 'H'
  const { candidates } = vcmdq(state, queue).BASE
  if (candidates.length < 2) return
  const fits = candidates.some((candidate) => (contradiction(candidate[half], seen) & place.mask) === 0)
  verdicts.add('BASE-LIVE', fits ? 'holds' : { observed: reads(place, seen), allowed: candidates.map((candidate) => hex(candidate[half].value)).join(' or ') })
}

const MAX_CLK_BATCH = 0xff0
/** RESET: MAX_CLK_BATCH is 0x08 or 0x40, and nothing else, until it is written or seen. */
export function judgeResetChoice({ place, owed, origin }: Sight, seen: number, verdicts: VerdictSink): void {
  if (place.page !== 'Config' || place.register !== 'CONFIG' || origin.by !== 'reset' || (owed.known & MAX_CLK_BATCH) === MAX_CLK_BATCH) return
  const batch = (seen & MAX_CLK_BATCH) >>> 4
  verdicts.add('RESET', batch === 0x08 || batch === 0x40 ? 'holds' : { observed: reads(place, seen), allowed: 'MAX_CLK_BATCH 0x8 or 0x40' })
}

/** What stands in a register that holds what was put there; undefined for one whose value follows from other state. */
function sightOf(state: State, place: Place, queue: number, size: Size): Sight | undefined {
  if (place.page === 'gap') return undefined
  if (place.page === 'Config') {
    const word = place.access === 'RW' || place.register === 'PARAM' ? state.config[place.register][place.index] : undefined
    return word && { state, place, queue: -1, owed: word, origin: word.origin, size }
  }
  const held = vcmdq(state, queue)
  if (place.register === 'STATUS') return undefined
  if (place.register === 'GERROR' || place.register === 'GERRORN') return { state, place, queue, owed: held.errors[place.register], origin: held.errors.origin, size }
  if (place.register === 'BASE_L' || place.register === 'BASE_H') return { state, place, queue, owed: agreed(held, place.register === 'BASE_L' ? 'L' : 'H'), origin: held.BASE.origin, size }
  const word = held[place.register]
  return { state, place, queue, owed: word, origin: word.origin, size }
}

/** The bits in which all candidates of BASE agree. */
export function agreed({ BASE: { candidates } }: Pick<Vcmdq, 'BASE'>, half: 'L' | 'H'): Bits {
  const [first, ...rest] = candidates.map((candidate) => candidate[half])
  return rest.reduce((bits, other) => {
    const known = (bits.known & other.known & ~(bits.value ^ other.value)) >>> 0
    return exactly(bits.value, known)
  }, first ?? { value: 0, known: 0 })
}
