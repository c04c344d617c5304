/** `cmdqv-check check`. */
import type { Authority, Kernel, Program } from '../check/contract.js'
import type { CheckReport } from '../check/report.js'
import { counted } from '../report/columns.js'
import { PROPERTIES } from './assembly.js'
import { EXIT } from './ending.js'
import { interruptible } from './interruption.js'
import { keepFindings, makeKeeping, readKept, unwritable } from './keeping.js'
import type { Kept } from './keeping.js'
import { FULL_RUNS, KERNELS, MOST_ROUNDS, knownProperties } from './options.js'
import { BINDING } from './divergence.js'
import { workersFor } from './far/index.js'
import { deliverReport, tryReports } from './reporters.js'
import type { ReportFlags } from './reporters.js'
import { replay } from './replay.js'
import { runCheck, todayIs } from './run.js'
import type { CheckOptions } from './run.js'
import { progressLine, searchStatus } from './terminal.js'
import type { Streams } from './terminal.js'
import type { UsageError } from './usage.js'
import { readWaivers } from './waivers-file.js'
import { WATCHED } from './watched.js'
import type { Told } from './watched.js'

/** As the option parser leaves them. */
export interface CheckFlags extends ReportFlags {
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
  readonly waivers?: string
  readonly save?: string
  readonly shard?: { readonly number: number; readonly of: number }
  /** Programs that failed when a watched device was checked last, as tokens. */
  readonly first?: readonly string[]
}

/** What the flags ask for. Reads the files that they name; throws UsageError. */
function optionsOf(flags: CheckFlags, signal: AbortSignal): { readonly options: CheckOptions; readonly kept: Kept | undefined } {
  const who = { queues: flags.queues, kernels: flags.kernel ? [flags.kernel] : KERNELS, attachFirst: flags.attach === 'first' }
  const kept = flags.save === undefined ? undefined : readKept(flags.save, who)
  const options: CheckOptions = {
    ...who, signal,
    device: flags.device,
    seed: flags.seed,
    runs: flags.runs ?? FULL_RUNS,
    rounds: flags.time === undefined ? 1 : MOST_ROUNDS,
    workers: workersFor([flags.device], flags.workers),
    budget: flags.time,
    selection: { properties: flags.property, ...(kept && { saved: kept.saved }) },
    keepReaching: kept !== undefined,
    clauses: flags.clause,
    authorities: flags.authority ?? BINDING,
    partial: flags.time !== undefined || flags.clause !== undefined || (flags.runs ?? FULL_RUNS) < FULL_RUNS,
    ...(flags.waivers !== undefined && { waivers: readWaivers(flags.waivers) }),
    ...(flags.shard && { shard: flags.shard }),
  }
  return { options, kept }
}

/** Programs that are told to whoever watches: the first of them is enough for most. */
const MOST_TOLD = 8

/** Whoever watches the device in another process tries these first the next time. A test runner that has started this one is not told. */
const tellWatcher = (failing: readonly string[], code: number): void => void (process.env[WATCHED] !== undefined && process.send?.({ failing: failing.slice(0, MOST_TOLD), code } satisfies Told))

/** What failed last is tried before anything else, and told at once: the whole check takes some seconds more. */
async function tryFirst({ first = [], device }: CheckFlags, streams: Streams): Promise<void> {
  for (const token of first) {
    let said = ''
    const code = await replay(token, { device }, { ...streams, out: (text) => void (said += text) })
    if (code === EXIT.conforms) continue
    streams.out(`fails still: ${said}\n`)
    return
  }
  if (first.length > 0) streams.out('what failed last passes now\n\n')
}

/** Keeps what was found; what cannot be kept is not lost with the report: that comes first. */
function kept(folder: string, report: CheckReport, reaching: readonly Program[], streams: Streams): UsageError | undefined {
  try {
    const fresh = keepFindings(folder, report, reaching, todayIs())
    if (fresh > 0) streams.err(`--save ${folder}: ${counted(fresh, 'new program')}\n`)
    return undefined
  } catch (error) {
    return unwritable(folder, error)
  }
}

/** Runs the check, keeps what it found, prints its report, and answers the exit code. */
export async function check(flags: CheckFlags, streams: Streams): Promise<number> {
  knownProperties(flags.property, PROPERTIES.map(({ id }) => id))
  tryReports(flags)
  await tryFirst(flags, streams)
  if (flags.save !== undefined) makeKeeping(flags.save)
  const progress = progressLine(streams, flags.time)
  const { signal, listen, over } = interruptible((name) => {
    progress.clear()
    streams.err(`${name}: the report of what was found follows; once more ends at once\n`)
  })
  try {
    const { options, kept: before } = optionsOf(flags, signal)
    if (before && before.others > 0) streams.err(`--save ${flags.save}: ${counted(before.others, 'program')} for other queue counts, kernels or attachment ${before.others === 1 ? 'is' : 'are'} not tried\n`)
    const { report, reached, reaching } = await runCheck(options, {
      begun: listen,
      progress: progress.tell,
      searching: (states, transitions, depth) => progress.say(`searching for less, ${searchStatus(states, transitions, depth)}`),
    })
    progress.clear()
    const unkept = flags.save === undefined ? undefined : kept(flags.save, report, reaching, streams)
    tellWatcher(report.divergences.filter(({ advice }) => !advice).map(({ replay: token }) => token), EXIT[report.verdict])
    await deliverReport({ report, reached, asked: options }, flags, streams)
    if (unkept === undefined) return EXIT[report.verdict]
    streams.err(`error: ${unkept.message}\n`)
    return report.verdict === 'diverges' ? EXIT.diverges : EXIT.undecided
  } finally {
    over()
  }
}
