/** `cmdqv-check prove --smt`: routing and aliasing of the optimised device for every value, by SMT solvers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ShownCorrespondence, ShownObligation, SmtReport, SolverAnswer } from '../check/obligation.js'
import { reasonOf } from '../check/fault.js'
import { nearest } from '../designs/index.js'
import * as layout from '../device/layout.js'
import * as routes from '../device/routing.js'
import { correspond } from '../prove/smt/correspondence.js'
import { invariantAtRest } from '../prove/smt/invariant.js'
import { obligationsOf } from '../prove/smt/obligations.js'
import { anyState } from '../prove/smt/parts.js'
import type { Encoded } from '../prove/smt/parts.js'
import { counterexampleOf, questionsOf } from '../prove/smt/questions.js'
import type { Questions } from '../prove/smt/questions.js'
import type { Obligation } from '../prove/smt/setting.js'
import { compileTable } from '../prove/smt/table.js'
import { termCount } from '../prove/smt/term.js'
import { formatSmtJson, formatSmtText } from '../report/smt.js'
import { region } from './assembly.js'
import { EXIT } from './ending.js'
import { deliver, tryOut } from './output.js'
import { makeFolder } from './folder.js'
import { loadSubject } from './devices.js'
import type { ProveFlags } from './prove.js'
import { SOLVER_NAMES, solversFor } from './solvers.js'
import type { Answered, Solver } from './solvers.js'
import { paintFor, withStatus } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface SmtFlags extends ProveFlags {
  readonly smt?: boolean
  readonly smtFiles?: string
  readonly solver?: readonly string[]
}

/** The device that the encoding is of, and how many VCMDQs. */
const DEVICE = 'optimised'
const QUEUES = 2
/** Milliseconds for one question, without --time. */
const QUESTION_TIME = 60_000
/** Random steps of device and encoding side by side: some seconds. `npm run test:system` takes a million. */
const STEPS = 50_000
const SEED = 7
/** More of them while a branch has not been taken. */
const MOST_STEPS = 8 * STEPS
/** Options that say how a device is explored. */
const EXPLORING = ['scope', 'kernel', 'authority', 'exact'] as const

/** Throws UsageError for options that do not go together. */
export function checkSmtFlags(flags: SmtFlags): void {
  if (!flags.smt) {
    for (const [name, value] of [['--smt-files', flags.smtFiles], ['--solver', flags.solver]] as const) if (value !== undefined) throw new UsageError(`${name}: it is about solvers; add --smt`)
    return
  }
  if (flags.device !== DEVICE) throw new UsageError(`--device ${flags.device}: --smt has an encoding of ${DEVICE} alone; leave --device out, or explore the device without --smt`)
  for (const name of EXPLORING) if (flags[name] !== undefined) throw new UsageError(`--${name}: it is about explorations, and --smt makes none; leave one of the two out`)
  for (const name of flags.solver ?? []) if (!SOLVER_NAMES.includes(name)) throw new UsageError(`--solver ${name === '' ? "''" : name}: no such solver${nearest(name, SOLVER_NAMES)}; known are ${SOLVER_NAMES.join(', ')}`)
}

interface Question extends Questions {
  readonly obligation: Obligation
  readonly file: (which: keyof Questions) => string
}

const fileName = (name: string): string => name.replace(/[^\w]+/g, '-')

/** A folder for the files that other programs read. Throws UsageError where there can be none. */
function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'cmdqv-check-smt-'))
  } catch (error) {
    throw new UsageError(`${tmpdir()}: no temporary folder can be made there: ${reasonOf(error)}; set TMPDIR to a folder that takes files, or name one with --smt-files`)
  }
}

/** Writes the questions of all obligations as SMT-LIB files. Throws UsageError where it cannot. */
function written(obligations: readonly Obligation[], folder: string): readonly Question[] {
  try {
    makeFolder(folder)
    return obligations.map((obligation) => {
      const questions = questionsOf(obligation)
      const file = (which: keyof Questions): string => join(folder, `${fileName(obligation.name)}${which === 'negation' ? '' : `.${which}`}.smt2`)
      for (const which of ['hypotheses', 'negation', 'values'] as const) writeFileSync(file(which), questions[which])
      return { ...questions, obligation, file }
    })
  } catch (error) {
    throw new UsageError(`--smt-files ${folder === '' ? "''" : folder}: cannot be written: ${reasonOf(error)}; name a folder that can`)
  }
}

class Asking {
  private readonly answers = new Map<string, SolverAnswer[]>()
  private readonly values = new Map<string, { readonly solver: string; readonly text: string }>()
  /** What is known of each obligation's hypotheses: only one that something satisfies says anything. */
  private readonly hypotheses = new Map<string, SolverAnswer>()

  constructor(private readonly encoded: Encoded, private readonly questions: readonly Question[], private readonly deadline: number, private readonly say: (text: string) => void) {}

  /** Puts all questions to one solver; the first of them is asked as well whether the hypotheses can be satisfied. */
  async all(solver: Solver, isFirst: boolean): Promise<void> {
    for (const question of this.questions) {
      const { name } = question.obligation
      this.say(`${solver.name}: ${name}`)
      if (isFirst) await this.look(solver, question)
      const { answer, text, seconds } = await this.ask(solver, question, 'negation')
      const note = answer === 'unknown' || answer === 'failed' ? text.trim() : undefined
      this.answers.set(name, [...(this.answers.get(name) ?? []), { solver: solver.name, answer, seconds, note }])
      if (answer === 'sat' && !this.values.has(name)) this.values.set(name, { solver: solver.name, text: (await this.ask(solver, question, 'values')).text })
    }
  }

