/** What is wrong with a table of mutants, as lines for a reader; none when it tells the truth. */
import { FAMILIES } from './mutant.js'
import type { Mutant } from './mutant.js'
import { retried } from './row.js'
import type { Row } from './row.js'

export const LEAST = 300

/** What can be seen without running anything: whether it is about these mutants, all families, and leaves none open but `known`. */
export function gapsIn(rows: readonly Row[], mutants: readonly Mutant[], known: readonly string[]): readonly string[] {
  const listed = new Set(rows.map(({ id }) => id))
  const made = new Map(mutants.map((mutant) => [mutant.id, mutant]))
  return [
    ...(rows.length < LEAST ? [`${rows.length} mutants, fewer than ${LEAST}`] : []),
    ...(listed.size < rows.length ? ['some mutant is listed twice'] : []),
    ...mutants.filter(({ id }) => !listed.has(id)).map(({ id }) => `not in the table: ${id}`),
    ...rows.filter(({ id, family, line }) => made.get(id)?.family !== family || made.get(id)?.line !== line).map(({ id }) => `not what the generator makes: ${id}`),
    ...FAMILIES.filter((family) => rows.filter((row) => row.family === family).length < 2).map((family) => `hardly anything of the family ${family}`),
    ...rows.filter(({ fate, id }) => fate === 'open' && !known.includes(id)).map(({ id }) => `neither killed nor equivalent: ${id}`),
    ...known.filter((id) => rows.find((row) => row.id === id)?.fate !== 'open').map((id) => `not open any more, strike it off the list: ${id}`),
  ]
}

/** Does some rows again: whether a mutant dies of what the table says, when the table says. */
export function liesIn(rows: readonly Row[], mutants: readonly Mutant[]): readonly string[] {
  const made = new Map(mutants.map((mutant) => [mutant.id, mutant]))
  return rows.flatMap((row) => {
    const mutant = made.get(row.id)
    if (!mutant) return [`${row.id}: there is no such mutant`]
    const told = 'clause' in row ? `${row.clause} after ${row.accesses} accesses` : row.fate
    const seen = retried(mutant, row.fate)
    return seen === told ? [] : [`${row.id}: the table says ${told}, and it is ${seen}`]
  })
}
