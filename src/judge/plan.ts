/**
 * The decision table: for each word of the region what an access to it means, as far as that can be told beforehand —
 * where it leads, what is stored there, and which rules can speak of it. Made from the registers and rules of spec/ at the
 * first access to a word, and kept for good.
 */
import { decode } from '../../spec/decode.js'
import type { ConfigPlace, Place, QueuePlace } from '../../spec/decode.js'
import { REGION_BYTES } from '../../spec/registers.js'
import { DERIVED_RULES } from '../../spec/rules/status.js'
import { governs, plainClause, VALUE_RULES } from '../../spec/rules/values.js'
import type { DerivedRule, Sight, ValueRule } from '../../spec/rules/rule.js'
import { bitsNamed } from './facts.js'
import * as at from './layout.js'
import { numberOf, numbered, Tally } from './tally.js'
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
  /** The facts that its rules name: see `factsAbout`. */
  readonly facts: number
  /** What the rules said so far: see `decide`. */
  readonly decisions: Decisions
}

/**
 * What the value rules say of a word that is read as it is owed: a set of clauses in the two halves of the tally. It
 * depends on how the value came to be owed, on the VCMDQ, and on the facts and events that rules name: one number each.
 */
export interface Decision {
  readonly low: number
  readonly high: number
}

/** Decisions by their two numbers. One that was asked for last is found at once: words are read again and again. */
export class Decisions {
  private readonly byWriter = new Map<number, Map<number, Decision>>()
  private writer = -1
  private facts = -1
  private last: Decision | undefined

  find(writer: number, facts: number): Decision | undefined {
    if (writer === this.writer && facts === this.facts) return this.last
    const found = this.byWriter.get(writer)?.get(facts)
    if (found) this.note(writer, facts, found)
    return found
  }

  add(writer: number, facts: number, decision: Decision): Decision {
    const known = this.byWriter.get(writer) ?? new Map<number, Decision>()
    this.byWriter.set(writer, known.set(facts, decision))
    this.note(writer, facts, decision)
    return decision
  }

  private note(writer: number, facts: number, decision: Decision): void {
    this.writer = writer
    this.facts = facts
    this.last = decision
  }
}

/** The bits on which some rules of a word speak alone. There may be one such part and what is left of it, or a decision would need to know more. */
function splitOf(place: Place, values: readonly ValueRule[]): number {
  const parts = new Set(values.flatMap(({ bits }) => (bits === undefined ? [] : [bits >>> 0])))
  const [one = 0, ...others] = parts
  if (others.some((other) => other !== ~one >>> 0)) throw new RangeError(`the rules about offset ${place.offset} speak on parts that no table was made for`)
  return one
}

/** Runs the rules. `known` are the bits that are owed and so were seen. */
export function decide({ values }: WordPlan, sight: Sight, known: number): Decision {
  const tally = new Tally()
  let open = known
  for (const rule of values) {
    const bits = governs(rule, sight) & known
    if (bits === 0) continue
    open &= ~bits
    tally.holds(numberOf(rule.clause))
  }
  if (open !== 0) tally.holds(numberOf(plainClause(sight)))
  return { low: tally.low, high: tally.high }
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
    facts: bitsNamed(values),
    decisions: new Decisions(),
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
