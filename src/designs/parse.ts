/** Designs as files: a JSON object that names the design it extends and what it changes. */
import { CHOICES } from './choices.js'
import type { Choice, Design } from './choices.js'

/** A file that is no design: one line that says where, what, and what is allowed. */
export class DesignError extends Error {}

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads a design such as `{"extends": "fixed-2026-07", "sync": ["PROD_INDX"]}`. Without `extends` every choice must be
 * there; without `id` it is called by `where`, which also starts every message.
 */
export function parseDesign(text: string, where: string, known: (id: string) => Design | undefined): Design {
  const fields = fieldsOf(text, where)
  for (const name of Object.keys(fields)) checkName(name, where)
  const id = nameIn(fields, 'id', where) ?? where
  const parent = nameIn(fields, 'extends', where)
  const base = parent === undefined ? undefined : known(parent)
  if (parent !== undefined && base === undefined) throw new DesignError(`${where}: extends: no design is called ${JSON.stringify(parent)}`)
  const choices = CHOICES.map((choice) => [choice.name, valueOf(choice, fields, base, where)])
  // Every choice has just been given one of its values, which is what makes a design.
  const design = Object.fromEntries(choices) as Omit<Design, 'id' | 'extends'>
  return parent === undefined ? { ...design, id } : { ...design, id, extends: parent }
}

function fieldsOf(text: string, where: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new DesignError(`${where}: no JSON: ${error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DesignError(`${where}: a design is an object such as {"extends": "fixed-2026-07", "sync": ["PROD_INDX"]}, not ${shown(value)}`)
  }
  return value as Fields // an object by the check above; its fields are looked at one by one
}

const NAMES: readonly string[] = ['id', 'extends', ...CHOICES.map(({ name }) => name)]

function checkName(name: string, where: string): void {
  if (!NAMES.includes(name)) throw new DesignError(`${where}: ${name}: no such choice${nearest(name, NAMES)}; known are ${NAMES.join(', ')}`)
}

function nameIn(fields: Fields, name: 'id' | 'extends', where: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new DesignError(`${where}: ${name}: ${shown(value)} is no name of a design; write a string`)
}

function valueOf({ name, kind, values }: Choice, fields: Fields, base: Design | undefined, where: string): unknown {
  if (!Object.hasOwn(fields, name)) {
    if (base === undefined) throw new DesignError(`${where}: ${name}: missing; give it, or a design in "extends" to take it from; allowed ${allowed(kind, values)}`)
    // Its names are those of CHOICES, as its type says.
    return (base as unknown as Fields)[name]
  }
  const value = fields[name]
  const refuse = (what: string): never => {
    throw new DesignError(`${where}: ${name}: ${what}; allowed ${allowed(kind, values)}`)
  }
  const check = (one: unknown): void => {
    if (typeof one !== 'string' || !values.includes(one)) refuse(`${shown(one)} is not allowed${typeof one === 'string' ? nearest(one, values) : ''}`)
  }
  if (kind === 'one') check(value)
  else if (!Array.isArray(value)) refuse(`${shown(value)} is no list`)
  else {
    value.forEach(check)
    const twice: unknown = value.find((one, i) => value.indexOf(one) !== i)
    if (twice !== undefined) refuse(`${shown(twice)} stands there twice`)
  }
  return value
}

const allowed = (kind: Choice['kind'], values: readonly string[]): string =>
  `${kind === 'one' ? (values.length === 1 ? 'is' : 'are') : 'is a list of'} ${values.join(', ')}`

/** A value as one short piece of a line. */
function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** The name that was probably meant: the nearest one, if no more than half of it is different. */
function nearest(name: string, names: readonly string[]): string {
  const best = names.map((known) => ({ known, steps: distance(name.toLowerCase(), known.toLowerCase()) })).sort((a, b) => a.steps - b.steps)[0]
  return best !== undefined && best.steps * 2 <= best.known.length ? `; did you mean ${best.known}?` : ''
}

/** Letters to insert, delete or replace to make one word of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row[to.length] ?? 0
}