  /** What the first solver did not know of hypotheses, the others are asked. */
  async remaining(solvers: readonly Solver[]): Promise<void> {
    for (const solver of solvers) for (const question of this.questions) if (!this.isKnown(question.obligation.name)) await this.look(solver, question)
  }

  private isKnown(name: string): boolean {
    const answer = this.hypotheses.get(name)?.answer
    return answer === 'sat' || answer === 'unsat'
  }

  private async look(solver: Solver, question: Question): Promise<void> {
    const { name } = question.obligation
    const { answer, text, seconds } = await this.ask(solver, question, 'hypotheses')
    if (!this.isKnown(name)) this.hypotheses.set(name, { solver: solver.name, answer, seconds, note: `whether anything satisfies its hypotheses: ${text.trim()}` })
  }

  private async ask(solver: Solver, question: Question, which: keyof Questions): Promise<Answered> {
    const time = Math.min(QUESTION_TIME, this.deadline - Date.now())
    if (time <= 0) return { answer: 'unknown', text: 'the time was over', seconds: 0 }
    return solver.ask({ text: question[which], file: question.file(which), time })
  }

  shown(solvers: readonly Solver[]): readonly ShownObligation[] {
    const order = (one: SolverAnswer): number => solvers.findIndex(({ name }) => name === one.solver)
    return this.questions.map(({ obligation }) => {
      const { name, clauses, claim } = obligation
      const answers = [...(this.answers.get(name) ?? [])].sort((a, b) => order(a) - order(b))
      const values = this.values.get(name)
      const counterexample = values && counterexampleOf(obligation, this.encoded, region, values.solver, values.text)
      const hypotheses = this.hypotheses.get(name)
      if (hypotheses?.answer === 'unsat') return { name, clauses, claim, verdict: 'empty', answers, counterexample }
      const verdict = verdictOf(answers, counterexample)
      if (hypotheses?.answer === 'sat' || verdict !== 'proved') return { name, clauses, claim, verdict, answers, counterexample }
      return { name, clauses, claim, verdict: 'open', answers: [...answers, ...(hypotheses ? [hypotheses] : [])], counterexample }
    })
  }
}

/** Values that do not break the claim refute nothing. */
function verdictOf(answers: readonly SolverAnswer[], counterexample: ShownObligation['counterexample']): ShownObligation['verdict'] {
  const has = (answer: SolverAnswer['answer']): boolean => answers.some((one) => one.answer === answer)
  if (has('sat')) return has('unsat') ? 'disputed' : counterexample?.confirmed === true ? 'refuted' : 'open'
  return has('unsat') ? 'proved' : 'open'
}

/** Solvers side by side, as many at once as there are workers. */
async function askAll(asking: Asking, solvers: readonly Solver[], workers: number): Promise<void> {
  const waiting = solvers.map((solver, i) => () => asking.all(solver, i === 0))
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next()
  }
  await Promise.all(Array.from({ length: Math.min(workers, solvers.length) }, work))
  await asking.remaining(solvers.slice(1))
}

/** Device and encoding side by side, until every branch has been taken that can be. */
async function heldAgainstDevice(encoded: Encoded): Promise<ShownCorrespondence> {
  return correspond(await loadSubject(DEVICE), encoded, region, { steps: STEPS, most: MOST_STEPS, seed: SEED, holds: invariantAtRest(anyState(encoded), encoded) })
}

/** A branch that was never taken was never held against the device. */
function overall(obligations: readonly ShownObligation[], { difference, unreached }: ShownCorrespondence): SmtReport['verdict'] {
  if (difference === undefined && obligations.some(({ verdict }) => verdict === 'refuted')) return 'diverges'
  return difference === undefined && unreached.length === 0 && obligations.every(({ verdict }) => verdict === 'proved') ? 'conforms' : 'undecided'
}

const CODE = { routing: (queues: number) => new routes.Routing(queues), routes, layout }

/** The encoding that is put to the solvers, with the device's own tables. */
export const encodedDevice = (): Encoded => ({ code: CODE, table: compileTable(CODE, QUEUES) })

/** Exit 0 when every obligation is proved, 1 when one is refuted, 3 when one is open or the encoding is not the device's. */
export async function proveBySolvers(flags: SmtFlags, streams: Streams): Promise<number> {
  tryOut(flags.out)
  const started = performance.now()
  const deadline = flags.time === undefined ? Infinity : Date.now() + flags.time
  const encoded = encodedDevice()
  const solvers = await solversFor(flags.solver)
  const folder = flags.smtFiles ?? temporaryFolder()
  try {
    const questions = written(obligationsOf(encoded, region), folder)
    const { obligations, correspondence } = await withStatus(streams, async (say) => {
      say('device and encoding side by side')
      const side = await heldAgainstDevice(encoded)
      const asking = new Asking(encoded, questions, deadline, say)
      await askAll(asking, solvers, flags.workers ?? availableParallelism())
      return { obligations: asking.shown(solvers), correspondence: side }
    })
    const verdict = overall(obligations, correspondence)
    const report: SmtReport = { device: DEVICE, queues: QUEUES, verdict, solvers: solvers.map(({ name, version }) => ({ name, version })), obligations, correspondence, registers: encoded.table.registers.length, terms: termCount(), seconds: (performance.now() - started) / 1000 }
    const { out, reporter } = flags
    deliver(reporter === 'json' ? formatSmtJson(report) : formatSmtText(report, { region, ...(out === undefined && { paint: paintFor(streams) }) }), out, streams)
    return EXIT[verdict]
  } finally {
    for (const solver of solvers) solver.end()
    if (flags.smtFiles === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
