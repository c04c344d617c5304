/** One question about every operator: that a solver means by it what the evaluator works out. */
import { seededSource } from '../../../src/check/source.js'
import { Valuation } from '../../../src/prove/smt/evaluate.js'
import { question } from '../../../src/prove/smt/smtlib.js'
import { and, asBits, bits, bvadd, bvand, bvlshr, bvnot, bvor, bvshl, bvsub, bvxor, eq, extract, ite, not, or, ule, ult, variable, widened } from '../../../src/prove/smt/term.js'
import type { Term } from '../../../src/prove/smt/term.js'

const WIDTHS = [1, 5, 8, 16, 31, 32] as const
/** Every bit, none, the highest, the lowest, and shifts about as long as the word. */
const edges = (width: number): readonly number[] => [0, 1, 2 ** (width - 1), 2 ** width - 1, Math.min(width, 2 ** width - 1), Math.min(width - 1, 2 ** width - 1)]

function applied(a: Term, b: Term, c: Term): readonly Term[] {
  const { width } = a
  const truths = [eq(a, b), ult(a, b), ule(a, b), and(c, ult(a, b)), or(c, eq(a, b)), not(c), eq(c, ult(a, b)), ite(c, eq(a, b), ult(b, a))]
  const words = [bvadd(a, b), bvand(a, b), bvor(a, b), bvxor(a, b), bvsub(a, b), bvnot(a), bvshl(a, b), bvlshr(a, b), ite(c, a, b), widened(extract(a, width >> 1, 1), width), asBits(width, c)]
  return [...words, ...truths]
}

/** Values for variables, and that some operator gives anything else than the evaluator; `wrong` spoils one of its results. */
export function operatorQuestion(rounds: number, wrong?: 'wrong'): string {
  const source = seededSource(11)
  const given: Term[] = []
  const results: Term[] = []
  for (let round = 0; round < rounds; round++) {
    const width = WIDTHS[round % WIDTHS.length] ?? 32
    const list = edges(width)
    const draw = (): number => (source.int(2) === 0 ? (list[source.int(list.length)] ?? 0) : source.int(2 ** width))
    const [a, b, c] = [variable(`a${round}`, width), variable(`b${round}`, width), variable(`c${round}`, 0)]
    const values = new Valuation()
    for (const one of [a, b]) {
      const value = draw()
      values.set(one, value)
      given.push(eq(one, bits(width, value)))
    }
    values.set(c, source.int(2))
    given.push(values.isTrue(c) ? c : not(c))
    for (const term of applied(a, b, c)) {
      const value = values.of(term)
      results.push(term.width === 0 ? (value === 1 ? term : not(term)) : eq(term, bits(term.width, value)))
    }
  }
  const last = results.at(-1)
  return question(['operators'], [...given, not(and(...results, ...(wrong && last ? [not(last)] : [])))])
}
