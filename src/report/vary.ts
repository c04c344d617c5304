/** The surroundings of a design as text, as Markdown for a mail, and as JSON. */
import type { Program } from '../check/contract.js'
import type { Counterexample } from '../check/matrix.js'
import type { Change, Pair, Shift, Single, Variation } from '../check/variation.js'
import { columns, counted } from './columns.js'

export interface VariationContext {
  /** Whether a clause is our own judgement, so that breaking it is advice. */
  readonly isAdvice: (clause: string) => boolean
  readonly encodeToken: (program: Program) => string
}

/** A list of words that may be wrapped, or text whose lines stay as they are. */
type Entry = readonly string[] | string

interface Section {
  readonly title: string
  readonly notes: readonly string[]
  readonly head: readonly string[]
  readonly rows: readonly (readonly Entry[])[]
}

const idsOf = (breaks: readonly Counterexample[]): readonly string[] => breaks.map(({ clause }) => clause)

/** What mends and breaks clauses that bind in two cells, and what it does to advice in a third. */
function effectCells({ mends, breaks }: Pick<Single, 'mends' | 'breaks'>, { isAdvice }: VariationContext): readonly Entry[] {
  const binds = (clause: string): boolean => !isAdvice(clause)
  const broken = idsOf(breaks)
  const advice = [...mends.filter(isAdvice).map((clause) => `mends ${clause}`), ...broken.filter(isAdvice).map((clause) => `breaks ${clause}`)]
  return [mends.filter(binds), broken.filter(binds), advice]
}

const HEAD = ['mends', 'breaks', 'advice']

/** Changes that mend most come first; among equals the table of choices decides. */
function byMends(singles: readonly Single[], { isAdvice }: VariationContext): readonly Single[] {
  const binding = ({ mends }: Single): number => mends.filter((clause) => !isAdvice(clause)).length
  return singles.toSorted((a, b) => binding(b) - binding(a) || b.mends.length - a.mends.length)
}

const mendsOnly = ({ mends, breaks }: Single): boolean => mends.length > 0 && breaks.length === 0
const mendsAndBreaks = ({ mends, breaks }: Single): boolean => mends.length > 0 && breaks.length > 0
const breaksOnly = ({ mends, breaks }: Single): boolean => mends.length === 0 && breaks.length > 0

function singleSections({ singles }: Variation, context: VariationContext): readonly Section[] {
  const part = (title: string, which: (single: Single) => boolean, notes: readonly string[] = []): Section => ({
    title, notes, head: ['change', ...HEAD],
    rows: byMends(singles.filter(which), context).map((single) => [single.change.line, ...effectCells(single, context)]),
  })
  return [
    part('changes that mend something and break nothing', mendsOnly, ['A clause that the design breaks already is not broken again, however much more often.']),
    part('changes that mend something and break something', mendsAndBreaks),
    part('changes that only break something', breaksOnly),
  ]
}

const shiftText = ({ clause, before, after }: Shift): string => (before === after ? `${clause} ${after}` : `${clause} ${before} → ${after}`)

/** A clause is broken in more ways than one: what a change does to one of them is not lost. */
function shiftSections({ singles }: Variation): readonly Section[] {
  const part = (title: string, note: string, told: (single: Single) => readonly string[]): Section => ({
    title, notes: [note], head: ['change', 'clauses'],
    rows: singles.map((single) => [single.change.line, told(single)]).filter(([, clauses]) => clauses !== undefined && clauses.length > 0),
  })
  return [
    part('changes that mend a counterexample and not the clause', 'Its least program breaks it no longer, another one does. Lengths before and after.',
      ({ shifts, silences }) => [...shifts.filter(({ before, after, kept }) => !kept && after >= before).map(shiftText), ...silences.map((clause) => `${clause} is not judged any more`)]),
    part('changes with which a clause is broken sooner', 'A shorter program breaks it. Lengths before and after.',
      ({ shifts }) => shifts.filter(({ before, after }) => after < before).map(shiftText)),
  ]
}

