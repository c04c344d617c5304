/** Terms as SMT-LIB 2.6, in QF_BV: for any solver that reads it. */
import type { Term } from './term.js'

const sortOf = (width: number): string => (width === 0 ? 'Bool' : `(_ BitVec ${width})`)

function literal({ width, value }: Term): string {
  return width === 0 ? (value === 1 ? 'true' : 'false') : width % 4 === 0 ? `#x${value.toString(16).padStart(width / 4, '0')}` : `#b${value.toString(2).padStart(width, '0')}`
}

const OPERATORS = { eq: '=' } as const

/** A solver's symbol. Names of variables here have letters, digits, dots and underscores only. */
const symbolOf = (term: Term): string => (term.op === 'var' ? term.name : `t${term.id}`)

function applied({ op, width, value, args }: Term, inner: (term: Term) => string): string {
  const head = op === 'extract' ? `(_ extract ${value + width - 1} ${value})` : op === 'zero_extend' ? `(_ zero_extend ${width - (args[0]?.width ?? 0)})` : op === 'eq' ? OPERATORS.eq : op
  return `(${head} ${args.map(inner).join(' ')})`
}

/** Every term that others are made of, arguments first. */
export function termsIn(roots: readonly Term[]): readonly Term[] {
  const seen = new Set<Term>()
  const open = [...roots]
  for (let term = open.pop(); term; term = open.pop()) {
    if (seen.has(term)) continue
    seen.add(term)
    open.push(...term.args)
  }
  return [...seen].sort((a, b) => a.id - b.id)
}

/** Declares what the terms need and defines what is used more than once. */
function definitions(roots: readonly Term[]): { readonly lines: readonly string[]; readonly inner: (term: Term) => string; readonly variables: readonly Term[] } {
  const all = termsIn(roots)
  const uses = new Map<Term, number>()
  for (const term of all) for (const one of term.args) uses.set(one, (uses.get(one) ?? 0) + 1)
  const isNamed = (term: Term): boolean => term.args.length > 0 && (uses.get(term) ?? 0) > 1
  const inner = (term: Term): string => (term.op === 'const' ? literal(term) : term.op === 'var' || isNamed(term) ? symbolOf(term) : applied(term, inner))
  const variables = all.filter(({ op }) => op === 'var')
  const lines = [
    ...variables.map((term) => `(declare-const ${term.name} ${sortOf(term.width)})`),
    ...all.filter(isNamed).map((term) => `(define-fun ${symbolOf(term)} () ${sortOf(term.width)} ${applied(term, inner)})`),
  ]
  return { lines, inner, variables }
}

/** A question: whether the assertions can all be true at once. With `models` the values are asked for as well. */
export function question(title: readonly string[], assertions: readonly Term[], models = false): string {
  const { lines, inner, variables } = definitions(assertions)
  return [
    ...title.map((line) => `; ${line}`),
    ...(models ? ['(set-option :produce-models true)'] : []),
    '(set-logic QF_BV)',
    ...lines,
    ...assertions.map((term) => `(assert ${inner(term)})`),
    '(check-sat)',
    ...(models && variables.length > 0 ? [`(get-value (${variables.map(symbolOf).join(' ')}))`] : []),
    '',
  ].join('\n')
}

/** The values in a solver's answer to get-value, by name; `name -> value`, as z3's library prints a model, is read as well. */
export function valuesIn(answer: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>()
  for (const [, name, value] of answer.matchAll(/([\w.]+)\s+(?:->\s+)?(true|false|#x[0-9a-fA-F]+|#b[01]+|\(_ bv\d+ \d+\))/g)) {
    if (name === undefined || value === undefined) continue
    const decimal = /^\(_ bv(\d+)/.exec(value)?.[1]
    values.set(name, value === 'true' ? 1 : value === 'false' ? 0 : decimal !== undefined ? Number(decimal) : Number(value.replace('#', '0')))
  }
  return values
}
