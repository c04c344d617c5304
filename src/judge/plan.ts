/**
 * The decision table: for each word of the region what an access to it means, as far as that can be told beforehand —
 * where it leads, what is stored there, and which rules can speak of it. Made from the registers and rules of spec/ at the
 * first access to a word, and kept for good.
 */
import { ALL } from '../../spec/bits.js'
import { decode } from '../../spec/decode.js'
import type { ConfigPlace, Place, QueuePlace } from '../../spec/decode.js'
import { REGION_BYTES } from '../../spec/registers.js'
import { DERIVED_RULES } from '../../spec/rules/status.js'
import { VALUE_RULES } from '../../spec/rules/values.js'
import type { DerivedRule, ValueRule } from '../../spec/rules/rule.js'
import type { Origin } from '../../spec/state.js'
import * as at from './layout.js'
import { numberOf, numbered } from './tally.js'
import type { Numbered } from './tally.js'

/** A register of a VCMDQ that is one plain word, and where it stands in the block. */
const PLAIN: Readonly<Record<string, number>> = {
  CONS_INDX: at.CONS_INDX,
  PROD_INDX: at.PROD_INDX,
  CONFIG: at.CONFIG,
  CONS_INDX_BASE_DRAM_L: at.DRAM_L,
  CONS_INDX_BASE_DRAM_H: at.DRAM_H,
}

/** What is told of one word of the region. */
export interface WordPlan {
  readonly place: Place
  /** The same place, if it belongs to a VCMDQ or to the Config page. */
  readonly queue: QueuePlace | undefined
  readonly config: ConfigPlace | undefined
  readonly access: Place['access']
  /** Defined bits. */
  readonly mask: number
  /** Of a plain register of a VCMDQ: where it stands in the block; -1 for all others. */
  readonly plain: number
  readonly isBase: boolean
  readonly isPage1: boolean
  /** GERROR or GERRORN. */
  readonly isError: boolean
  /** The rules that can speak of a value read here. */
  readonly derived: readonly Numbered<DerivedRule>[]
  readonly values: readonly ValueRule[]
  /** The same, sorted by how the value came to be owed: see `questionsAbout`. */
  readonly questions: Map<number, Questions>
}

/**
 * What there is to ask of a value that came to be owed in one way: by whom, through which slot, with CMDQV_EN as it was.
 * Rules without further conditions are no question any more.
 */
export interface Questions {
  /** The rules that speak whatever happened, and the bits on which they do. */
  readonly always: readonly Numbered<ValueRule>[]
  readonly settled: number
  /** Where the events stand that make a rule speak if they came later, each beside its clause. */
  readonly events: Int32Array
  readonly eventClauses: Int32Array
  /** What must be looked at. */
  readonly rest: readonly Numbered<ValueRule>[]
}

function questionsFor({ place, values }: Pick<WordPlan, 'place' | 'values'>, origin: Origin, queue: number): Questions {
  const mine = values.filter(({ from }) => from?.(origin, place, queue) !== false)
  const always = mine.filter(({ after, when }) => after === undefined && when === undefined)
  // A rule that asks for an event and for more, or speaks on some bits only, is looked at as it is.
  const events = mine.filter(({ after, when, bits }) => after !== undefined && when === undefined && bits === undefined)
  return {
    always: numbered(always),
    settled: always.reduce((bits, rule) => bits | (rule.bits ?? ALL), 0),
    events: Int32Array.from(events, ({ after }) => (after === undefined ? 0 : at.EVENTS[after])),
    eventClauses: Int32Array.from(events, ({ clause }) => numberOf(clause)),
    rest: numbered(mine.filter((rule) => !always.includes(rule) && !events.includes(rule))),
  }
}

/** What there is to ask of a value, by how it came to be owed and by which VCMDQ it stands in. */
export function questionsAbout(plan: WordPlan, how: number, origin: Origin, queue: number): Questions {
  const key = (queue + 1) * at.HOWS + how
  const known = plan.questions.get(key)
  if (known) return known
  const questions = questionsFor(plan, origin, queue)
  plan.questions.set(key, questions)
  return questions
}

function planFor(place: Place): WordPlan {
  const queue = place.page === 'Page0' || place.page === 'Page1' ? place : undefined
  return {
    place,
    queue,
    config: place.page === 'Config' ? place : undefined,
    access: place.access,
    mask: place.mask,
    plain: queue ? (PLAIN[queue.register] ?? -1) : -1,
    isBase: queue !== undefined && (queue.register === 'BASE_L' || queue.register === 'BASE_H'),
    isPage1: place.page === 'Page1',
    isError: queue !== undefined && (queue.register === 'GERROR' || queue.register === 'GERRORN'),
    derived: numbered(DERIVED_RULES.filter(({ where }) => where(place))),
    values: VALUE_RULES.filter(({ where }) => where?.(place) !== false),
    questions: new Map(),
  }
}

/** The table for one number of VCMDQs. */
export class Plans {
  /** Made at full length: one that grows by large steps would become a hash table. */
  private readonly plans = new Array<WordPlan | undefined>(REGION_BYTES / 4).fill(undefined)

  constructor(private readonly queues: number) {}

  /** The plan of the word at an offset; undefined outside the region and at no word's offset. */
  at(offset: number): WordPlan | undefined {
    const word = offset >>> 2
    return word << 2 === offset ? (this.plans[word] ?? this.make(offset)) : undefined
  }

  private make(offset: number): WordPlan | undefined {
    const place = decode(offset, this.queues)
    return place && (this.plans[offset >>> 2] = planFor(place))
  }
}

const tables = new Map<number, Plans>()

/** One table for each number of VCMDQs: it is the same for every judge. */
export function plansFor(queues: number): Plans {
  const known = tables.get(queues) ?? new Plans(queues)
  tables.set(queues, known)
  return known
}
