/** A whole check, for programs that are no terminal. */
import type { ClauseId } from '../../spec/index.js'
import type { Authority, DeviceFactory } from '../check/contract.js'
import type { Subject } from '../check/lockstep.js'
import type { CheckReport } from '../check/report.js'
import { noFactory, vouching } from '../check/whole-device.js'
import { BINDING } from '../cli/divergence.js'
import { DEFAULT_SEED, FULL_RUNS, MOST_ROUNDS } from '../cli/options.js'
import { runCheck, runOn } from '../cli/run.js'
import type { CheckOptions as Told } from '../cli/run.js'
import { knownAuthorities, knownClauses, knownProperties, placed, wholeNumber } from './settings.js'
import type { Place } from './settings.js'

/** What a check may be told. Everything has a default; without any it is a full run, as `cmdqv-check check` does it. */
export interface CheckOptions extends Place {
  /** Whole number, 0 … 2147483647. The same seed gives the same report, but for its times. Default: a constant. */
  readonly seed?: number
  /** Programs of each property, 1 … 1000000. Default: 1000. A run with fewer reports its gaps and is not failed by them. */
  readonly runs?: number
  /** Milliseconds after which no further part of the run is begun. Default: none, all parts are run. */
  readonly time?: number
  /** Worker threads, for a device given by name: a value cannot cross to another thread. Default: 1, this thread. */
  readonly workers?: number
  /** Ids of properties: only their programs are run, which takes tenths of seconds each. Default: everything, orderings too. */
  readonly properties?: readonly string[]
  /** Only divergences on these clauses are reported. Default: all. */
  readonly clauses?: readonly ClauseId[]
  /** Whose divergences fail the run. Default: spec, vendor and kernel; those of `judgement` are advice. */
  readonly authorities?: readonly Authority[]
  /** What reports call a device that is given as a value; a file name makes the commands in them ready to paste. Default: the factory's name. */
  readonly device?: string
  /** Told after each part of the run: parts done, parts in all, accesses judged so far. */
  readonly progress?: (done: number, total: number, accesses: number) => void
  /** Ends the run early: what was found until then is reported. */
  readonly signal?: AbortSignal
}

/** Names that say nothing of a device. */
const NAMELESS: readonly string[] = ['', 'default', 'create']

/** A factory as what is checked. Throws TypeError for what is none. */
export function subjectOf(create: DeviceFactory, device?: string): Subject {
  const why = typeof create === 'function' ? noFactory(create) : `is ${typeof create}; give a function (host, { queues }) => device`
  if (why !== undefined) throw new TypeError(`the device's factory ${why}`)
  return { name: device ?? (NAMELESS.includes(create.name) ? 'device' : create.name), create: vouching(create) }
}

const MOST_RUNS = 1_000_000
const MOST_SEED = 2 ** 31 - 1

function told(device: string, options: CheckOptions): Told {
  const { seed = DEFAULT_SEED, runs = FULL_RUNS, time, workers = 1, properties, clauses, authorities = BINDING, signal } = options
  wholeNumber('seed', seed, 0, MOST_SEED)
  wholeNumber('runs', runs, 1, MOST_RUNS)
  if (time !== undefined && !(time > 0)) throw new RangeError(`time is ${time}: it must be a number of milliseconds above 0`)
  knownProperties(properties)
  knownClauses(clauses)
  knownAuthorities(authorities)
  const partial = time !== undefined || clauses !== undefined || runs < FULL_RUNS
  return { ...placed(options), device, seed, runs, rounds: time === undefined ? 1 : MOST_ROUNDS, workers, budget: time, selection: { properties }, clauses, authorities, partial, ...(signal && { signal }) }
}

/**
 * Checks a device against every clause: runs programs on it, judges every response, and shrinks what diverges to its canonical program.
 *
 * Give the factory itself, and all of it happens in this thread; between the parts of a run, some tenths of a second each,
 * other work gets its turn. Or give what `--device` takes: the name of a device that comes with the package, or a file, which
 * worker threads can load as well.
 *
 * The verdict is a value, and formatting it is another function's ({@link format}). Rejects with a RangeError for options
 * that make no sense, and with an error that says why for a device that cannot start. A device that throws later, or answers
 * what is no number, diverges. One that never returns cannot be interrupted: serve it over a pipe instead.
 *
 * @param device the factory of the device, or a name or file for it
 * @param options all of them optional
 * @returns verdict, coverage, and a divergence for each clause that is broken, what fails the run first
 */
export async function check(device: DeviceFactory | string, options: CheckOptions = {}): Promise<CheckReport> {
  const { progress, workers = 1 } = options
  const listeners = progress ? { progress } : {}
  if (typeof device === 'string') return (await runCheck(told(device, options), listeners)).report
  if (workers !== 1) throw new RangeError(`workers is ${workers}: a device that is a value stays in this thread; give its file for more`)
  const subject = subjectOf(device, options.device)
  return (await runOn(subject, told(subject.name, options), listeners)).report
}
