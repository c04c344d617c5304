/** What a write of a control register means: Optimised.storeControl and what it calls. */
import type { RouteCodes } from './code.js'
import { NONE, small } from './machine.js'
import type { Machine } from './machine.js'
import { disturb, follow, queueAt, setEntry } from './mapping.js'
import { queuesOf } from './parts.js'
import type { Encoded } from './parts.js'
import { initErrorActive, queueWord, toggleInitError } from './settle.js'
import { TRUE, and, asBits, bit, bvadd, bvand, eq, ite, not, word } from './term.js'
import type { Term } from './term.js'

/** Bit 17 of VINTF0_CONFIG is the host's. */
const HYP_OWN = 1 << 17

/** Optimised.storeInterface */
function storeInterface(m: Machine, encoded: Encoded, value: Term): void {
  const { layout } = encoded.code
  m.set(`word.${layout.W_VINTF_CONFIG}`, value)
  m.set(`word.${layout.W_VINTF_STATUS}`, bvand(value, word(1)))
  const enabled = bit(value, 0)
  m.when(not(eq(m.get('enabled'), enabled)), () => {
    m.set('enabled', enabled)
    for (const l of queuesOf(encoded)) follow(m, encoded, l, queueAt(m.state, l))
  }, 'the interface is switched on or off')
}

/** Optimised.remap */
function remap(m: Machine, encoded: Encoded, slot: Term): void {
  m.each(slot, encoded.table.queues, (l) => follow(m, encoded, l, queueAt(m.state, l)))
  disturb(m, slot)
}

/** Optimised.storeEntry */
function storeEntry(m: Machine, encoded: Encoded, queue: number, value: Term): void {
  m.set(queueWord(encoded, queue, encoded.code.layout.Q_ALLOC), value)
  const from = m.get(`claimed.${queue}`)
  setEntry(m, encoded, queue, value)
  const to = m.get(`claimed.${queue}`)
  m.when(not(eq(from, to)), () => {
    remap(m, encoded, from)
    remap(m, encoded, to)
  }, `the entry of queue ${queue} moves`)
}

/** Errors.baseWritten; half 0 is all of BASE. */
function baseWritten(m: Machine, encoded: Encoded, queue: number, half: Term): void {
  const name = `openHalf.${queue}`
  m.set(name, ite(eq(bvadd(m.get(name), half), small(3)), small(0), half))
  const isTakenBack = and(eq(m.get(`provoked.${queue}`), small(1)), initErrorActive(m, encoded, queue))
  m.when(isTakenBack, () => toggleInitError(m, encoded, queue), 'an error that half a BASE provoked is taken back')
  m.set(`provoked.${queue}`, small(0))
}

/** Optimised.storeBase */
function storeBase(m: Machine, encoded: Encoded, queue: number, register: number, value: Term, wide: Term): void {
  const name = queueWord(encoded, queue, register)
  m.when(not(eq(m.get(name), value)), () => {
    m.set(name, value)
    m.set(`known.${queue}`, small(0))
    disturb(m, m.get(`claimed.${queue}`))
  }, 'BASE changes')
  baseWritten(m, encoded, queue, ite(wide, small(0), small(register === encoded.code.layout.Q_BASE_H ? 2 : 1)))
}

/** The control register that a cached word is: the queue and its register, or neither. */
function ownerOf({ code: { layout }, table }: Encoded, index: number): { readonly queue: number; readonly register: number } | undefined {
  const queue = Math.floor((index - layout.W_QUEUES) / layout.QUEUE_WORDS)
  return queue < 0 || queue >= table.queues ? undefined : { queue, register: index - layout.W_QUEUES - queue * layout.QUEUE_WORDS }
}

/** A store that `route` hands to a handler; `index` is the cached word that loads of the register come from. */
export function storeControl(m: Machine, encoded: Encoded, route: number, index: number, value: Term, wide: Term): void {
  const { layout, routes } = encoded.code
  const queue = ownerOf(encoded, index)
  const known = (Object.entries(routes) as [keyof RouteCodes, number][]).find(([name, code]) => name.startsWith('STORE_') && code === route)?.[0] // the entries of an interface of numbers
  m.when(TRUE, () => {
    switch (known) {
      case 'STORE_CONFIG':
        m.set(`word.${layout.W_STATUS}`, bvand(value, word(1)))
        return m.set(`word.${index}`, value)
      case 'STORE_VINTF_CONFIG':
        return storeInterface(m, encoded, bvand(value, word(~HYP_OWN)))
      case 'STORE_ALLOC':
        return storeEntry(m, encoded, queue?.queue ?? 0, value)
      case 'STORE_ENABLE':
        return m.set(`word.${index}`, value)
      case 'STORE_BASE':
        return storeBase(m, encoded, queue?.queue ?? 0, queue?.register ?? 0, value, wide)
      default:
        throw new Error(`the device's table: a store goes to ${route}, which the encoding does not know`)
    }
  }, `${known ?? ''} of word ${index}`)
  const unsettles = known === 'STORE_ENABLE' ? bit(value, 0) : TRUE
  m.when(unsettles, () => m.set('unsettled', TRUE))
}

/** Optimised.clearRegisters */
export function clearRegisters(m: Machine, encoded: Encoded, powerOn: (name: string) => Term): void {
  const { layout } = encoded.code
  for (const { name } of encoded.table.rows) m.set(`row.${name}`, powerOn(`row.${name}`))
  for (let i = 0; i < encoded.table.words; i++) m.set(`word.${i}`, powerOn(`word.${i}`))
  m.set(`word.${layout.W_STATUS}`, asBits(32, TRUE))
  m.set('enabled', not(TRUE))
  m.set('sole', small(0))
  for (const q of queuesOf(encoded)) {
    for (const name of ['claims', 'claimants', 'known', 'openHalf', 'provoked']) m.set(`${name}.${q}`, small(0))
    m.set(`claimed.${q}`, NONE)
  }
}
