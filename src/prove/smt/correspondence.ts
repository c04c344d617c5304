/**
 * The encoding held against the device: random steps, each done by both. Before a step the device's state is read out of what
 * it saves; afterwards every part of the state, the value that was read and the calls of the host must be what the terms say.
 */
import type { Operation, Response } from '../../check/contract.js'
import { Bench } from '../../check/lockstep.js'
import type { Subject } from '../../check/lockstep.js'
import type { Region } from '../../check/region.js'
import { seededSource } from '../../check/source.js'
import { Answers } from './answers.js'
import { Valuation } from './evaluate.js'
import { branchesByName } from './machine.js'
import { PAGE_REGISTERS, anyState, partsOf, queuesOf } from './parts.js'
import { part } from './mapping.js'
import type { Encoded } from './parts.js'
import { StateReading } from './reading.js'
import { ACCESS, STEPS, isNever, readOf, stepOf } from './steps.js'
import type { StepName } from './steps.js'
import { variable } from './term.js'
import type { Term } from './term.js'
import { WALK, Walker } from './walk.js'

/** The first step in which device and encoding differ. */
export interface Difference {
  /** From power-on to the step, both included. */
  readonly operations: readonly Operation[]
  readonly what: string
}

export interface Correspondence {
  readonly steps: number
  readonly branches: number
  /** Branches of the encoding that can be taken, and that no step took. */
  readonly unreached: readonly string[]
  readonly difference: Difference | undefined
}

export interface CorrespondenceOptions {
  readonly steps: number
  /** Steps at the most, while a branch has not been taken that can be; by default no more than `steps`. */
  readonly most?: number
  readonly seed: number
  /** Terms over a state by name: each must hold in every state between steps. It is looked at in some of them, as it takes longer than a step. */
  readonly holds?: ReadonlyMap<string, Term>
}

/** One kind of step, as it is held against the device. */
interface Compared {
  /** What each part is afterwards, in the order of the twin's names. */
  readonly after: readonly Term[]
  /** Branches that were not taken yet. */
  readonly open: Map<string, Term>
  readonly asked: ReadonlyMap<string, Term>
  readonly rings: readonly { readonly name: string; readonly guard: Term }[]
}

/** Every so many steps the state is looked at as a whole. */
const LOOKED_AT = 16

const hex = (value: number | undefined): string => (value === undefined ? 'nothing' : `0x${value.toString(16)}`)

class Twin {
  private readonly values = new Valuation()
  private readonly reading: StateReading
  private readonly names: readonly string[]
  private readonly variables: readonly Term[]
  /** From here on the parts are registers in the host's page. */
  private readonly firstShown: number
  private readonly pageIndex: number
  /** The device's parts as they are, and as they were before the step. */
  private now: Uint32Array
  private before: Uint32Array
  private saved: Uint8Array | undefined
  private readonly answers: Answers
  private readonly reads: readonly [Term, Term]
  private readonly steps: ReadonlyMap<StepName, Compared>
  readonly branches: number

  constructor(private readonly encoded: Encoded) {
    this.reading = new StateReading(encoded)
    this.answers = new Answers(queuesOf(encoded), encoded.code.layout.SLOT_BYTES)
    const state = anyState(encoded)
    const shown = queuesOf(encoded).flatMap((s) => Array.from({ length: PAGE_REGISTERS }, (_, r) => `slot.${s}.${r}`))
    this.names = [...this.reading.names, ...shown]
    this.firstShown = this.reading.names.length
    this.pageIndex = this.names.indexOf('page')
    this.variables = this.names.map((name) => part(state, name))
    this.now = new Uint32Array(this.names.length)
    this.before = new Uint32Array(this.names.length)
    if (this.names.length !== partsOf(encoded).length) throw new Error('the encoding has parts that nobody reads out of the device')
    this.reads = readOf(state, encoded)
    this.steps = new Map(STEPS.map((name) => {
      const { after, branches, asked } = stepOf(name, state, encoded)
      return [name, {
        after: this.names.map((one) => part(after, one)),
        open: new Map(branchesByName(branches)),
        asked: branchesByName(asked.filter(({ name: answer }) => !answer.startsWith('isRam'))),
        rings: asked.filter(({ name: answer }) => answer.startsWith('isRam')),
      }]
    }))
    this.branches = [...this.steps.values()].reduce((sum, { open }) => sum + open.size, 0)
  }

  bench(subject: Subject, walker: Walker): Bench {
    const { answers } = this
    answers.clear()
    const bench = new Bench({ name: subject.name, create: (host, options, near) => subject.create(answers.recorded(host), options, near) }, walker.header())
    this.take(bench)
    return bench
  }

  unreached(): readonly string[] {
    return [...this.steps].flatMap(([name, { open }]) => [...open.keys()].map((branch) => `${name}: ${branch}`).filter((branch) => !isNever(branch)))
  }

  /** Does one operation, and says in what device and encoding differ. */
  step(bench: Bench, operation: Operation): string | undefined {
    const isMoot = (operation.op === 'attach' && bench.attached) || (operation.op === 'detach' && !bench.attached)
    this.answers.clear()
    if (operation.op === 'read' || operation.op === 'write') this.access(operation)
    const response = bench.perform(operation)
    this.take(bench)
    const step = this.steps.get(operation.op as StepName) // undefined for all that is none
    const what = step && !isMoot ? this.compare(step) : this.unchanged(operation.op === 'read')
    if (what === undefined && operation.op === 'read') return this.compareRead(operation.size, response.value)
    return what
  }

