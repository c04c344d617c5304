/** JSON files that users write: what is wrong with one is told with its line and column. */
import { readFileSync } from 'node:fs'
import { syntaxErrorAt } from '../check/syntax.js'
import { systemCause } from './places.js'
import { UsageError } from './usage.js'

export type Fields = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null

/** What a text holds. `form` says what such a file is; `name` is how the user calls it. */
export function jsonIn(text: string, name: string, form: string): unknown {
  // Some editors put a byte order mark first.
  const own = text.replace(/^\uFEFF/, '')
  try {
    return JSON.parse(own)
  } catch {
    const { line, column, found } = syntaxErrorAt(own)
    throw new UsageError(`${name}:${line}:${column}: ${found} is not expected here: ${form}; correct it there`)
  }
}

/** The text of a file that an option names. */
export function textOf(file: string, option: string, form: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
      throw new UsageError(`${option} ${file}: it cannot be read (${systemCause(error)}); ${form}`)
  }
}
