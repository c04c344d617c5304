/** Text in aligned columns. Widths count characters, so keep cells free of colours. */

export function columns(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
  return rows.map((row) => (indent + row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).trimEnd()).join('\n')
}

/** 1234567 as 1,234,567: the same in every locale. */
export const thousands = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** `1 queue`, `2,000 queues`. */
export const counted = (number: number, one: string, many = `${one}s`): string => `${thousands(number)} ${number === 1 ? one : many}`
