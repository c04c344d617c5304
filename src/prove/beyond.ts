/**
 * A device searched beyond what is known of another one. A change of a design rarely mends anything: most programs that
 * break a clause on the design break it on the changed one as well, and running them takes a moment. Only what they
 * leave open is searched: a clause that none of them breaks as deep as the alphabets have it, since the change may mend
 * it; new clauses and shorter programs as deep as is asked for. States that differ in nothing that matters to so few
 * clauses count as one. Measured on the changes of fixed-2026-07, this takes half the operations of a search from nothing
 * if what is new is looked for to depth 6, and three quarters if to the end, where a test says that both find the same.
 */
import type { Alphabet } from '../check/alphabet.js'
import type { Header, Model } from '../check/contract.js'
import type { Counterexample, SearchReport } from '../check/matrix.js'
import type { Subject } from '../check/lockstep.js'
import { comparePrograms } from '../check/order.js'
import type { Region } from '../check/region.js'
import type { Evidence } from '../check/variation.js'
import { brokenBy } from './battery.js'
import { searchAlphabet } from './search.js'

export interface BeyondOptions {
  /** The clauses that are looked for; all by default. */
  readonly wanted?: readonly string[] | undefined
  /** Longest programs that are looked at, if shorter than the alphabets have it. */
  readonly depth?: number | undefined
  /** Longest programs that are looked at for what is not known from the other device, if shorter still. */
  readonly fresh?: number | undefined
}

/** Whether a clause is looked for. What is none of the model's, such as the death of the device, is told whatever was asked for. */
export const askedFor = (model: Pick<Model<unknown>, 'clauses'>, wanted: readonly string[] | undefined) => (clause: string): boolean =>
  wanted === undefined || wanted.includes(clause) || !model.clauses.some(({ id }) => id === clause)

/** The least program that is known, and whether it comes from another device: then one as short is not worth a search. */
interface Known {
  readonly least: Counterexample
  readonly lent: boolean
}

class Beyond<S> {
  readonly known = new Map<string, Known>()
  readonly reports: SearchReport[] = []
  private readonly asked: readonly string[]
  private readonly isAsked: (clause: string) => boolean
  private readonly fresh: number

  constructor(
    private readonly subject: Subject,
    private readonly model: Model<S>,
    private readonly region: Region,
    /** The clauses that the other device breaks. */
    private readonly expected: ReadonlySet<string>,
    private readonly options: BeyondOptions,
  ) {
    this.fresh = options.fresh ?? Infinity
    this.asked = options.wanted ?? model.clauses.map(({ id }) => id)
    this.isAsked = askedFor(model, options.wanted)
  }

  note(least: Counterexample, lent: boolean): void {
    if (!this.isAsked(least.clause)) return
    const before = this.known.get(least.clause)
    if (before === undefined || comparePrograms(least.program, before.least.program, this.region) < 0) this.known.set(least.clause, { least, lent })
  }

  private lengthOf(clause: string): number {
    return this.known.get(clause)?.least.program.operations.length ?? Infinity
  }

  /** Longest programs that are worth a look for a clause. */
  private reach(clause: string): number {
    const known = this.known.get(clause)
    if (known === undefined) return this.expected.has(clause) ? Infinity : this.fresh
    return known.lent ? Math.min(this.fresh, this.lengthOf(clause) - 1) : this.lengthOf(clause)
  }

  search(alphabet: Alphabet, shallow: number): void {
    const limit = Math.min(this.options.depth ?? Infinity, alphabet.depth)
    // The last level costs as much as all others, and thirty times as much where there are many letters: it is searched
    // for those alone that need it.
    const split = alphabet.clauses === undefined || this.fresh < limit
    for (const header of alphabet.headers) {
      const about = this.asked.filter((clause) => alphabet.clauses === undefined || alphabet.clauses.includes(clause))
      const open = about.filter((clause) => this.lengthOf(clause) > shallow && this.reach(clause) > 0)
      const near = split ? open.filter((clause) => this.reach(clause) < limit) : []
      this.look(alphabet, header, near, limit)
      this.look(alphabet, header, open.filter((clause) => !near.includes(clause)), limit)
    }
  }

  private look(alphabet: Alphabet, header: Header, clauses: readonly string[], limit: number): void {
    if (clauses.length === 0) return
    const depth = Math.min(limit, Math.max(...clauses.map((clause) => this.reach(clause))))
    const report = searchAlphabet(this.subject, this.model, alphabet, header, clauses, { depth })
    this.reports.push(report)
    for (const one of report.found) this.note(one, false)
  }

  /** Clauses that were looked for and never judged: that nothing breaks them says nothing. */
  unjudged(): readonly string[] {
    return this.asked.filter((clause) => !this.known.has(clause) && this.reports.every(({ judged }) => (judged[clause] ?? 0) === 0))
  }
}

/** What the programs of a battery break on a device although no alphabet led there: a search knows nothing beyond its alphabets. */
export function completedBy<S>(battery: readonly Counterexample[], evidence: Evidence, subject: Subject, model: Model<S>, region: Region, wanted?: readonly string[]): Evidence {
  const isAsked = askedFor(model, wanted)
  const more = [...brokenBy(battery, subject, model, region).values()].filter(({ clause }) => isAsked(clause) && !evidence.found.some((one) => one.clause === clause))
  return { ...evidence, found: [...evidence.found, ...more] }
}

/** Searches a device over all alphabets in turn, for what the programs known from another device do not show already. */
export function searchBeyond<S>(subject: Subject, model: Model<S>, alphabets: readonly Alphabet[], region: Region, witnesses: readonly Counterexample[], options: BeyondOptions = {}): Evidence {
  const beyond = new Beyond(subject, model, region, new Set(witnesses.map(({ clause }) => clause)), options)
  const kept = witnesses.flatMap((witness) => {
    const shown = brokenBy([witness], subject, model, region)
    for (const one of shown.values()) beyond.note(one, true)
    return shown.has(witness.clause) ? [witness.clause] : []
  })
  // As in searchDevice: within this depth the first alphabets have looked at everything.
  const shallow = Math.max(0, ...alphabets.filter(({ clauses }) => clauses === undefined).map(({ depth }) => depth))
  for (const alphabet of alphabets) beyond.search(alphabet, alphabet.clauses === undefined ? -1 : shallow)
  const { known, reports } = beyond
  return {
    found: [...known.values()].map(({ least }) => least),
    kept,
    unjudged: beyond.unjudged(),
    complete: reports.every(({ complete }) => complete),
    transitions: reports.reduce((sum, { transitions }) => sum + transitions, 0),
  }
}
