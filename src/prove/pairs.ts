/** Two devices held against each other: over all alphabets, and by programs that are drawn. */
import type { Alphabet } from '../check/alphabet.js'
import type { Header, Operation, Program, Response } from '../check/contract.js'
import { DeviceStartError } from '../check/fault.js'
import type { ScriptedProgram, Subject } from '../check/lockstep.js'
import type { Reach } from '../check/matrix.js'
import { comparePrograms } from '../check/order.js'
import type { Region } from '../check/region.js'
import { shrink } from '../check/shrink/index.js'
import { explore } from './explore.js'
import type { ExploreProgress } from './explore.js'
import { DIFFERENCE, PairWorld, sameSight } from './pair.js'
import type { Sight } from './pair.js'
import { Seat } from './seat.js'
import type { Death } from './seat.js'

/** The two devices, and what is compared. */
export interface Pair {
  readonly a: Subject
  readonly b: Subject
  readonly sight: Sight
}

/** The least program over all alphabets that tells two devices apart, if one does, and what was looked at. */
export interface PairResult {
  readonly difference: { readonly program: Program; readonly alphabet: string } | undefined
  readonly searches: readonly Reach[]
}

/**
 * Operations in one search at the most. Without a judge states come again soon: over most small alphabets two equal
 * devices have no more than 10,000, and the search closes. A device that is replayed does as many more as its program is long.
 */
const MOST_JUMPED = 200_000
const MOST_REPLAYED = 20_000
/** The same where one of them is in another process. */
const MOST_AFAR = 5_000

export interface PairOptions {
  /** Longest programs that are looked at; the broad alphabets go no deeper than they have it. */
  readonly depth?: number
  readonly progress?: (alphabet: string, ...state: Parameters<ExploreProgress>) => void
}

const WANTED: ReadonlySet<string> = new Set([DIFFERENCE])

/** Searches all alphabets in turn, the small ones until nothing new is left. Once a program is found, only what is as short is looked for. */
export function searchPair({ a, b, sight }: Pair, alphabets: readonly Alphabet[], region: Region, { depth = Infinity, progress = () => undefined }: PairOptions = {}): PairResult {
  const searches: Reach[] = []
  let difference: PairResult['difference']
  for (const { name, clauses, letters, headers, depth: own } of alphabets) {
    const deepest = clauses === undefined ? own : Infinity
    for (const header of headers) {
      const world = new PairWorld(a, b, header, sight)
      const limits = { depth: Math.min(deepest, depth, difference?.program.operations.length ?? Infinity), transitions: world.recognises ? MOST_JUMPED : a.afar === true || b.afar === true ? MOST_AFAR : MOST_REPLAYED }
      const { found, states, transitions, depth: reached, closed, complete } = explore(world, letters, limits, WANTED, (...state) => progress(name, ...state))
      searches.push({ alphabet: name, header, states, transitions, depth: reached, closed, complete })
      const operations = found.get(DIFFERENCE)?.operations
      if (operations === undefined) continue
      const program = { ...header, operations }
      if (difference === undefined || comparePrograms(program, difference.program, region) < 0) difference = { program, alphabet: name }
    }
  }
  return { difference, searches }
}

/** One answer of each device to the same operation; index -1 is the start. */
export interface PairStep {
  readonly index: number
  readonly operation: Operation
  readonly a: Response | Death
  readonly b: Response | Death
}

const START: Operation = { op: 'allow', call: 'viommuAlloc' }

/** Both devices in step, until something tells them apart or one of them is gone. */
class Run {
  readonly steps: PairStep[] = []
  differs = false
  private readonly a: Seat
  private readonly b: Seat

  constructor(private readonly pair: Pair, header: Header) {
    this.a = new Seat(pair.a, header)
    this.b = new Seat(pair.b, header)
    this.note(START, this.a.started(), this.b.started())
  }

  /** What `a` read; undefined when the run is over. */
  step(operation: Operation): Response['value'] {
    if (this.ended) return undefined
    const a = this.a.perform(operation)
    this.note(operation, a, this.b.perform(operation))
    return this.ended || 'died' in a ? undefined : a.value
  }

  private note(operation: Operation, a: Response | Death, b: Response | Death): void {
    this.steps.push({ index: this.steps.length - 1, operation, a, b })
    this.differs = !sameSight(a, b, this.pair.sight)
  }

  get ended(): boolean {
    const last = this.steps.at(-1)
    return this.differs || (last !== undefined && ('died' in last.a || 'died' in last.b))
  }
}

/** What a program does on both, up to where they differ. Acknowledgements are filled in as software would do it. */
export function runPair(pair: Pair, { operations, ...header }: ScriptedProgram): { readonly steps: readonly PairStep[]; readonly differs: boolean } {
  const run = new Run(pair, header)
  for (const operation of operations) {
    if (operation.op !== 'acknowledge') {
      run.step(operation)
      continue
    }
    const old = run.step({ op: 'read', offset: operation.gerrorn, size: 4 })
    const now = run.step({ op: 'read', offset: operation.gerror, size: 4 })
    if (now !== undefined && old !== now) run.step({ op: 'write', offset: operation.gerrorn, size: 4, value: Number(now) })
  }
  return run
}

/** At which operation a program tells them apart, or -1. The start counts as operation 0. */
function firstDifference(pair: Pair, program: Program): number {
  try {
    const { steps, differs } = runPair(pair, program)
    return differs ? Math.max(0, steps.length - 2) : -1
  } catch (error) {
    // The shrinker tries fewer queues: what will not start with them is no example.
    if (error instanceof DeviceStartError) return -1
    throw error
  }
}

const MOST_EXECUTIONS = 20_000

/** Draws programs until one tells the devices apart; it is shrunk, and what comes of it is the least of its neighbours only. */
export function drawDifference(pair: Pair, draw: (run: number) => ScriptedProgram, runs: number, region: Region): { readonly program: Program | undefined; readonly operations: number } {
  let operations = 0
  for (let run = 0; run < runs; run++) {
    const { operations: scripted, ...header } = draw(run)
    const { steps, differs } = runPair(pair, { ...header, operations: scripted })
    operations += steps.length - 1
    if (!differs) continue
    const program = { ...header, operations: steps.flatMap(({ index, operation }) => (index < 0 ? [] : [operation])) }
    return { program: shrink(program, (candidate) => firstDifference(pair, candidate), { region, maxExecutions: MOST_EXECUTIONS }).program, operations }
  }
  return { program: undefined, operations }
}
