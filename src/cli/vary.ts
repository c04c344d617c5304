/** `cmdqv-check designs --vary`: what each single change of a design, and each pair of changes, mends and breaks. */
import { availableParallelism } from 'node:os'
import type { Counterexample } from '../check/matrix.js'
import { runAll } from '../check/pool.js'
import { encodeToken } from '../check/token.js'
import { batteryOf, brokenIn, compareSingle, unmendedOf } from '../check/variation.js'
import type { Change, Evidence, Pair, Variation } from '../check/variation.js'
import { DESIGNS, flips } from '../designs/index.js'
import type { Choices, Design, Flip } from '../designs/index.js'
import { completedBy } from '../prove/beyond.js'
import { formatVariationJson, formatVariationMarkdown, formatVariationText } from '../report/vary.js'
import { referenceModel, region } from './assembly.js'
import { deliver } from './output.js'
import { loadDesign, subjectOf } from './devices.js'
import { progressLine } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'
import { alphabets, judgePairs, searchVariant } from './variants.js'
import type { PairsAnswer, PairsTask, Scope, SearchTask } from './variants.js'

export interface VaryFlags {
  readonly vary?: string
  /** Only changes of these choices. */
  readonly choice?: readonly string[]
  readonly clause?: readonly string[]
  readonly depth?: number
  readonly workers?: number
  readonly reporter: 'text' | 'json' | 'markdown'
  readonly out?: string
  /** Of the matrix: refused here. */
  readonly device?: readonly string[]
  readonly document?: string
}

/** The name of the design, once the options fit together. */
function nameIn({ vary, choice, device, document }: VaryFlags): string {
  if (vary === undefined) throw new UsageError(`--choice ${choice?.join(' --choice ') ?? ''}: only --vary changes choices; add --vary and a design, such as --vary ${DESIGNS.at(-2)?.id ?? ''}`)
  if (device !== undefined) throw new UsageError(`--device ${device.join(' --device ')}: --vary looks at one design and its neighbours; leave --device out`)
  if (document !== undefined) throw new UsageError(`--document ${document}: it is about the matrix; with --vary write --reporter markdown --out FILE`)
  return vary
}

/** The design that is meant. Its files are looked for by what loads devices, whose option is called otherwise. */
async function designNamed(name: string): Promise<Design> {
  const design = await loadDesign(name).catch((error: unknown) => {
    throw error instanceof UsageError ? new UsageError(error.message.replace(/^--device /, '--vary ')) : error
  })
  if (design) return design
  throw new UsageError(`--vary ${name}: this device is code and has no choices to change; give a public design (${DESIGNS.map(({ id }) => id).join(', ')}) or the file of one`)
}

/**
 * How deep a change is searched for what it breaks. What lies deeper costs half as much again and is rare: of the
 * clauses that the public designs break, five take seven operations on one of them, and IRQ takes eight. What a change
 * mends is searched for as deep as the alphabets have it anyway.
 */
const FRESH_DEPTH = 6

const ORDER = referenceModel.clauses.map(({ id }) => id)

/** Where tasks are done and what is shown meanwhile. */
class Shop {
  constructor(private readonly workers: number, private readonly streams: Streams) {}

  /** Does all tasks; the answers keep their order, so that nothing depends on who was first. */
  async run<T, R extends { readonly transitions: number }>(what: string, tasks: readonly T[], here: (task: T) => R): Promise<readonly R[]> {
    if (this.streams.live) this.streams.err(`${what}\n`)
    const progress = progressLine(this.streams)
    const job = { parts: tasks, weigh: ({ transitions }: R) => transitions, deadline: Infinity, progress: progress.tell }
    const start = { module: new URL('./vary-worker.js', import.meta.url), data: undefined }
    try {
      return await runAll(job, this.workers, start, here)
    } finally {
      progress.clear()
    }
  }
}

/** A flip that is looked at, with its place among all flips of the design. */
interface Chosen {
  readonly index: number
  readonly flip: Flip
}

const changeOf = ({ flip: { choice, line, design } }: Chosen): Change => ({ choice, line, value: design[choice as keyof Choices] }) // a flip is of one of the choices

/** The clauses that a design breaks. */
const clausesIn = ({ found }: Evidence): readonly string[] => found.map(({ clause }) => clause)

