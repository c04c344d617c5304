/** The matrix of devices and clauses as text, as Markdown for a mail, and as JSON. */
import type { Program } from '../check/contract.js'
import type { Cell, Row, SearchReport } from '../check/matrix.js'
import { columns, thousands } from './columns.js'
import { plainProgram } from './json-program.js'
import { byAlphabet, effortOf } from './reach.js'

export interface MatrixContext {
  /** What each alphabet is about, by name, in the order in which they are searched. */
  readonly alphabets: ReadonlyMap<string, string>
  readonly encodeToken: (program: Program) => string
}

/** `3`: the canonical counterexample has so many operations. `3?`: it is not shown to be the least. `3!`: it does not come again. `3~`: the clause is a bystander. */
export function cellText({ counterexample, minimal, flaky, closed, depth, judged, spare = [] }: Cell): string {
  if (counterexample) return `${counterexample.program.operations.length}${flaky ? '!' : minimal ? '' : '?'}${spare.length > 0 ? '~' : ''}`
  if (judged === 0) return 'not judged'
  return closed ? 'closed' : `none to ${depth}`
}

const isAdvice = ({ authority }: Cell): boolean => authority === 'judgement'
const LEGEND = [
  'A number is the length of the canonical counterexample: nothing shorter, nor as short and less in the written order, breaks the clause over the',
  'alphabet that it names. "none to d": no program over the alphabets that look for the clause, of which one goes as deep as d and the broad ones to 3;',
  '"closed": over them none of any length. What has no letter in them was not looked at: that is what check is for.',
  '"?": not shown to be the least; "!": when run again the device did something else; "not judged": no program came to where the clause speaks.',
  'A clause speaks of every wrong value before which its condition lies. "~": the same value is wrong without it too, and the fault is another',
  'clause\'s; this one is broken as well, and would hold only with that one.',
]

/** Clauses as rows, devices as columns; the clauses of one kind. */
function table(rows: readonly Row[], advice: boolean): string[][] {
  const clauses = [...new Map(rows.flatMap(({ cells }) => cells).map((cell) => [cell.clause, cell])).values()].filter((cell) => isAdvice(cell) === advice)
  return clauses.map(({ clause, authority }) => [clause, authority, ...rows.map(({ cells }) => cells.find((cell) => cell.clause === clause)).map((cell) => (cell ? cellText(cell) : ''))])
}

/** `fixed-2026-07@128` in up to three lines, so that columns stay narrow. */
function heads(rows: readonly Row[]): string[][] {
  const parts = rows.map(({ device, queues }) => {
    const [first = '', ...rest] = device.split(/-(?=\d{4})/)
    return [first, rest.join('-'), queues === 2 ? '' : `@${queues}`]
  })
  return [0, 1, 2].map((line) => ['', '', ...parts.map((part) => part[line] ?? '')]).filter((line) => line.some((cell) => cell !== ''))
}

function verdicts(rows: readonly Row[]): string {
  return columns(rows.map((row) => {
    const broken = row.cells.filter(({ counterexample }) => counterexample)
    const advice = broken.filter(isAdvice).length
    return [row.name, row.verdict, `${broken.length - advice} clauses broken, ${advice} pieces of advice`]
  }))
}

/** The alphabets with how far each was searched: over all devices the least depth and the most states. */
function alphabetTable(rows: readonly Row[], alphabets: ReadonlyMap<string, string>): string {
  const searches = rows.flatMap(({ searches }) => searches)
  return columns([...byAlphabet(searches)].map(([name, own]) => [name, alphabets.get(name) ?? '', depthOf(own), `${thousands(Math.max(...own.map(({ states }) => states)))} states at most`]))
}

function depthOf(searches: readonly SearchReport[]): string {
  const [least, most] = [Math.min(...searches.map(({ depth }) => depth)), Math.max(...searches.map(({ depth }) => depth))]
  return least === most ? `to depth ${least}` : `to depth ${least}…${most}`
}

