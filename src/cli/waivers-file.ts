/** Reading a file of waivers: every mistake in it gets one line that says where it is and what to write. */
import type { Waiver } from '../check/report.js'
import { nearest } from '../designs/index.js'
import { BREAKABLE } from './options.js'
import { UsageError } from './usage.js'
import { isObject, jsonIn, textOf } from './user-json.js'

const FORM = '{ "waivers": [{ "clause": "…", "reason": "…", "owner": "…", "expires": "2027-01-31" }] }'
const SAYS = `a file of waivers is ${FORM}`
const FIELDS = ['clause', 'reason', 'owner', 'expires'] as const
type Field = (typeof FIELDS)[number]

/** A day that there is: `2027-02-30` is none. */
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function textIn(entry: Readonly<Record<string, unknown>>, field: Field, where: string): string {
  const value = entry[field]
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError(`${where}: ${field} must be a text that is not empty; a waiver is ${FORM}`)
  // It goes into tables and onto terminals.
  return value.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
}

function waiverOf(entry: unknown, where: string): Waiver {
  if (!isObject(entry)) throw new UsageError(`${where}: it must be an object; a file of waivers is ${FORM}`)
  const strange = Object.keys(entry).find((key) => !FIELDS.some((field) => field === key))
  if (strange !== undefined) throw new UsageError(`${where}: no such field as ${strange}${nearest(strange, FIELDS)}; known are ${FIELDS.join(', ')}`)
  const [clause, reason, owner, expires] = FIELDS.map((field) => textIn(entry, field, where)) as [string, string, string, string] // one text for each of FIELDS
  if (!BREAKABLE.includes(clause)) throw new UsageError(`${where}: clause ${clause}: no such clause${nearest(clause, BREAKABLE)}; cmdqv-check clauses lists them`)
  if (!isDay(expires)) throw new UsageError(`${where}: expires ${expires}: it must be a day, such as 2027-01-31`)
  return { clause, reason, owner, expires }
}

/** Reads a file of waivers. Throws UsageError. */
export function readWaivers(file: string): readonly Waiver[] {
  const whole = jsonIn(textOf(file, '--waivers', SAYS), file, SAYS)
  const list = isObject(whole) ? whole['waivers'] : undefined
  if (!Array.isArray(list)) throw new UsageError(`--waivers ${file}: it has no list of waivers; write ${FORM}`)
  const waivers = list.map((entry: unknown, i) => waiverOf(entry, `--waivers ${file}, waiver ${i + 1}`))
  const twice = waivers.find(({ clause }, i) => waivers.findIndex((one) => one.clause === clause) < i)
  if (twice) throw new UsageError(`--waivers ${file}: there are two waivers on ${twice.clause}; one of them is enough`)
  return waivers
}
