/** `cmdqv-check replay`: runs one program and tells each step. */
import { readFileSync } from 'node:fs'
import { CLAUSES } from '../../spec/index.js'
import type { Clause, Program } from '../check/contract.js'
import { runProgram } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import { ProgramError, parseProgram } from '../check/program.js'
import { TokenError, decodeToken, looksLikeToken } from '../check/token.js'
import { errnoName } from '../host/index.js'
import { formatReplay } from '../report/replay.js'
import type { ReplayStep } from '../report/replay.js'
import { loadSubject, referenceModel, region } from './assembly.js'
import { logOf, reproducerOf } from './reproducer.js'
import type { Language } from './reproducer.js'
import { paintFor } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

/** A mail wraps a token, and a paste brings blanks with it: no token contains any. */
const tokenIn = (text: string): Program => decodeToken(text.replace(/\s/g, ''))

/** Reads a program from a token or from a file that holds a program or a token; every fault is one clear line. */
export function readProgram(source: string): Program {
  try {
    if (looksLikeToken(source)) return tokenIn(source)
    const text = readText(source)
    return looksLikeToken(text) ? tokenIn(text) : parseProgram(text, source)
  } catch (error) {
    if (error instanceof ProgramError || error instanceof TokenError) throw new UsageError(error.message)
    throw error
  }
}

function readText(file: string): string {
  try {
    // Some editors put a byte order mark first.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch {
    throw new UsageError(`${file}: neither a token (cq1.…) nor a file that can be read`)
  }
}

/** What a device does with a program, step by step. */
export function stepsOf(subject: Subject, program: Program): readonly ReplayStep[] {
  const steps: ReplayStep[] = []
  runProgram(subject, referenceModel, program, { step: ({ index, operation, response, forbidden }) => void steps.push({ index, operation, response, forbidden }) })
  return steps
}

export interface ReplayFlags {
  readonly device: string
  /** In place of the story: a test in some language. */
  readonly as?: Language
  /** In place of the story: the log that QEMU would have written. */
  readonly trace?: boolean
}

/** Exit 0 when every response conforms, 1 when a clause that binds forbids one; a reproducer and a log are only written. */
export async function replay(source: string, { device, as, trace }: ReplayFlags, streams: Streams): Promise<number> {
  if (as !== undefined && trace === true) throw new UsageError('--as and --trace: choose one of them')
  const program = readProgram(source)
  const subject = await loadSubject(device)
  if (trace === true) {
    streams.out(logOf(subject, program))
    return 0
  }
  if (as !== undefined) {
    streams.out(reproducerOf(as, subject, program))
    return 0
  }
  const steps = stepsOf(subject, program)
  const clauses = new Map<string, Clause>(CLAUSES.map((clause) => [clause.id, clause]))
  streams.out(formatReplay({ device, program, steps }, { region, clauses, errnoName, paint: paintFor(streams) }))
  const binding = steps.some(({ forbidden }) => forbidden.some(({ clause }) => clauses.get(clause)?.authority !== 'judgement'))
  return binding ? 1 : 0
}
