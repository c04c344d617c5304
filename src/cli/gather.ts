/** Runs the parts of a check, here or over threads, and keeps what they leave. */
import { onlyFindings, Total } from '../check/findings.js'
import type { Finding, PartResult, Placed, Reaching } from '../check/findings.js'
import { runPart } from '../check/plan.js'
import type { PartId, Workbench } from '../check/plan.js'
import { runHere, runSpread } from '../check/pool.js'
import type { Job, Progress, WorkerStart } from '../check/pool.js'
import type { SavedState } from '../judge/index.js'

/** How the parts are run. */
export interface Pace {
  readonly workers: number
  /** What a worker thread runs; without it all parts are run in this thread. */
  readonly spread?: WorkerStart
  /** Milliseconds after which no further part is begun; undefined: all parts. */
  readonly budget: number | undefined
  /** Ends the run early: what was found until then stands. */
  readonly signal?: AbortSignal | undefined
  readonly progress: Progress
}

/** What the parts of a run leave. */
export interface Gathered {
  /** By arm, in the order of the run. */
  readonly arms: readonly PartResult[]
  readonly whole: PartResult
  /** Each clause's shortest finding, with the place of its part. */
  readonly found: readonly Placed[]
  readonly crashes: readonly string[]
  /** Places of the parts that came to their end. */
  readonly done: ReadonlySet<number>
  /** Programs that reached what no part before theirs had, with the place of their part. */
  readonly reaching: readonly PlacedReaching[]
}

export interface PlacedReaching extends Reaching {
  readonly order: number
}

/** Runs some parts of a bench. */
export async function gather(bench: Workbench<SavedState>, parts: readonly PartId[], { workers, spread, budget, signal, progress }: Pace): Promise<Gathered> {
  const named = (first: boolean): readonly string[] => bench.arms.filter((arm) => (arm.first === true) === first).map(({ name }) => name)
  const totals = new Totals([...named(true), ...named(false)])
  const done = new Set<number>()
  const reaching: PlacedReaching[] = []
  const placeOf = (index: number): number => parts[index]?.order ?? index
  /** What parts that are not done have told. */
  const early = new Map<number, Finding[]>()
  const news = (index: number, finding: Finding): void => void early.set(placeOf(index), [...(early.get(placeOf(index)) ?? []), finding])
  // Long runs have parts without end: of each only its share in the totals is kept.
  const keep = (index: number, result: PartResult): PartResult => {
    early.delete(placeOf(index))
    done.add(placeOf(index))
    for (const one of result.reaching ?? []) reaching.push({ ...one, order: placeOf(index) })
    return totals.add(result, placeOf(index))
  }
  const deadline = budget === undefined ? Infinity : Date.now() + budget
  const job: Job<PartId, PartResult, Finding> = { parts, weigh: ({ accesses }) => accesses, deadline, progress, news, keep, fromBothEnds: budget === undefined, ...(signal && { signal }) }
  const pool = await (spread ? runSpread(job, Math.min(workers, parts.length), spread) : runHere(job, (part) => runPart(bench, part)))
  // Of a part whose worker died there is no result, but what it had told.
  for (const [part, findings] of early) totals.whole.add(onlyFindings(findings), part)
  return { arms: totals.arms(), whole: totals.whole.result(), found: totals.whole.placed(), crashes: pool.crashes, done, reaching }
}

/** What the parts of each arm found and counted, and all of them together. */
class Totals {
  readonly whole = new Total()
  private readonly byArm = new Map<string, Total>()

  /** By arm in the order of the run, which is not the order in which parts end. */
  constructor(private readonly names: readonly string[]) {}

  /** Takes a part in; answers what is kept in its place. */
  add(part: PartResult, order: number): PartResult {
    const arm = this.byArm.get(part.arm) ?? new Total(part.arm)
    this.byArm.set(part.arm, arm)
    arm.add(part, order)
    this.whole.add(part, order)
    return TAKEN
  }

  arms(): readonly PartResult[] {
    return this.names.flatMap((name) => this.byArm.get(name)?.result() ?? [])
  }
}

const TAKEN = onlyFindings([])
