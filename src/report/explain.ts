/** The story of a cell of the matrix, and what is known of a clause, in sections. */
import type { Clause, Program } from '../check/contract.js'
import type { Reach } from '../check/matrix.js'
import { columns, counted } from './columns.js'
import { replayCommand } from './command.js'
import type { Cause, CellStory, ClauseStory, DesignStory, Known, Link, Mend, Told } from './explanation.js'
import { byAlphabet, effortOf, reachOf, reachTable } from './reach.js'
import { tellSteps } from './replay.js'
import type { ReplayContext } from './replay.js'
import type { Part, Section } from './sections.js'
import { tellBriefly, tellHost } from './story.js'

export interface ExplainContext extends ReplayContext {
  /** What each alphabet is about, by name. */
  readonly alphabets: ReadonlyMap<string, string>
}

const list = (words: readonly string[], last = 'and'): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`)

const binds = ({ authority }: Clause): string => (authority === 'judgement' ? 'judgement: advice' : authority)

const clauseParts = ({ rule, source }: Clause): readonly Part[] => [{ line: rule }, { line: `source: ${source}` }]

/** What the cell says, in one line. */
function headline({ device, queues, clause, cell, told, died }: CellStory): string {
  const at = counted(queues, 'queue')
  const name = `${clause.id} (${binds(clause)})`
  if (told && cell.counterexample) return `${device} breaks ${name}: ${counted(told.program.operations.length, 'operation')}, ${cell.flaky ? 'but not when run again: the device answers differently; found' : cell.minimal ? 'minimal' : 'not shown to be minimal'} over the alphabet "${cell.counterexample.alphabet}", ${at}`
  if (died !== undefined) return `${device} and ${name}: undecided, since the device dies on the way, ${at}`
  if (cell.judged === 0) return `${device} and ${name}: nothing is known, since it was never judged to depth ${cell.depth}, ${at}`
  return `${device} is not seen to break ${name}: ${cell.closed ? 'closed' : `none to depth ${cell.depth}`}, ${at}`
}

/** The program as a table; of what is forbidden, what the clause forbids alone. */
function programParts({ program, steps, replay }: Told, device: string, { id }: Clause, context: ExplainContext): readonly Part[] {
  const own = steps.map((step) => ({ ...step, forbidden: step.forbidden.filter(({ clause }) => clause === id) }))
  return [{ line: tellHost(program) }, { table: tellSteps(own, program.queues, context).join('\n') }, { command: replayCommand(replay, device) }]
}

function programSection({ device, clause, cell, others }: CellStory, told: Told, context: ExplainContext): Section {
  const alphabet = cell.counterexample?.alphabet ?? ''
  const minimal = cell.minimal ? [{ line: `Nothing shorter, nor as short and less in the written order, breaks it over "${alphabet}" (${context.alphabets.get(alphabet) ?? 'an alphabet'}).` }] : []
  const also = others.length === 0 ? [] : [{ line: `The same program breaks ${list(others)} as well.` }]
  return { title: 'the program', parts: [...minimal, ...programParts(told, device, clause, context), ...also] }
}

function lookedSection({ searches, cell, replayed, died }: CellStory, { alphabets }: ExplainContext): Section {
  const parts: Part[] = [
    { table: reachTable(searches, alphabets) },
    { line: `judged ${counted(cell.judged, 'time')}; ${effortOf(searches)}` },
    { line: '"to depth d": no program of up to d operations of that alphabet breaks it. "closed": none of any length.' },
  ]
  if (replayed) parts.push({ line: 'The device has no save and restore: it is run from its start for each program, and the searches stop early.' })
  if (died !== undefined) parts.push({ line: `The device died on the way, and nothing that follows was looked at: ${died}` })
  return { title: 'what was looked at', parts }
}

/** `cache → a or b`, `+X or +Y`: the changes of one choice that mend. */
export function changesOf(mends: readonly Pick<Mend, 'change'>[]): string {
  const [now = ''] = /^.* → /.exec(mends[0]?.change ?? '') ?? []
  return now + list(mends.map(({ change }) => change.slice(now.length)), 'or')
}

const caveat = ({ breaks }: Mend): string => (breaks.length === 0 ? '' : `breaks ${list(breaks)} instead`)

function causeTable(causes: readonly Cause[]): string {
  return columns(causes.flatMap(({ choice, mends }) => mends.map((mend, i) => [i === 0 ? choice : '', mend.change, caveat(mend)])))
}

function causeSection(device: string, { causes, pairs }: DesignStory): Section {
  const title = `what in ${device} causes it`
  if (causes.length === 0) return { title, parts: pairParts(pairs) }
  const about = causes.map(({ choice, about }): Part => ({ item: `${choice}: ${about}` }))
  return { title, parts: [{ line: 'Single changes of the design that mend this program:' }, { table: causeTable(causes) }, ...about] }
}

const MOST_PAIRS = 6

function pairParts(pairs: readonly string[]): readonly Part[] {
  const none: Part = { line: 'No single choice of the table mends it.' }
  if (pairs.length === 0) return [none, { line: 'Nor do any two together.' }]
  const more = pairs.length > MOST_PAIRS ? [{ line: `and ${pairs.length - MOST_PAIRS} more pairs` }] : []
  return [none, { line: 'Two together do:' }, ...pairs.slice(0, MOST_PAIRS).map((item) => ({ item })), ...more]
}

/** A program in one line; where the host is not the canonical one, with it. */
function oneLine({ program, steps }: Told, { region }: ExplainContext): string {
  const operations = steps.flatMap(({ index, operation, response }) => (index < 0 ? [] : [tellBriefly(region, program.queues, operation, response)]))
  const plain: Program = { ...program, kernel: '6.18.9', slots: [] }
  const host = tellHost(program) === tellHost(plain) ? '' : `${tellHost(program)}: `
  return host + operations.join('; ')
}

/** `to depth 5 over values and routing; to depth 3 over everything`. */
function noneOver(searched: readonly Reach[]): string {
  const reached = [...byAlphabet(searched)].map(([name, own]) => ({ name, reach: reachOf(own) }))
  return [...new Set(reached.map(({ reach }) => reach))].map((reach) => `${reach} over ${list(reached.filter((one) => one.reach === reach).map(({ name }) => `"${name}"`))}`).join('; ')
}

function causesLine({ causes, undone }: Link): string {
  if (undone) return 'caused by the change that mended the program before it'
  if (causes.length === 0) return 'no single choice of the table mends it'
  return `caused by ${list(causes.map(({ choice, mends }) => `${choice} (${changesOf(mends)})`), 'or')}`
}

function linkParts(link: Link, place: number, device: string, context: ExplainContext): readonly Part[] {
  const { choice, mend, still, before, own, searched } = link
  const mended = `${place === 0 ? 'Mended' : 'Mended further'} by ${choice}: ${mend.change}`
  if (still === undefined) return [{ line: searched.length === 0 ? `${mended}: not searched again, for enough is told.` : `${mended}, the clause is not seen to be broken any more: ${noneOver(searched)}.` }]
  const token = before ? [`${device} as it is breaks it, too: ${replayCommand(still.replay, device)}`] : own ? [`${replayCommand(still.replay, 'mended.json')}, where mended.json is ${JSON.stringify(own)}`] : []
  const rows = [oneLine(still, context), `seen ${still.observed}; allowed ${still.allowed}`, causesLine(link), ...token]
  return [{ line: `${mended}. That program passes then; this one still breaks the clause:` }, { table: rows.map((row) => `    ${row}`).join('\n') }]
}

function chainSections(device: string, { chains }: DesignStory, context: ExplainContext): readonly Section[] {
  if (chains.length === 0) return []
  const parts = chains.flatMap((chain) => chain.flatMap((link, place) => linkParts(link, place, device, context)))
  return [{ title: 'what is left once that is mended', parts }]
}

const CODE: Section = { title: 'what causes it', parts: [{ line: 'The device is code and no row of the table of choices: which single change would mend it cannot be tried.' }] }

function knownSection({ queues, breaking, keeping }: Known): Section {
  const depth = ({ depth, closed, judged }: Known['keeping'][number]): string => (judged === 0 ? 'not judged' : closed ? 'closed' : `none to depth ${depth}`)
  const rows = [
    ...breaking.map(({ device, length, minimal }, i) => [i === 0 ? 'broken by' : '', device, `${counted(length, 'operation')}${minimal ? '' : ', not shown to be the least'}`]),
    ...keeping.map((one, i) => [i === 0 ? 'not by' : '', one.device, depth(one)]),
  ]
  return { title: `the shipped matrix, ${counted(queues, 'queue')}`, parts: [{ table: columns(rows) }] }
}

/** The story of one cell. */
export function explainCell(story: CellStory, context: ExplainContext): readonly Section[] {
  const { device, clause, told, design, known } = story
  const head: Section = { title: headline(story), parts: clauseParts(clause) }
  const seen = told ? [programSection(story, told, context)] : [lookedSection(story, context)]
  const why = told === undefined ? [] : design === undefined ? [CODE] : [causeSection(device, design), ...chainSections(device, design, context)]
  return [head, ...seen, ...why, knownSection(known)]
}

/** What is known of one clause. */
export function explainClause({ clause, properties, known, shortest, alphabets }: ClauseStory, context: ExplainContext): readonly Section[] {
  const program = shortest ? [{ title: `the shortest program of all, on ${shortest.device}`, parts: programParts(shortest.told, shortest.device, clause, context) }] : []
  return [
    { title: `${clause.id} (${binds(clause)})`, parts: clauseParts(clause) },
    { title: 'properties that put it to the test', parts: [{ table: columns(properties.map(({ id, claim }) => [id, claim])) }] },
    knownSection(known),
    ...program,
    { title: 'alphabets that look for it', parts: [{ table: columns(alphabets.map(({ name, line, depth }) => [name, line, `to depth ${depth}`])) }] },
  ]
}
