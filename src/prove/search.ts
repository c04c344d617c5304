/** One device searched over all alphabets: the least counterexample of each clause, and how far nothing was found. */
import type { Alphabet } from '../check/alphabet.js'
import type { Header, Model, Operation } from '../check/contract.js'
import type { Counterexample, SearchReport } from '../check/matrix.js'
import type { Subject } from '../check/lockstep.js'
import { comparePrograms } from '../check/order.js'
import type { Region } from '../check/region.js'

import { explore } from './explore.js'
import type { ExploreProgress } from './explore.js'
import { JudgedWorld } from './world.js'

/** Operations in one search at the most: what a device that never comes to the same state twice may cost. */
export const MOST_TRANSITIONS = 2_000_000
/** The same over a pipe, where everything is done again from power-on for each: half a minute. */
const MOST_AFAR = 100_000

export interface SearchOptions {
  /** The clauses that are looked for; all by default. */
  readonly wanted?: readonly string[]
  /** Longest programs that are looked at, if shorter than the alphabet has it. */
  readonly depth?: number
  /** Programs that are known to break a clause: only what is less is looked for. */
  readonly known?: ReadonlyMap<string, number>
  /** What every program begins with: attach, for a device that is only defined once attached. */
  readonly opening?: readonly Operation[]
  readonly transitions?: number
  readonly progress?: ExploreProgress
}

/** Searches one alphabet from one host for some clauses. States that these cannot tell apart are visited once. */
export function searchAlphabet<S>(subject: Subject, model: Model<S>, alphabet: Alphabet, header: Header, clauses: readonly string[], options: SearchOptions = {}): SearchReport {
  const all = clauses.length === model.clauses.length
  const { opening = [] } = options
  const world = new JudgedWorld(subject, model, header, { opening, ...(all ? {} : { clauses }) })
  const limits = { depth: Math.min(options.depth ?? alphabet.depth, alphabet.depth), transitions: options.transitions ?? (subject.afar === true ? MOST_AFAR : MOST_TRANSITIONS) }
  const { judged, found, ...rest } = explore(world, alphabet.letters, limits, new Set(clauses), options.progress)
  const told = [...found].map(([clause, { operations, observed, allowed }]): Counterexample => ({ clause, observed, allowed, alphabet: alphabet.name, program: { ...header, operations: [...opening, ...operations] } }))
  return { alphabet: alphabet.name, header, clauses, found: told, judged: Object.fromEntries(judged), ...rest }
}

/** What one device was searched for so far. */
class Ledger<S> {
  readonly reports: SearchReport[] = []
  private least: ReadonlyMap<string, Counterexample> = new Map()

  constructor(private readonly subject: Subject, private readonly model: Model<S>, private readonly region: Region, private readonly options: SearchOptions) {}

  /** The clauses of an alphabet that it may still say something new about: what the first one found is as short as can be. */
  private open({ clauses }: Alphabet, shallow: number): readonly string[] {
    const asked = this.options.wanted ?? this.model.clauses.map(({ id }) => id)
    const about = clauses === undefined ? asked : asked.filter((clause) => clauses.includes(clause) || !this.model.clauses.some(({ id }) => id === clause))
    return about.filter((clause) => (this.least.get(clause)?.program.operations.length ?? Infinity) > shallow)
  }

  /** Length of the least program that is known to break a clause, found here or before. */
  private lengthOf(clause: string): number {
    return Math.min(this.least.get(clause)?.program.operations.length ?? Infinity, this.options.known?.get(clause) ?? Infinity)
  }

  search(alphabet: Alphabet, shallow: number): void {
    for (const header of alphabet.headers) {
      const clauses = this.open(alphabet, shallow)
      if (clauses.length === 0) return
      // Nothing longer than what is known can be the least.
      const longest = Math.max(...clauses.map((clause) => this.lengthOf(clause))) - (this.options.opening?.length ?? 0)
      const report = searchAlphabet(this.subject, this.model, alphabet, header, clauses, { ...this.options, depth: Math.min(this.options.depth ?? Infinity, longest) })
      this.reports.push(report)
      this.least = leastOf(this.reports, this.region)
    }
  }
}

const isClean = ({ headers }: Alphabet): boolean => headers.every(({ slots }) => slots.length === 0)

/**
 * Searches a device over all alphabets in turn. Those about all clauses have every letter of the others (a test says so):
 * what they find within their depth no other alphabet can find shorter from such a host, and they look for the rest.
 */
export function searchDevice<S>(subject: Subject, model: Model<S>, alphabets: readonly Alphabet[], region: Region, options: SearchOptions = {}): readonly SearchReport[] {
  const ledger = new Ledger(subject, model, region, options)
  const broad = alphabets.filter(({ clauses }) => clauses === undefined)
  const depthOn = (clean: boolean): number => Math.max(0, ...broad.filter((one) => isClean(one) === clean).map(({ depth }) => depth))
  const shallow = { clean: depthOn(true), used: depthOn(false) }
  for (const alphabet of alphabets) ledger.search(alphabet, alphabet.clauses === undefined ? -1 : isClean(alphabet) ? shallow.clean : shallow.used)
  return ledger.reports
}

/** The least counterexample of each clause over all searches. */
export function leastOf(reports: readonly SearchReport[], region: Region): ReadonlyMap<string, Counterexample> {
  const least = new Map<string, Counterexample>()
  for (const one of reports.flatMap(({ found }) => found)) {
    const known = least.get(one.clause)
    if (known === undefined || comparePrograms(one.program, known.program, region) < 0) least.set(one.clause, one)
  }
  return least
}
