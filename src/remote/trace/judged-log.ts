/** A whole log, of one device or of several processes: line by line, in memory that does not grow with it. */
import type { Authority, Model } from '../../check/contract.js'
import type { LogDivergence, LogReport } from '../../check/log-report.js'
import { INVISIBLE, LogJudge } from './log-judge.js'
import type { Broken } from './log-judge.js'
import { parseLine, writerOf } from './lines.js'
import { minimalLines } from './minimal.js'
import { Sources } from './sources.js'

interface Found {
  readonly first: Broken
  readonly lines: LogDivergence['lines']
  times: number
}

/** One process that wrote to the log. */
class Writer<S> {
  readonly sources = new Sources()
  readonly found = new Map<string, Found>()
  readonly judge: LogJudge<S>

  constructor(private readonly model: Model<S>, private readonly named: boolean) {
    this.judge = new LogJudge(model, (broken) => this.note(broken), named)
  }

  private note(broken: Broken): void {
    const known = this.found.get(broken.clause)
    if (known) known.times++
    else this.found.set(broken.clause, { first: broken, times: 1, lines: minimalLines(this.model, this.sources.lines(), broken.clause, this.named) })
  }
}

/** Gaps that are told: a damaged log has one for each damage. */
const MOST_GAPS = 20

export class JudgedLog<S> {
  private readonly writers = new Map<string, Writer<S>>()
  /** Lines taken, whoever wrote them. */
  lines = 0

  constructor(private readonly model: Model<S>) {}

  /** Takes the next line of the log, whatever it is. */
  take(text: string): void {
    this.lines++
    const line = parseLine(text)
    if (!line) return
    const writer = this.writerFor(writerOf(text))
    writer.sources.note(line, text, this.lines)
    writer.judge.takeLine(line, this.lines)
  }

  /** What came of it. `binding` are the authorities whose divergences count. */
  report(log: string, binding: readonly Authority[]): LogReport {
    const all = [...this.writers.values()]
    for (const { judge } of all) judge.end(this.lines)
    const sum = (of: (one: LogJudge<S>) => number): number => all.reduce((total, { judge }) => total + of(judge), 0)
    const divergences = [...this.writers].flatMap(([writer, { found }]) => [...found].map(([clause, { first, lines, times }]) => this.divergence({ writer, clause, first, lines, times }, binding)))
    const clauses = Object.fromEntries(this.model.clauses.flatMap(({ id }, i) => {
      if (INVISIBLE.has(id)) return []
      const count = sum(({ clauses: counts }) => counts[i] ?? 0)
      return count > 0 ? [[id, count]] : []
    }))
    const judged = sum(({ counts }) => counts.judged)
    const broken = divergences.some(({ advice }) => !advice)
    return {
      log, lines: this.lines, deviceLines: sum(({ counts }) => counts.lines), accesses: sum(({ counts }) => counts.accesses), judged, undecided: sum(({ counts }) => counts.undecided), clauses,
      verdict: broken ? 'diverges' : judged === 0 ? 'undecided' : 'conforms',
      divergences: divergences.sort((a, b) => Number(a.advice) - Number(b.advice) || a.line - b.line),
      gaps: all.flatMap(({ judge }) => judge.gaps).sort((a, b) => a.line - b.line).slice(0, MOST_GAPS),
    }
  }

  private writerFor(name: string): Writer<S> {
    const known = this.writers.get(name)
    if (known) return known
    const made = new Writer(this.model, name !== '')
    this.writers.set(name, made)
    return made
  }

  private divergence({ writer, clause, first, lines, times }: { readonly writer: string; readonly clause: string; readonly first: Broken; readonly lines: LogDivergence['lines']; readonly times: number }, binding: readonly Authority[]): LogDivergence {
    const authority = this.model.clauses.find(({ id }) => id === clause)?.authority ?? 'judgement'
    const { line, observed, allowed } = first
    return { clause, authority, advice: !binding.includes(authority), line, observed, allowed, times, lines, writer: this.writers.size > 1 ? writer : '' }
  }
}
