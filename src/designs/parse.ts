/** Designs as users write them: an object that names the design it extends and what it changes. */
import { CHOICES } from './choices.js'
import type { Choice, Design } from './choices.js'
import { nearest } from './nearest.js'

/** What is no design: one line that says where, what, and what is allowed. */
export class DesignError extends Error {}

type Fields = Readonly<Record<string, unknown>>

/**
 * Makes a design of an object such as `{ extends: 'fixed-2026-07', sync: ['PROD_INDX'] }`, parsed from JSON or made by a
 * module. Without `extends` every choice must be there; without `id` it is called by `where`, which also starts every
 * message. `known` are the designs that it may extend.
 */
export function checkDesign(value: unknown, where: string, known: readonly Design[]): Design {
  const fields = fieldsOf(value, where)
  for (const name of Object.keys(fields)) checkName(name, where)
  const id = nameIn(fields, 'id', where) ?? where
  const base = baseOf(fields, where, known)
  const choices = CHOICES.map((choice) => [choice.name, valueOf(choice, fields, base, where)])
  // Every choice has just been given one of its values, which is what makes a design.
  const design = Object.fromEntries(choices) as Omit<Design, 'id' | 'extends'>
  return base === undefined ? { ...design, id } : { ...design, id, extends: base.id }
}

function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DesignError(`${where}: a design is an object such as {"extends": "fixed-2026-07", "sync": ["PROD_INDX"]}, not ${shown(value)}`)
  }
  // A copy, so that getters are asked once: an object by the check above, and its fields are looked at one by one.
  return { ...value } as Fields
}

const NAMES: readonly string[] = ['id', 'extends', ...CHOICES.map(({ name }) => name)]

function checkName(name: string, where: string): void {
  const plain = /^\w+$/.test(name) ? name : shown(name)
  if (!NAMES.includes(name)) throw new DesignError(`${where}: ${plain}: no such choice${nearest(name, NAMES)}; known are ${NAMES.join(', ')}`)
}

function nameIn(fields: Fields, name: 'id' | 'extends', where: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new DesignError(`${where}: ${name}: ${shown(value)} is no name of a design; write a string`)
}

/** The design that is extended. Only a known one can be: so none extends itself, not even in a circle. */
function baseOf(fields: Fields, where: string, known: readonly Design[]): Design | undefined {
  const parent = nameIn(fields, 'extends', where)
  if (parent === undefined) return undefined
  const ids = known.map(({ id }) => id)
  const itself = parent === (nameIn(fields, 'id', where) ?? where)
  if (itself) throw new DesignError(`${where}: extends: ${shown(parent)} is this design itself; give it an id of its own, or extend another: known are ${ids.join(', ')}`)
  const base = known.find(({ id }) => id === parent)
  if (base === undefined) throw new DesignError(`${where}: extends: no design is called ${shown(parent)}${nearest(parent, ids)}; known are ${ids.join(', ')}`)
  return base
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
  if (kind === 'one') {
    check(value)
    return value
  }
  if (!Array.isArray(value)) return refuse(`${shown(value)} is no list`)
  // A copy, since whoever made the list may go on changing it, and without the holes that only a module can make.
  const list: readonly unknown[] = Array.from<unknown>(value)
  list.forEach(check)
  const twice = list.find((one, i) => list.indexOf(one) !== i)
  if (twice !== undefined) refuse(`${shown(twice)} stands there twice`)
  return list
}

const allowed = (kind: Choice['kind'], values: readonly string[]): string =>
  `${kind === 'one' ? (values.length === 1 ? 'is' : 'are') : 'is a list of'} ${values.join(', ')}`

/** A value as one short piece of a line. */
function shown(value: unknown): string {
  const text = written(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** What a module exports need not be JSON. */
function written(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' && typeof value !== 'string') return String(value)
  try {
    return String(JSON.stringify(value)) // undefined, if its toJSON says so
  } catch {
    return 'an object that is no JSON'
  }
}
