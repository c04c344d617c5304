/** The table of mutants, as JSON and as a document. */
import { FAMILIES } from './mutant.js'
import type { Row } from './row.js'

export interface Table {
  /** Wall clock of the whole, as measured. */
  readonly seconds: number
  readonly workers: number
  readonly rows: readonly Row[]
}

export const formatJson = ({ seconds, workers, rows }: Table): string => `{\n"seconds": ${seconds},\n"workers": ${workers},\n"rows": [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n}\n`

const HOW = {
  same: 'guest and host see the same',
  calm: 'the same but for stores that nothing comes of',
  allowed: 'different, and no clause forbids it',
} as const

const thousands = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')
const cell = (text: string): string => text.replaceAll('|', '\\|')

function fateCells(row: Row): readonly string[] {
  switch (row.fate) {
    case 'killed':
      return [`${row.clause}${row.authority === 'judgement' ? ' (advice)' : ''}`, thousands(row.accesses), `${row.length}${row.minimal ? '' : ', locally minimal'}`]
    case 'strayed':
      return ['way back', row.transitions === 0 ? '' : thousands(row.transitions), String(row.length)]
    case 'equivalent':
      return [`equivalent: ${HOW[row.how]}`, '', `closed, ${thousands(row.states)} states`]
    case 'open':
      return ['**open**', '', cell(row.why)]
  }
}

const count = (rows: readonly Row[], fate: Row['fate']): number => rows.filter((row) => row.fate === fate).length

function familyTable(rows: readonly Row[]): string {
  const lines = FAMILIES.map((family) => {
    const own = rows.filter((row) => row.family === family)
    return `| ${family} | ${own.length} | ${count(own, 'killed')} | ${count(own, 'strayed')} | ${count(own, 'equivalent')} | ${count(own, 'open')} |`
  })
  const all = `| **all** | ${rows.length} | ${count(rows, 'killed')} | ${count(rows, 'strayed')} | ${count(rows, 'equivalent')} | ${count(rows, 'open')} |`
  return ['| family | mutants | killed by a clause | killed by the way back | equivalent | open |', '|---|---|---|---|---|---|', ...lines, all].join('\n')
}

function rowsTable(rows: readonly Row[]): string {
  return ['| what is wrong | killed by | accesses | canonical length |', '|---|---|---|---|', ...rows.map((row) => `| ${cell(row.line)} | ${fateCells(row).join(' | ')} |`)].join('\n')
}

const INTRODUCTION = `# Mutants

The optimised device with one small thing wrong, made by rules and not by hand: every number, condition, step, name and
saved word of its source that a rule can get wrong, and everything that a VMM around it can do to accesses, host calls,
events and saved states. Of each family a systematic sample is accounted for here. \`npm run mutants\` writes this file.

*Killed by*: the clause that the default run first saw broken, after so many accesses; two of its parts are taken from either
end, then the first of each arm, the second of each, and so on. *Canonical length*: operations of the shortest program that breaks that clause, made
as \`check\` makes it but with searches of at most 20,000 operations, and where the program needs no used slot, on clean
hosts alone. *Way back*: the default run neither saves nor restores; these mutants answer differently after jumping to a
state than after coming there from power-on (accesses: operations done by jumping until then, where counted).
*Equivalent*: explored side by side with the device as it stands until no new state was left, over every one of twelve small
alphabets that comes to the changed place, at two queues. *Same*: nothing that guest or host sees differs. *Stores that
nothing comes of*: only stores differ that change no word, or the order of stores to a slot that is off. *No clause
forbids it*: it differs, lives through half of the default run, and closes under the judge over four alphabets and over the
letters of the program that told it apart. \`npm run mutants -- --full\` takes all of these through the whole default run.`

export function formatMarkdown({ seconds, workers, rows }: Table): string {
  const families = FAMILIES.flatMap((family) => ['', `## ${family}`, '', rowsTable(rows.filter((row) => row.family === family))])
  return [INTRODUCTION, '', `${rows.length} mutants in ${seconds} s with ${workers} workers, closures among them.`, '', familyTable(rows), ...families, ''].join('\n')
}

export function summary({ seconds, rows }: Table): string {
  const open = rows.flatMap((row) => (row.fate === 'open' ? [`open: ${row.id}: ${row.why.slice(0, 300)}`] : []))
  return [...open, `${rows.length} mutants: ${count(rows, 'killed')} killed by clauses, ${count(rows, 'strayed')} by the way back, ${count(rows, 'equivalent')} equivalent, ${open.length} open; ${seconds} s`].join('\n')
}
