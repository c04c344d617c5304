/** Passes that give queues other numbers, consistently wherever a number occurs. */
import type { Operation, Program, SlotContents } from '../contract.js'
import { compareOperations } from '../order.js'
import { isAccess, isQueue, moved } from './places.js'
import type { Places } from './places.js'
import type { Search } from './search.js'

/** One register of an array that physical numbers index. */
const ALLOC_MAP = 'CMDQ_ALLOC_MAP'
/**
 * LVCMDQ is bits 7:1 of a CMDQ_ALLOC_MAP entry. If this were wrong the search would only be less successful:
 * whatever it proposes is run and judged.
 */
const LVCMDQ_SHIFT = 1
const LVCMDQ_MASK = 0xfe

type Renumber = (number: number) => number
const same: Renumber = (number) => number

/** What the numbers of a program become: physical ones and logical ones apart. */
interface Renaming {
  readonly physical: Renumber
  readonly logical: Renumber
  /** The ALLOC_MAP entries keep their places and their LVCMDQ: queues stay mapped as they are, accesses go elsewhere. */
  readonly keepEntries?: boolean
}

const lvcmdqOf = (value: number): number => (value & LVCMDQ_MASK) >> LVCMDQ_SHIFT

function renamedEntry(operation: Operation, logical: Renumber): Operation {
  if (operation.op !== 'write' || operation.size !== 4) return operation
  const l = logical(lvcmdqOf(operation.value))
  return { ...operation, value: ((operation.value & ~LVCMDQ_MASK) | (l << LVCMDQ_SHIFT)) >>> 0 }
}

/** One operation under a renaming; where the region has no such queue it stays. */
function renamed(operation: Operation, { physical, logical, keepEntries }: Renaming, places: Places): Operation {
  if (operation.op === 'consume' || operation.op === 'fault') return { ...operation, l: logical(operation.l) }
  if (!isAccess(operation)) return operation
  const location = places.at(operation.offset)
  if (location === undefined || (!isQueue(location) && (location.register !== ALLOC_MAP || keepEntries === true))) return operation
  const index = (location.aperture === 'vintf' ? logical : physical)(location.index)
  const to = index === location.index ? undefined : places.find(location.aperture, location.register, index)
  const placed = to === undefined ? operation : moved(operation, to)
  return isQueue(location) ? placed : renamedEntry(placed, logical)
}

const EMPTY: SlotContents = { prod: 0, cons: 0, config: 0, gerror: 0, gerrorn: 0 }

/** Slots belong to logical queues; trailing ones stay even when empty: the header's pass deletes them. */
function renamedSlots(slots: readonly SlotContents[], logical: Renumber): readonly SlotContents[] {
  const renamedTo: SlotContents[] = slots.map(() => EMPTY)
  for (const [l, slot] of slots.entries()) {
    const to = logical(l)
    renamedTo[to < slots.length ? to : l] = slot
  }
  return renamedTo
}

function renamedProgram(program: Program, renaming: Renaming, places: Places): Program {
  return { ...program, slots: renamedSlots(program.slots, renaming.logical), operations: program.operations.map((operation) => renamed(operation, renaming, places)) }
}

interface Numbers {
  readonly physical: readonly number[]
  readonly logical: readonly number[]
}

/** The numbers that a program uses, by first use. */
function numbersOf({ operations }: Program, places: Places): Numbers {
  const physical = new Set<number>()
  const logical = new Set<number>()
  for (const operation of operations) {
    const location = places.of(operation)
    if (location?.aperture === 'vintf') logical.add(location.index)
    if (location?.aperture === 'direct' || location?.register === ALLOC_MAP) physical.add(location.index)
    if (location?.register === ALLOC_MAP && operation.op === 'write') logical.add(lvcmdqOf(Number(operation.value) & LVCMDQ_MASK))
    if (operation.op === 'consume' || operation.op === 'fault') logical.add(operation.l)
  }
  return { physical: [...physical], logical: [...logical] }
}

/** Numbers 0, 1, 2 … in the order of first use. */
function byFirstUse(used: readonly number[]): Renumber {
  const order = new Map(used.map((number, position) => [number, position]))
  return (number) => order.get(number) ?? number
}

const merge = (from: number, to: number): Renumber => (number) => (number === from ? to : number)
const exchange = (a: number, b: number): Renumber => (number) => (number === a ? b : number === b ? a : number)

