/** `cmdqv-check explain`: the story of one cell of the matrix, or all that is known of one clause. */
import { CLAUSES } from '../../spec/index.js'
import type { Clause } from '../../spec/index.js'
import { alphabetsFor } from '../../properties/alphabets/index.js'
import { canGoBack } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import { CANONICAL_KERNEL } from '../check/order.js'
import { decodeToken } from '../check/token.js'
import { nearest } from '../designs/index.js'
import type { Design } from '../designs/index.js'
import { errnoName } from '../host/index.js'
import type { ExploreProgress } from '../prove/explore.js'
import { rowOf } from '../prove/row.js'
import { leastOf, searchDevice } from '../prove/search.js'
import type { SearchOptions } from '../prove/search.js'
import { explainCell, explainClause } from '../report/explain.js'
import type { ExplainContext } from '../report/explain.js'
import { formatCellJson, formatClauseJson } from '../report/explain-json.js'
import type { CellStory, ClauseStory, Known } from '../report/explanation.js'
import { sectionsMarkdown, sectionsText } from '../report/sections.js'
import type { Section } from '../report/sections.js'
import { asArgument } from './argument.js'
import { PROPERTIES, referenceModel, region } from './assembly.js'
import { deliver, tryOut } from './output.js'
import { mayBeFile } from './device-options.js'
import { BUILT_IN_DEVICES, loadDesign, loadSubject } from './devices.js'
import { failsAgain } from './divergence.js'
import { bindingIn, designStory, toldOf } from './mended.js'
import { shippedMatrix } from './shipped.js'
import type { ShippedMatrix } from './shipped.js'
import { paintFor, searchStatus, withStatus } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface ExplainFlags {
  readonly queues: number
  readonly depth?: number
  readonly reporter: 'text' | 'json' | 'markdown'
  readonly out?: string
}

const clauseNamed = (id: string): Clause | undefined => CLAUSES.find((clause) => clause.id === id)
const mayBeDevice = (word: string): boolean => BUILT_IN_DEVICES.includes(word) || mayBeFile(word)

function noClause(word: string): UsageError {
  return new UsageError(`${word === '' ? "''" : word}: no such clause${nearest(word, CLAUSES.map(({ id }) => id))}; cmdqv-check clauses lists them`)
}

/** Which of the words is the device and which the clause: either order is understood. */
function asked(first: string, second: string | undefined): { readonly device: string | undefined; readonly clause: Clause } {
  if (second === undefined) {
    const clause = clauseNamed(first)
    if (clause) return { device: undefined, clause }
    throw mayBeDevice(first) ? new UsageError(`${first}: of which clause? write explain ${first} CLAUSE; cmdqv-check clauses lists them`) : noClause(first)
  }
  if (clauseNamed(first) && clauseNamed(second)) throw new UsageError(`${first} ${second}: these are two clauses; write explain DESIGN ${second}, or explain one of them`)
  const swapped = clauseNamed(second) === undefined && (clauseNamed(first) !== undefined || mayBeDevice(second))
  const [device, word] = swapped ? [second, first] : [first, second]
  const clause = clauseNamed(word)
  if (clause === undefined) throw noClause(word)
  return { device, clause }
}

const USUAL = 2

/** What the shipped matrix says of a clause, at so many queues or, if it has no such rows, at two. */
function knownOf(clause: string, { designs }: ShippedMatrix, wanted: number): Known {
  const queues = designs.some((row) => row.queues === wanted) ? wanted : USUAL
  const rows = designs.filter((row) => row.queues === queues)
  const breaking = rows.flatMap(({ device, divergences }) => divergences.filter((one) => one.clause === clause).map(({ length, minimal }) => ({ device, length, minimal })))
  const keeping = rows.flatMap(({ device, none }) => none.filter((one) => one.clause === clause).map(({ depth, closed, judged }) => ({ device, depth, closed, judged })))
  return { queues, breaking, keeping }
}

/** Operations in one search of a device that is run from its start for each program. */
const MOST_REPLAYED = 10_000

interface Found extends Pick<CellStory, 'cell' | 'searches' | 'replayed' | 'died'> {}

function searchFor(subject: Subject, clause: string, { queues, depth }: ExplainFlags, progress: ExploreProgress): Found {
  const replayed = !canGoBack(subject, { kernel: CANONICAL_KERNEL, queues, slots: [] })
  const options: SearchOptions = {
    wanted: [clause],
    ...(depth !== undefined && { depth }),
    ...(replayed && { transitions: MOST_REPLAYED }),
    progress,
  }
  const searches = searchDevice(subject, referenceModel, alphabetsFor(region, queues), region, options)
  const row = rowOf(subject.name, queues, searches, referenceModel.clauses, region)
  const least = row.cells.find((one) => one.clause === clause)
  if (least === undefined) throw new Error(`no cell for ${clause}`)
  const cell = least.counterexample && !failsAgain(subject, least.counterexample.program, clause) ? { ...least, flaky: true, minimal: false } : least
  const death = [...leastOf(searches, region).values()].find((one) => !clauseNamed(one.clause))
  return { cell, searches, replayed, died: death?.observed }
}

