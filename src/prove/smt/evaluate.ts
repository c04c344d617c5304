/** Terms over concrete values. Only what decides is looked at: of an `ite` the branch that is taken. */
import { apply, termCount } from './term.js'
import type { Term } from './term.js'

/** Values for variables, and the values of terms that follow from them. */
export class Valuation {
  private values = new Uint32Array(termCount())
  /** The round in which a term's value was worked out: setting a variable begins a new one. */
  private worked = new Uint32Array(termCount())
  private given = new Uint8Array(termCount())
  private round = 1

  /** Gives a variable its value; what was worked out before is forgotten. */
  set(name: Term, value: number): void {
    this.grow()
    this.values[name.id] = value
    this.given[name.id] = 1
    this.round++
  }

  /** As set(), where it makes a difference. */
  put(name: Term | undefined, value: number): void {
    if (name && (this.given[name.id] !== 1 || this.values[name.id] !== value)) this.set(name, value)
  }

  /** Takes a variable's value away: whatever depends on it has none. */
  unset(name: Term): void {
    this.grow()
    this.given[name.id] = 0
    this.round++
  }

  /** The value of a term. Throws for one that depends on a variable without a value. */
  of(term: Term): number {
    if (term.op === 'const') return term.value
    this.grow()
    return this.work(term)
  }

  isTrue(term: Term): boolean {
    return this.of(term) === 1
  }

  private grow(): void {
    const count = termCount()
    if (count <= this.values.length) return
    const wider = <T extends Uint32Array | Uint8Array>(to: T, from: T): T => {
      to.set(from)
      return to
    }
    this.values = wider(new Uint32Array(2 * count), this.values)
    this.worked = wider(new Uint32Array(2 * count), this.worked)
    this.given = wider(new Uint8Array(2 * count), this.given)
  }

  private work(term: Term): number {
    const { op, id, args } = term
    if (op === 'const') return term.value
    if (op === 'var') {
      if (this.given[id] === 0) throw new Error(`the variable ${term.name} has no value`)
      return this.values[id] ?? 0
    }
    if (this.worked[id] === this.round) return this.values[id] ?? 0
    const value = this.workOut(term, args)
    this.values[id] = value
    this.worked[id] = this.round
    return value
  }

  private workOut(term: Term, args: readonly Term[]): number {
    // By index: taking a list apart was half of the time of a million steps.
    const a = args[0]
    const b = args[1]
    if (!a) throw new Error(`${term.op} without arguments`)
    switch (term.op) {
      case 'not':
        return 1 - this.work(a)
      case 'and':
        return this.all(args, 1)
      case 'or':
        return this.all(args, 0)
      case 'ite':
        return this.work(a) === 1 ? this.work(b ?? a) : this.work(args[2] ?? a)
      default:
        return apply(term.op, term.width, term.value, this.work(a), b ? this.work(b) : 0, a.width)
    }
  }

  /** `value` if all arguments have it, and the other truth value otherwise. */
  private all(args: readonly Term[], value: number): number {
    for (let i = 0; i < args.length; i++) {
      const one = args[i]
      if (one && this.work(one) !== value) return 1 - value
    }
    return value
  }
}
