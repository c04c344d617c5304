/** Programs as text: strict on the way in, stable on the way out. */
import { REFUSABLE_CALLS, errnoNumber, mayRefuse } from '../host/index.js'
import type { Kernel, Operation, Program, RefusableCall, Size, SlotContents } from './contract.js'
import { syntaxErrorAt } from './syntax.js'

/** Bytes of the guest-visible region: five pages of 64 KiB. */
export const REGION_BYTES = 0x50000
export const MOST_QUEUES = 128
/** One more than a 20-bit index can count: enough for the longest ring, wrap included. */
export const MOST_COMMANDS = 2 ** 20
/** The largest number of refusals that can be counted; without `times` a refusal never ends. */
export const MOST_TIMES = 0xffff_fffe

const VERSION = 1
const KERNELS: readonly Kernel[] = ['6.18.9', '6.17']
const SLOT_FIELDS = ['prod', 'cons', 'config', 'gerror', 'gerrorn'] as const
const OPERATION_FIELDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['read', ['offset', 'size']],
  ['write', ['offset', 'size', 'value']],
  ['attach', []],
  ['detach', []],
  ['reset', []],
  ['consume', ['l', 'n']],
  ['fault', ['l', 'code']],
  ['deliver', []],
  ['lose', []],
  ['refuse', ['call', 'errno', 'times']],
  ['allow', ['call']],
])

/** A text is no program. The message is one line: where, what was found, what is allowed. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
}

type Fields = Readonly<Record<string, unknown>>

/** A place in the text and how to complain about it. */
interface Spot {
  readonly where: string
  readonly path: string
}

const inside = ({ where, path }: Spot, field: string): Spot => ({ where, path: path === '' ? field : `${path}.${field}` })

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function refuse({ where, path }: Spot, found: unknown, allowed: string): never {
  throw new ProgramError(`${where}: ${path === '' ? 'the program' : path} is ${shown(found)}: ${allowed}`)
}

function fieldsOf(value: unknown, spot: Spot, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(spot, value, `write an object with the fields ${known.join(', ')}`)
  const fields = { ...value } as Fields // an object that is no array is keyed by strings
  for (const field of Object.keys(fields)) {
    if (!known.includes(field)) refuse(inside(spot, field), fields[field], `no such field exists here; known are ${known.join(', ')}`)
  }
  return fields
}

/** A number written as a JSON number, or as a hex or decimal string where it may not fit one. */
function numberIn(found: unknown, spot: Spot, least: bigint, most: bigint, what: string): bigint {
  const allowed = `${what} is ${least} ... ${most > 0xffffn ? `0x${most.toString(16)}` : most}, as a number or as a hex or decimal string`
  if (typeof found === 'number' && Number.isInteger(found) && !Number.isSafeInteger(found)) refuse(spot, found, 'JSON numbers this large lose digits; write it as a string such as "0x4000000000000000"')
  const readable = Number.isSafeInteger(found) || (typeof found === 'string' && /^(0[xX][0-9a-fA-F]{1,32}|\d{1,39})$/.test(found))
  if (!readable) refuse(spot, found, allowed)
  const number = BigInt(found as number | string) // `readable` says that it is one of the two
  if (number < least || number > most) refuse(spot, found, allowed)
  return number
}

/** A count or an index: a plain JSON number. */
function integerIn(found: unknown, spot: Spot, least: number, most: number, what: string): number {
  if (typeof found !== 'number' || !Number.isInteger(found) || found < least || found > most) refuse(spot, found, `${what} is a whole number ${least} ... ${most}`)
  return found
}

function oneOf<T extends string | number>(found: unknown, spot: Spot, allowed: readonly T[]): T {
  const chosen = allowed.find((one) => one === found)
  return chosen ?? refuse(spot, found, `allowed are ${allowed.map((one) => JSON.stringify(one)).join(', ')}`)
}

function accessOf(fields: Fields, spot: Spot): { readonly offset: number; readonly size: Size } {
  const size = oneOf(fields['size'], inside(spot, 'size'), [4, 8] as const)
  const at = inside(spot, 'offset')
  const offset = Number(numberIn(fields['offset'], at, 0n, BigInt(REGION_BYTES - size), 'an offset'))
  if (offset % size !== 0) refuse(at, fields['offset'], `a ${size}-byte access starts at a multiple of ${size}`)
  return { offset, size }
}

function writeOf(fields: Fields, spot: Spot): Operation {
  const { offset, size } = accessOf(fields, spot)
  const at = inside(spot, 'value')
  const value = (most: bigint): bigint => numberIn(fields['value'], at, 0n, most, `a ${size}-byte value`)
  return size === 4
    ? { op: 'write', offset, size, value: Number(value(0xffff_ffffn)) }
    : { op: 'write', offset, size, value: value(0xffff_ffff_ffff_ffffn) }
}

const callOf = (fields: Fields, spot: Spot): RefusableCall => oneOf(fields['call'], inside(spot, 'call'), REFUSABLE_CALLS)

