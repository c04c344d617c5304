/** The folder of `--save`: programs that later runs try first. */
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Program } from '../check/contract.js'
import type { RunOptions } from '../check/plan.js'
import type { CheckReport, Divergence } from '../check/report.js'
import { fits, keepsakeText, tokenIn } from '../check/saved.js'
import type { Keepsake, Saved } from '../check/saved.js'
import { TokenError, decodeToken, encodeToken } from '../check/token.js'
import { columns } from '../report/columns.js'
import { programRows } from '../report/story.js'
import { region } from './assembly.js'
import { makeFolder } from './folder.js'
import { systemCause } from './places.js'
import { UsageError } from './usage.js'

const TIERS = ['divergences', 'coverage'] as const
type Tier = (typeof TIERS)[number]

/** What of a folder is tried in a run, and how many of its programs are for runs of another kind. */
export interface Kept {
  readonly saved: Saved
  readonly others: number
}

interface KeptProgram {
  readonly token: string
  readonly program: Program
}

function keptText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--save: ${file} cannot be read (${systemCause(error)}); remove it, or make it yours to read`)
  }
}

function keptIn(file: string): KeptProgram {
  const token = tokenIn(keptText(file))
  if (token === undefined) throw new UsageError(`--save: ${file} has no line "replay cq1.…"; put it back, or remove the file`)
  try {
    return { token, program: decodeToken(token) }
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    throw new UsageError(`--save: ${file}: ${error.message}; put the token back, or remove the file`)
  }
}

/** Only what we write: an editor may leave a copy of a file beside it. */
const OURS = /^[\w-]+\.txt$/

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => OURS.test(name)).sort().map((name) => join(folder, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [] // what readdirSync throws
    throw new UsageError(`--save ${folder}: cannot be read (${systemCause(error)}); choose a folder that is yours`)
  }
}

/** Reads the folder; one that is not there yet holds nothing. The shortest programs come first. Throws UsageError. */
export function readKept(folder: string, options: Pick<RunOptions, 'queues' | 'kernels' | 'attachFirst'>): Kept {
  let others = 0
  const [divergences = [], coverage = []] = TIERS.map((tier) => {
    const all = filesIn(join(folder, tier)).map(keptIn)
    const fitting = all.filter(({ program }) => fits(program, options))
    others += all.length - fitting.length
    return fitting.toSorted((a, b) => a.program.operations.length - b.program.operations.length).map(({ token }) => token)
  })
  return { saved: { divergences, coverage }, others }
}

/** Before long work: whether findings can be kept where they should be. */
export function makeKeeping(folder: string): void {
  try {
    for (const tier of TIERS) {
      makeFolder(join(folder, tier))
      sweep(join(folder, tier))
    }
  } catch (error) {
    throw unwritable(folder, error)
  }
}

export const unwritable = (folder: string, error: unknown): UsageError => new UsageError(`--save ${folder}: cannot be written (${systemCause(error)}); choose a folder that is yours`)

/** What a run that was killed while it wrote has left: no half file, but one by another name. */
const LEFT_OVER = /^[\w-]+\.txt\.\d+$/
/** Somebody else may be writing now. */
const OLD_MS = 60_000

function sweep(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => LEFT_OVER.test(one))) {
    const file = join(folder, name)
    if (Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > OLD_MS) rmSync(file, { force: true })
  }
}

const stepsOf = ({ operations, queues }: Program): readonly string[] => (operations.length === 0 ? [] : columns(programRows(region, queues, operations)).split('\n'))

const HASH = 8
const nameOf = (token: string): string => createHash('sha256').update(token).digest('hex').slice(0, HASH)

/** A file that is there already stays as it is: it has the day on which the program was found first. */
function keep(folder: string, tier: Tier, name: string, keepsake: Keepsake): boolean {
  const file = join(folder, tier, `${name}.txt`)
  if (filesIn(join(folder, tier)).includes(file)) return false
  writeFileAtomic.sync(file, keepsakeText(keepsake))
  return true
}

function divergenceKeepsake({ clause, authority, program, observed, allowed, replay, minimal, flaky, step }: Divergence, { device }: CheckReport, today: string): Keepsake {
  const sure = flaky ? `flaky at step ${step}` : minimal ? 'minimal' : 'locally minimal'
  return {
    headline: `breaks ${clause} (${authority}); tried first in every run with --save`,
    facts: [['clause', clause], ['device', device], ['date', today], ['length', `${program.operations.length}, ${sure}`], ['kernel', program.kernel], ['queues', String(program.queues)], ['seen', observed], ['allowed', allowed]],
    steps: stepsOf(program),
    token: replay,
  }
}

function coverageKeepsake(program: Program, { device }: CheckReport, today: string): Keepsake {
  return {
    headline: 'reached accesses in situations that no program before it had; tried first in every run with --save',
    facts: [['device', device], ['date', today], ['length', String(program.operations.length)], ['kernel', program.kernel], ['queues', String(program.queues)]],
    steps: stepsOf(program),
    token: encodeToken(program),
  }
}

/** Writes what a run found, a file each; answers how many files are new. `today` is the day that they bear. */
export function keepFindings(folder: string, report: CheckReport, reaching: readonly Program[], today: string): number {
  const divergences = [...report.divergences, ...report.waived].map((one) => keep(folder, 'divergences', `${one.clause}-${one.length}-${nameOf(one.replay)}`, divergenceKeepsake(one, report, today)))
  const coverage = reaching.map((program) => {
    const keepsake = coverageKeepsake(program, report, today)
    return keep(folder, 'coverage', `${program.operations.length}-${nameOf(keepsake.token)}`, keepsake)
  })
  return [...divergences, ...coverage].filter((isNew) => isNew).length
}
