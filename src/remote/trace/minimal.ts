/** Fewer lines that say the same: a log that still diverges on a clause, in its last line, when it is judged alone. */
import type { Model } from '../../check/contract.js'
import type { SourceLine } from '../../check/log-report.js'
import { LogJudge } from './log-judge.js'
import type { Broken } from './log-judge.js'

/** Judging again what was kept costs a millisecond; a log of many queues has many lines. */
const MOST_TRIES = 2000

/** Whether lines, judged alone, break the clause at the last of them. */
export function diverges<S>(model: Model<S>, lines: readonly SourceLine[], clause: string, named: boolean): boolean {
  const last = lines.at(-1)?.line ?? 0
  let found = false
  const judge = new LogJudge(model, (broken: Broken) => {
    if (broken.clause === clause && broken.line === last) found = true
  }, named)
  for (const { text, line } of lines) judge.take(text, line)
  return found
}

/** Leaves out whatever is not needed, in blocks and then line by line, until nothing more can go; undefined where already all of it does not diverge. */
export function minimalLines<S>(model: Model<S>, lines: readonly SourceLine[], clause: string, named = false): readonly SourceLine[] | undefined {
  if (!diverges(model, lines, clause, named)) return undefined
  let [best, tries] = [lines, 0]
  for (let size = Math.ceil(lines.length / 2); size > 0 && tries < MOST_TRIES; ) {
    const before = best.length
    // The last line is the one that diverges.
    for (let start = Math.max(0, best.length - 1 - size); best.length > 1 && tries < MOST_TRIES; start = Math.max(0, start - size)) {
      const without = best.filter((_, i) => i < start || i >= Math.min(start + size, best.length - 1))
      tries++
      if (without.length < best.length && diverges(model, without, clause, named)) best = without
      if (start === 0) break
    }
    if (size === 1 && best.length === before) break
    size = size === 1 ? 1 : Math.floor(size / 2)
  }
  return best
}