/** What the device does, and what in it is the cause. */
function searched(subject: Subject, design: Design | undefined, clause: Clause, flags: ExplainFlags, progress: ExploreProgress): Omit<CellStory, 'device' | 'queues' | 'clause' | 'known'> {
  const found = searchFor(subject, clause.id, flags, progress)
  const { counterexample } = found.cell
  if (counterexample === undefined) return { ...found, told: undefined, others: [], design: undefined }
  const told = toldOf(subject, counterexample)
  const others = [...bindingIn(told.steps)].filter((id) => id !== clause.id)
  const why = design && designStory(design, told.program, clause.id, { ...(flags.depth !== undefined && { depth: flags.depth }), progress })
  return { ...found, told, others, design: why }
}

async function cellStory(device: string, clause: Clause, matrix: ShippedMatrix, flags: ExplainFlags, streams: Streams): Promise<CellStory> {
  const subject = await asArgument(loadSubject(device))
  const design = await loadDesign(device)
  const story = await withStatus(streams, (tell) =>
    searched(subject, design, clause, flags, (...reached) => tell(searchStatus(...reached))))
  return { device, queues: flags.queues, clause, ...story, known: knownOf(clause.id, matrix, flags.queues) }
}

/** The shortest program of the shipped matrix, run on the first design that has it. */
async function shortestOf(clause: Clause, { designs }: ShippedMatrix, { queues }: Known): Promise<ClauseStory['shortest']> {
  const cells = designs.filter((row) => row.queues === queues).flatMap(({ device, divergences }) => divergences.filter((one) => one.clause === clause.id).map((cell) => ({ device, cell })))
  const [least] = cells.toSorted((a, b) => a.cell.length - b.cell.length)
  if (least === undefined) return undefined
  const { device, cell: { replay, observed, allowed } } = least
  const told = toldOf(await loadSubject(device), { program: decodeToken(replay), observed, allowed })
  const broken = told.steps.at(-1)?.forbidden.some((one) => one.clause === clause.id)
  if (broken !== true) throw new UsageError(`docs/designs.json: ${device} does not break ${clause.id} by the program that stands there; the file is older than the code, run npm run matrix to make it anew`)
  return { device, told }
}

/** What there is to know of a clause. What the matrix says of the shortest program is tried before it is told. */
export async function clauseStory(clause: Clause, matrix: ShippedMatrix, queues: number): Promise<ClauseStory> {
  const known = knownOf(clause.id, matrix, queues)
  const properties = PROPERTIES.filter(({ clauses }) => clauses.includes(clause.id)).map(({ id, claim }) => ({ id, claim }))
  const alphabets = alphabetsFor(region, queues).filter(({ clauses }) => clauses?.includes(clause.id) ?? true).map(({ name, line, depth }) => ({ name, line, depth }))
  return { clause, properties, known, shortest: await shortestOf(clause, matrix, known), alphabets }
}

/** Exit 0 whenever it could be explained: whether a device conforms is asked of `check`. */
export async function explain(first: string, second: string | undefined, flags: ExplainFlags, streams: Streams): Promise<number> {
  const { device, clause } = asked(first, second)
  tryOut(flags.out)
  const context: ExplainContext = {
    region, errnoName,
    clauses: new Map(CLAUSES.map((one) => [one.id, one])),
    alphabets: new Map(alphabetsFor(region, flags.queues).map(({ name, line }) => [name, line])),
    ...(flags.reporter === 'text' && flags.out === undefined && { paint: paintFor(streams) }),
  }
  const matrix = shippedMatrix()
  const told = device === undefined
    ? await clauseStory(clause, matrix, flags.queues).then((story) => ({ sections: explainClause(story, context), json: formatClauseJson(story) }))
    : await cellStory(device, clause, matrix, flags, streams).then((story) => ({ sections: explainCell(story, context), json: formatCellJson(story) }))
  deliver(formatted(told.sections, told.json, flags, context), flags.out, streams)
  return 0
}

function formatted(sections: readonly Section[], json: string, { reporter }: ExplainFlags, { paint }: ExplainContext): string {
  if (reporter === 'json') return json
  return reporter === 'markdown' ? sectionsMarkdown(sections) : sectionsText(sections, paint)
}
