import { CheckerHost, errnoName } from '../../src/host/index.js'
import type { Entry, Header, Page0, SlotContents } from '../../src/check/contract.js'

export const KERNELS = ['6.17', '6.18.9'] as const
export const RING = 0x4000_0000n
export const RING_BYTES = 0x1000n

/** Byte offsets of the six registers of a slot. */
export const REGISTERS = { CONS: 0x00, PROD: 0x04, CONFIG: 0x08, STATUS: 0x0c, GERROR: 0x10, GERRORN: 0x14 } as const
export type Register = keyof typeof REGISTERS

/** Byte offset of a register in the page. */
export function at(slot: number, register: Register): number {
  return slot * 0x80 + REGISTERS[register]
}

/** A slot's contents with nothing but what is named. */
export function slot(contents: Partial<SlotContents>): SlotContents {
  return { prod: 0, cons: 0, config: 0, gerror: 0, gerrorn: 0, ...contents }
}

export function header(given: Partial<Header> = {}): Header {
  return { kernel: '6.18.9', queues: 2, slots: [], ...given }
}

export interface Scene {
  readonly host: CheckerHost
  readonly page: Page0
}

/** A host with a vIOMMU, a mapping and the given number of 4 KiB queues; its log is empty. */
export function running(queues: number, given: Partial<Header> = {}): Scene {
  const host = new CheckerHost(header(given))
  host.port.viommuAlloc()
  const page = mapped(host)
  for (let l = 0; l < queues; l++) allocate(host, l)
  host.takeLog()
  return { host, page }
}

/** Maps the page, which must be granted. */
export function mapped(host: CheckerHost): Page0 {
  const page = host.port.mmapPage0()
  if (typeof page === 'number') throw new Error(`mmapPage0 answered ${page}`)
  return page
}

/** Allocates a queue with a 4 KiB ring of its own, which must be granted, and gives its handle. */
export function allocate(host: CheckerHost, l: number): number {
  const id = host.port.hwQueueAlloc(l, RING + BigInt(l) * RING_BYTES, RING_BYTES)
  if (id <= 0) throw new Error(`hwQueueAlloc(${l}) answered ${id}`)
  return id
}

/** Stores through the mapping, by register name. */
export function store(page: Page0, l: number, values: Partial<Record<Register, number>>): void {
  for (const [register, value] of Object.entries(values)) page.store(l * 0x80 + offsetOf(register), value)
}

/** The six registers of a slot as loads find them. */
export function registers(page: Page0, l: number): Record<string, number> {
  return Object.fromEntries(Object.entries(REGISTERS).map(([name, offset]) => [name, page.load(l * 0x80 + offset)]))
}

/** An answer as a reader wants it: a name for a refusal, 'ok' for 0, 'id' for a handle. */
export function named(answer: number): string {
  if (answer < 0) return errnoName(answer) ?? String(answer)
  return answer === 0 ? 'ok' : 'id'
}

/** The log as lines such as 'viommuAlloc ok' and 'mmapPage0 ENOMEM injected'. */
export function lines(log: readonly Entry[]): string[] {
  return log.map((entry) => {
    if (!('answer' in entry)) return entry.kind
    const answer = typeof entry.answer === 'boolean' ? String(entry.answer) : named(entry.answer)
    return `${entry.kind} ${answer}${'injected' in entry && entry.injected ? ' injected' : ''}`
  })
}

function offsetOf(register: string): number {
  const found = Object.entries(REGISTERS).find(([name]) => name === register)
  if (found === undefined) throw new Error(`no register ${register}`)
  return found[1]
}
