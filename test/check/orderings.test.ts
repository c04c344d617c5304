/**
 * The enumeration against its definition, recounted from the programs alone: which orders there are, in which gap each
 * access stands, that the rest of the order follows, and that every register is read back before it is overwritten.
 */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { Operation } from '../../src/check/contract.js'
import { KINDS, orderPrograms, possible } from '../../src/check/orderings.js'
import type { CaseProgram, OrderTable } from '../../src/check/orderings.js'

const table: OrderTable = { kernel: '6.17', queues: 2, queue: 0, start: 'cleared', attachFirst: false, kinds: KINDS }
const REGISTERS = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN']

/** The lifecycle event that an operation is for queue `q`, by what it does and not by who wrote it. */
function eventOf(operation: Operation, q: number): string | undefined {
  if (operation.op === 'attach') return 'attach'
  if (operation.op !== 'write') return undefined
  const word = region.locate(operation.offset, 2)
  const on = (Number(BigInt(operation.value) & 1n)) === 1
  if (word?.page === 'Config' && word.register === 'CONFIG') return on ? 'cmdqv' : undefined
  if (word?.register === 'VINTF0_CONFIG') return on ? 'vintf' : undefined
  if (word?.register === 'CMDQ_ALLOC_MAP' && word.index === q) return on ? 'alloc' : undefined
  if (word?.register === 'BASE_L' && operation.size === 8 && word.index === q) return 'base'
  return undefined
}

interface Cell {
  readonly order: string
  readonly gap: number
  readonly register: string
  readonly aperture: string
  readonly direction: string
}

/** Every Page0 access to the queue that stands in a gap, with the order that its program runs. */
function cellsIn({ program, marks }: CaseProgram, q: number): Cell[] {
  const accesses = new Set(marks.map(({ access }) => access))
  const order: string[] = []
  const found: Omit<Cell, 'order'>[] = []
  program.operations.forEach((operation, i) => {
    const word = 'offset' in operation ? region.locate(operation.offset, 2) : undefined
    if (accesses.has(i) && word && 'offset' in operation) {
      found.push({ gap: order.length, register: word.register, aperture: word.aperture, direction: operation.op })
      return
    }
    const enable = operation.op === 'write' && word?.page === 'Page0' && word.register === 'CONFIG' && word.index === q && word.aperture === 'direct' ? 'enable' : undefined
    const event = eventOf(operation, q) ?? enable
    if (event && order.length < 6) order.push(event)
  })
  return found.map((cell) => ({ ...cell, order: order.join(' ') }))
}

describe('the enumerated orderings', () => {
  const all = [...orderPrograms(table, region, 0, 720, 7)]
  const cellPrograms = all.filter(({ marks }) => marks[0]?.kind === 'cells')

  test('there are 720 orders, 120,960 cells, 5,760 mmap and alloc cases and 5,040 resets', () => {
    expect(possible(table)).toEqual({ orderings: 720, cells: 120_960, mmap: 5_760, alloc: 5_760, reset: 5_040 })
  })

  test('without attach in the order there are 120 orders and six gaps', () => {
    expect(possible({ attachFirst: true, kinds: KINDS })).toEqual({ orderings: 120, cells: 17_280, mmap: 840, alloc: 840, reset: 720 })
  })

  test('each cell of the definition stands in exactly one program, in its gap, and the whole order runs', () => {
    const seen = new Map<string, number>()
    for (const one of cellPrograms) {
      for (const { order, gap, register, aperture, direction } of cellsIn(one, 0)) {
        expect(order.split(' ').length).toBe(6)
        const key = `${order}|${gap}|${register}|${aperture}|${direction}`
        seen.set(key, (seen.get(key) ?? 0) + 1)
      }
    }
    expect(seen.size).toBe(120_960)
    expect([...seen.values()].every((count) => count === 1)).toBe(true)
  })

  test('after the last event every register is read back through both apertures before anything is written', () => {
    for (const { program } of cellPrograms) {
      const { operations } = program
      const lastWrite = operations.findLastIndex((operation, i) => operation.op === 'write' && operations.slice(i + 1).filter(({ op }) => op === 'read').length >= 20)
      const nextWrite = operations.findIndex(({ op }, i) => i > lastWrite && op === 'write')
      const back = operations.slice(lastWrite + 1, nextWrite)
      const names = new Set(back.flatMap((operation) => ('offset' in operation ? [region.locate(operation.offset, 2)?.name] : [])))
      for (const register of REGISTERS) for (const prefix of ['VCMDQ0', 'LVCMDQ0']) expect(names.has(`${prefix}_${register}`)).toBe(true)
      for (const register of ['BASE_L', 'BASE_H', 'CONS_INDX_BASE_DRAM_L', 'CONS_INDX_BASE_DRAM_H']) for (const prefix of ['VCMDQ0', 'LVCMDQ0']) expect(names.has(`${prefix}_${register}`)).toBe(true)
    }
  })

  test('every case of each kind is marked once', () => {
    for (const kind of KINDS) {
      const marked = all.flatMap(({ marks }) => marks.filter((mark) => mark.kind === kind).map(({ index }) => index))
      expect(new Set(marked).size).toBe(possible(table)[kind])
      expect(marked.length).toBe(possible(table)[kind])
    }
  })

  test('a write probe keeps the CMDQ_EN that the order has at that moment', () => {
    for (const one of cellPrograms) {
      let enabled = 0
      const accesses = new Set(one.marks.map(({ access }) => access))
      one.program.operations.forEach((operation, i) => {
        if (operation.op !== 'write') return
        const word = region.locate(operation.offset, 2)
        if (word?.page !== 'Page0' || word.register !== 'CONFIG') return
        if (accesses.has(i)) expect(Number(operation.value)).toBe(enabled)
        else enabled = Number(operation.value)
      })
    }
  })
})
