/** How one operation and its response are told in words: shared by the text report and the replay. */
import type { Entry, Header, Operation, Response } from '../check/contract.js'
import type { Region } from '../check/region.js'
import { counted } from './columns.js'

export const hex = (value: number | bigint): string => `0x${value.toString(16)}`

/** The place of an access by name, or its bare offset for a gap. */
export function placeName(region: Region, offset: number, queues: number): string {
  return region.locate(offset, queues)?.name ?? `gap at ${hex(offset)}`
}

const apertureOf = (region: Region, offset: number, queues: number): string => {
  const location = region.locate(offset, queues)
  if (!location) return '-'
  return location.page === 'Config' ? 'Config' : `${location.aperture} ${location.page}`
}

/** Columns of one operation: what, where, which aperture, which value. */
export interface Told {
  readonly what: string
  readonly where: string
  readonly aperture: string
  readonly value: string
}

export function tellOperation(region: Region, queues: number, operation: Operation, response?: Response): Told {
  switch (operation.op) {
    case 'read':
      return { what: operation.size === 8 ? 'R64' : 'R32', where: placeName(region, operation.offset, queues), aperture: apertureOf(region, operation.offset, queues), value: response?.value === undefined ? '' : hex(response.value) }
    case 'write':
      return { what: operation.size === 8 ? 'W64' : 'W32', where: placeName(region, operation.offset, queues), aperture: apertureOf(region, operation.offset, queues), value: hex(operation.value) }
    case 'consume':
      return { what: 'consume', where: `slot ${operation.l}`, aperture: 'hardware', value: `up to ${operation.n}` }
    case 'fault':
      return { what: 'fault', where: `slot ${operation.l}`, aperture: 'hardware', value: `code ${operation.code}` }
    case 'refuse':
      return { what: 'refuse', where: operation.call, aperture: 'host', value: `${operation.errno}${operation.times === undefined ? '' : ` ×${operation.times}`}` }
    case 'allow':
      return { what: 'allow', where: operation.call, aperture: 'host', value: '' }
    default:
      return { what: operation.op, where: '', aperture: 'event', value: '' }
  }
}

/** A program for a reader, a row for each operation: its place, what, where, value, aperture. */
export const programRows = (region: Region, queues: number, operations: readonly Operation[]): readonly (readonly string[])[] =>
  operations.map((operation, i) => {
    const { what, where, value, aperture } = tellOperation(region, queues, operation)
    return [String(i), what, where, value, aperture]
  })

/** One operation as a few words: `W32 VCMDQ0_CONS_INDX 0x1`; in brackets who served it, unless it was the device's own copy. */
export function tellBriefly(region: Region, queues: number, operation: Operation, response?: Response): string {
  const { what, where, value } = tellOperation(region, queues, operation)
  const served = response?.backing === undefined || response.backing === 'cache' ? '' : `[${response.backing}]`
  return [what, where, value, served].filter((part) => part !== '').join(' ')
}

const SLOT_WORDS = ['prod', 'cons', 'config', 'gerror', 'gerrorn'] as const

/** What earlier owners left in the slots: `slot 0 left with cons 0x1`; nothing of clean ones. */
export const tellLeft = ({ slots }: Header): readonly string[] =>
  slots.flatMap((slot, l) => {
    const words = SLOT_WORDS.filter((word) => slot[word] !== 0).map((word) => `${word} ${hex(slot[word])}`)
    return words.length > 0 ? [`slot ${l} left with ${words.join(' and ')}`] : []
  })

/** Who the host of a program is: `2 queues, host kernel 6.17, slot 0 left with cons 0x1`. */
export const tellHost = (header: Header): string => [counted(header.queues, 'queue'), `host kernel ${header.kernel}`, ...tellLeft(header)].join(', ')

const answer = (value: number, errnoName: (errno: number) => string | undefined): string => (value < 0 ? (errnoName(value) ?? String(value)) : value === 0 ? 'ok' : `id ${value}`)

/** One entry of a response as a short phrase. */
export function tellEntry(entry: Entry, errnoName: (errno: number) => string | undefined): string {
  switch (entry.kind) {
    case 'hwQueueAlloc':
      return `hwQueueAlloc(${entry.index}, ${hex(entry.address)}, ${hex(entry.length)}) = ${answer(entry.answer, errnoName)}${entry.injected ? ' (refused by the program)' : ''}`
    case 'hwQueueDestroy':
      return `hwQueueDestroy(queue ${entry.index}) = ${answer(entry.answer, errnoName)}${entry.injected ? ' (refused by the program)' : ''}`
    case 'viommuAlloc':
    case 'viommuDestroy':
    case 'mmapPage0':
    case 'munmapPage0':
      return `${entry.kind}() = ${answer(entry.answer, errnoName)}${entry.injected ? ' (refused by the program)' : ''}`
    case 'guestMap':
    case 'guestUnmap':
      return `${entry.kind}(${hex(entry.offset)}, ${hex(entry.length)}) = ${answer(entry.answer, errnoName)}`
    case 'isRam':
      return `isRam(${hex(entry.address)}, ${hex(entry.length)}) = ${entry.answer ? 'yes' : 'no'}`
    case 'store':
      return `page[${hex(entry.offset)}] ← ${hex(entry.value)}${entry.mapped ? '' : ' (not mapped)'}`
    case 'strayLoad':
      return `page[${hex(entry.offset)}] loaded (not mapped)`
    case 'interrupt':
      return 'interrupt'
    case 'fetch':
      return `slot ${entry.slot} fetches ${entry.count} from ${hex(entry.address)}, length ${hex(entry.length)}, PROD ${hex(entry.prod)}, CONS ${hex(entry.cons)}`
    case 'fault':
      return `slot ${entry.slot} meets error ${entry.code}`
    case 'event':
      return `vEVENT ${hex(entry.map0)}:${hex(entry.map1)}${entry.lost ? ', earlier ones lost' : ''}`
  }
}
