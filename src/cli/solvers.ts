/** The SMT solvers of this machine: z3 as an npm package, and what else reads SMT-LIB files. */
import { fork, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { SolverAnswer } from '../check/obligation.js'
import { UsageError } from './usage.js'
import type { Z3Answer, Z3Question, Z3Ready } from './z3-child.js'

/** A question as text and as a file. */
export interface Asked {
  readonly text: string
  readonly file: string
  /** Milliseconds. */
  readonly time: number
}

export interface Answered {
  readonly answer: SolverAnswer['answer']
  /** What the solver says: values for `sat`, a reason for what is no answer. */
  readonly text: string
  readonly seconds: number
}

export interface Solver {
  readonly name: string
  readonly version: string
  readonly ask: (asked: Asked) => Promise<Answered>
  /** Ends its process, if it has one. */
  readonly end: () => void
}

const PACKAGE = 'z3-solver'
/** Programs that read SMT-LIB from a file, with what prints their version and where Debian has them. */
const PROGRAMS = [
  { name: 'z3', flag: '--version', version: /version (\S+)/ },
  { name: 'cvc5', flag: '--version', version: /cvc5 version (\S+)/ },
] as const
export const SOLVER_NAMES: readonly string[] = [PACKAGE, ...PROGRAMS.map(({ name }) => name)]
const HOW = { [PACKAGE]: `npm install ${PACKAGE}`, z3: 'apt install z3', cvc5: 'apt install cvc5' } as const
/** A process that does not end by itself when its time is over is given so much more. */
const GRACE = 2000

async function timed(ask: () => Promise<Omit<Answered, 'seconds'>>): Promise<Answered> {
  const start = performance.now()
  const answer = await ask()
  return { ...answer, seconds: (performance.now() - start) / 1000 }
}

/** The next message of a child, or what became of it instead. */
function nextFrom(child: ChildProcess, time: number): Promise<unknown> {
  return new Promise((tell) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      over(undefined)
    }, time)
    const over = (message: unknown): void => {
      clearTimeout(timer)
      child.off('message', over).off('exit', ended).off('error', ended)
      tell(message)
    }
    const ended = (): void => over(undefined)
    child.on('message', over).on('exit', ended).on('error', ended)
  })
}

/** z3 of npm, in a child process that lives until a question takes too long, or until the end. */
class PackagedZ3 implements Solver {
  readonly name = PACKAGE
  version = ''
  private child: ChildProcess | undefined

  async start(): Promise<ChildProcess | undefined> {
    // What it prints when it is missing is of no use to anybody: ask() says what to do.
    const child = fork(fileURLToPath(new URL('./z3-child.js', import.meta.url)), [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] })
    const ready = (await nextFrom(child, 60_000)) as Z3Ready | undefined // the first message of z3-child.ts
    if (!ready) return undefined
    this.version = ready.version
    this.child = child
    return child
  }

  ask = ({ text, time }: Asked): Promise<Answered> => timed(async () => {
    const child = this.child ?? (await this.start())
    if (!child) return { answer: 'failed', text: 'its process does not start' }
    child.send({ text, time } satisfies Z3Question)
    const answer = (await nextFrom(child, time + GRACE)) as Z3Answer | undefined // the answer of z3-child.ts
    if (answer) return answer
    this.end()
    return { answer: 'unknown', text: `no answer in ${time / 1000} s` }
  })

  end = (): void => {
    this.child?.kill('SIGKILL')
    this.child = undefined
  }
}

const ANSWERS = ['sat', 'unsat', 'unknown'] as const

/** What a program printed: the first line is the answer. */
function printed(output: string, time: number, isOver: boolean): Omit<Answered, 'seconds'> {
  if (isOver) return { answer: 'unknown', text: `no answer in ${time / 1000} s` }
  const [first = '', ...rest] = output.split('\n')
  const answer = ANSWERS.find((one) => one === first.trim())
  return answer ? { answer, text: rest.join('\n') } : { answer: 'failed', text: `it says ${JSON.stringify(first.slice(0, 200))}` }
}

function askProgram(name: string, { file, time }: Asked): Promise<Answered> {
  return timed(() => new Promise((tell) => {
    const child = spawn(name, [file], { stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    let isOver = false
    const timer = setTimeout(() => {
      isOver = true
      child.kill('SIGKILL')
    }, time)
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', (error) => tell({ answer: 'failed', text: error.message })).on('close', () => {
      clearTimeout(timer)
      tell(printed(output, time, isOver))
    })
  }))
}

/** A program of this machine, or undefined if it is not installed. */
function programOf({ name, flag, version }: (typeof PROGRAMS)[number]): Solver | undefined {
  const { status, stdout } = spawnSync(name, [flag], { encoding: 'utf8' })
  if (status !== 0) return undefined
  return { name, version: version.exec(stdout)?.[1] ?? 'of unknown version', ask: (asked) => askProgram(name, asked), end: () => undefined }
}

/** The solvers asked for, or all that are installed. Throws UsageError where there is none. */
export async function solversFor(names: readonly string[] | undefined): Promise<readonly Solver[]> {
  const wanted = SOLVER_NAMES.filter((name) => names?.includes(name) ?? true)
  const found = await Promise.all(wanted.map(async (name) => {
    if (name !== PACKAGE) return PROGRAMS.flatMap((one) => (one.name === name ? (programOf(one) ?? []) : []))[0]
    const z3 = new PackagedZ3()
    return (await z3.start()) ? z3 : undefined
  }))
  const solvers = found.flatMap((one) => one ?? [])
  const missing = names === undefined ? undefined : wanted.find((_, i) => !found[i])
  if (missing === undefined && solvers.length > 0) return solvers
  for (const one of solvers) one.end()
  if (missing === undefined) throw new UsageError(`--smt: no solver is installed; ${HOW[PACKAGE]}, or ${HOW.z3} on Debian`)
  throw new UsageError(`--solver ${missing}: it is not installed; ${HOW[missing as keyof typeof HOW]}`) // one of SOLVER_NAMES
}
