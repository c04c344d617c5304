/** Passes over host events and the header. */
import { REFUSABLE_CALLS, mayRefuse } from '../../host/index.js'
import type { Operation, Program, RefusableCall, SlotContents } from '../contract.js'
import { CANONICAL_ERRNO, CANONICAL_KERNEL } from '../order.js'
import { lowerNumber } from './numbers.js'
import type { Search } from './search.js'

const COUNT_MASK = 0xf_ffffn

/** Lowers one numeric field of the operation at a place. */
function lowerField(search: Search, index: number, start: number, set: (operation: Operation, value: number) => Operation | undefined): void {
  lowerNumber(BigInt(start), COUNT_MASK, (value) => search.changeAt(index, (operation) => set(operation, Number(value))))
}

/**
 * Afterwards: no number of commands, error code or number of refusals can be lowered, and a refusal has the canonical
 * errno unless it needs its own.
 */
export function lowerEventFields(search: Search): void {
  for (let index = 0; index < search.operations.length; index++) {
    const operation = search.operations[index]
    if (operation?.op === 'consume') lowerField(search, index, operation.n, (one, n) => (one.op === 'consume' ? { ...one, n } : undefined))
    if (operation?.op === 'fault') lowerField(search, index, operation.code, (one, code) => (one.op === 'fault' && code >= 1 ? { ...one, code } : undefined))
    if (operation?.op === 'refuse') lowerRefusal(search, index, operation)
  }
}

function lowerRefusal(search: Search, index: number, { times }: Operation & { op: 'refuse' }): void {
  search.changeAt(index, (one) => (one.op === 'refuse' ? { ...one, errno: CANONICAL_ERRNO } : undefined))
  const set = (one: Operation, count: number): Operation | undefined => (one.op === 'refuse' && count >= 1 ? { ...one, times: count } : undefined)
  if (times === undefined) [1, 2].some((count) => search.changeAt(index, (one) => set(one, count)))
  else lowerField(search, index, times, set)
}

const refusing = (operation: Operation, call: RefusableCall): Operation | undefined => {
  if (operation.op === 'allow') return { op: 'allow', call }
  return operation.op === 'refuse' && mayRefuse(call, operation.errno) ? { ...operation, call } : undefined
}

/**
 * Refuses an earlier call in its place: in all refusals of a call and their ends, then in single ones.
 * Afterwards: neither can name a lower call.
 */
export function lowerCalls(search: Search): void {
  const callOf = (operation: Operation): RefusableCall | undefined => (operation.op === 'refuse' || operation.op === 'allow' ? operation.call : undefined)
  for (let index = 0; index < search.operations.length; index++) {
    const operation = search.operations[index]
    const call = operation && callOf(operation)
    if (call === undefined) continue
    const lower = REFUSABLE_CALLS.slice(0, REFUSABLE_CALLS.indexOf(call))
    lower.some((to) => search.change((one) => callOf(one) === call, (one) => refusing(one, to))) || lower.some((to) => search.changeAt(index, (one) => refusing(one, to)))
  }
}

const considerHeader = (search: Search, change: Partial<Program>): boolean => search.consider({ ...search.best, ...change })
const withWords = (slots: readonly SlotContents[], l: number, words: Partial<SlotContents>): readonly SlotContents[] => slots.map((slot, i) => (i === l ? { ...slot, ...words } : slot))
const WORDS: readonly (keyof SlotContents)[] = ['prod', 'cons', 'config', 'gerror', 'gerrorn']

/** Afterwards: the kernel is the canonical one and the slots were left clean by their previous owners, unless it matters. */
export function lowerHeader(search: Search): void {
  if (search.best.kernel !== CANONICAL_KERNEL) considerHeader(search, { kernel: CANONICAL_KERNEL, slots: [] }) || considerHeader(search, { kernel: CANONICAL_KERNEL })
  if (search.best.slots.length === 0 || considerHeader(search, { slots: [] })) return
  search.best.slots.some((slot) => considerHeader(search, { slots: [slot] }))
  for (let kept = 1; kept < search.best.slots.length; kept++) if (considerHeader(search, { slots: search.best.slots.slice(0, kept) })) break
  for (const l of search.best.slots.keys()) {
    // A toggle that differs is an error, so the two words may have to stay equal.
    considerHeader(search, { slots: withWords(search.best.slots, l, { gerror: 0, gerrorn: 0 }) })
    for (const field of WORDS) {
      const word = search.best.slots[l]?.[field] ?? 0
      lowerNumber(BigInt(word), 0xffff_ffffn, (value) => considerHeader(search, { slots: withWords(search.best.slots, l, { [field]: Number(value) }) }))
    }
  }
}

/**
 * Deletes one operation together with what was left in the slots: the one may only be there to undo the other.
 * Afterwards: none can.
 */
export function deleteWithSlots(search: Search): void {
  if (search.best.slots.length === 0) return
  for (let index = 0; index < search.operations.length - 1; index++) {
    if (considerHeader(search, { slots: [], operations: search.operations.toSpliced(index, 1) })) return
  }
}