/** What a variation says about how it was made. */
function setting({ base, wanted, depth: limit, fresh }: Scope, choices: readonly string[] | undefined): Pick<Variation, 'base' | 'depths' | 'fresh' | 'choices' | 'clauses'> {
  const about = alphabets.filter(({ clauses }) => wanted === undefined || clauses === undefined || clauses.some((clause) => wanted.includes(clause)))
  return { base: base.id, depths: new Map(about.map(({ name, depth }) => [name, Math.min(depth, limit ?? depth)])), fresh, choices, clauses: wanted }
}

/** Searches the design, then each change of it, then judges the pairs by what that has found. */
async function vary(scope: Scope, chosen: readonly Chosen[], shop: Shop): Promise<Omit<Variation, keyof ReturnType<typeof setting>>> {
  const { base, wanted } = scope
  const [bare] = await shop.run('the design itself', [{ ...scope, kind: 'search', flip: undefined, witnesses: [] } satisfies SearchTask], searchVariant)
  if (bare === undefined) throw new Error('the search of the design itself gave no answer')
  const tasks = chosen.map(({ index }): SearchTask => ({ ...scope, kind: 'search', flip: index, witnesses: bare.found }))
  const searched = await shop.run(`${chosen.length} single changes`, tasks, searchVariant)
  const battery = batteryOf([bare, ...searched], region)
  const complete = (evidence: Evidence, design: Design): Evidence => completedBy(battery, evidence, subjectOf(design), referenceModel, region, wanted)
  const before = complete(bare, base)
  const after = searched.map((evidence, i) => complete(evidence, chosen[i]?.flip.design ?? base))
  const pairs = await shop.run('pairs of changes', pairTasks(scope, chosen, before, after, battery), judgePairs)
  const singles = chosen.flatMap((one, i) => (after[i] === undefined ? [] : [compareSingle(changeOf(one), before, after[i], ORDER)]))
  const together = pairsIn(pairs, chosen)
  return {
    broken: brokenIn(before, ORDER),
    singles,
    pairs: together,
    pairsTried: pairs.reduce((sum, { tried }) => sum + tried, 0),
    programs: battery.length,
    unmended: unmendedOf(before, [...singles, ...together], ORDER),
    complete: [bare, ...searched, ...pairs].every(({ complete }) => complete),
  }
}

function pairTasks(scope: Scope, chosen: readonly Chosen[], before: Evidence, after: readonly Evidence[], battery: readonly Counterexample[]): readonly PairsTask[] {
  const flipBreaks = new Map(chosen.map(({ index }, i) => [index, after[i] ? clausesIn(after[i]) : []]))
  return chosen.slice(0, -1).map(({ index }, i): PairsTask => ({
    ...scope, kind: 'pairs', first: index, seconds: chosen.slice(i + 1).map((one) => one.index), baseBreaks: clausesIn(before), flipBreaks, battery,
  }))
}

function pairsIn(answers: readonly PairsAnswer[], chosen: readonly Chosen[]): readonly Pair[] {
  const changes = new Map(chosen.map((one) => [one.index, changeOf(one)]))
  return answers.flatMap(({ found }) => found).flatMap(({ first, second, mends, breaks }): Pair[] => {
    const [a, b] = [changes.get(first), changes.get(second)]
    return a && b ? [{ changes: [a, b], mends, breaks }] : []
  })
}

const UNDECIDED = 3

/** Exit 0 when every search ended by itself, 3 when one had to be cut short. */
export async function varied(flags: VaryFlags, streams: Streams): Promise<number> {
  const { choice, clause, depth, workers, reporter, out } = flags
  const base = await designNamed(nameIn(flags))
  const chosen = [...flips(base).entries()].map(([index, flip]): Chosen => ({ index, flip })).filter(({ flip }) => choice === undefined || choice.includes(flip.choice))
  const scope = { base, ...(clause && { wanted: clause }), ...(depth === undefined ? { fresh: FRESH_DEPTH } : { depth }) }
  const found = await vary(scope, chosen, new Shop(workers ?? availableParallelism(), streams))
  const variation = { ...setting(scope, choice), ...found }
  const format = { text: formatVariationText, json: formatVariationJson, markdown: formatVariationMarkdown }[reporter]
  const advice = new Set<string>(referenceModel.clauses.filter(({ authority }) => authority === 'judgement').map(({ id }) => id))
  deliver(format(variation, { isAdvice: (id) => advice.has(id), encodeToken }), out, streams)
  return variation.complete ? 0 : UNDECIDED
}
