/** The state of the device as the encoding has it: every part with its width, and its value at power-on. */
import type { DeviceCode } from './code.js'
import { SMALL } from './machine.js'
import type { State } from './machine.js'
import type { CompiledTable } from './table.js'
import { bits, truth, variable } from './term.js'
import type { Term } from './term.js'

/** Registers of a slot in the host's page; the words behind them are gaps. */
export const PAGE_REGISTERS = 6

/** The device that is encoded: its code and its compiled table. */
export interface Encoded {
  readonly code: DeviceCode
  readonly table: CompiledTable
}

export interface Part {
  readonly name: string
  /** 0 for a truth value. */
  readonly width: number
  readonly powerOn: number
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

/** Every number of a queue or slot. */
export const queuesOf = ({ table }: Encoded): readonly number[] => numbers(table.queues)

function wordParts({ code: { layout }, table }: Encoded): readonly Part[] {
  const start = new Map([
    [layout.W_CONFIG, layout.CONFIG_RESET],
    [layout.W_STATUS, 1],
    [layout.W_PARAM, layout.PARAM_FIXED | (Math.log2(table.queues) << layout.PARAM_QUEUES_SHIFT)],
  ])
  return numbers(table.words).map((i) => ({ name: `word.${i}`, width: 32, powerOn: start.get(i) ?? 0 }))
}

function slotParts(queues: number): readonly Part[] {
  const perSlot = numbers(queues).flatMap((s): Part[] => [
    { name: `live.${s}`, width: 0, powerOn: 0 },
    { name: `owner.${s}`, width: SMALL, powerOn: -1 },
    { name: `ringLow.${s}`, width: 32, powerOn: 0 },
    { name: `ringHigh.${s}`, width: 32, powerOn: 0 },
    { name: `liveSlot.${s}`, width: SMALL, powerOn: -1 },
    ...numbers(PAGE_REGISTERS).map((r) => ({ name: `slot.${s}.${r}`, width: 32, powerOn: 0 })),
  ])
  return [{ name: 'page', width: 0, powerOn: 0 }, { name: 'held', width: SMALL, powerOn: 0 }, ...perSlot]
}

function mappingParts(queues: number): readonly Part[] {
  const perQueue = numbers(queues).flatMap((q): Part[] => [
    { name: `claims.${q}`, width: SMALL, powerOn: 0 },
    { name: `claimants.${q}`, width: SMALL, powerOn: 0 },
    { name: `claimed.${q}`, width: SMALL, powerOn: -1 },
  ])
  return [{ name: 'enabled', width: 0, powerOn: 0 }, { name: 'sole', width: SMALL, powerOn: 0 }, ...perQueue]
}

/** Every part of the state. The handles that the host gave for its queues are left out: no register shows them. */
export function partsOf(encoded: Encoded): readonly Part[] {
  const { table } = encoded
  const flags = ['window', 'viommu', 'attached'].map((name) => ({ name, width: 0, powerOn: 0 }))
  const perQueue = numbers(table.queues).flatMap((q) => ['known', 'openHalf', 'provoked'].map((name) => ({ name: `${name}.${q}`, width: SMALL, powerOn: 0 })))
  return [
    ...wordParts(encoded),
    ...table.rows.map(({ name }) => ({ name: `row.${name}`, width: SMALL, powerOn: table.powerOn.get(name) ?? 0 })),
    ...slotParts(table.queues), ...mappingParts(table.queues), { name: 'settled', width: SMALL, powerOn: 0 }, ...flags, ...perQueue,
  ]
}

/** Parts that last for one operation only. */
const PASSING = ['unsettled', 'releaseRefused'] as const

const withPassing = (parts: readonly (readonly [string, Term])[]): State => new Map([...parts, ...PASSING.map((name) => [name, truth(false)] as const)])

/** A state about which nothing is known. */
export const anyState = (encoded: Encoded): State => withPassing(partsOf(encoded).map(({ name, width }) => [name, variable(name, width)]))

/** The state of a device that was just made. */
export const powerOnState = (encoded: Encoded): State => withPassing(partsOf(encoded).map(({ name, width, powerOn }) => [name, width === 0 ? truth(powerOn === 1) : bits(width, powerOn)]))
