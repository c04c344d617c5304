/**
 * The decision table: for each word of the region what an access to it means, as far as that can be told beforehand —
 * where it leads, what is stored there, and which rules can speak of it. Made from the registers and rules of spec/ at the
 * first access to a word, and kept for good.
 */
import { decode } from '../../spec/decode.js'
import type { ConfigPlace, Place, QueuePlace } from '../../spec/decode.js'
import { REGION_BYTES } from '../../spec/registers.js'
import { DERIVED_RULES } from '../../spec/rules/status.js'
import { bitsAt, plainClause, VALUE_RULES } from '../../spec/rules/values.js'
import type { DerivedRule, ValueRule } from '../../spec/rules/rule.js'
import { DISABLED, factsNeeded, KNOWN_PART, KNOWN_REST } from './facts.js'
import type { Origin } from '../../spec/state.js'
import * as at from './layout.js'
import { bitsOf, numbered } from './tally.js'
import type { ClauseBits, Numbered } from './tally.js'

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
  /** Of a register of the Config page that holds what was put there: where it stands, CMDQ_ALLOC_MAP apart; -1 for all others. */
  readonly stored: number
  /** Of an access through a VINTF page the logical slot, of one to a direct page the VCMDQ. */
  readonly slot: number
  readonly isVintf: boolean
  readonly isBase: boolean
  readonly isPage1: boolean
  readonly isGap: boolean
  /** GERROR or GERRORN: where the word stands in the block; -1 for all others. */
  readonly error: number
  /** The rules that can speak of a value read here; `dropped`: of a read that leads nowhere. */
  readonly derived: readonly Numbered<DerivedRule>[]
  readonly dropped: readonly Numbered<DerivedRule>[]
  readonly values: readonly ValueRule[]
  /** The bits on which some rules speak alone, apart from the rest; 0 where there are none. */
  readonly split: number
  /** The rules by how a value came to be owed: see `sayingsAbout`. */
  readonly sayings: Map<number, Sayings>
  /** The one that was asked for last, and for whom: words are read again and again. */
  lastWriter: number
  lastSayings: Sayings | undefined
}

/**
 * What the value rules say of a word that is read as it is owed, once it is known how the value came to be owed and in
 * which VCMDQ it stands: each rule a mask of facts that must all be so, the parts of the word on which it speaks, and its
 * clause as a bit in one of the two halves of the tally.
 */
export interface Sayings {
  readonly needs: Int32Array
  readonly parts: Int32Array
  readonly lows: Int32Array
  readonly highs: Int32Array
  /** The same of the clauses of which one speaks where no other does: while CMDQV_EN is 0, and otherwise. */
  readonly disabled: ClauseBits
  readonly plain: ClauseBits
  /** The facts that any of this depends on. */
  readonly facts: number
  /** What came of some facts that were asked for: facts, and the clauses in two halves, by a place that the facts give. */
  readonly memo: Int32Array
}

/** Facts that one saying keeps the outcome of: more would not be found more often. */
export const MEMO = 64

/** The bits on which some rules of a word speak alone. There may be one such part and what is left of it, or a decision would need to know more. */
function splitOf(place: Place, values: readonly ValueRule[]): number {
  const parts = new Set(values.flatMap((rule) => bitsAt(rule, place) ?? []).map((bits) => bits >>> 0))
  const [one = 0, ...others] = parts
  if (others.some((other) => other !== ~one >>> 0)) throw new RangeError(`the rules about offset ${place.offset} speak on parts that no table was made for`)
  return one
}

/** The parts of a word on which a rule speaks. */
function partsOf(rule: ValueRule, place: Place, split: number): number {
  const bits = bitsAt(rule, place)
  return bits === undefined ? KNOWN_PART | KNOWN_REST : bits >>> 0 === split >>> 0 ? KNOWN_PART : KNOWN_REST
}

