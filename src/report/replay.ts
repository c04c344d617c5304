/** A replay as text: each step with its aperture, register, backing, host calls and value, and what a clause allows. */
import type { Clause, Entry, Forbidden, Operation, Program, Response } from '../check/contract.js'
import type { Region } from '../check/region.js'
import { tellEntry, tellHost, tellOperation } from './story.js'
import { columns } from './columns.js'
import { PLAIN } from './text.js'
import type { Paint } from './text.js'

export interface ReplayStep {
  /** -1 is the device's start. */
  readonly index: number
  readonly operation: Operation
  readonly response: Response
  readonly forbidden: readonly Forbidden[]
}

export interface Replay {
  readonly device: string
  readonly program: Program
  readonly steps: readonly ReplayStep[]
}

export interface ReplayContext {
  readonly region: Region
  readonly clauses: ReadonlyMap<string, Clause>
  readonly errnoName: (errno: number) => string | undefined
  readonly paint?: Paint
}

/** Page stores that only carry the guest's own write are told by the backing column already. */
export const worthTelling = (entry: Entry, { operation, response }: Pick<ReplayStep, 'operation' | 'response'>): boolean => !(entry.kind === 'store' && operation.op === 'write' && response.backing === 'page' && response.log.length === 1)

/** Entries of one step that are told; a device can go on without end. */
const MOST_ENTRIES = 400

function tellStep(step: ReplayStep, row: string, { clauses, errnoName, paint = PLAIN }: ReplayContext): string[] {
  const told = step.response.log.filter((entry) => worthTelling(entry, step))
  const calls = told.slice(0, MOST_ENTRIES).map((entry) => `         ${paint.dim(tellEntry(entry, errnoName))}`)
  if (told.length > MOST_ENTRIES) calls.push(`         ${paint.dim(`… and ${told.length - MOST_ENTRIES} more`)}`)
  const broken = step.forbidden.flatMap(({ clause, observed, allowed }) => [
    `      ${paint.bad('✗')} ${paint.strong(clause)} (${clauses.get(clause)?.authority ?? 'device'}): ${observed}`,
    `        allowed: ${allowed}`,
  ])
  return [row, ...calls, ...broken]
}

/** A table of steps, the head first; under each step its host calls and page stores, and what a clause forbids of it. */
export function tellSteps(steps: readonly ReplayStep[], queues: number, context: ReplayContext): readonly string[] {
  const told = steps.map(({ index, operation, response }) => {
    if (index < 0) return ['', 'start', '', '', '', '']
    const { what, where, value, aperture } = tellOperation(context.region, queues, operation, response)
    return [String(index), what, where, value, aperture, response.backing ?? '']
  })
  const [head = '', ...rows] = columns([['step', 'what', 'where', 'value', 'aperture', 'served by'], ...told]).split('\n')
  const lines = steps.flatMap((step, i) => (step.index < 0 && step.response.log.length === 0 && step.forbidden.length === 0 ? [] : tellStep(step, rows[i] ?? '', context)))
  return [head, ...lines]
}

export function formatReplay({ device, program, steps }: Replay, context: ReplayContext): string {
  const { clauses } = context
  const broken = [...new Set(steps.flatMap(({ forbidden }) => forbidden.map(({ clause }) => clause)))]
  const advice = broken.every((id) => clauses.get(id)?.authority === 'judgement')
  const verdict = broken.length === 0 ? 'conforms: no clause forbids any response' : advice ? 'conforms, with advice: only clauses of authority judgement forbid a response' : 'diverges'
  const end = [verdict, ...broken.map((id) => `  ${id}: ${clauses.get(id)?.rule ?? 'what every device owes its checker'}`)]
  return `${[`${device}, ${tellHost(program)}`, ...tellSteps(steps, program.queues, context), '', ...end].join('\n')}\n`
}
