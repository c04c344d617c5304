/**
 * The default run on a mutant, until a clause forbids a response. Its parts are taken in a fixed order in one thread, so
 * that what a mutant takes does not depend on which worker was faster: two from either end, then the first of each arm, the
 * second of each, and so on. From either end to the last, the mutants took four times as many accesses to die.
 */
import { FULL_RUNS, DEFAULT_SEED } from '../../src/cli/options.js'
import { armsOf, referenceModel, region } from '../../src/cli/assembly.js'
import { Coverage } from '../../src/check/coverage.js'
import type { DeviceFactory } from '../../src/check/contract.js'
import { DeviceStartError } from '../../src/check/fault.js'
import type { Finding } from '../../src/check/findings.js'
import { Bench } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import { partsOf, recorderFor, runInto, tablesOf } from '../../src/check/plan.js'
import type { PartId, RunOptions, Workbench } from '../../src/check/plan.js'
import type { SavedState } from '../../src/judge/index.js'

export const OPTIONS: RunOptions = { queues: 2, kernels: ['6.17', '6.18.9'], attachFirst: false, seed: DEFAULT_SEED, runs: FULL_RUNS }

const ARMS = armsOf(OPTIONS, { properties: undefined })
const COVERAGE = new Coverage(tablesOf(OPTIONS))

/** Parts that are taken from either end, as two workers of `check` take them: most mutants live through none of them. */
export const FROM_ENDS = 4

/** The parts in the order in which they are taken. */
const PARTS: readonly PartId[] = (() => {
  const all = partsOf(ARMS, 1)
  const ends = Array.from({ length: FROM_ENDS }, (_, i) => all[i % 2 === 0 ? i / 2 : all.length - (i + 1) / 2]).flatMap((part) => part ?? [])
  return [...ends, ...all.filter((part) => !ends.includes(part)).toSorted((a, b) => a.part - b.part || a.order - b.order)]
})()

export const PART_COUNT = PARTS.length
/** What a mutant lives through that no clause forbids by closure: half of the run, of every arm. The latest that was killed died in the first third. */
export const HALF_COUNT = Math.ceil(PARTS.length / 2)

/** Ends a part at its first finding. */
class Enough extends Error {}

/** Runs a part until something is found. */
function runUntil(bench: Workbench<SavedState>, id: PartId): { readonly finding: Finding | undefined; readonly accesses: number } {
  let finding: Finding | undefined
  const recorder = recorderFor(bench, id, (one) => {
    finding = one
    throw new Enough('a clause was broken')
  })
  try {
    runInto(bench, id, recorder)
  } catch (error) {
    if (!(error instanceof Enough)) throw error
  }
  return { finding, accesses: recorder.result().accesses }
}

/** The first divergence of a run, and the accesses made until then, the diverging one among them. */
export interface Kill {
  readonly finding: Finding
  readonly accesses: number
}

/** A default run that can be gone on with: a mutant that lives so far may be shown equivalent meanwhile. */
export class Trial {
  readonly subject: Subject
  kill: Kill | undefined
  private done = 0
  private accesses = 0
  private readonly bench: Workbench<SavedState>

  constructor(create: DeviceFactory) {
    this.subject = { name: 'mutant', create }
    this.bench = { subject: this.subject, model: referenceModel, region, arms: ARMS, seed: OPTIONS.seed, coverage: COVERAGE }
    this.start()
  }

  get over(): boolean {
    return this.kill !== undefined || this.done === PARTS.length
  }

  /** Runs up to so many parts in all. */
  run(parts: number): void {
    while (!this.over && this.done < parts) this.part()
  }

  private start(): void {
    for (const kernel of OPTIONS.kernels) {
      try {
        void new Bench(this.subject, { kernel, queues: OPTIONS.queues, slots: [] })
      } catch (error) {
        if (!(error instanceof DeviceStartError)) throw error
        const program = { kernel, queues: OPTIONS.queues, slots: [], operations: [] }
        this.kill ??= { finding: { clause: 'DEVICE-DIED', program, observed: error.message, allowed: 'a device that starts', arm: 'start' }, accesses: 0 }
      }
    }
  }

  private part(): void {
    const id = PARTS[this.done]
    if (id === undefined) return
    const end = runUntil(this.bench, id)
    this.accesses += end.accesses
    this.done++
    if (end.finding) this.kill = { finding: end.finding, accesses: this.accesses }
  }
}