function pairSection({ pairs, pairsTried, programs }: Variation, context: VariationContext): Section {
  const rows = pairs.map((pair): Entry[] => [pair.changes.map(({ line }, i) => `${i === 0 ? '' : 'and '}${line}`).join('\n'), ...effectCells(pair, context)])
  const notes = [
    `${counted(pairsTried, 'pair')}, judged by ${counted(programs, 'program')} and not searched: a pair may break more. What no program breaks and only both`,
    'changes together mend was then searched for, as deep as in the design itself.',
  ]
  return { title: 'pairs that do more than their parts', notes, head: ['changes', ...HEAD], rows }
}

/** What a reviewer asks first is answered even with none, and so is whether pairs were looked at; the rest only if there is something. */
function sectionsOf(variation: Variation, context: VariationContext): readonly Section[] {
  const [first, ...others] = [...singleSections(variation, context), ...shiftSections(variation)]
  return [...(first ? [first] : []), ...others.filter(({ rows }) => rows.length > 0), ...(variation.pairsTried > 0 ? [pairSection(variation, context)] : [])]
}

function depthLines({ depths, fresh, choices, clauses }: Variation): readonly string[] {
  const [least, most] = [Math.min(...depths.values()), Math.max(...depths.values())]
  const whole = least === most ? `to depth ${most}` : `as deep as the alphabets have it, to depth ${least} to ${most}`
  return [
    fresh === undefined
      ? `searched ${whole}: what is said of a change holds so far and no further`
      : `searched ${whole}, for what a change mends; for what it breaks, to depth ${fresh}`,
    ...(choices ? [`only changes of ${choices.join(', ')}`] : []),
    ...(clauses ? [`only ${clauses.join(', ')}`] : []),
  ]
}

function headline({ base, singles }: Variation): string {
  const [mending, mixed, breaking] = [mendsOnly, mendsAndBreaks, breaksOnly].map((which) => singles.filter(which).length)
  return `${base}: ${counted(singles.length, 'single change')}, ${mending} only mending, ${mixed} mending and breaking, ${breaking} only breaking`
}

function summary({ broken, complete }: Variation, { isAdvice }: VariationContext): readonly string[] {
  const advice = broken.filter(({ clause }) => isAdvice(clause)).length
  return [
    `the design itself breaks ${counted(broken.length - advice, 'clause')} and ${counted(advice, 'piece of advice', 'pieces of advice')}`,
    ...(complete ? [] : ['a search had to be cut short: what it did not find may be there']),
  ]
}

function unmendedLine({ pairsTried }: Variation): string {
  return pairsTried > 0 ? 'clauses that no single change and no pair mends' : 'clauses that no single change mends'
}

const ADVICE_MARK = '*'
const marked = ({ unmended }: Variation, { isAdvice }: VariationContext): readonly string[] => unmended.map((clause) => (isAdvice(clause) ? `${clause}${ADVICE_MARK}` : clause))
const hasAdvice = ({ unmended }: Variation, { isAdvice }: VariationContext): boolean => unmended.some(isAdvice)

/** A column of clauses is no wider than three or four of them. */
const COLUMN = 46
const PAGE = 110

function wrapped(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const [i, word] of words.entries()) {
    const text = i < words.length - 1 ? `${word},` : word
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + text.length > width) lines.push(text)
    else lines[lines.length - 1] = `${last} ${text}`
  }
  return lines
}

/** A row of a table as lines: its longest cell says how many. */
function linesOf(row: readonly Entry[]): readonly (readonly string[])[] {
  const cells = row.map((entry) => (typeof entry === 'string' ? entry.split('\n') : wrapped(entry, COLUMN)))
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ''))
}

function sectionText({ title, notes, head, rows }: Section): string {
  return [title, ...notes.map((note) => `  ${note}`), rows.length === 0 ? '  none' : columns([head, ...rows.flatMap(linesOf)])].join('\n')
}

