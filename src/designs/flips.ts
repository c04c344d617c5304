/** The neighbours of a design: everything that differs from it in one choice. */
import { CHOICES } from './choices.js'
import type { Choice, Choices, Design } from './choices.js'

/** One change of one choice. For a list, one entry more or less. */
export interface Flip {
  readonly choice: string
  /** As a reader would write it: `sync: +GERRORN`, `unbacked: cache → vintf-dropped-unless-mapped`. */
  readonly line: string
  readonly design: Design
}

/** The values of a design by name; its names are those of CHOICES, as its type says. */
const valuesOf = (design: Design): Readonly<Record<string, string | readonly string[]>> => design as unknown as Readonly<Record<string, string | readonly string[]>> // every choice is a string or a list of them

/** A design with one choice changed; the value must be one that the choice allows. */
function changed(design: Design, { name }: Choice, value: string | readonly string[], line: string): Flip {
  const change = { [name]: value } as Partial<Choices> // `value` comes from the choice's own values
  return { choice: name, line: `${name}: ${line}`, design: { ...design, ...change, id: `${design.id} with ${name}: ${line}`, extends: design.id } }
}

/** An entry is put where the table of choices has it among the others. */
const withEntry = (list: readonly string[], entry: string, order: readonly string[]): readonly string[] =>
  [...list, entry].toSorted((a, b) => order.indexOf(a) - order.indexOf(b))

function flipsOf(design: Design, choice: Choice): readonly Flip[] {
  const now = valuesOf(design)[choice.name]
  if (typeof now === 'string') return choice.values.filter((value) => value !== now).map((value) => changed(design, choice, value, `${now} → ${value}`))
  const list = now ?? []
  return choice.values.map((entry) =>
    list.includes(entry) ? changed(design, choice, list.filter((one) => one !== entry), `-${entry}`) : changed(design, choice, withEntry(list, entry, choice.values), `+${entry}`),
  )
}

/** Every design that differs from this one in a single change, in the order of the table of choices. */
export const flips = (design: Design): readonly Flip[] => CHOICES.flatMap((choice) => flipsOf(design, choice))

/** A further change on top of one; undefined where both are about the same choice. */
export function both(first: Flip, second: Flip): Flip | undefined {
  if (first.choice === second.choice) return undefined
  const choice = CHOICES.find(({ name }) => name === second.choice)
  const value = valuesOf(second.design)[second.choice]
  if (choice === undefined || value === undefined) return undefined
  const { design } = changed(first.design, choice, value, '')
  return { choice: `${first.choice}, ${second.choice}`, line: `${first.line}; ${second.line}`, design }
}
