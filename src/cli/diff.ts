/** `cmdqv-check diff`: one device held against another, without the specification. */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import { CLAIMS } from '../../properties/claims/index.js'
import { settingOf } from '../../properties/arms.js'
import { Author } from '../check/author.js'
import type { Program } from '../check/contract.js'
import type { ScriptedProgram } from '../check/lockstep.js'
import { partSeed, seededSource } from '../check/source.js'
import { encodeToken } from '../check/token.js'
import { errnoName } from '../host/index.js'
import { seenIn } from '../prove/pair.js'
import type { Sight } from '../prove/pair.js'
import { drawDifference, runPair, searchPair } from '../prove/pairs.js'
import type { Pair, PairStep } from '../prove/pairs.js'
import { formatDiffJson, formatDiffText } from '../report/diff.js'
import type { Answer, DiffReport, DiffStep, Difference } from '../report/diff.js'
import { asArgument } from './argument.js'
import { region } from './assembly.js'
import { deliver, tryOut } from './output.js'
import { loadSubject } from './devices.js'
import { KERNELS } from './options.js'
import { paintFor, searchStatus, withStatus } from './terminal.js'
import type { Streams } from './terminal.js'

export interface DiffFlags {
  readonly observe: Sight
  readonly queues: number
  readonly depth?: number
  readonly runs: number
  readonly seed: number
  readonly reporter: 'text' | 'json'
  readonly out?: string
}

/** Programs of the same grammar as the properties', one claim after another: what they were written for is what devices get wrong. */
function drawFor({ queues, seed }: DiffFlags): (run: number) => ScriptedProgram {
  const setting = settingOf({ queues, kernels: KERNELS, attachFirst: false, seed, runs: 0 })
  return (run) => {
    const author = new Author(seededSource(partSeed(seed, run)), setting)
    CLAIMS[run % CLAIMS.length]?.write(author)
    return author.program()
  }
}

const answerOf = (answer: PairStep['a']): Answer => ('died' in answer ? { died: answer.died.observed } : answer)

/** Runs the program once more, on devices of its own: two that answer the same each time part where they parted before. */
function shown(pair: Pair, program: Program, alphabet: string | undefined): Difference {
  const { steps, differs } = runPair(pair, program)
  const told = steps.map((step): DiffStep => ({ ...step, a: answerOf(step.a), b: answerOf(step.b) }))
  return { program, steps: told, alphabet, again: differs && steps.length === program.operations.length + 1, replay: encodeToken(program) }
}

function compare(pair: Pair, flags: DiffFlags, tell: (text: string) => void): Pick<DiffReport, 'difference' | 'searches' | 'drawn'> {
  const { queues, depth, runs, seed } = flags
  const progress = (alphabet: string, ...reached: Parameters<typeof searchStatus>): void => tell(`alphabet "${alphabet}", ${searchStatus(...reached)}`)
  const { difference, searches } = searchPair(pair, alphabetsFor(region, queues), region, { ...(depth !== undefined && { depth }), progress })
  if (difference) return { difference: shown(pair, difference.program, difference.alphabet), searches, drawn: undefined }
  const draw = drawFor(flags)
  const { program, operations } = drawDifference(pair, (run) => (tell(`program ${run + 1} of ${runs} drawn`), draw(run)), runs, region)
  return { difference: program && shown(pair, program, undefined), searches, drawn: { runs, seed, operations } }
}

/** Exit 0 when nothing tells the two apart, 1 when something does. */
export async function diff(a: string, b: string, flags: DiffFlags, streams: Streams): Promise<number> {
  const { observe, queues, reporter, out } = flags
  tryOut(out)
  const pair: Pair = { a: await asArgument(loadSubject(a)), b: await asArgument(loadSubject(b)), sight: observe }
  const report: DiffReport = { a, b, queues, observe, ...(await withStatus(streams, (tell) => compare(pair, flags, tell))) }
  const alphabets = new Map(alphabetsFor(region, queues).map(({ name, line }) => [name, line]))
  const context = { region, alphabets, errnoName, seen: (log: Parameters<typeof seenIn>[0]) => seenIn(log, observe), ...(out === undefined && { paint: paintFor(streams) }) }
  deliver(reporter === 'json' ? formatDiffJson(report, context) : formatDiffText(report, context), out, streams)
  return report.difference ? 1 : 0
}