/** For a terminal or a pipe. */
export function formatVariationText(variation: Variation, context: VariationContext): string {
  const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n')
  const unmended = wrapped(marked(variation, context), PAGE)
  const sections = [
    `${headline(variation)}\n${indented([...summary(variation, context), ...depthLines(variation)])}`,
    ...sectionsOf(variation, context).map(sectionText),
    `${unmendedLine(variation)}\n${indented(unmended.length === 0 ? ['none'] : [...unmended, ...(hasAdvice(variation, context) ? [`${ADVICE_MARK} advice`] : [])])}`,
    'next: --reporter json has each change as a design file states it, and a token for each clause that it breaks:\n  cmdqv-check replay TOKEN --device ./changed.json',
  ]
  return `${sections.join('\n\n')}\n`
}

const markdownRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const markdownCell = (entry: Entry): string => (typeof entry === 'string' ? entry.split('\n').map((line) => line.replace(/^(and )?(.*)$/, '$1`$2`')).join(' ') : entry.join(', '))

function sectionMarkdown({ title, notes, head, rows }: Section): readonly string[] {
  const table = rows.length === 0 ? ['None.'] : [markdownRow(head), markdownRow(head.map(() => '---')), ...rows.map((row) => markdownRow(row.map(markdownCell)))]
  return ['', `**${title[0]?.toUpperCase()}${title.slice(1)}**`, '', ...(notes.length > 0 ? [...notes, ''] : []), ...table]
}

/** For pasting into a mail or a document. */
export function formatVariationMarkdown(variation: Variation, context: VariationContext): string {
  const unmended = unmendedLine(variation)
  return `${[
    headline(variation), '',
    ...[...summary(variation, context), ...depthLines(variation)].map((line) => `* ${line}`),
    ...sectionsOf(variation, context).flatMap(sectionMarkdown),
    '', `**${unmended[0]?.toUpperCase()}${unmended.slice(1)}**`, '',
    variation.unmended.length === 0 ? 'None.' : variation.unmended.map((clause) => (context.isAdvice(clause) ? `${clause} (advice)` : clause)).join(', '),
  ].join('\n')}\n`
}

/** A change as a design file states it. */
const plainChange = ({ choice, line, value }: Change): { readonly choice: string; readonly line: string; readonly value: string | readonly string[] } => ({ choice, line, value })

function plainEffect({ mends, breaks }: Pick<Pair, 'mends' | 'breaks'>, { encodeToken }: VariationContext): { readonly mends: readonly string[]; readonly breaks: readonly string[]; readonly replays: Readonly<Record<string, string>> } {
  return { mends, breaks: idsOf(breaks), replays: Object.fromEntries(breaks.map(({ clause, program }) => [clause, encodeToken(program)])) }
}

/** Every change, those that change nothing included; of the pairs those that do more than their parts. */
export function formatVariationJson(variation: Variation, context: VariationContext): string {
  const { base, depths, fresh, broken, singles, pairs, pairsTried, programs, unmended, complete } = variation
  return `${JSON.stringify({
    base,
    depth: Math.max(...depths.values()),
    depths: Object.fromEntries(depths),
    depthOfBreaks: fresh ?? Math.max(...depths.values()),
    broken: broken.map(({ clause, program }) => ({ clause, length: program.operations.length, replay: context.encodeToken(program) })),
    singles: singles.map((single) => ({
      ...plainChange(single.change),
      ...plainEffect(single, context),
      lengths: Object.fromEntries(single.shifts.filter(({ before, after }) => before !== after).map(({ clause, before, after }) => [clause, [before, after]])),
      mendedPrograms: single.shifts.filter(({ kept }) => !kept).map(({ clause }) => clause),
      silences: single.silences,
    })),
    pairs: pairs.map((pair) => ({ changes: pair.changes.map(plainChange), ...plainEffect(pair, context) })),
    pairsTried, programs, unmended, complete,
  }, null, 2)}\n`
}
