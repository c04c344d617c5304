/**
 * Designs side by side on one protocol: each row is a step and what every design answers to it. Steps are those of
 * `test/device/rig.ts`, and `:8` behind a register makes the access 8 bytes wide; a bare offset is an access there.
 * An answer is what the host saw, in order, and then the value of a read, with who served it if not the cache. `!`
 * marks a refused call, `""` means that nothing happened.
 */
import { expect } from 'vitest'
import type { Entry, Kernel, Operation, RefusableCall, SlotContents } from '../../src/check/contract.js'
import { Bench } from '../../src/check/lockstep.js'
import { createDesign, designById } from '../../src/designs/index.js'
import type { Choices, Design } from '../../src/designs/index.js'
import { RINGS, offsetOf } from '../device/rig.js'

/** A step, and one answer per design. */
export type Row = readonly [step: string, ...answers: string[]]

export interface Machine {
  readonly queues?: number
  readonly kernel?: Kernel
  readonly slots?: readonly SlotContents[]
}

/** A public design that the test knows to exist. */
export function publicDesign(id: string): Design {
  const design = designById(id)
  if (design === undefined) throw new Error(`no design is called ${id}`)
  return design
}

/** A public design with some choices replaced. */
export const vary = (id: string, changes: Partial<Choices>): Design => ({ ...publicDesign(id), ...changes, id: `${id} varied`, extends: id })

/** Runs the steps on each design and compares the whole table, so that a failure shows the story. */
export function run(designs: readonly Design[], rows: readonly Row[], { queues = 2, kernel = '6.18.9', slots = [] }: Machine = {}): void {
  const columns = designs.map((design) => {
    const bench = new Bench({ name: design.id, create: createDesign(design) }, { queues, kernel, slots })
    return rows.map(([step], i) => {
      const started = i === 0 ? describe(bench.started().log) : ''
      return [started, answerTo(bench, step)].filter(Boolean).join(' ')
    })
  })
  const seen = rows.map(([step], i): Row => [step, ...columns.map((column) => column[i] ?? '')])
  expect(seen).toEqual(rows)
}

function answerTo(bench: Bench, step: string): string {
  const { value, log, backing } = bench.perform(operationOf(step))
  const read = value === undefined ? '' : `0x${value.toString(16)}${backing === 'cache' ? '' : ` ${backing}`}`
  return [describe(log), read].filter(Boolean).join(' ')
}

function operationOf(step: string): Operation {
  const [word = '', a = '', b = '', c] = step.split(/\s+/)
  switch (word) {
    case 'attach':
    case 'detach':
    case 'reset':
    case 'deliver':
    case 'lose':
      return { op: word }
    case 'consume':
      return { op: word, l: Number(a), n: Number(b) }
    case 'fault':
      return { op: word, l: Number(a), code: Number(b) }
    case 'refuse':
      // A wrong name is refused by the host, which throws.
      return { op: word, call: a as RefusableCall, errno: b, ...(c === undefined ? {} : { times: Number(c) }) }
    case 'allow':
      // A wrong name is refused by the host, which throws.
      return { op: word, call: a as RefusableCall }
    default:
      return accessOf(word, a === '=' ? b : undefined)
  }
}

function accessOf(place: string, text: string | undefined): Operation {
  const [name = '', wide] = place.split(':')
  const offset = /^0x/.test(name) ? Number(name) : offsetOf(name)
  if (text === undefined) return { op: 'read', offset, size: wide === undefined ? 4 : 8 }
  const value = RINGS[text] ?? BigInt(text)
  if (wide !== undefined) return { op: 'write', offset, size: 8, value }
  return { op: 'write', offset, size: 4, value: Number(value & 0xffff_ffffn) }
}

const describe = (log: readonly Entry[]): string => log.map(wordFor).filter(Boolean).join(' ')

const CALLS = { viommuAlloc: 'viommu', viommuDestroy: 'viommu-destroy', mmapPage0: 'mmap', munmapPage0: 'munmap' } as const
const PAGE0 = ['CONS', 'PROD', 'EN', 'STATUS', 'GERROR', 'GERRORN']

function wordFor(entry: Entry): string {
  switch (entry.kind) {
    case 'viommuAlloc':
    case 'viommuDestroy':
    case 'mmapPage0':
    case 'munmapPage0':
      return CALLS[entry.kind] + refusal(entry.answer)
    case 'hwQueueAlloc':
      return `alloc${entry.index}${refusal(entry.answer)}`
    case 'hwQueueDestroy':
      return `destroy${entry.index < 0 ? '?' : entry.index}${refusal(entry.answer)}`
    case 'guestMap':
      return `window:${entry.offset === 0x10000 ? 'd' : 'v'}${refusal(entry.answer)}`
    case 'guestUnmap':
      return `no-window:${entry.offset === 0x10000 ? 'd' : 'v'}${refusal(entry.answer)}`
    case 'store':
      return `${PAGE0[(entry.offset % 0x80) / 4] ?? 'gap'}${Math.floor(entry.offset / 0x80)}:=${entry.value}`
    case 'interrupt':
      return 'interrupt'
    case 'fetch':
      return `fetch${entry.slot}:${entry.count}`
    case 'strayLoad':
      return 'STRAY-LOAD'
    default:
      return ''
  }
}

const refusal = (answer: number): string => (answer < 0 ? '!' : '')

/** One choice at work: a public design, varied in that choice alone, one column per value. */
export interface Shown {
  readonly title: string
  readonly choice: keyof Choices
  readonly values: readonly (string | readonly string[])[]
  readonly check: () => void
}

/** `also` sets the scene where a value makes no difference without another. */
export function shows<N extends keyof Choices>(
  title: string, choice: N, base: string, values: readonly Choices[N][], rows: readonly Row[], machine: Machine = {}, also: Partial<Choices> = {},
): Shown {
  const designs = values.map((value) => vary(base, { ...also, [choice]: value }))
  return { title, choice, values, check: () => run(designs, rows, machine) }
}
