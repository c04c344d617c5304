/**
 * One mistake in a device is named by every clause whose condition its counterexample can be stretched to meet. A
 * reader wants the mistake once: a divergence whose program contains a shorter one's, operation by operation, is told
 * in a line under that one.
 */
import type { Operation } from '../check/contract.js'
import type { Divergence } from '../check/report.js'

/** A divergence to be told in full, and those that follow from it. */
export interface Group {
  readonly first: Divergence
  readonly others: readonly Divergence[]
}

/** The same operation for a reader: which of several values a counterexample happens to use does not matter. */
function alike(a: Operation, b: Operation): boolean {
  if (a.op !== b.op) return false
  if ('offset' in a && 'offset' in b) return a.offset === b.offset && a.size === b.size
  if ('call' in a && 'call' in b) return a.call === b.call
  return true
}

/** Every operation of `small` stands in `large`, in the same order, and both end with the same one. */
function contains(large: readonly Operation[], small: readonly Operation[]): boolean {
  const [lastOfLarge, lastOfSmall] = [large.at(-1), small.at(-1)]
  if (!lastOfLarge || !lastOfSmall || !alike(lastOfLarge, lastOfSmall)) return false
  let found = 0
  for (const operation of large) {
    const next = small[found]
    if (next && alike(operation, next)) found++
  }
  return found === small.length
}

/** Groups divergences, which come in the order of their weight: a binding one is never hidden under advice. */
export function groupDivergences(divergences: readonly Divergence[]): Group[] {
  const groups: { readonly first: Divergence; readonly others: Divergence[] }[] = []
  for (const divergence of divergences) {
    const home = groups.find(({ first }) => !divergence.flaky && !first.flaky && (!first.advice || divergence.advice) && contains(divergence.program.operations, first.program.operations))
    if (home) home.others.push(divergence)
    else groups.push({ first: divergence, others: [] })
  }
  return groups
}
