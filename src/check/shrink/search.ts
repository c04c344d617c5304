import type { Operation, Program } from '../contract.js'
import { programKey } from '../key.js'
import { compareOperations, comparePrograms } from '../order.js'
import type { Region } from '../region.js'
import { Places } from './places.js'

/**
 * One execution: the index of the first operation whose response breaks the wanted clause, or -1.
 * It must be a function of the program alone.
 */
export type Fails = (candidate: Program) => number

export interface ShrinkOptions {
  readonly region: Region
  /** Executions after which the search stops with the least program found. */
  readonly maxExecutions: number
}

/** Of longer programs none is remembered: making its key costs more than what is ever saved, for nothing is asked twice while blocks go. */
const LONGEST_REMEMBERED = 256

/**
 * The least failing program so far. Every attempt of every pass goes through `consider`, so that nothing found is lost:
 * whenever the search stops, `best` fails, and each step was down in the written order.
 */
export class Search {
  executions = 0
  exhausted = false
  readonly places: Places
  /** Programs that do not fail. Those that do were accepted, so only something still smaller will be asked about. */
  private readonly passing = new Set<string>()

  private constructor(private current: Program, private readonly fails: Fails, private readonly options: ShrinkOptions) {
    this.places = Places.of(options.region, current.queues)
  }

  /** Runs the program for the first time; undefined when it does not fail. */
  static from(program: Program, fails: Fails, options: ShrinkOptions): Search | undefined {
    const search = new Search(program, fails, options)
    const index = search.run(program)
    if (index < 0) return undefined
    search.accept(program, index)
    return search
  }

  get best(): Program {
    return this.current
  }

  get operations(): readonly Operation[] {
    return this.current.operations
  }

  /** Makes the candidate the best program if it is smaller and fails; says whether. */
  consider(candidate: Program): boolean {
    if (this.exhausted || comparePrograms(candidate, this.current, this.options.region) >= 0) return false
    const key = candidate.operations.length > LONGEST_REMEMBERED ? undefined : programKey(candidate)
    if (key !== undefined && this.passing.has(key)) return false
    if (this.executions >= this.options.maxExecutions) {
      this.exhausted = true
      return false
    }
    const index = this.run(candidate)
    if (index >= 0) this.accept(candidate, index)
    else if (key !== undefined) this.passing.add(key)
    return index >= 0
  }

  /** Considers the best program with other operations. */
  considerOperations(operations: readonly Operation[]): boolean {
    return this.consider({ ...this.current, operations })
  }

  /** Considers the best program with every chosen operation changed; a change to undefined leaves the operation. */
  change(chosen: (operation: Operation, index: number) => boolean, to: (operation: Operation) => Operation | undefined): boolean {
    const { region, queues } = this.places
    const { operations } = this
    let changed: Operation[] | undefined
    for (let index = 0; index < operations.length; index++) {
      const operation = operations[index]
      const next = operation && chosen(operation, index) ? to(operation) : undefined
      if (operation === undefined || next === undefined) continue
      // The first difference decides the order: most candidates that rise are dropped here, before they are built.
      const order = changed ? -1 : compareOperations(next, operation, region, queues)
      if (order > 0) return false
      if (order < 0) (changed ??= [...operations])[index] = next
    }
    return changed !== undefined && this.considerOperations(changed)
  }

  /** As `change`, for the operation at one place. */
  changeAt(index: number, to: (operation: Operation) => Operation | undefined): boolean {
    return this.change((_, i) => i === index, to)
  }

  private run(program: Program): number {
    this.executions += 1
    return this.fails(program)
  }

  /** Truncates behind the failing operation: what follows it cannot matter. */
  private accept(program: Program, index: number): void {
    const whole = index >= program.operations.length - 1
    this.current = whole ? program : { ...program, operations: program.operations.slice(0, index + 1) }
  }
}
