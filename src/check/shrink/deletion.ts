/** Passes that make a program shorter. The last operation is the failing one: without it no prefix of the best program fails. */
import type { Operation } from '../contract.js'
import type { Places } from './places.js'
import type { Search } from './search.js'

/** Pairs grow with the square of the length; beyond this they cost more than they find. */
const LONGEST_FOR_ALL_PAIRS = 7
const LONGEST_FOR_RELATED_PAIRS = 24

/**
 * Deletes blocks from the end, each as long as possible: its length doubles while that succeeds and is halved after.
 * Afterwards: unless something shorter was found on the way, no operation can be deleted alone.
 */
export function deleteBlocks(search: Search): void {
  let end = search.operations.length - 1
  let size = 1
  let growing = true
  while (end > 0 && !search.exhausted) {
    const start = Math.max(0, end - size)
    if (search.considerOperations(search.operations.toSpliced(start, end - start))) {
      end = Math.min(start, search.operations.length - 1)
      size = growing ? size * 2 : Math.max(1, size >> 1)
    } else if (end - start === 1) {
      end -= 1
      size = 1
      growing = true
    } else {
      growing = false
      size = (end - start) >> 1
    }
  }
}

/** Whether two operations are likely to cancel each other: a word set and set back, a refusal and its end. */
function related(a: Operation, b: Operation, places: Places): boolean {
  if (a.op === 'refuse' || b.op === 'refuse') return true
  const first = places.of(a)
  const second = places.of(b)
  if (first && second) return first.register === second.register || (first.aperture !== 'config' && first.index === second.index)
  return !first && !second
}

/**
 * Deletes two operations at once: an action together with what undoes it.
 * Afterwards: no two operations of a short program, and no two related ones of a middling one, can be deleted.
 */
export function deletePairs(search: Search): void {
  for (let second = search.operations.length - 2; second > 0; second--) {
    if (search.operations.length > LONGEST_FOR_RELATED_PAIRS) return
    for (let first = second - 1; first >= 0; first--) {
      const { operations } = search
      const a = operations[first]
      const b = operations[second]
      if (a === undefined || b === undefined || second >= operations.length - 1) break
      if (operations.length > LONGEST_FOR_ALL_PAIRS && !related(a, b, search.places)) continue
      if (search.considerOperations(operations.filter((_, index) => index !== first && index !== second))) break
    }
  }
}
