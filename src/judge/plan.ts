/**
 * The decision table: for each word of the region what an access to it means, as far as that can be told beforehand —
 * where it leads, what is stored there, and which rules can speak of it. Made from the registers and rules of spec/ at the
 * first access to a word, and kept for good.
 */
import { decode } from '../../spec/decode.js'
import type { ConfigPlace, Place, QueuePlace } from '../../spec/decode.js'
import { DERIVED_RULES } from '../../spec/rules/status.js'
import { VALUE_RULES } from '../../spec/rules/values.js'
import type { DerivedRule, ValueRule } from '../../spec/rules/rule.js'
import * as at from './layout.js'

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
  readonly derived: readonly DerivedRule[]
  readonly values: readonly ValueRule[]
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
    derived: DERIVED_RULES.filter(({ where }) => where(place)),
    values: VALUE_RULES.filter(({ where }) => where?.(place) !== false),
  }
}

/** The table for one number of VCMDQs. */
export class Plans {
  private readonly plans: (WordPlan | undefined)[] = []

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
