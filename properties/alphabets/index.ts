/** The alphabets of exhaustive searches, as the engine takes them. */
import { lettersOf } from '../../src/check/alphabet.js'
import type { Alphabet } from '../../src/check/alphabet.js'
import type { Header, Kernel, Operation } from '../../src/check/contract.js'
import { CANONICAL_KERNEL } from '../../src/check/order.js'
import type { Region } from '../../src/check/region.js'
import { DRAFTS } from './drafts.js'
import type { Draft } from './drafts.js'
import { letters } from './letters.js'
import { EVERY_WORD, SCOPES } from './scopes.js'
import type { ScopeDraft } from './scopes.js'

/** With one queue, what belongs to the second is left out: at its places are gaps, and another alphabet has gaps. */
function isThere(operation: Operation, region: Region, queues: number): boolean {
  return !('offset' in operation) || region.locate(operation.offset, queues) !== undefined || region.locate(operation.offset, 2) === undefined
}

function alphabetOf({ name, line, clauses, depth, deeds, looks, hosts }: Draft, region: Region, queues: number): Alphabet {
  const there = (text: string): readonly Operation[] => letters(text, region).filter((operation) => isThere(operation, region, queues))
  const clean: Header = { kernel: CANONICAL_KERNEL, queues, slots: [] }
  const headers = hosts?.map(([kernel, left]): Header => ({ kernel, queues, slots: [left] })) ?? [clean]
  return { name, line, clauses, letters: lettersOf(there(deeds), there(looks), region, queues), headers, depth }
}

/** All alphabets for so many queues, in the order in which they are searched. */
export const alphabetsFor = (region: Region, queues: number): readonly Alphabet[] => DRAFTS.map((draft) => alphabetOf(draft, region, queues))

const KERNELS: readonly Kernel[] = ['6.18.9', '6.17']

function scopeOf({ queues, ...draft }: ScopeDraft, region: Region, kernels: readonly Kernel[]): Alphabet {
  return { ...alphabetOf({ ...draft, clauses: undefined, depth: Infinity }, region, queues), headers: kernels.map((kernel): Header => ({ kernel, queues, slots: [] })) }
}

/** All scopes of proofs: those made for it, on both kernels, and the alphabets of the matrix on the hosts that they have. */
export function scopesFor(region: Region): readonly Alphabet[] {
  // About clauses of their own the matrix goes deep over few letters: these have an end. The broad ones have none in sight.
  const matrix = alphabetsFor(region, 2).map((alphabet) => (alphabet.clauses === undefined ? alphabet : { ...alphabet, depth: Infinity }))
  return [...SCOPES.map((draft) => scopeOf(draft, region, KERNELS)), ...matrix]
}

/** The scope from whose states every word of the region is accessed. */
export const wordsScope = (region: Region): Alphabet => scopeOf(EVERY_WORD, region, [CANONICAL_KERNEL])
