/**
 * Terms over truth values and bit vectors of up to 32 bits. Equal terms are one object, so that a term that is used a
 * thousand times is printed once and evaluated once. The very same term goes to a solver (smtlib.ts) and is worked out
 * over concrete values (evaluate.ts): what is proved is what was held against the device.
 */

/** `bool` is the sort of width 0. */
export type Op = 'const' | 'var' | 'not' | 'and' | 'or' | 'eq' | 'ite' | 'bvand' | 'bvor' | 'bvxor' | 'bvnot' | 'bvadd' | 'bvsub' | 'bvshl' | 'bvlshr' | 'bvult' | 'extract' | 'zero_extend'

export interface Term {
  readonly op: Op
  /** Bits; 0 for a truth value. */
  readonly width: number
  readonly args: readonly Term[]
  /** Of a constant its value, of an extract the lowest bit taken. */
  readonly value: number
  /** Of a variable. */
  readonly name: string
  /** In the order in which terms are made: an argument's is smaller. */
  readonly id: number
}

const interned = new Map<string, Term>()

function make(op: Op, width: number, args: readonly Term[], value = 0, name = ''): Term {
  const key = `${op} ${width} ${value} ${name} ${args.map(({ id }) => id).join(' ')}`
  const known = interned.get(key)
  if (known) return known
  const term: Term = { op, width, args, value, name, id: interned.size }
  interned.set(key, term)
  return term
}

/** How many terms there are: each has a smaller id. */
export const termCount = (): number => interned.size

/** The bits of a word as a number from 0 on. */
export const masked = (width: number, value: number): number => (width === 0 ? value & 1 : width === 32 ? value >>> 0 : value & ((1 << width) - 1))

export const TRUE = make('const', 0, [], 1)
export const FALSE = make('const', 0, [], 0)

/** A constant of so many bits. */
export function bits(width: number, value: number): Term {
  if (!Number.isInteger(width) || width < 1 || width > 32) throw new RangeError(`a bit vector of ${width} bits: only 1 to 32 are supported`)
  return make('const', width, [], masked(width, value))
}

export const word = (value: number): Term => bits(32, value)
export const truth = (value: boolean): Term => (value ? TRUE : FALSE)

/** A free variable; width 0 is a truth value. A name belongs to one width. */
export const variable = (name: string, width: number): Term => make('var', width, [], 0, name)

function sameWidth(op: string, [first, ...rest]: readonly Term[]): number {
  const width = first?.width ?? 0
  for (const one of rest) if (one.width !== width) throw new TypeError(`${op} of ${width} and ${one.width} bits: widen one of them first`)
  return width
}

function bool(op: string, ...args: readonly Term[]): void {
  for (const { width } of args) if (width !== 0) throw new TypeError(`${op} of ${width} bits where a truth value belongs: compare it with something`)
}

const isConst = ({ op }: Term): boolean => op === 'const'

/** The value of an operation over values; `widths` are those of the arguments. */
export function apply(op: Op, width: number, value: number, a: number, b: number, argWidth: number): number {
  switch (op) {
    case 'eq':
      return a === b ? 1 : 0
    case 'bvult':
      return a < b ? 1 : 0
    case 'bvand':
      return (a & b) >>> 0
    case 'bvor':
      return (a | b) >>> 0
    case 'bvxor':
      return (a ^ b) >>> 0
    case 'bvnot':
      return masked(width, ~a)
    case 'bvadd':
      return masked(width, a + b)
    case 'bvsub':
      return masked(width, a - b)
    case 'bvshl':
      return b >= argWidth ? 0 : masked(width, a << b)
    case 'bvlshr':
      return b >= argWidth ? 0 : a >>> b
    case 'extract':
      return masked(width, a >>> value)
    default:
      return a
  }
}

function folded(op: Op, width: number, args: readonly [Term, Term?], value = 0): Term {
  const [a, b] = args
  if (!isConst(a) || (b && !isConst(b))) return make(op, width, b ? [a, b] : [a], value)
  const result = apply(op, width, value, a.value, b?.value ?? 0, a.width)
  return width === 0 ? truth(result === 1) : bits(width, result)
}

export function not(a: Term): Term {
  bool('not', a)
  if (isConst(a)) return truth(a.value === 0)
  return a.op === 'not' ? (a.args[0] ?? a) : make('not', 0, [a])
}

function junction(op: 'and' | 'or', terms: readonly Term[]): Term {
  bool(op, ...terms)
  const [unit, zero] = op === 'and' ? [TRUE, FALSE] : [FALSE, TRUE]
  const args: Term[] = []
  for (const term of terms) {
    for (const one of term.op === op ? term.args : [term]) {
      if (one === zero || args.includes(not(one))) return zero
      if (one !== unit && !args.includes(one)) args.push(one)
    }
  }
  return args.length === 0 ? unit : args.length === 1 ? (args[0] ?? unit) : make(op, 0, args)
}

export const and = (...terms: readonly Term[]): Term => junction('and', terms)
export const or = (...terms: readonly Term[]): Term => junction('or', terms)
export const implies = (a: Term, b: Term): Term => or(not(a), b)

export function eq(a: Term, b: Term): Term {
  const width = sameWidth('eq', [a, b])
  if (a === b) return TRUE
  if (width === 0) return ite(a, b, not(b))
  return a.id < b.id ? folded('eq', 0, [a, b]) : folded('eq', 0, [b, a])
}

export function ite(condition: Term, then: Term, otherwise: Term): Term {
  bool('ite', condition)
  const width = sameWidth('ite', [then, otherwise])
  if (condition === TRUE || then === otherwise) return then
  if (condition === FALSE) return otherwise
  if (width === 0) {
    if (isConst(then)) return then === TRUE ? or(condition, otherwise) : and(not(condition), otherwise)
    if (isConst(otherwise)) return otherwise === TRUE ? or(not(condition), then) : and(condition, then)
  }
  return make('ite', width, [condition, then, otherwise])
}

const binary = (op: Op) => (a: Term, b: Term): Term => folded(op, sameWidth(op, [a, b]), [a, b])
export const bvand = binary('bvand')
export const bvor = binary('bvor')
export const bvxor = binary('bvxor')
export const bvadd = binary('bvadd')
export const bvsub = binary('bvsub')
export const bvshl = binary('bvshl')
export const bvlshr = binary('bvlshr')
export const bvnot = (a: Term): Term => folded('bvnot', a.width, [a])

export function ult(a: Term, b: Term): Term {
  sameWidth('bvult', [a, b])
  return folded('bvult', 0, [a, b])
}

export const ule = (a: Term, b: Term): Term => not(ult(b, a))

/** Bits `low` … `low + width - 1`. */
export function extract(a: Term, low: number, width: number): Term {
  if (low < 0 || low + width > a.width) throw new RangeError(`bits ${low} to ${low + width - 1} of ${a.width}`)
  return width === a.width ? a : folded('extract', width, [a], low)
}

export function widened(a: Term, width: number): Term {
  if (width < a.width) throw new RangeError(`${a.width} bits do not fit into ${width}`)
  return width === a.width ? a : folded('zero_extend', width, [a])
}

/** Whether bit `index` is set. */
export const bit = (a: Term, index: number): Term => eq(extract(a, index, 1), bits(1, 1))

/** A truth value as 0 or 1. */
export const asBits = (width: number, a: Term): Term => ite(a, bits(width, 1), bits(width, 0))
