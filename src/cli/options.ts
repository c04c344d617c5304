/** Reading the options: every bad value gets one line that says what, where and what is allowed. */
import { InvalidArgumentError } from 'commander'
import { CLAUSES } from '../../spec/index.js'
import { PROPERTIES } from '../../properties/arms.js'
import type { Authority, Kernel } from '../check/contract.js'

const MOST_QUEUES = 128

export function queueCount(text: string): number {
  const value = Number(text)
  const fine = Number.isInteger(value) && value >= 1 && value <= MOST_QUEUES && (value & (value - 1)) === 0
  if (!fine) throw new InvalidArgumentError(`it must be a power of two from 1 to ${MOST_QUEUES}.`)
  return value
}

export function seed(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value >= 2 ** 31) throw new InvalidArgumentError('it must be a whole number from 0 to 2147483647.')
  return value
}

export const countUpTo = (most: number) => (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < 1 || value > most) throw new InvalidArgumentError(`it must be a whole number from 1 to ${most}.`)
  return value
}

/** `30s`, `2m`, `500ms` in milliseconds. */
export function duration(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? []
  if (digits === undefined) throw new InvalidArgumentError('it must be a number with ms, s or m, such as 30s.')
  return Number(digits) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000)
}

const oneOf = <T extends string>(text: string, allowed: readonly T[], what: string): T => {
  const found = allowed.find((candidate) => candidate === text)
  if (found === undefined) throw new InvalidArgumentError(`no such ${what}; known are ${allowed.join(', ')}.`)
  return found
}

export const KERNELS: readonly Kernel[] = ['6.17', '6.18.9']
export const kernel = (text: string): Kernel => oneOf(text, KERNELS, 'kernel generation')

const AUTHORITIES: readonly Authority[] = ['spec', 'vendor', 'kernel', 'judgement']

/** Options that may be given several times gather in a list. */
export const gatherAuthority = (text: string, before: readonly Authority[] = []): readonly Authority[] => [...before, oneOf(text, AUTHORITIES, 'authority')]
export const gatherClause = (text: string, before: readonly string[] = []): readonly string[] => [...before, oneOf(text, CLAUSES.map(({ id }) => id), 'clause')]
export const gatherProperty = (text: string, before: readonly string[] = []): readonly string[] => [...before, oneOf(text, PROPERTIES.map(({ id }) => id), 'property')]

export const attach = (text: string): 'any' | 'first' => oneOf(text, ['any', 'first'] as const, 'attachment')
export const checkReporter = (text: string): 'text' | 'json' => oneOf(text, ['text', 'json'] as const, 'reporter')