  private access(operation: Extract<Operation, { offset: number }>): void {
    const { values } = this
    values.set(ACCESS.offset, operation.offset)
    values.set(ACCESS.wide, operation.size === 8 ? 1 : 0)
    const value = operation.op === 'write' ? BigInt(operation.value) : 0n
    values.set(ACCESS.low, Number(value & 0xffff_ffffn))
    values.set(ACCESS.high, Number(value >> 32n))
  }

  /** Reads the device's state. The variables keep their values until the next step begins. */
  private take(bench: Bench): void {
    ;[this.now, this.before] = [this.before, this.now]
    const { now } = this
    this.saved = bench.device.save?.(this.saved)
    if (!this.saved) throw new Error('the device saves nothing')
    this.reading.read(this.saved, now)
    let at = this.firstShown
    for (let s = 0; s < this.encoded.table.queues; s++) for (let r = 0; r < PAGE_REGISTERS; r++) now[at++] = this.isMapped ? this.answers.shown(s, r) : 0
  }

  private get isMapped(): boolean {
    return this.now[this.pageIndex] === 1
  }

  /** Gives the state's variables their values: the next step starts from there. */
  begin(): void {
    for (let i = 0; i < this.names.length; i++) this.values.put(this.variables[i], this.now[i] ?? 0)
  }

  /** The first of some terms that does not hold in the present state. */
  broken(holds: ReadonlyMap<string, Term>): string | undefined {
    for (const [name, term] of holds) if (!this.values.isTrue(term)) return `the device is where it does not hold that ${name}`
    return undefined
  }

  private compare(step: Compared): string | undefined {
    const { values, answers } = this
    const set = [...answers.given].map(([name, value]) => this.answer(name, value))
    try {
      const what = this.compareCalls(step, set) ?? this.compareParts(step)
      if (what === undefined) this.reach(step.open)
      return what
    } finally {
      for (const one of set) values.unset(one)
    }
  }

  private compareCalls({ asked, rings }: Compared, set: Term[]): string | undefined {
    const { values, answers } = this
    const asks = this.giveRings(rings, set)
    if (asks !== answers.rings.length) return `the device asks for ${answers.rings.length} rings, the encoding for ${asks}`
    if (answers.doubled !== undefined) return `the device asks twice for ${answers.doubled}`
    for (const name of answers.given.keys()) if (!asked.has(name)) return `the device asks for ${name}, which the encoding never does`
    for (const [name, guard] of asked) {
      const does = answers.given.has(name)
      if (values.isTrue(guard) !== does) return `the device ${does ? 'asks' : 'does not ask'} for ${name}, the encoding ${does ? 'does not' : 'does'}`
    }
    return undefined
  }

  private compareParts({ after }: Compared): string | undefined {
    const { values, now, names } = this
    const end = this.isMapped ? names.length : this.firstShown
    for (let i = 0; i < end; i++) {
      const term = after[i]
      const owed = term ? values.of(term) : 0
      if (owed !== now[i]) return `${names[i] ?? ''} is ${hex(now[i])} in the device and ${hex(owed)} in the encoding`
    }
    return undefined
  }

  private answer(name: string, value: number): Term {
    const term = variable(`host.${name}`, /^(given|mapped)\./.test(name) ? 32 : 0)
    this.values.set(term, value)
    return term
  }

  /** Answers about rings go to the questions in their order; an earlier answer decides whether there is a later question. */
  private giveRings(rings: Compared['rings'], set: Term[]): number {
    let asks = 0
    for (const { name, guard } of rings) {
      if (!this.values.isTrue(guard)) continue
      set.push(this.answer(name, this.answers.rings[asks] ?? 0))
      asks++
    }
    return asks
  }

  private reach(open: Map<string, Term>): void {
    for (const [name, guard] of open) if (this.values.isTrue(guard)) open.delete(name)
  }

  /** What is no step of the device leaves it as it is; hardware may have changed the page. */
  private unchanged(page: boolean): string | undefined {
    const { names, before, now } = this
    const end = page ? names.length : this.firstShown
    for (let i = 0; i < end; i++) if (before[i] !== now[i]) return `${names[i] ?? ''} was ${hex(before[i])} and is ${hex(now[i])}, by what is no step of the encoding`
    return undefined
  }

  private compareRead(size: 4 | 8, value: Response['value']): string | undefined {
    const [low, high] = this.reads.map((term) => this.values.of(term))
    const owed = size === 4 ? BigInt(low ?? 0) : (BigInt(high ?? 0) << 32n) | BigInt(low ?? 0)
    return BigInt(value ?? -1) === owed ? undefined : `the device reads ${String(value)}, the encoding ${String(owed)}`
  }
}

/** Random steps of a device and of the encoding side by side, until one differs. */
export function correspond(subject: Subject, encoded: Encoded, region: Region, options: CorrespondenceOptions): Correspondence {
  const twin = new Twin(encoded)
  const source = seededSource(options.seed)
  const { steps: least, most = least } = options
  let steps = 0
  while (steps < least || (steps < most && twin.unreached().length > 0)) {
    const end = steps < least ? least : most
    const walker = new Walker(source, region, encoded.table.queues)
    const bench = twin.bench(subject, walker)
    const boot = source.int(4) === 0 ? [] : [...walker.boot()]
    const operations: Operation[] = []
    for (let i = 0; i < WALK && steps < end; i++, steps++) {
      const operation = boot[i] ?? walker.next()
      operations.push(operation)
      twin.begin()
      const broken = options.holds !== undefined && steps % LOOKED_AT === 0 ? twin.broken(options.holds) : undefined
      const what = broken ?? twin.step(bench, operation)
      if (what !== undefined) return { steps, branches: twin.branches, unreached: twin.unreached(), difference: { operations, what } }
    }
  }
  return { steps, branches: twin.branches, unreached: twin.unreached(), difference: undefined }
}
