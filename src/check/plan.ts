/** A run is a list of arms, an arm a list of parts; each part depends on the seed and its number alone. */
import type { Kernel, Model } from './contract.js'
import type { PartResult } from './findings.js'
import type { Subject } from './lockstep.js'
import { ordersOf, orderPrograms } from './orderings.js'
import type { OrderTable } from './orderings.js'
import { Recorder, tableName } from './recorder.js'
import type { Region } from './region.js'
import { partSeed } from './source.js'

/** What a run is about; plain data, the same for every worker. */
export interface RunOptions {
  readonly queues: number
  readonly kernels: readonly Kernel[]
  readonly attachFirst: boolean
  readonly seed: number
  /** Programs per property. */
  readonly runs: number
}

export interface Arm<S> {
  readonly name: string
  readonly parts: number
  /** Runs one part into the recorder. */
  run(part: number, recorder: Recorder<S>, seed: number): void
}

/** Orders per part: small enough to spread over workers, large enough to be worth the message. */
const ORDERS_PER_PART = 40

/** The enumerated tables of a run: queue 0 from both starting values, and the highest queue with the lower ones set up. */
export function tablesOf({ queues, kernels, attachFirst }: RunOptions): OrderTable[] {
  const highest = queues - 1
  return kernels.flatMap((kernel): OrderTable[] => [
    { kernel, queues, queue: 0, start: 'cleared', attachFirst },
    { kernel, queues, queue: 0, start: 'power-on', attachFirst },
    ...(highest > 0 ? [{ kernel, queues, queue: highest, start: 'cleared', attachFirst } as const] : []),
  ])
}

/** One arm per table. */
export function orderArms<S>(options: RunOptions, region: Region): Arm<S>[] {
  return tablesOf(options).map((table) => ({
    name: `orderings: ${tableName(table)}`,
    parts: Math.ceil(ordersOf(table).length / ORDERS_PER_PART),
    run(part, recorder) {
      const from = part * ORDERS_PER_PART
      for (const one of orderPrograms(table, region, from, from + ORDERS_PER_PART, options.seed)) recorder.runCase(table, one)
    },
  }))
}

/** What a part needs besides its number. */
export interface Workbench<S> {
  readonly subject: Subject
  readonly model: Model<S>
  readonly region: Region
  readonly arms: readonly Arm<S>[]
  readonly seed: number
}

export interface PartId {
  readonly arm: number
  readonly part: number
}

/** Every part of a run, in the order in which results are merged. */
export const partsOf = (arms: readonly { readonly parts: number }[]): PartId[] => arms.flatMap(({ parts }, arm) => Array.from({ length: parts }, (_, part) => ({ arm, part })))

/** Runs one part: a pure function of the bench and the part's number. */
export function runPart<S>({ subject, model, region, arms, seed }: Workbench<S>, { arm: number, part }: PartId): PartResult {
  const arm = arms[number]
  if (!arm) throw new RangeError(`no arm ${number} in this run`)
  const recorder = new Recorder(arm.name, subject, model, region)
  arm.run(part, recorder, partSeed(seed, number * 4096 + part))
  return recorder.result()
}