function sayingsFor({ place, values, split }: WordPlan, origin: Origin, queue: number): Sayings {
  const rules = values.filter(({ from }) => from?.(origin, place, queue) !== false)
  const sets = rules.map(({ clause }) => bitsOf([clause]))
  const needs = Int32Array.from(rules, (rule) => factsNeeded(rule))
  return {
    needs,
    facts: needs.reduce((all, need) => all | need, DISABLED | KNOWN_PART | KNOWN_REST),
    memo: new Int32Array(3 * MEMO).fill(-1),
    parts: Int32Array.from(rules, (rule) => partsOf(rule, place, split)),
    lows: Int32Array.from(sets, ({ low }) => low),
    highs: Int32Array.from(sets, ({ high }) => high),
    disabled: bitsOf([plainClause(place, true)]),
    plain: bitsOf([plainClause(place, false)]),
  }
}

/** What the rules say of a value in VCMDQ `queue`, -1 for none, that came to be owed like this. */
export function sayingsAbout(plan: WordPlan, how: number, origin: () => Origin, queue: number): Sayings {
  const writer = (queue + 1) * at.HOWS + how
  if (plan.lastWriter === writer && plan.lastSayings) return plan.lastSayings
  const sayings = plan.sayings.get(writer) ?? sayingsFor(plan, origin(), queue)
  plan.sayings.set(writer, sayings)
  plan.lastWriter = writer
  plan.lastSayings = sayings
  return sayings
}

function planFor(place: Place): WordPlan {
  const queue = place.page === 'Page0' || place.page === 'Page1' ? place : undefined
  const config = place.page === 'Config' ? place : undefined
  const values = VALUE_RULES.filter(({ where }) => where?.(place) !== false)
  return {
    place,
    queue,
    config,
    access: place.access,
    mask: place.mask,
    plain: queue ? (PLAIN[queue.register] ?? -1) : -1,
    stored: config ? config.register === 'CMDQ_ALLOC_MAP' ? -1 : Math.max(-1, at.storedWord(config.register, config.index)) : -1,
    slot: queue ? queue.slot : -1,
    isVintf: queue?.aperture === 'vintf',
    isBase: queue !== undefined && (queue.register === 'BASE_L' || queue.register === 'BASE_H'),
    isPage1: place.page === 'Page1',
    isGap: place.page === 'gap',
    error: queue?.register === 'GERROR' ? at.GERROR : queue?.register === 'GERRORN' ? at.GERRORN : -1,
    derived: numbered(DERIVED_RULES.filter(({ where, dropped }) => where(place) && dropped !== true)),
    dropped: numbered(DERIVED_RULES.filter(({ where }) => where(place))),
    values,
    split: splitOf(place, values),
    sayings: new Map(),
    lastWriter: -1,
    lastSayings: undefined,
  }
}

/** The table for one number of VCMDQs. */
export class Plans {
  /** Made at full length: one that grows by large steps would become a hash table. */
  private readonly plans = new Array<WordPlan | undefined>(REGION_BYTES / 4).fill(undefined)

  private gap: WordPlan | undefined

  constructor(private readonly queues: number) {}

  /** The plan of the word at an offset; undefined outside the region and at no word's offset. */
  at(offset: number): WordPlan | undefined {
    const word = offset >>> 2
    return word << 2 === offset ? (this.plans[word] ?? this.make(offset)) : undefined
  }

  private make(offset: number): WordPlan | undefined {
    const place = decode(offset, this.queues)
    if (!place) return undefined
    // There are tens of thousands of gaps, all alike: to keep a plan for each was most of what a long run held.
    if (place.page === 'gap') return { ...(this.gap ??= planFor(place)), place }
    return (this.plans[offset >>> 2] = planFor(place))
  }
}

const tables = new Map<number, Plans>()

/** One table for each number of VCMDQs: it is the same for every judge. */
export function plansFor(queues: number): Plans {
  const known = tables.get(queues) ?? new Plans(queues)
  tables.set(queues, known)
  return known
}
