/** Passes that change the order of operations or what kind they are. */
import type { Operation } from '../contract.js'
import { compareOperations, kindRank } from '../order.js'
import { readOf, withValue } from './places.js'
import type { Search } from './search.js'

/** Moves over any distance grow with the square of the length; longer programs only swap neighbours. */
const LONGEST_FOR_MOVES = 12

/**
 * Swaps neighbours when that lowers the order.
 * Afterwards: no two neighbours can be swapped.
 */
export function swapNeighbours(search: Search): void {
  for (let index = 0; index + 1 < search.operations.length; index++) {
    const a = search.operations[index]
    const b = search.operations[index + 1]
    if (a === undefined || b === undefined) return
    // A swap may have made room for the one before it.
    if (search.considerOperations(search.operations.toSpliced(index, 2, b, a))) index = Math.max(-1, index - 2)
  }
}

/**
 * Moves one operation forward over any distance in a short program. Where its neighbour is the greater one a swap was
 * refused, so that the operation needs it there; and to move one back is to let its neighbour pass first, which a swap is.
 * Afterwards: no operation can be moved to before a greater one, over a lesser.
 */
export function moveOperations(search: Search): void {
  if (search.operations.length > LONGEST_FOR_MOVES) return
  const { region, queues } = search.places
  for (let from = 2; from < search.operations.length; from++) {
    for (let to = 0; to < from - 1; to++) {
      const operation = search.operations[from]
      const neighbour = search.operations[from - 1]
      if (operation === undefined || neighbour === undefined) return
      if (compareOperations(operation, neighbour, region, queues) < 0) break
      if (search.considerOperations(search.operations.toSpliced(from, 1).toSpliced(to, 0, operation))) break
    }
  }
}

/**
 * Exchanges two operations over any distance in a short program.
 * Afterwards: no such exchange is smaller.
 */
export function exchangeOperations(search: Search): void {
  if (search.operations.length > LONGEST_FOR_MOVES) return
  for (let first = 0; first < search.operations.length; first++) {
    for (let second = first + 2; second < search.operations.length; second++) {
      const { operations } = search
      const a = operations[first]
      const b = operations[second]
      if (a !== undefined && b !== undefined) search.considerOperations(operations.with(first, b).with(second, a))
    }
  }
}

/** Whether two writes make up one 64-bit register. */
function areHalves({ places }: Search, a: Operation, b: Operation): boolean {
  const first = places.queueOf(a)
  const second = places.queueOf(b)
  return a.op === 'write' && b.op === 'write' && first?.page === 'Page1' && second?.page === 'Page1' && first.index === second.index && first.aperture === second.aperture
}

/**
 * Lets one operation take the place of a later one, which goes: near the end any, for what set a stage may as well be the
 * trigger; elsewhere one half of a register that of the other.
 * Afterwards: none can.
 */
export function replaceTriggers(search: Search): void {
  if (search.operations.length > LONGEST_FOR_MOVES) return
  for (let place = search.operations.length - 1; place > 0; place--) {
    for (let from = 0; from < place; from++) {
      const { operations } = search
      const operation = operations[from]
      const later = operations[place]
      if (operation === undefined || later === undefined) break
      const halves = areHalves(search, operation, later)
      if (place < operations.length - 2 && !halves) continue
      const replaced = operations.with(place, operation)
      // Of a register the earlier writes may all go, or none.
      const alone = replaced.filter((one, index) => index >= place || !areHalves(search, one, later))
      const attempts = halves ? [replaced.toSpliced(from, 1), alone, replaced] : [replaced.toSpliced(from, 1)]
      if (attempts.some((attempt) => search.considerOperations(attempt))) break
    }
  }
}

/** The lowest write that changes nothing in most programs. */
const idleWrite = ({ places: { region } }: Search): Operation => ({ op: 'write', offset: region.configRegister('CMDQ_ALLOC_MAP'), size: 4, value: 0 })

/**
 * Of two writes to one register one goes, and the other becomes a copy of another operation or a write of 0 that maps
 * nothing: a write that was only there so that the second one repeats it.
 * Afterwards: no such pair of a short program can be had cheaper.
 */
export function replaceTwins(search: Search): void {
  if (search.operations.length > LONGEST_FOR_MOVES) return
  for (let second = search.operations.length - 1; second > 0; second--) {
    const { operations } = search
    const twin = operations[second]
    const first = operations.findIndex((one, index) => index < second && one.op === 'write' && twin?.op === 'write' && one.offset === twin.offset)
    if (first < 0) continue
    const copies = [idleWrite(search), ...operations.filter((_, index) => index !== first && index !== second)]
    copies.some((copy) => search.considerOperations(operations.with(second, copy).toSpliced(first, 1)) || search.considerOperations(operations.with(first, copy).toSpliced(second, 1)))
  }
}

/**
 * The operation before the failing one becomes a write that maps nothing; or an event that changes who serves an access,
 * and the first one goes.
 * Afterwards: no write stands where any would do, and no event stands for a longer way to the same place.
 */
export function tryTriggers(search: Search): void {
  const { operations } = search
  if (operations.length < 3 || operations.length > LONGEST_FOR_MOVES) return
  if (search.considerOperations(operations.with(-2, { op: 'write', offset: search.places.ranked[0]?.offset ?? 0, size: 4, value: 1 }))) return
  if (search.considerOperations(operations.with(-2, idleWrite(search)))) return
  for (const op of ['attach', 'detach', 'reset'] as const) if (search.considerOperations(operations.with(-2, { op }).slice(1))) return
}

/** The kinds without fields. */
const PLAIN = ['attach', 'detach', 'reset', 'deliver', 'lose'] as const

/** The lowest accesses of all, for a place where any operation does; and 0 where something else was written. */
function simpleAccesses(search: Search): readonly Operation[] {
  const offset = search.places.ranked[0]?.offset ?? 0
  const written = new Map(search.operations.flatMap((operation): [number, Operation][] => (operation.op === 'write' && search.places.of(operation)?.aperture === 'config' ? [[operation.offset, operation]] : [])))
  return [{ op: 'read', offset, size: 4 }, { op: 'write', offset, size: 4, value: 0 }, { op: 'write', offset, size: 4, value: 1 }, ...[...written.values()].map((write) => withValue(write, 0n))]
}

const plainBelow = (kind: Operation['op']): readonly Operation[] => PLAIN.filter((op) => kindRank(op) < kindRank(kind)).map((op) => ({ op }))

/** What may stand in the place of an operation: of a lower kind, doing something like it. */
function lowerKinds(search: Search, operation: Operation): readonly Operation[] {
  switch (operation.op) {
    case 'read':
    case 'attach':
      return []
    case 'write':
      return [readOf(operation)]
    case 'detach':
    case 'reset':
      return [...simpleAccesses(search), ...plainBelow(operation.op)]
    case 'lose':
      return [{ op: 'deliver' }]
    case 'fault':
      return [{ op: 'consume', l: operation.l, n: 1 }]
    default:
      return []
  }
}

/**
 * Replaces an operation by one of a lower kind, and the last by any simple one: it may only be there to be judged.
 * Afterwards: no write can be a read, and no event one of those that do something like it.
 */
export function lowerOperationKinds(search: Search): void {
  for (let index = 0; index < search.operations.length; index++) {
    const operation = search.operations[index]
    if (operation === undefined) return
    const last = index === search.operations.length - 1 && operation.op !== 'read'
    const lower = last ? [...simpleAccesses(search), ...plainBelow(operation.op), ...lowerKinds(search, operation)] : lowerKinds(search, operation)
    lower.some((one) => search.changeAt(index, () => one))
  }
}