function refusalOf(fields: Fields, spot: Spot): Operation {
  const call = callOf(fields, spot)
  const { errno, times } = fields
  const at = inside(spot, 'errno')
  if (typeof errno !== 'string' || errnoNumber(errno) === undefined) refuse(at, errno, 'write the name of a Linux errno, such as "ENOMEM"')
  if (!mayRefuse(call, errno)) refuse(at, errno, `${call} says so only to a broken order of queues; refuse it with another errno, such as "ENOMEM"`)
  if (times === undefined) return { op: 'refuse', call, errno }
  return { op: 'refuse', call, errno, times: integerIn(times, inside(spot, 'times'), 1, MOST_TIMES, 'a number of times (leave it out to refuse until "allow")') }
}

function operationOf(found: unknown, spot: Spot): Operation {
  const kinds = [...OPERATION_FIELDS.keys()]
  const known = [...new Set([...OPERATION_FIELDS.values()].flat())]
  const { op: kind } = fieldsOf(found, spot, ['op', ...known])
  const op = oneOf(kind, inside(spot, 'op'), kinds)
  const fields = fieldsOf(found, spot, ['op', ...(OPERATION_FIELDS.get(op) ?? [])])
  const logical = (): number => integerIn(fields['l'], inside(spot, 'l'), 0, MOST_QUEUES - 1, 'a logical queue')
  switch (op) {
    case 'read':
      return { op, ...accessOf(fields, spot) }
    case 'write':
      return writeOf(fields, spot)
    case 'consume':
      return { op, l: logical(), n: integerIn(fields['n'], inside(spot, 'n'), 0, MOST_COMMANDS, 'a number of commands') }
    case 'fault':
      return { op, l: logical(), code: integerIn(fields['code'], inside(spot, 'code'), 1, 4, 'an error code') }
    case 'refuse':
      return refusalOf(fields, spot)
    case 'allow':
      return { op, call: callOf(fields, spot) }
    default:
      return { op: op as 'attach' | 'detach' | 'reset' | 'deliver' | 'lose' } // all other kinds are handled above
  }
}

function slotOf(found: unknown, spot: Spot): SlotContents {
  const fields = fieldsOf(found, spot, SLOT_FIELDS)
  const word = (field: (typeof SLOT_FIELDS)[number]): number =>
    Number(fields[field] === undefined ? 0n : numberIn(fields[field], inside(spot, field), 0n, 0xffff_ffffn, 'a word of a slot'))
  return { prod: word('prod'), cons: word('cons'), config: word('config'), gerror: word('gerror'), gerrorn: word('gerrorn') }
}

function listOf<T>(found: unknown, spot: Spot, most: number, one: (found: unknown, spot: Spot) => T): readonly T[] {
  if (!Array.isArray(found)) refuse(spot, found, 'write a list')
  if (found.length > most) refuse(spot, `${found.length} entries`, `at most ${most} fit, one for each queue`)
  return found.map((entry: unknown, index) => one(entry, { where: spot.where, path: `${spot.path}[${index}]` }))
}

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const { line, column, found } = syntaxErrorAt(text)
    throw new ProgramError(`${where}:${line}:${column}: ${found} is not expected here: a program is JSON; correct it there`)
  }
}

/**
 * Reads a program from JSON. `where` names the text in messages: a file name.
 * Everything is checked, so that whatever comes back can be run on any device; else a ProgramError says what to change.
 */
export function parseProgram(text: string, where: string): Program {
  const top: Spot = { where, path: '' }
  const fields = fieldsOf(jsonOf(text, where), top, ['version', 'kernel', 'queues', 'slots', 'operations'])
  oneOf(fields['version'], inside(top, 'version'), [VERSION])
  const kernel = oneOf(fields['kernel'], inside(top, 'kernel'), KERNELS)
  const queues = oneOf(fields['queues'], inside(top, 'queues'), [1, 2, 4, 8, 16, 32, 64, MOST_QUEUES])
  const slots = fields['slots'] === undefined ? [] : listOf(fields['slots'], inside(top, 'slots'), queues, slotOf)
  const operations = listOf(fields['operations'], inside(top, 'operations'), Infinity, operationOf)
  return { kernel, queues, slots, operations }
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`

/** One operation as JSON on one line, fields in a fixed order. */
export function formatOperation(operation: Operation): string {
  switch (operation.op) {
    case 'read':
      return JSON.stringify({ op: 'read', offset: hex(operation.offset), size: operation.size })
    case 'write':
      return JSON.stringify({ op: 'write', offset: hex(operation.offset), size: operation.size, value: hex(operation.value) })
    default: {
      const { op, ...fields } = operation
      const order = OPERATION_FIELDS.get(op) ?? []
      return JSON.stringify({ op, ...fields }, ['op', ...order])
    }
  }
}

const formatSlot = (slot: SlotContents): string => JSON.stringify(Object.fromEntries(SLOT_FIELDS.map((field) => [field, hex(slot[field])])))

const formatList = (lines: readonly string[]): string => (lines.length === 0 ? '[]' : `[\n${lines.map((line) => `    ${line}`).join(',\n')}\n  ]`)

/** A program as JSON, one operation a line. Equal programs give equal texts, and parseProgram reads back the same program. */
export function formatProgram({ kernel, queues, slots, operations }: Program): string {
  return `{
  "version": ${VERSION},
  "kernel": ${JSON.stringify(kernel)},
  "queues": ${queues},
  "slots": ${formatList(slots.map(formatSlot))},
  "operations": ${formatList(operations.map(formatOperation))}
}
`
}
