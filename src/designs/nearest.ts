/** Misspelt names. */

/** The name that was probably meant, as the next piece of a line: the nearest, if no more than half of it is different. */
export function nearest(name: string, names: readonly string[]): string {
  const best = names.map((known) => ({ known, steps: distance(name.toLowerCase(), known.toLowerCase()) })).sort((a, b) => a.steps - b.steps)[0]
  return best !== undefined && best.steps * 2 <= best.known.length ? `; did you mean ${best.known}?` : ''
}

/** Letters to insert, delete or replace to make one word of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row[to.length] ?? 0
}
