/** Passes that let accesses go to a lower register, aperture or offset. */
import type { Operation } from '../contract.js'
import type { Location } from '../region.js'
import { at, isAccess, isQueue, moved } from './places.js'
import type { QueueLocation } from './places.js'
import { mappedNumber } from './relabel.js'
import type { Search } from './search.js'

type Group = (location: Location) => boolean

const considerMove = (search: Search, chosen: (operation: Operation, index: number) => boolean, to: (from: Location) => Location | undefined): boolean =>
  search.change(chosen, (operation) => {
    const from = search.places.of(operation)
    const target = from && to(from)
    return isAccess(operation) && target !== undefined && target !== from ? moved(operation, target) : undefined
  })

/** The groups that a location belongs to, the largest first. */
const groupsOf = ({ register, aperture }: QueueLocation): readonly Group[] => [
  (other) => isQueue(other) && other.register === register,
  (other) => other.register === register && other.aperture === aperture,
]

/** The registers of the same queue worth trying: all lower ones of the page, but only the two lowest of another. */
function lowerNames({ places: { queueRegisters, find } }: Search, { aperture, register, index, page }: QueueLocation): readonly string[] {
  const lower = queueRegisters.slice(0, queueRegisters.indexOf(register))
  return lower.filter((name, rank) => rank < 2 || find(aperture, name, index)?.page === page)
}

/** The queue registers that a program accesses, each once. */
function queuePlaces(search: Search): readonly QueueLocation[] {
  return [...new Set(search.operations.flatMap((operation) => search.places.queueOf(operation) ?? []))]
}

function inGroup(search: Search, group: Group): (operation: Operation) => boolean {
  return (operation) => {
    const location = search.places.of(operation)
    return location !== undefined && group(location)
  }
}

/**
 * Lets all accesses to one queue register go to a lower one: in every queue and aperture, then in one aperture.
 * Afterwards: none of these groups can.
 */
export function lowerRegisters(search: Search): void {
  for (const place of queuePlaces(search)) {
    for (const group of groupsOf(place)) {
      lowerNames(search, place).some((name) => considerMove(search, inGroup(search, group), (from) => search.places.find(from.aperture, name, from.index)))
    }
  }
}

/** The registers of the Config page worth trying: the first of the array, and the next lower that takes a write; for reads, each that the device reports in. */
function lowerConfig({ places: { ranked, find } }: Search, from: Location, operation: Operation): readonly Location[] {
  const lower = ranked.slice(0, ranked.indexOf(from))
  const next = lower.findLast(({ access }) => access === 'RW' || operation.op === 'read')
  const reports = operation.op === 'read' ? lower.filter(({ access, aperture, index }) => access === 'RO' && aperture === 'config' && index === 0) : []
  return [find('config', from.register, 0) ?? from, next ?? from, ...reports]
}

/** The lowest register of all, the lowest of the same kind, and the second if the first is taken: where any will do. */
function lowestOfAll({ places: { ranked }, operations }: Search, { access }: Location): readonly Location[] {
  const taken = operations.some((operation) => isAccess(operation) && operation.offset === ranked[0]?.offset)
  return [...ranked.slice(0, taken ? 2 : 1), ...ranked.filter((one) => one.access === access).slice(0, 1)]
}

function lowerTargets(search: Search, from: Location, operation: Operation): readonly Location[] {
  const near = isQueue(from) ? lowerNames(search, from).flatMap((name) => search.places.find(from.aperture, name, from.index) ?? []) : lowerConfig(search, from, operation)
  return [...new Set([...lowestOfAll(search, from), ...near])].filter(({ rank }) => rank < from.rank)
}

/**
 * Lets accesses go to lower registers: all at one offset together, then single ones.
 * Afterwards: none can go to the lowest register, nor to the lower ones of its queue or array that are worth trying.
 */
export function lowerSingleRegisters(search: Search): void {
  for (let index = 0; index < search.operations.length; index++) {
    const operation = search.operations[index]
    const from = operation && search.places.of(operation)
    if (operation === undefined || from === undefined) continue
    const targets = lowerTargets(search, from, operation)
    targets.some((to) => considerMove(search, inGroup(search, (other) => other === from), () => to)) ||
      targets.some((to) => considerMove(search, (_, i) => i === index, () => to))
  }
}

/**
 * Exchanges two queue registers everywhere: where both are needed, the lower one comes first.
 * Afterwards: no exchange of two registers in use is smaller.
 */
export function exchangeRegisters(search: Search): void {
  const used = [...new Set(queuePlaces(search).map(({ register }) => register))]
  for (const [i, a] of used.entries()) {
    for (const b of used.slice(i + 1)) {
      considerMove(search, () => true, ({ aperture, register, index }) => (register === a ? search.places.find(aperture, b, index) : register === b ? search.places.find(aperture, a, index) : undefined))
    }
  }
}

const OTHER = { direct: 'vintf', vintf: 'direct' } as const

/** The same register through the other aperture: at the same number, or where the program maps it. */
function throughOther(search: Search, from: Location, follow: boolean): Location | undefined {
  if (!isQueue(from)) return undefined
  const index = follow ? mappedNumber(search.operations, search.places, from.aperture, from.index) : from.index
  return search.places.find(OTHER[from.aperture], from.register, index)
}

/** Exchanges the apertures of a group, or takes all of it to the direct one. */
function considerApertures(search: Search, chosen: (operation: Operation, index: number) => boolean): void {
  for (const follow of [true, false]) {
    considerMove(search, chosen, (from) => (from.aperture === 'vintf' ? throughOther(search, from, follow) : undefined))
    considerMove(search, chosen, (from) => throughOther(search, from, follow))
  }
}

/**
 * Exchanges apertures, or goes through the direct one alone: everywhere, for one register, for one access.
 * Afterwards: nothing smaller can be had so.
 */
export function lowerApertures(search: Search): void {
  considerApertures(search, () => true)
  for (const { register } of queuePlaces(search)) considerApertures(search, inGroup(search, (other) => other.register === register))
  for (let index = 0; index < search.operations.length; index++) considerApertures(search, (_, i) => i === index)
}

/** Offsets worth trying for a gap: the first one of the region, of its page, of its slot; half way; the one before. */
function lowerGaps(offset: number, size: number): readonly number[] {
  const page = offset - (offset % 0x10000)
  const inSlot = page + (offset % 0x80)
  const halved = Math.floor(offset / 2 / size) * size
  return [0x0c, 0x28, page + 0x18, inSlot, halved, offset - 0x80, offset - size].filter((lower) => lower >= 0 && lower % size === 0 && lower < offset)
}

/**
 * Lets accesses to gaps go elsewhere: all at one offset together, first to the lowest register, then to lower gaps.
 * Afterwards: none of the gaps can be lowered so.
 */
export function lowerGapOffsets(search: Search): void {
  const isGap = (operation: Operation): boolean => isAccess(operation) && search.places.at(operation.offset) === undefined
  const first = search.places.ranked[0]
  for (let index = 0; index < search.operations.length; index++) {
    for (let lowered = true; lowered; ) {
      const operation = search.operations[index]
      if (operation === undefined || !isAccess(operation) || !isGap(operation)) break
      const { offset, size } = operation
      const shared = (other: Operation): boolean => isAccess(other) && other.offset === offset && other.size === size
      lowered = [first?.offset ?? 0, ...lowerGaps(offset, size)].some((lower) => search.change(shared, (other) => (isAccess(other) ? at(other, lower) : undefined)))
    }
  }
}
