/**
 * Two changes at once. There are thousands of pairs, so a battery of programs judges them first. That one of them
 * breaks a clause is proof. That none does is not, so what a pair alone seems to mend is searched for as deep as the
 * alphabets have it: any program that breaks the clause refutes it, the least or not.
 */
import type { Alphabet } from '../check/alphabet.js'
import type { Model } from '../check/contract.js'
import type { Subject } from '../check/lockstep.js'
import type { Counterexample, SearchReport } from '../check/matrix.js'
import type { Region } from '../check/region.js'
import { beyondParts } from '../check/variation.js'
import type { Parts } from '../check/variation.js'
import { brokenBy } from './battery.js'
import { askedFor } from './beyond.js'
import type { BeyondOptions } from './beyond.js'
import { searchAlphabet } from './search.js'

/** What two changes do together and neither does alone. */
export interface Together {
  readonly mends: readonly string[]
  readonly breaks: readonly Counterexample[]
  readonly complete: boolean
  readonly transitions: number
}

/** Judges pairs of changes of one design, one after another. */
export class Matchmaker<S> {
  /** Programs that refuted a pair: they are likely to refute the next one. They judge nothing else. */
  private readonly refuters: Counterexample[] = []

  constructor(
    private readonly model: Model<S>,
    private readonly alphabets: readonly Alphabet[],
    private readonly region: Region,
    private readonly battery: readonly Counterexample[],
    private readonly options: Pick<BeyondOptions, 'wanted' | 'depth'> = {},
  ) {}

  judge(subject: Subject, parts: Parts): Together {
    const tried = brokenBy(this.battery, subject, this.model, this.region)
    const { mends, breaks } = beyondParts(parts, new Set([...tried.keys()].filter(askedFor(this.model, this.options.wanted))))
    const refuted = mends.length === 0 ? tried : brokenBy(this.refuters, subject, this.model, this.region)
    const searches = this.searchFor(mends.filter((clause) => !refuted.has(clause)), subject)
    const found = searches.flatMap((report) => report.found)
    this.refuters.push(...found)
    return {
      // What is never judged is not mended either.
      mends: mends.filter((clause) => !refuted.has(clause) && !found.some((one) => one.clause === clause) && searches.some(({ judged }) => (judged[clause] ?? 0) > 0)),
      breaks: breaks.flatMap((clause) => tried.get(clause) ?? []),
      complete: searches.every(({ complete }) => complete),
      transitions: searches.reduce((sum, { transitions }) => sum + transitions, 0),
    }
  }

  /** Searches until each clause is broken by some program, or nothing is left to look at. */
  private searchFor(clauses: readonly string[], subject: Subject): readonly SearchReport[] {
    const reports: SearchReport[] = []
    // Where the clause was broken before is where it is broken again.
    const leads = new Set(this.battery.filter(({ clause }) => clauses.includes(clause)).map(({ alphabet }) => alphabet))
    const { depth } = this.options
    for (const alphabet of this.alphabets.toSorted((a, b) => Number(leads.has(b.name)) - Number(leads.has(a.name)))) {
      for (const header of alphabet.headers) {
        const open = clauses.filter((clause) => (alphabet.clauses?.includes(clause) ?? true) && !reports.some(({ found }) => found.some((one) => one.clause === clause)))
        if (open.length > 0) reports.push(searchAlphabet(subject, this.model, alphabet, header, open, depth === undefined ? {} : { depth }))
      }
    }
    return reports
  }
}