/** Neighbouring writes in the written order: after a renaming they seldom are, and it may be smaller only then. */
function settled(program: Program, { region, queues }: Places): Program {
  const operations = [...program.operations]
  for (let start = 0; start < operations.length - 1; ) {
    let end = start
    while (end < operations.length - 1 && operations[end]?.op === 'write') end += 1
    operations.splice(start, end - start, ...operations.slice(start, end).sort((a, b) => compareOperations(a, b, region, queues)))
    start = end + 1
  }
  return { ...program, operations }
}

function considerRenaming(search: Search, renaming: Renaming): boolean {
  const candidate = renamedProgram(search.best, renaming, search.places)
  return search.consider(candidate) || search.consider(settled(candidate, search.places))
}

/**
 * Numbers queues in the order of first use: at once, what single exchanges would do one by one.
 * Afterwards: neither physical nor logical numbers, alone or together, can be numbered so.
 */
export function numberByFirstUse(search: Search): void {
  const { physical, logical } = numbersOf(search.best, search.places)
  const both = byFirstUse([...new Set([...physical, ...logical])])
  considerRenaming(search, { physical: both, logical: both })
  considerRenaming(search, { physical: byFirstUse(physical), logical: same })
  considerRenaming(search, { physical: same, logical: byFirstUse(logical) })
}

/** The lower numbers worth trying: those in use, and the two lowest. */
const lowerThan = (number: number, used: readonly number[]): readonly number[] => [...new Set([0, 1, ...used])].filter((lower) => lower < number).sort((a, b) => a - b)

/** Gives one number a lower one, by merging the two queues or by exchanging them; in what it means physically, logically or both. */
function lowerOne(search: Search, number: number, lower: number): boolean {
  return [merge(number, lower), exchange(number, lower)].some(
    (change) =>
      considerRenaming(search, { physical: change, logical: change }) ||
      considerRenaming(search, { physical: change, logical: same }) ||
      considerRenaming(search, { physical: same, logical: change }) ||
      considerRenaming(search, { physical: change, logical: change, keepEntries: true }),
  )
}

/**
 * Gives queues lower numbers.
 * Afterwards: no number in use can be merged or exchanged with a lower one that is in use, nor with 0 or 1.
 */
export function lowerQueues(search: Search): void {
  const { physical, logical } = numbersOf(search.best, search.places)
  const used = [...new Set([...physical, ...logical])].sort((a, b) => b - a)
  for (const number of used) lowerThan(number, used).some((lower) => lowerOne(search, number, lower))
}

/**
 * Gives single operations a lower queue number.
 * Afterwards: none of them alone can go to queue 0, nor to a lower one in use.
 */
export function lowerSingleQueues(search: Search): void {
  const { physical, logical } = numbersOf(search.best, search.places)
  for (let index = 0; index < search.operations.length; index++) {
    const operation = search.operations[index]
    if (operation === undefined) return
    const number = numberOf(operation, search.places)
    if (number === undefined) continue
    lowerThan(number, [...physical, ...logical]).some((lower) =>
      search.changeAt(index, (one) => renamed(one, { physical: merge(number, lower), logical: !isEntry(one, search.places) ? merge(number, lower) : same }, search.places)),
    )
  }
}

/** A write to an ALLOC_MAP entry goes elsewhere without its LVCMDQ field: that is a value, lowered apart. */
const isEntry = (operation: Operation, places: Places): boolean => places.of(operation)?.register === ALLOC_MAP

function numberOf(operation: Operation, places: Places): number | undefined {
  if (operation.op === 'consume' || operation.op === 'fault') return operation.l
  const location = places.of(operation)
  return location && (isQueue(location) || location.register === ALLOC_MAP) ? location.index : undefined
}

/** The logical number that a program's last word on the matter gives a physical queue, or the other way round. */
export function mappedNumber(operations: readonly Operation[], places: Places, from: 'direct' | 'vintf', number: number): number {
  for (const operation of operations.toReversed()) {
    const location = places.of(operation)
    if (operation.op !== 'write' || location?.register !== ALLOC_MAP || (Number(operation.value) & 1) === 0) continue
    const l = lvcmdqOf(Number(operation.value))
    if (from === 'direct' && location.index === number) return l
    if (from === 'vintf' && l === number) return location.index
  }
  return number
}
