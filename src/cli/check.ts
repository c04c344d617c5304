/** `cmdqv-check check`. */
import { closeSync, openSync, writeFileSync } from 'node:fs'
import type { Authority, Kernel } from '../check/contract.js'
import type { CheckReport } from '../check/report.js'
import { formatJson } from '../report/json.js'
import { formatText } from '../report/text.js'
import { PROPERTIES, RULES, region } from './assembly.js'
import { FULL_RUNS, KERNELS, knownProperties } from './options.js'
import { BINDING } from './divergence.js'
import { workersFor } from './far/index.js'
import { runCheck } from './run.js'
import { paintFor, progressLine, searchStatus } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

/** As the option parser leaves them. */
export interface CheckFlags {
  readonly device: string
  readonly queues: number
  readonly kernel?: Kernel
  readonly attach: 'any' | 'first'
  readonly seed: number
  readonly runs?: number
  readonly time?: number
  readonly workers?: number
  readonly property?: readonly string[]
  readonly clause?: readonly string[]
  readonly authority?: readonly Authority[]
  readonly reporter: 'text' | 'json'
  readonly out?: string
}

/** Rounds that a run with `--time` may fill its time with: hours. */
const MOST_ROUNDS = 500

/** What a verdict exits with. */
export const EXIT = { conforms: 0, diverges: 1, undecided: 3 } as const

/** Runs the check, prints its report, and answers the exit code. */
export async function check(flags: CheckFlags, streams: Streams): Promise<number> {
  knownProperties(flags.property, PROPERTIES.map(({ id }) => id))
  tryOut(flags.out)
  const progress = progressLine(streams, flags.time)
  const { report } = await runCheck(
    {
      device: flags.device,
      queues: flags.queues,
      kernels: flags.kernel ? [flags.kernel] : KERNELS,
      attachFirst: flags.attach === 'first',
      seed: flags.seed,
      runs: flags.runs ?? FULL_RUNS,
      rounds: flags.time === undefined ? 1 : MOST_ROUNDS,
      workers: workersFor([flags.device], flags.workers),
      budget: flags.time,
      selection: { properties: flags.property },
      clauses: flags.clause,
      authorities: flags.authority ?? BINDING,
      partial: flags.time !== undefined || flags.clause !== undefined || (flags.runs ?? FULL_RUNS) < FULL_RUNS,
    },
    {
      progress: progress.tell,
      searching: (states, transitions, depth) => progress.say(`searching for less, ${searchStatus(states, transitions, depth)}`),
    },
  )
  progress.clear()
  deliver(format(report, flags, streams), flags.out, streams)
  return EXIT[report.verdict]
}

function format(report: CheckReport, { reporter, out }: CheckFlags, streams: Streams): string {
  if (reporter === 'json') return formatJson(report)
  return formatText(report, out === undefined ? { region, rules: RULES, paint: paintFor(streams) } : { region, rules: RULES })
}

/** Says what is wrong with a file that a report should go to. */
function unwritable(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    // The system's message repeats the path after a comma.
    const [why] = error instanceof Error ? error.message.split(',') : [String(error)]
    throw new UsageError(`--out ${file}: cannot be written (${why}); choose a file in a folder that exists and is yours`)
  }
}

/** Before long work: whether its report can be written where it should go. */
export function tryOut(file: string | undefined): void {
  if (file !== undefined) unwritable(file, () => closeSync(openSync(file, 'a')))
}

/** Writes a report to a file or to standard output. */
export function deliver(text: string, file: string | undefined, streams: Streams): void {
  if (file === undefined) {
    streams.out(text)
    return
  }
  try {
    unwritable(file, () => writeFileSync(file, text))
  } catch (error) {
    streams.out(text) // The file went away during the run: what was found is not lost with it.
    throw error
  }
}
