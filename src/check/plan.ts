/** A run is a list of arms, an arm a list of parts; each part depends on the seed and its number alone. */
import { backingPrograms } from './backings.js'
import type { Kernel, Model, Operation } from './contract.js'
import type { Coverage } from './coverage.js'
import type { Finding, PartResult } from './findings.js'
import type { Subject } from './lockstep.js'
import { KINDS, orderCases, ordersOf, tableName } from './orderings.js'
import type { Kind, OrderTable } from './orderings.js'
import { Recorder } from './recorder.js'
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
  /** How often the random arms may be run with ever new programs: more than once (the default) when a run is to fill its time. */
  readonly rounds?: number
  /** Programs that reach a class of accesses before any other part are kept with the results. */
  readonly keepReaching?: boolean
}

export interface Arm<S> {
  readonly name: string
  readonly parts: number
  /** Draws its programs: a further round is worth running. */
  readonly random: boolean
  /** Its parts come before those of all other arms, wherever it stands among them: the place decides the seeds. */
  readonly first?: true
  /** Runs one part into the recorder. */
  run(part: number, recorder: Recorder<S>, seed: number): void
}

/** Orders per part: small enough to spread over workers, large enough to be worth the message. */
const ORDERS_PER_PART = 40

const CELLS = ['cells'] as const satisfies readonly Kind[]

/**
 * The enumerated tables of a run: for each kernel queue 0 with everything; and once each, its cells again from the power-on
 * value of CMDQV_EN, on the last of the kernels, and the cells of the highest queue with the lower ones set up, on the first.
 */
export function tablesOf({ queues, kernels, attachFirst }: RunOptions): OrderTable[] {
  const highest = queues - 1
  return kernels.flatMap((kernel, number): OrderTable[] => [
    { kernel, queues, queue: 0, start: 'cleared', attachFirst, kinds: KINDS },
    ...(number === kernels.length - 1 ? [{ kernel, queues, queue: 0, start: 'power-on', attachFirst, kinds: CELLS } as const] : []),
    ...(number === 0 && highest > 0 ? [{ kernel, queues, queue: highest, start: 'cleared', attachFirst, kinds: CELLS } as const] : []),
  ])
}

/** The arm of a table. */
export const armOf = (table: OrderTable): string => `orderings: ${tableName(table)}`

/** One arm per table. */
export function orderArms<S>(options: RunOptions, region: Region): Arm<S>[] {
  return tablesOf(options).map((table) => ({
    name: armOf(table),
    parts: Math.ceil(ordersOf(table).length / ORDERS_PER_PART),
    random: false,
    run(part, recorder) {
      const from = part * ORDERS_PER_PART
      for (const one of orderCases(table, region, from, from + ORDERS_PER_PART, options.seed)) recorder.runCase(table, one)
    },
  }))
}

/** Every Page0 access in every backing, with queue 0 and with the highest queue. */
export function backingArm<S>({ queues, kernels, attachFirst }: RunOptions, region: Region): Arm<S> {
  const last = queues - 1
  const attach: Operation = { op: 'attach' }
  return {
    name: 'backings',
    parts: 1,
    random: false,
    run(_part, recorder) {
      const programs = [0, ...(last > 0 ? [last] : [])].flatMap((queue) => backingPrograms(region, queues, queue, kernels))
      for (const program of programs) {
        if (!attachFirst) recorder.run(program)
        // A device that is only defined once attached is not asked anything while detached.
        else if (!program.operations.some(({ op }) => op === 'detach')) recorder.run({ ...program, operations: [attach, ...program.operations] })
      }
    },
  }
}

/** What a part needs besides its number. */
export interface Workbench<S> {
  readonly subject: Subject
  readonly model: Model<S>
  readonly region: Region
  readonly arms: readonly Arm<S>[]
  readonly seed: number
  readonly coverage: Coverage
  readonly keepReaching?: boolean
}

export interface PartId {
  readonly arm: number
  readonly part: number
  /** Its place in the order in which results are merged. */
  readonly order: number
  /** It belongs to a further round of the random arms, which only fills the time. */
  readonly again?: true
}

/** Every part of a run, in the order in which results are merged: what comes first, all other arms once, then the random ones again. */
export function partsOf(arms: readonly Pick<Arm<never>, 'parts' | 'random' | 'first'>[], rounds: number): PartId[] {
  const partsIn = (number: number, wanted: (arm: Pick<Arm<never>, 'random' | 'first'>) => boolean): Omit<PartId, 'order'>[] =>
    arms.flatMap((one, arm) => (wanted(one) ? Array.from({ length: one.parts }, (_, part) => ({ arm, part: number * one.parts + part })) : []))
  const first = partsIn(0, (arm) => arm.first === true)
  const all = partsIn(0, (arm) => arm.first !== true)
  const again = Array.from({ length: rounds - 1 }, (_, more) => partsIn(more + 1, ({ random }) => random))
  return [...first, ...all, ...again.flat().map((part) => ({ ...part, again: true as const }))].map((part, order) => ({ ...part, order }))
}

/** More parts than any arm has, so that no two parts share a seed. */
const PARTS_PER_ARM = 0x1_0000

/** What writes down what a part reaches and finds. `tell` hears of each finding when it is made. */
export function recorderFor<S>({ subject, model, region, arms, coverage, keepReaching = false }: Workbench<S>, { arm: number, order }: PartId, tell?: (finding: Finding) => void): Recorder<S> {
  const arm = arms[number]
  if (!arm) throw new RangeError(`no arm ${number} in this run`)
  return new Recorder(arm.name, subject, model, region, { coverage, part: order, keepReaching, ...(tell && { tell }) })
}

/** Runs one part into a recorder of its own. What `tell` throws ends it, and what was recorded until then stands. */
export function runInto<S>({ arms, seed }: Workbench<S>, { arm: number, part }: PartId, recorder: Recorder<S>): void {
  const arm = arms[number]
  arm?.run(part % arm.parts, recorder, partSeed(seed, number * PARTS_PER_ARM + part))
}

/** Runs one part: a pure function of the bench and the part's number. */
export function runPart<S>(bench: Workbench<S>, id: PartId, tell?: (finding: Finding) => void): PartResult {
  const recorder = recorderFor(bench, id, tell)
  runInto(bench, id, recorder)
  return recorder.result()
}
