/** What the rules said about one response. */
import type { ClauseId } from './clauses.js'
import type { Verdict } from './rules/rule.js'

/** A clause forbids a response: what was seen and what was allowed, as text for a reader. */
export interface Forbidden {
  readonly clause: ClauseId
  readonly observed: string
  readonly allowed: string
}

/** What takes verdicts. */
export interface VerdictSink {
  add(clause: ClauseId, verdict: Verdict): void
}

/** Collects verdicts; lives only within one judgement. */
export class Verdicts implements VerdictSink {
  readonly judged: ClauseId[] = []
  readonly forbidden: Forbidden[] = []

  add(clause: ClauseId, verdict: Verdict): void {
    if (verdict === undefined) return
    if (!this.judged.includes(clause)) this.judged.push(clause)
    if (verdict !== 'holds' && !this.forbidden.some((earlier) => earlier.clause === clause)) this.forbidden.push({ clause, ...verdict })
  }
}
