/** Passes that lower what is written. */
import { RAM_END, RAM_START } from '../../host/index.js'
import type { Operation } from '../contract.js'
import { at, isAccess, narrowed, upperHalf, valueOf, withValue } from './places.js'
import type { Places } from './places.js'
import { lowerNumber } from './numbers.js'
import type { Search } from './search.js'

/** With more values than this, exchanging each pair costs more than it finds. */
const MOST_EXCHANGED = 6
/** The lowest BASE that the host grants: most that lie in RAM can be this one. */
const LOWEST_RING = RAM_START + 1n
const ALL_BITS = 0xffff_ffff_ffff_ffffn

const distinctValues = (search: Search): readonly bigint[] => [...new Set(search.operations.flatMap((operation) => valueOf(operation) ?? []))]

const maskOf = (operation: Operation, places: Places): bigint => {
  const location = places.of(operation)
  return location === undefined || (operation.op === 'write' && operation.size === 8) ? ALL_BITS : BigInt(location.mask)
}

/** Lowers the value of the writes at these places together, so that what must be equal stays equal. */
function lowerAt(search: Search, indices: readonly number[], value: bigint): void {
  const mask = indices.reduce((mask, index) => {
    const operation = search.operations[index]
    return operation ? mask & maskOf(operation, search.places) : mask
  }, ALL_BITS)
  const chosen = new Set(indices)
  const attempt = (lower: bigint): boolean => search.change((_, index) => chosen.has(index), (operation) => withValue(operation, lower))
  lowerNumber(value, mask, attempt, value > LOWEST_RING && value < RAM_END ? LOWEST_RING : undefined)
}

const indicesWhere = (search: Search, chosen: (operation: Operation) => boolean): readonly number[] => search.operations.flatMap((operation, index) => (chosen(operation) ? [index] : []))

/**
 * Lowers everything that shares a value.
 * Afterwards: no value that several writes carry can be lowered in all of them.
 */
export function lowerSharedValues(search: Search): void {
  for (const value of distinctValues(search)) {
    const indices = indicesWhere(search, (operation) => valueOf(operation) === value)
    if (indices.length > 1) lowerAt(search, indices, value)
  }
}

/**
 * Lowers everything that shares a value and a register name, where others must keep the value.
 * Afterwards: no value can be lowered in all the writes to registers of one name.
 */
export function lowerRegisterValues(search: Search): void {
  for (const value of distinctValues(search)) {
    const names = new Set(indicesWhere(search, (operation) => valueOf(operation) === value).map((index) => registerAt(search, index)))
    for (const name of names) {
      const indices = indicesWhere(search, (operation) => valueOf(operation) === value).filter((index) => registerAt(search, index) === name)
      if (indices.length > 1) lowerAt(search, indices, value)
    }
  }
}

function registerAt(search: Search, index: number): string | undefined {
  const operation = search.operations[index]
  return operation && search.places.of(operation)?.register
}

/** Afterwards: no value of a single write can be lowered. */
export function lowerSingleValues(search: Search): void {
  for (let index = 0; index < search.operations.length; index++) {
    const operation = search.operations[index]
    const value = operation && valueOf(operation)
    if (value !== undefined) lowerAt(search, [index], value)
  }
}

/** Names of the registers to which both values are written. */
function registersWith(search: Search, a: bigint, b: bigint): readonly (string | undefined)[] {
  const names = (value: bigint): readonly (string | undefined)[] => indicesWhere(search, (operation) => valueOf(operation) === value).map((index) => registerAt(search, index))
  const second = names(b)
  return [...new Set(names(a))].filter((name) => second.includes(name))
}

/**
 * Exchanges two values everywhere: where two must differ, the lower one comes first.
 * Afterwards: no exchange of two values of a program with few of them is smaller.
 */
export function exchangeValues(search: Search): void {
  const values = distinctValues(search)
  if (values.length > MOST_EXCHANGED) return
  for (const [i, a] of values.entries()) {
    for (const b of values.slice(i + 1)) {
      const exchanged = (operation: Operation): Operation | undefined => {
        const value = valueOf(operation)
        const next = value === a ? b : value === b ? a : undefined
        return next === undefined || (operation.op === 'write' && operation.size === 4 && next > 0xffff_ffffn) ? undefined : withValue(operation, next)
      }
      search.change(() => true, exchanged)
      // Where a value stands for two things, only the writes to one kind of register exchange it.
      for (const name of registersWith(search, a, b)) {
        search.change((operation) => search.places.of(operation)?.register === name, exchanged)
      }
    }
  }
}

/**
 * Makes 8-byte accesses 4 bytes wide: all, all that share an offset, single ones, by their lower half or their upper.
 * Where the width itself is wanted, it may as well be at the lowest register.
 * Afterwards: none can be narrowed.
 */
export function narrowAccesses(search: Search): void {
  const wide = (operation: Operation): boolean => isAccess(operation) && operation.size === 8
  const narrow = (operation: Operation): Operation | undefined => (isAccess(operation) ? narrowed(operation) : undefined)
  if (search.change(wide, narrow)) return
  for (let index = 0; index < search.operations.length; index++) {
    search.changeAt(index, (operation) => (wide(operation) ? narrow(operation) : undefined)) ||
      search.changeAt(index, (operation) => (isAccess(operation) ? upperHalf(operation) : undefined)) ||
      search.changeAt(index, (operation) => (isAccess(operation) && wide(operation) ? at(operation, search.places.ranked[0]?.offset ?? 0) : undefined))
  }
}
