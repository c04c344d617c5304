/**
 * A step of the device, written as the device has it: one assignment after another, under conditions. What comes out is
 * one term for each part of the state.
 */
import { FALSE, TRUE, and, bits, eq, ite, not, or, variable } from './term.js'
import type { Term } from './term.js'

/** Numbers of queues, slots and contents: -1 is 0xff. */
export const SMALL = 8
export const small = (value: number): Term => bits(SMALL, value)
export const NONE = small(-1)

/** Parts of the state by name. */
export type State = ReadonlyMap<string, Term>

/** A condition under which something happens: random steps must reach it. */
export interface Branch {
  readonly name: string
  readonly guard: Term
}

export class Machine {
  private readonly parts: Map<string, Term>
  private guard: Term = TRUE
  /** Host answers that were asked for, and when. */
  readonly asked: { readonly name: string; readonly guard: Term }[] = []
  readonly branches: Branch[] = []

  constructor(before: State) {
    this.parts = new Map(before)
  }

  /** The state after all that was done. */
  get state(): State {
    return this.parts
  }

  get(name: string): Term {
    const term = this.parts.get(name)
    if (!term) throw new RangeError(`the encoding has no part ${name}`)
    return term
  }

  set(name: string, value: Term): void {
    this.parts.set(name, ite(this.guard, value, this.get(name)))
  }

  /** What is done only if a condition holds. A named one is a branch that random steps must reach. */
  when(condition: Term, body: () => void, name?: string): void {
    const outer = this.guard
    this.guard = and(outer, condition)
    if (this.guard !== FALSE) {
      if (name !== undefined) this.branches.push({ name, guard: this.guard })
      body()
    }
    this.guard = outer
  }

  /** For each number from 0 on that a term may have: what is done if it is that. */
  each(term: Term, count: number, body: (value: number) => void): void {
    for (let value = 0; value < count; value++) this.when(eq(term, small(value)), () => body(value))
  }

  /** An answer of the host, given once in a step. */
  answer(name: string, width = 0): Term {
    this.asked.push({ name, guard: this.guard })
    return variable(`host.${name}`, width)
  }
}

/** Chooses among terms by a number; `otherwise` for every other number. */
export function choose(index: Term, options: readonly Term[], otherwise: Term): Term {
  return options.reduceRight((rest, option, i) => ite(eq(index, small(i)), option, rest), otherwise)
}

/** That no answer of the host is asked for twice in one step: one variable stands for it. */
export function askedOnce(asked: Machine['asked']): Term {
  const pairs = asked.flatMap((one, i) => asked.slice(i + 1).filter(({ name }) => name === one.name).map((other) => not(and(one.guard, other.guard))))
  return and(...pairs)
}

/** The guards of branches of one name together. */
export function branchesByName(branches: readonly Branch[]): ReadonlyMap<string, Term> {
  const all = new Map<string, Term>()
  for (const { name, guard } of branches) all.set(name, or(all.get(name) ?? FALSE, guard))
  return all
}
