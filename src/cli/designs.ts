/** `cmdqv-check designs`: the matrix of designs and clauses. */
import { join } from 'node:path'
import { alphabetsFor } from '../../properties/alphabets/index.js'
import { encodeToken } from '../check/token.js'
import type { Cell, Row } from '../check/matrix.js'
import { DESIGNS } from '../designs/index.js'
import { formatMatrixBrief, formatMatrixJson, formatMatrixMarkdown, formatMatrixText } from '../report/matrix.js'
import type { MatrixContext } from '../report/matrix.js'
import { formatDesignsDocument } from '../report/stories.js'
import { region } from './assembly.js'
import { mendingFlips } from './causes.js'
import { loadDesign, loadSubject } from './devices.js'
import { failsAgain } from './divergence.js'
import { workersFor } from './far/index.js'
import { makeFolder } from './folder.js'
import { deliver, tryOut } from './output.js'
import { systemCause } from './places.js'
import { searchRows } from './rows.js'
import type { RowTask } from './rows.js'
import { spareSteps } from './spare.js'
import { progressLine } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface DesignsFlags {
  readonly device?: readonly string[]
  readonly clause?: readonly string[]
  readonly depth?: number
  readonly workers?: number
  /** Nothing is drawn, so it changes nothing; accepted because every search accepts it. */
  readonly seed?: number
  readonly reporter: 'text' | 'json' | 'markdown'
  /** A folder for the matrix as a document, with a paragraph for each broken cell, and as data. */
  readonly document?: string
  readonly out?: string
}

const USUAL = 2
const ALL_THERE_ARE = 128

/** Every design that comes with the package, at two queues; those that decode 128 at 128 as well. */
function publicRows(): readonly Pick<RowTask, 'device' | 'queues'>[] {
  const wide = DESIGNS.filter(({ decoded }) => decoded === '128')
  return [
    ...[...DESIGNS.map(({ id }) => id), 'optimised'].map((device) => ({ device, queues: USUAL })),
    ...wide.map(({ id }) => ({ device: id, queues: ALL_THERE_ARE })),
  ]
}

/** What the reports are told besides the rows. */
export const matrixContext = (): MatrixContext => ({ alphabets: new Map(alphabetsFor(region, USUAL).map(({ name, line }) => [name, line])), encodeToken })

/** Searches rows; they come back in their own order. */
export async function searchMatrix(rows: readonly RowTask[], workers: number, streams: Streams): Promise<readonly Row[]> {
  const progress = progressLine(streams)
  const { results, crashes } = await searchRows(rows, workers, progress.tell)
  progress.clear()
  if (crashes.length > 0) throw new Error(`a search died: ${crashes.join('; ')}`)
  return results.flatMap((row) => row ?? [])
}

/** Each counterexample run again, and which of its steps have no part in it. */
async function runAgain(row: Row): Promise<Row> {
  const subject = await loadSubject(row.device)
  const again = (cell: Cell): Cell => {
    if (!cell.counterexample) return cell
    return failsAgain(subject, cell.counterexample.program, cell.clause) ? { ...cell, spare: spareSteps(subject, cell) } : { ...cell, flaky: true, minimal: false }
  }
  return { ...row, cells: row.cells.map(again) }
}

/** The choices behind each counterexample, where the device is a design. */
async function withCauses(row: Row): Promise<Row> {
  const design = await loadDesign(row.device)
  if (design === undefined) return row
  const cells = row.cells.map((cell) => (cell.counterexample ? { ...cell, causes: mendingFlips(design, cell.counterexample.program, cell.clause).map(({ line }) => line) } : cell))
  return { ...row, cells }
}

const DOCUMENT = ['designs.md', 'designs.json'] as const

/** The folder of a document, made if it is not there. */
function folderFor(folder: string): string {
  try {
    makeFolder(folder)
  } catch (error) {
    throw new UsageError(`--document ${folder}: no folder can be made there (${systemCause(error)}); choose another place`)
  }
  return folder
}

/** `designs.md` for readers and `designs.json` for programs, from one search. */
function writeDocument(rows: readonly Row[], folder: string, streams: Streams): void {
  const context = { ...matrixContext(), region }
  const [prose, data] = DOCUMENT
  deliver(formatDesignsDocument(rows, context), join(folder, prose), streams)
  deliver(formatMatrixBrief(rows, context), join(folder, data), streams)
}

const UNDECIDED = 3

/** Exit 0 when every search ended by itself, 3 when one had to be cut short. */
export async function designs(flags: DesignsFlags, streams: Streams): Promise<number> {
  const { device, clause, depth, workers, reporter, document, out } = flags
  if (document !== undefined) for (const file of DOCUMENT) tryOut(join(folderFor(document), file))
  // Here first, so that a name that is none is told as such and not as a death of the search.
  for (const name of device ?? []) await loadSubject(name)
  const which = device?.map((name) => ({ device: name, queues: USUAL })) ?? publicRows()
  const tasks = which.map((row): RowTask => ({ ...row, ...(clause && { clauses: clause }), ...(depth !== undefined && { depth }) }))
  const found = await Promise.all((await searchMatrix(tasks, workersFor(device ?? [], workers), streams)).map(runAgain))
  const rows = reporter === 'json' || document !== undefined ? await Promise.all(found.map(withCauses)) : found
  if (document !== undefined) writeDocument(rows, document, streams)
  else deliver({ text: formatMatrixText, json: formatMatrixJson, markdown: formatMatrixMarkdown }[reporter](rows, matrixContext()), out, streams)
  return rows.every(({ searches }) => searches.every(({ complete }) => complete)) ? 0 : UNDECIDED
}
