/** How routes follow the mapping: which VCMDQ a VINTF slot reaches, and the rewrites of the table. */
import { NONE, choose, small } from './machine.js'
import type { Machine, State } from './machine.js'
import { queuesOf } from './parts.js'
import type { Encoded } from './parts.js'
import { and, bit, bvadd, bvsub, bvxor, eq, extract, bits, ite, not, ult, widened } from './term.js'
import type { Term } from './term.js'

export const part = (state: State, name: string): Term => {
  const term = state.get(name)
  if (!term) throw new RangeError(`the encoding has no part ${name}`)
  return term
}

/** The VCMDQ mapped at a slot, by the device's own bookkeeping. */
export const queueAt = (state: State, slot: number): Term => ite(and(part(state, 'enabled'), eq(part(state, `claims.${slot}`), small(1))), part(state, `claimants.${slot}`), NONE)

/** The slot that an entry of CMDQ_ALLOC_MAP claims, or NONE. */
export function claimedSlot(entry: Term, queues: number): Term {
  const slot = widened(extract(entry, 1, 7), 8)
  return ite(and(bit(entry, 0), eq(extract(entry, 15, 6), bits(6, 0)), ult(slot, small(queues))), slot, NONE)
}

/** One claim more or less on a slot. */
function change(m: Machine, { table }: Encoded, slot: Term, queue: number, by: 1 | -1): void {
  m.each(slot, table.queues, (l) => {
    const before = m.get(`claims.${l}`)
    const after = by === 1 ? bvadd(before, small(1)) : bvsub(before, small(1))
    m.set(`claims.${l}`, after)
    m.set(`claimants.${l}`, bvxor(m.get(`claimants.${l}`), small(queue)))
    m.when(eq(before, small(1)), () => m.set('sole', bvsub(m.get('sole'), small(1))), 'a slot loses its only claim, or gets a second one')
    m.when(eq(after, small(1)), () => m.set('sole', bvadd(m.get('sole'), small(1))), 'a slot gets its only claim, or loses a second one')
  })
}

/** Mapping.setEntry */
export function setEntry(m: Machine, encoded: Encoded, queue: number, value: Term): void {
  change(m, encoded, m.get(`claimed.${queue}`), queue, -1)
  const slot = claimedSlot(value, encoded.table.queues)
  m.set(`claimed.${queue}`, slot)
  change(m, encoded, slot, queue, 1)
}

/** Routing.vintf, with the rows that it makes. */
export function follow(m: Machine, encoded: Encoded, slot: number, queue: Term): void {
  const { table } = encoded
  for (const page of [0, 1]) {
    const rows = queuesOf(encoded).map((q) => {
      const source = table.rows.find(({ name }) => name === `d${page}.${q}`)
      const from = m.get(`row.d${page}.${q}`)
      return [...(source?.contents ?? [])].reduce((rest, content) => ite(eq(from, small(content)), small(table.alias(page, slot, q, content)), rest), from)
    })
    m.set(`row.v${page}.${slot}`, choose(queue, rows, small(table.alias(page, slot, -1, -1))))
  }
}

/** Routing.directPage0 */
export function serveDirect(m: Machine, { table }: Encoded, queue: number, slot: number): void {
  m.set(`row.d0.${queue}`, small(table.direct(queue, slot)))
}

/** Backing.disturb */
export function disturb(m: Machine, slot: Term): void {
  m.when(and(not(eq(slot, NONE)), ult(slot, m.get('settled'))), () => m.set('settled', slot), 'a slot that ran is disturbed')
}
