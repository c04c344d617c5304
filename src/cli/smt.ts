/** `cmdqv-check prove --smt`: routing and aliasing of the optimised device for every value, by SMT solvers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ShownCorrespondence, ShownObligation, SmtReport, SolverAnswer } from '../check/obligation.js'
import { nearest } from '../designs/index.js'
import * as layout from '../device/layout.js'
import * as routes from '../device/routing.js'
import { correspond } from '../prove/smt/correspondence.js'
import { invariantAtRest } from '../prove/smt/invariant.js'
import { isNever, obligationsOf } from '../prove/smt/obligations.js'
import { anyState } from '../prove/smt/parts.js'
import type { Encoded } from '../prove/smt/parts.js'
import { counterexampleOf, questionsOf } from '../prove/smt/questions.js'
import type { Questions } from '../prove/smt/questions.js'
import type { Obligation } from '../prove/smt/setting.js'
import { compileTable } from '../prove/smt/table.js'
import { termCount } from '../prove/smt/term.js'
import { formatSmtJson, formatSmtText } from '../report/smt.js'
import { region } from './assembly.js'
import { deliver, tryOut } from './check.js'
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

/** Writes the questions of all obligations as SMT-LIB files. Throws UsageError where it cannot. */
function written(obligations: readonly Obligation[], folder: string): readonly Question[] {
  try {
    mkdirSync(folder, { recursive: true })
    return obligations.map((obligation) => {
      const questions = questionsOf(obligation)
      const file = (which: keyof Questions): string => join(folder, `${fileName(obligation.name)}${which === 'negation' ? '' : `.${which}`}.smt2`)
      for (const which of ['hypotheses', 'negation', 'values'] as const) writeFileSync(file(which), questions[which])
      return { ...questions, obligation, file }
    })
  } catch (error) {
    throw new UsageError(`--smt-files ${folder}: cannot be written: ${error instanceof Error ? error.message : String(error)}; name a folder that can`)
  }
}

class Asking {
  private readonly answers = new Map<string, SolverAnswer[]>()
  private readonly values = new Map<string, { readonly solver: string; readonly text: string }>()
  private readonly empty = new Set<string>()

  constructor(private readonly encoded: Encoded, private readonly questions: readonly Question[], private readonly deadline: number, private readonly say: (text: string) => void) {}

  /** Puts all questions to one solver; the first of them is asked as well whether the hypotheses can be satisfied. */
  async all(solver: Solver, isFirst: boolean): Promise<void> {
    for (const question of this.questions) {
      const { name } = question.obligation
      this.say(`${solver.name}: ${name}`)
      if (isFirst && (await this.ask(solver, question, 'hypotheses')).answer === 'unsat') this.empty.add(name)
      const { answer, text, seconds } = await this.ask(solver, question, 'negation')
      const note = answer === 'unknown' || answer === 'failed' ? text.trim() : undefined
      this.answers.set(name, [...(this.answers.get(name) ?? []), { solver: solver.name, answer, seconds, note }])
      if (answer === 'sat' && !this.values.has(name)) this.values.set(name, { solver: solver.name, text: (await this.ask(solver, question, 'values')).text })
    }
    solver.end()
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
      return { name, clauses, claim, verdict: this.empty.has(name) ? 'empty' : verdictOf(answers), answers, counterexample }
    })
  }
}

function verdictOf(answers: readonly SolverAnswer[]): ShownObligation['verdict'] {
  const has = (answer: SolverAnswer['answer']): boolean => answers.some((one) => one.answer === answer)
  if (has('sat')) return has('unsat') ? 'disputed' : 'refuted'
  return has('unsat') ? 'proved' : 'open'
}

/** Solvers side by side, as many at once as there are workers. */
async function askAll(asking: Asking, solvers: readonly Solver[], workers: number): Promise<void> {
  const waiting = solvers.map((solver, i) => () => asking.all(solver, i === 0))
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next()
  }
  await Promise.all(Array.from({ length: Math.min(workers, solvers.length) }, work))
}

async function heldAgainstDevice(encoded: Encoded): Promise<ShownCorrespondence> {
  const found = correspond(await loadSubject(DEVICE), encoded, region, { steps: STEPS, seed: SEED, holds: invariantAtRest(anyState(encoded), encoded) })
  return { ...found, unreached: found.unreached.filter((branch) => !isNever(branch)) }
}

function overall(obligations: readonly ShownObligation[], { difference }: ShownCorrespondence): SmtReport['verdict'] {
  if (difference === undefined && obligations.some(({ verdict }) => verdict === 'refuted')) return 'diverges'
  return difference === undefined && obligations.every(({ verdict }) => verdict === 'proved') ? 'conforms' : 'undecided'
}

const EXIT = { conforms: 0, diverges: 1, undecided: 3 } as const

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
  const folder = flags.smtFiles ?? mkdtempSync(join(tmpdir(), 'cmdqv-check-smt-'))
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
