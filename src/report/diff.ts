/** Two devices held against each other, as text and as JSON. */
import type { Entry, Operation, Program, Response } from '../check/contract.js'
import type { Reach } from '../check/matrix.js'
import type { Region } from '../check/region.js'
import { columns, counted, thousands } from './columns.js'
import { replayCommand } from './command.js'
import { plainProgram } from './json-program.js'
import { effortOf, reachTable } from './reach.js'
import { worthTelling } from './replay.js'
import { hex, tellEntry, tellHost, tellOperation } from './story.js'
import { PLAIN } from './text.js'
import type { Paint } from './text.js'

/** One device's answer: a response, or the exception that was its last. */
export type Answer = Response | { readonly died: string }

/** An operation and both answers; index -1 is the start. */
export interface DiffStep {
  readonly index: number
  readonly operation: Operation
  readonly a: Answer
  readonly b: Answer
}

export interface Difference {
  readonly program: Program
  readonly steps: readonly DiffStep[]
  /** Nothing less tells them apart over this alphabet; undefined for a program that was drawn and shrunk. */
  readonly alphabet: string | undefined
  /** Run again, the program told them apart at its last operation once more. */
  readonly again: boolean
  readonly replay: string
}

export interface DiffReport {
  readonly a: string
  readonly b: string
  readonly queues: number
  readonly observe: 'guest' | 'host'
  readonly difference: Difference | undefined
  readonly searches: readonly Reach[]
  /** Undefined when the searches had found a difference. */
  readonly drawn: { readonly runs: number; readonly seed: number; readonly operations: number } | undefined
}

export interface DiffContext {
  readonly region: Region
  /** What each alphabet is about, by name. */
  readonly alphabets: ReadonlyMap<string, string>
  readonly errnoName: (errno: number) => string | undefined
  /** What of a log is compared. */
  readonly seen: (log: readonly Entry[]) => readonly Entry[]
  readonly paint?: Paint
}

const OBSERVED = {
  guest: 'what a guest can tell: values read, interrupts, commands fetched',
  host: 'what guest and host can tell: values read, interrupts, commands fetched, host calls, stores to the page',
} as const

/** What of an answer is compared, as a few phrases. */
function sights(answer: Answer, { seen, errnoName }: DiffContext): readonly string[] {
  if ('died' in answer) return [`dies: ${answer.died}`]
  const value = answer.value === undefined ? [] : [`reads ${hex(answer.value)}`]
  return [...value, ...seen(answer.log).map((entry) => tellEntry(entry, errnoName))]
}

/** One cell for both where they agree. */
const both = (a: string, b: string): string => (a === b ? a : `${a || '-'} / ${b || '-'}`)

function rowOf({ index, operation, a, b }: DiffStep, region: Region, queues: number): readonly string[] {
  if (index < 0) return ['', 'start', '', '', '', '']
  const [first, second] = [a, b].map((answer) => ('died' in answer ? undefined : answer))
  const { what, where, aperture, value } = tellOperation(region, queues, operation, first)
  return [String(index), what, where, both(value, tellOperation(region, queues, operation, second).value), aperture, both(first?.backing ?? '', second?.backing ?? '')]
}

/** Host calls and page stores: what both did once, and what only one of them did with its letter. */
function logLines(step: DiffStep, { errnoName, paint = PLAIN }: DiffContext): readonly string[] {
  const told = (answer: Answer): readonly string[] => ('died' in answer ? [] : answer.log.filter((entry) => worthTelling(entry, { operation: step.operation, response: answer })).map((entry) => tellEntry(entry, errnoName)))
  const [a, b] = [told(step.a), told(step.b)]
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  let end = 0
  while (end < Math.min(a.length, b.length) - same && a.at(-1 - end) === b.at(-1 - end)) end++
  const lines = (mark: string, log: readonly string[]): string[] => log.map((line) => `       ${mark} ${paint.dim(line)}`)
  return [...lines(' ', a.slice(0, same)), ...lines('A', a.slice(same, a.length - end)), ...lines('B', b.slice(same, b.length - end)), ...lines(' ', a.slice(a.length - end))]
}

