/** `cmdqv-check prove`: explores a device to closure, scope by scope. */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Authority, Kernel } from '../check/contract.js'
import { WayBackError } from '../check/fault.js'
import { canGoBack } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import { CANONICAL_KERNEL } from '../check/order.js'
import { runAll } from '../check/pool.js'
import { encodeToken } from '../check/token.js'
import type { ProofReport } from '../check/theorem.js'
import { nearest } from '../designs/index.js'
import { collisionBound } from '../prove/visited.js'
import { wayBack } from '../prove/way-back.js'
import { formatProofJson, formatProofText } from '../report/proof.js'
import { tellBriefly } from '../report/story.js'
import { region } from './assembly.js'
import { EXIT } from './ending.js'
import { deliver, tryOut } from './output.js'
import { loadSubject } from './devices.js'
import { workersFor } from './far/index.js'
import { BINDING } from './divergence.js'
import { MIRRORS, SCOPES, doTask, scopeNames, weightOf } from './proofs.js'
import type { MirrorTask, Result, RowTask, ScopeTask, Task } from './proofs.js'
import { paintFor, progressLine } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface ProveFlags {
  readonly device: string
  readonly scope?: readonly string[]
  readonly kernel?: Kernel
  readonly authority?: readonly Authority[]
  /** Milliseconds for all scopes together. */
  readonly time?: number
  readonly workers?: number
  readonly exact?: boolean
  /** Nothing is drawn; accepted because every search accepts it. */
  readonly seed?: number
  readonly reporter: 'text' | 'json'
  readonly out?: string
}

/** The scope whose states are kept word by word in every run: the smallest of two queues. */
const CONFIRMED = 'two queues, control'
/** A device that is replayed has no end in sight; without --time each scope gets so many milliseconds. */
const REPLAY_TIME = 3000
/** Operations of one search of the matrix, for such a device. */
const MOST_REPLAYED = 20_000

function chosen(names: readonly string[] | undefined): typeof SCOPES {
  for (const name of names ?? []) {
    if (!scopeNames.includes(name)) throw new UsageError(`--scope ${name === '' ? "''" : name}: no such scope${nearest(name, scopeNames)}; known are ${scopeNames.join('; ')}`)
  }
  return names === undefined ? SCOPES : SCOPES.filter(({ name }) => names.includes(name))
}

function tasksFor({ device, scope, kernel, authority = BINDING, time, exact = false }: ProveFlags, workers: number, replayed: boolean): readonly ScopeTask[] {
  const tasks = chosen(scope).flatMap(({ name, headers }) => {
    const own = kernel === undefined ? headers : headers.filter((header) => header.kernel === kernel)
    return own.map((header) => ({ kind: 'scope', device, scope: name, header, authorities: authority, exact: exact || name === CONFIRMED } as const))
  })
  if (tasks.length === 0) throw new UsageError(`--kernel ${kernel}: the chosen scopes have no host of that generation; leave the option out`)
  const share = time !== undefined ? (time * workers) / tasks.length : replayed ? REPLAY_TIME : undefined
  return tasks.map((task) => ({ ...task, time: share }))
}

const effortOf = (result: Result): number => ('probes' in result ? result.transitions + result.probes : 'images' in result ? result.transitions : 0)

/** Does all tasks; the results in their order. */
async function doAll(tasks: readonly Task[], workers: number, streams: Streams): Promise<readonly Result[]> {
  const progress = progressLine(streams)
  const job = { parts: tasks, weigh: effortOf, deadline: Infinity, progress: progress.tell, first: (a: Task, b: Task) => weightOf(b) - weightOf(a) }
  try {
    const results = await runAll<Task, Result>(job, workers, { module: new URL('./prove-worker.js', import.meta.url), data: undefined }, doTask)
    // Its message is whole already.
    for (const result of results) if ('strayed' in result) throw new UsageError(result.strayed)
    return results
  } finally {
    progress.clear()
  }
}

/** Alphabets over which a device's way back is tried, and how many operations of each are done twice. */
const TRIED = ['values', 'execution', 'errors']
const MOST_TRIED = 3000

/**
 * Whether a device must be brought to each state by doing all again. One that offers save and restore is held against itself
 * from power-on first, as everything that follows is built on them. Throws DeviceStartError, WayBackError.
 */
function isReplayed(subject: Subject): boolean {
  if (!canGoBack(subject, { kernel: CANONICAL_KERNEL, queues: 2, slots: [] })) return true
  for (const { letters, headers: [header], depth } of alphabetsFor(region, 2).filter(({ name }) => TRIED.includes(name))) {
    const strayed = header && wayBack(subject, header, letters, { depth, transitions: MOST_TRIED }).strayed
    if (!strayed) continue
    const program = strayed.operations.map((operation) => tellBriefly(region, 2, operation)).join(', ')
    throw new WayBackError(`device ${subject.name} does not come back to where it was: after ${program} it answers "${strayed.jumped}" when restored on the way and "${strayed.replayed}" from power-on`)
  }
  return false
}

/** Exit 0 when every theorem is proved, 1 when one is refuted, 3 when one is left open. */
export async function prove(flags: ProveFlags, streams: Streams): Promise<number> {
  tryOut(flags.out)
  const { device, reporter, out } = flags
  const subject = await loadSubject(device)
  const workers = workersFor([device], flags.workers)
  const replayed = isReplayed(subject)
  const tasks = tasksFor(flags, workers, replayed)
  const started = performance.now()
  const mirrors = flags.scope === undefined ? MIRRORS.map(({ name }): MirrorTask => ({ kind: 'mirror', device, name })) : []
  const results = await doAll([...tasks, ...mirrors], workers, streams)
  const theorems = results.flatMap((result) => ('scope' in result ? [result] : []))
  const broken = theorems.some(({ refuting, advice }) => refuting !== undefined || advice.length > 0)
  const rowTask: RowTask = { kind: 'row', device, alphabets: flags.scope, transitions: replayed ? MOST_REPLAYED : undefined }
  const [row] = broken ? (await doAll([rowTask], 1, streams)).flatMap((result) => ('searches' in result ? [result] : [])) : []
  const verdict = theorems.some((one) => one.verdict === 'refuted') ? 'diverges' : theorems.every((one) => one.verdict === 'proved') ? 'conforms' : 'undecided'
  const bound = theorems.reduce((sum, { states }) => sum + collisionBound(states), 0)
  const report: ProofReport = { device, verdict, theorems, arguments: results.flatMap((result) => ('images' in result ? [result] : [])), row, collisionBound: bound, seconds: (performance.now() - started) / 1000, workers }
  const lines = new Map(SCOPES.map(({ name, line }) => [name, line]))
  deliver(reporter === 'json' ? formatProofJson(report, { lines, region, encodeToken }) : formatProofText(report, { lines, region, encodeToken, ...(out === undefined && { paint: paintFor(streams) }) }), out, streams)
  return EXIT[verdict]
}
