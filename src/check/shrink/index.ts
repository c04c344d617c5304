/**
 * The canonical shrinker. Whatever program it starts from, the same defect ends as the same program: small passes, each
 * with an invariant of its own, are repeated until none of them finds anything smaller in the written order.
 */
import type { Program } from '../contract.js'
import { exchangeOperations, lowerOperationKinds, moveOperations, replaceTriggers, replaceTwins, swapNeighbours, tryTriggers } from './arrangement.js'
import { deleteBlocks, deletePairs } from './deletion.js'
import { deleteWithSlots, lowerCalls, lowerEventFields, lowerHeader } from './events.js'
import { exchangeRegisters, lowerApertures, lowerGapOffsets, lowerRegisters, lowerSingleRegisters } from './registers.js'
import { lowerQueues, lowerSingleQueues, numberByFirstUse } from './relabel.js'
import { Search } from './search.js'
import type { Fails, ShrinkOptions } from './search.js'
import { exchangeValues, lowerRegisterValues, lowerSharedValues, lowerSingleValues, narrowAccesses } from './values.js'

export type { Fails, ShrinkOptions } from './search.js'

export interface ShrinkResult {
  /** The least failing program found; its last operation is the failing one. */
  readonly program: Program
  /** How often `fails` was asked. */
  readonly executions: number
  /** Whether every pass had its say on this very program and none could lower it. */
  readonly fixpoint: boolean
}

type Pass = (search: Search) => void

/** What makes a program short and its numbers low: cheap and large steps. All of them run in each round. */
const SHAPING: readonly Pass[] = [
  // From the end backwards: of a long program each attempt runs but the few operations kept behind the block.
  deleteBlocks,
  lowerHeader,
  numberByFirstUse,
  lowerQueues,
  narrowAccesses,
  lowerSingleValues,
  lowerEventFields,
  lowerCalls,
  lowerApertures,
  swapNeighbours,
  lowerSingleQueues,
]

/**
 * What seldom finds anything and asks much, the likeliest first. When one of these does, the round ends there: the
 * others would only refuse candidates around a program that the first list is about to change.
 */
const SETTLING: readonly Pass[] = [
  lowerRegisters,
  lowerSingleRegisters,
  lowerGapOffsets,
  lowerSharedValues,
  lowerRegisterValues,
  lowerOperationKinds,
  deletePairs,
  deleteWithSlots,
  replaceTriggers,
  replaceTwins,
  tryTriggers,
  exchangeValues,
  exchangeRegisters,
  moveOperations,
  exchangeOperations,
]

/** Every pass, in the order in which they run. */
export const PASSES: readonly Pass[] = [...SHAPING, ...SETTLING]

/** Repeats the passes until a whole round changes nothing; says whether it came to that. */
function toFixpoint(search: Search, passes: readonly Pass[]): boolean {
  let before: Program
  do {
    before = search.best
    for (const pass of passes) {
      const unchanged = search.best
      pass(search)
      if (search.best !== unchanged && SETTLING.includes(pass)) break
    }
    if (search.exhausted) return false
  } while (search.best !== before)
  return true
}

/**
 * Makes a failing program canonical. `fails` says at which operation a candidate breaks the wanted clause, or -1; it is
 * asked at most `maxExecutions` times, and what was found until then is returned. A program that does not fail comes
 * back as it is, without a fixpoint: the caller, who saw it fail, has a device that answers differently each time.
 */
export function shrink(program: Program, fails: Fails, options: ShrinkOptions, passes: readonly Pass[] = PASSES): ShrinkResult {
  const search = Search.from(program, fails, options)
  if (search === undefined) return { program, executions: 1, fixpoint: false }
  const fixpoint = toFixpoint(search, passes)
  return { program: search.best, executions: search.executions, fixpoint }
}
