/** Reading the options: every bad value gets one line that says what, where and what is allowed. */
import { CLAUSES } from '../../spec/clauses.js'
import type { Authority, Kernel } from '../check/contract.js'
import { CHOICES } from '../designs/choices.js'
import { nearest } from '../designs/nearest.js'
import { UsageError } from './usage.js'

// Imported here is only what is small: a command line is read before anything else, and --help needs no more.

export const DEFAULT_SEED = 20260521
/** Programs of each property in a full run. */
export const FULL_RUNS = 1000
/** Rounds that a run with a time may fill it with: hours. */
export const MOST_ROUNDS = 500

/** What is wrong with a value; which option it was given to is added by `valueOf`. */
class ValueError extends Error {}

/** A parser for the value of `option`, whose complaint starts with what the user typed. */
export const valueOf = <T>(option: string, parse: (text: string, before?: T) => T) => (text: string, before?: T): T => {
  try {
    return parse(text, before)
  } catch (error) {
    throw error instanceof ValueError ? new UsageError(`${option} ${text === '' ? "''" : text}: ${error.message}`) : error
  }
}

export const MOST_QUEUES = 128

/** Plain digits only: Number() would also read '', ' 2 ', 0x2 and 1e3. */
const numberIn = (text: string): number => (/^\d+$/.test(text) ? Number(text) : NaN)

export function queueCount(text: string): number {
  const value = numberIn(text)
  const fine = Number.isInteger(value) && value >= 1 && value <= MOST_QUEUES && (value & (value - 1)) === 0
  if (!fine) throw new ValueError(`it must be a power of two from 1 to ${MOST_QUEUES}`)
  return value
}

export function seed(text: string): number {
  const value = numberIn(text)
  if (!Number.isInteger(value) || value >= 2 ** 31) throw new ValueError('it must be a whole number from 0 to 2147483647')
  return value
}

export const countUpTo = (most: number) => (text: string): number => {
  const value = numberIn(text)
  if (!Number.isInteger(value) || value < 1 || value > most) throw new ValueError(`it must be a whole number from 1 to ${most}`)
  return value
}

/** `30s`, `2m`, `500ms` in milliseconds. */
export function duration(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  if (digits === undefined) throw new ValueError('it must be a number with ms, s or m, such as 30s')
  return Number(digits) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000)
}

export const MOST_SHARDS = 256

/** `2/3`: the second of three shares. */
export function shard(text: string): { readonly number: number; readonly of: number } {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text) ?? []
  const share = { number: Number(number), of: Number(of) }
  if (!(share.number >= 1 && share.number <= share.of && share.of <= MOST_SHARDS)) throw new ValueError(`it must be two numbers such as 2/3, the second of three shares, of at most ${MOST_SHARDS}`)
  return share
}

/** An address of a guest's machine: hex with 0x, or decimal. */
export function address(text: string): bigint {
  const value = /^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text) ? BigInt(text) : -1n
  if (value < 0n || value >= 2n ** 64n || value % 4n !== 0n) throw new ValueError('it must be a multiple of 4 below 2^64, hex with 0x or decimal')
  return value
}

const LONGEST_TIMEOUT = 600_000
/** Milliseconds, plain or as a duration. */
export function milliseconds(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : duration(text)
  if (value < 1 || value > LONGEST_TIMEOUT) throw new ValueError(`it must be from 1 to ${LONGEST_TIMEOUT} ms`)
  return value
}

const oneOf = <T extends string>(text: string, allowed: readonly T[], what: string): T => {
  const found = allowed.find((candidate) => candidate === text)
  if (found === undefined) throw new ValueError(`no such ${what}${nearest(text, allowed)}; known are ${allowed.join(', ')}`)
  return found
}

export const KERNELS: readonly Kernel[] = ['6.17', '6.18.9']
export const kernel = (text: string): Kernel => oneOf(text, KERNELS, 'kernel generation')

export const AUTHORITIES: readonly Authority[] = ['spec', 'vendor', 'kernel', 'judgement']

/** Options that may be given several times gather in a list. */
export const gatherAuthority = (text: string, before: readonly Authority[] = []): readonly Authority[] => [...before, oneOf(text, AUTHORITIES, 'authority')]
/** The clauses, and what every device owes its checker. */
export const BREAKABLE: readonly string[] = [...CLAUSES.map(({ id }) => id), 'DEVICE-DIED', 'DEVICE-HANGS', 'DEVICE-GARBLED']
export const clause = (text: string): string => oneOf(text, BREAKABLE, 'clause')
export const gatherClause = (text: string, before: readonly string[] = []): readonly string[] => [...before, oneOf(text, CLAUSES.map(({ id }) => id), 'clause')]
export const gatherChoice = (text: string, before: readonly string[] = []): readonly string[] => [...before, oneOf(text, CHOICES.map(({ name }) => name), 'choice')]
/** Properties bring the whole engine along: which there are is looked up when the check begins. */
export function knownProperties(given: readonly string[] | undefined, known: readonly string[]): void {
  for (const text of given ?? []) valueOf('--property', (one) => oneOf(one, known, 'property'))(text)
}

/** A file or a folder. */
export function path(text: string): string {
  if (text === '') throw new ValueError('it must be the name of a file or a folder')
  return text
}

export const language = (text: string): 'c-qtest' | 'qtest' | 'rust' | 'vitest' => oneOf(text, ['c-qtest', 'qtest', 'rust', 'vitest'] as const, 'language')
export const kit = (text: string): 'js' | 'c' | 'rust' => oneOf(text, ['js', 'c', 'rust'] as const, 'kit')
export const attach = (text: string): 'any' | 'first' => oneOf(text, ['any', 'first'] as const, 'attachment')
const TRACE_REPORTERS = ['text', 'json', 'markdown', 'junit', 'sarif', 'github'] as const
const CHECK_REPORTERS = [...TRACE_REPORTERS, 'html'] as const
export type CheckReporter = (typeof CHECK_REPORTERS)[number]
export type TraceReporter = (typeof TRACE_REPORTERS)[number]

/** A report in a file of its own. */
export interface Also {
  readonly reporter: CheckReporter
  readonly out: string
}

export const checkReporter = (text: string): CheckReporter => oneOf(text, CHECK_REPORTERS, 'reporter')
/** `html=report.html`: a further report, and its file. */
export function gatherAlso(text: string, before: readonly Also[] = []): readonly Also[] {
  const [, reporter, out] = /^([^=]*)=(.+)$/.exec(text) ?? []
  if (reporter === undefined || out === undefined) throw new ValueError('it must be a reporter and a file, such as html=report.html')
  return [...before, { reporter: checkReporter(reporter), out }]
}
export const traceReporter = (text: string): TraceReporter => oneOf(text, TRACE_REPORTERS, 'reporter')
export const plainReporter = (text: string): 'text' | 'json' => oneOf(text, ['text', 'json'] as const, 'reporter')
export const matrixReporter = (text: string): 'text' | 'json' | 'markdown' => oneOf(text, ['text', 'json', 'markdown'] as const, 'reporter')
export const observer = (text: string): 'guest' | 'host' => oneOf(text, ['guest', 'host'] as const, 'observer')
/** Anything, gathered in a list. */
export const gather = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]