const isSilent = ({ a, b }: DiffStep): boolean => [a, b].every((answer) => !('died' in answer) && answer.log.length === 0)

function tableOf(steps: readonly DiffStep[], queues: number, context: DiffContext): readonly string[] {
  const [head = '', ...rows] = columns([['step', 'what', 'where', 'value', 'aperture', 'served by'], ...steps.map((step) => rowOf(step, context.region, queues))]).split('\n')
  return [head, ...steps.flatMap((step, i) => (step.index < 0 && isSilent(step) ? [] : [rows[i] ?? '', ...logLines(step, context)]))]
}

function labelOf({ alphabet, again }: Difference): string {
  if (!again) return 'flaky: run again from the start it does not; one of them answers differently each time, or does not go back to all that it saved'
  return alphabet === undefined ? 'locally minimal: drawn and shrunk' : `minimal over the alphabet "${alphabet}"`
}

function differenceText({ a, b, observe }: DiffReport, difference: Difference, context: DiffContext): string {
  const { paint = PLAIN } = context
  const { program, steps, replay } = difference
  const length = program.operations.length
  const last = steps.at(-1)
  const answers = last ? ([['A', a, last.a], ['B', b, last.b]] as const).map(([mark, name, answer]) => [mark, name, sights(answer, context).join('; ') || 'nothing to be seen']) : []
  return [
    `${paint.bad('they differ')}: ${a} (A) and ${b} (B), ${counted(length, 'operation')}, ${labelOf(difference)}`,
    `${OBSERVED[observe]}; ${tellHost(program)}`,
    ...tableOf(steps, program.queues, context),
    '',
    columns(answers),
    columns([a, b].map((name, i) => [i === 0 ? 'replay' : '', replayCommand(replay, name)])),
  ].join('\n')
}

const LEGEND = [
  '"to depth d": no program of up to d operations of that alphabet tells them apart. "closed": none of any length.',
  '"stopped there": the next depth takes more operations than one search may do.',
]

function effort({ searches, drawn }: DiffReport): string {
  const searched = `${effortOf(searches)} done on both`
  return drawn ? `${searched}; ${thousands(drawn.runs)} programs drawn, ${thousands(drawn.operations)} operations, seed ${drawn.seed}` : searched
}

export function formatDiffText(report: DiffReport, context: DiffContext): string {
  const { a, b, queues, observe, difference, searches } = report
  const { paint = PLAIN, alphabets } = context
  if (difference) return `${differenceText(report, difference, context)}\n\n${effort(report)}\n`
  return `${[
    `${paint.good('no difference')} between ${a} and ${b}, ${counted(queues, 'queue')}\n${OBSERVED[observe]}`,
    `over the alphabets\n${reachTable(searches, alphabets)}`,
    LEGEND.join('\n'),
    effort(report),
  ].join('\n\n')}\n`
}

const plainAnswer = (device: string, answer: Answer | undefined, context: DiffContext): unknown => ({ device, seen: answer ? sights(answer, context) : [] })

export function formatDiffJson({ a, b, queues, observe, difference, searches, drawn }: DiffReport, context: DiffContext): string {
  const last = difference?.steps.at(-1)
  const told = difference && {
    length: difference.program.operations.length,
    minimal: difference.alphabet !== undefined && difference.again,
    flaky: !difference.again,
    alphabet: difference.alphabet,
    step: last?.index,
    a: plainAnswer(a, last?.a, context),
    b: plainAnswer(b, last?.b, context),
    replay: difference.replay,
    program: plainProgram(difference.program),
  }
  const searched = searches.map(({ alphabet, header: { kernel, slots }, states, transitions, depth, closed, complete }) => ({ alphabet, kernel, slots, states, transitions, depth, closed, complete }))
  return `${JSON.stringify({ a, b, queues, observe, differ: difference !== undefined, difference: told ?? null, searches: searched, drawn: drawn ?? null }, null, 2)}\n`
}