/** The matrix for a terminal or a pipe. */
export function formatMatrixText(rows: readonly Row[], { alphabets }: MatrixContext): string {
  const part = (title: string, advice: boolean): string => `${title}\n${columns([...heads(rows), ...table(rows, advice)])}`
  const sections = [
    part('clauses broken: length of the shortest program', false),
    part('advice (judgement: our own clauses, where the sources are silent)', true),
    LEGEND.join('\n'),
    `devices\n${verdicts(rows)}`,
    `alphabets\n${alphabetTable(rows, alphabets)}`,
    `${effortOf(rows.flatMap(({ searches }) => searches))} judged; cmdqv-check explain DESIGN CLAUSE tells a cell's story`,
  ]
  return `${sections.join('\n\n')}\n`
}

const markdownRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** The matrix for pasting into a mail or a document. */
export function formatMatrixMarkdown(rows: readonly Row[], { alphabets }: MatrixContext): string {
  const head = [markdownRow(['clause', 'authority', ...rows.map(({ name }) => name)]), markdownRow(['---', '---', ...rows.map(() => '---')])]
  const part = (advice: boolean): string[] => [...head, ...table(rows, advice).map(markdownRow)]
  return `${[
    'Clauses that bind:', '', ...part(false), '',
    'Advice (judgement: our own clauses, where the sources are silent):', '', ...part(true), '',
    ...LEGEND, '',
    ...[...byAlphabet(rows.flatMap(({ searches }) => searches))].map(([name, own]) => `* **${name}**: ${alphabets.get(name) ?? ''}; ${depthOf(own)}`),
  ].join('\n')}\n`
}

/** A broken cell as the JSON of a matrix has it; undefined for one that is not broken. */
export function plainCell({ clause, authority, counterexample, minimal, flaky, causes, spare = [] }: Cell, encodeToken: MatrixContext['encodeToken']): object | undefined {
  if (!counterexample) return undefined
  const { program, observed, allowed, alphabet } = counterexample
  return { clause, authority, advice: authority === 'judgement', length: program.operations.length, minimal, ...(flaky && { flaky }), alphabet, observed, allowed, ...(spare.length > 0 && { spare }), ...(causes && { causes }), replay: encodeToken(program), program: plainProgram(program) }
}

const plainSearch = ({ alphabet, header: { kernel, slots }, clauses, states, transitions, depth, closed, complete }: SearchReport): unknown => ({ alphabet, kernel, slots, clauses, states, transitions, depth, closed, complete })

const noneIn = (cells: readonly Cell[]): object[] => cells.filter(({ counterexample }) => !counterexample).map(({ clause, authority, depth, closed, judged }) => ({ clause, authority, depth, closed, judged }))

/** The matrix as short as can be, a line for each cell: tokens stand for programs. It goes with the package. */
export function formatMatrixBrief(rows: readonly Row[], { encodeToken }: MatrixContext): string {
  const list = (entries: readonly object[]): string => (entries.length === 0 ? '[]' : `[\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`)
  const designs = rows.map(({ name, device, queues, verdict, cells }) => {
    const divergences = cells.flatMap((cell) => plainCell(cell, encodeToken) ?? []).map((cell) => ({ ...cell, program: undefined }))
    return `{\n  "name": ${JSON.stringify(name)}, "device": ${JSON.stringify(device)}, "queues": ${queues}, "verdict": ${JSON.stringify(verdict)},\n  "divergences": ${list(divergences)},\n  "none": ${list(noneIn(cells))}\n}`
  })
  return `{ "designs": [\n${designs.join(',\n')}\n] }\n`
}

/** The matrix as JSON: the fields of the contract, and what was searched. */
export function formatMatrixJson(rows: readonly Row[], { alphabets, encodeToken }: MatrixContext): string {
  const designs = rows.map(({ name, device, queues, verdict, cells, searches }) => ({
    name, device, queues, verdict,
    divergences: cells.flatMap((cell) => plainCell(cell, encodeToken) ?? []),
    none: noneIn(cells),
    searches: searches.map(plainSearch),
  }))
  return `${JSON.stringify({ designs, alphabets: [...alphabets].map(([name, line]) => ({ name, line })) }, null, 2)}\n`
}
