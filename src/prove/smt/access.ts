/** The access path: what a load gives, and what a store does, at every offset and size; and the host's window. */
import { storeControl } from './control.js'
import { Machine, small } from './machine.js'
import type { State } from './machine.js'
import { part, queueAt } from './mapping.js'
import { PAGE_REGISTERS, queuesOf } from './parts.js'
import type { Encoded } from './parts.js'
import { active, settle, storePage } from './settle.js'
import type { TableRegister } from './table.js'
import { TRUE, and, asBits, bvadd, bvand, bvor, eq, ite, not, or, ult, word } from './term.js'
import type { Term } from './term.js'

/** One guest access; `low` and `high` are the words written, `wide` is 8 bytes. */
export interface Access {
  readonly offset: Term
  readonly wide: Term
  readonly low: Term
  readonly high: Term
}

/** The register of the host's page that a route leads to; undefined for the page's gaps. */
function pageRegister({ code: { routes, layout }, table }: Encoded, route: number): { readonly slot: number; readonly register: number } | undefined {
  const byte = (routes.PAGE - route) * 4
  const slot = Math.floor(byte / layout.SLOT_BYTES)
  const register = (byte % layout.SLOT_BYTES) / 4
  return slot < table.queues && register < PAGE_REGISTERS ? { slot, register } : undefined
}

/** One bit for each queue or slot. */
const mapOf = (flags: readonly Term[]): Term => flags.reduce((map, flag, i) => bvor(map, ite(flag, word(1 << i), word(0))), word(0))

/** What a load by this route gives. */
function loaded(state: State, encoded: Encoded, route: number): Term {
  const { code: { routes, layout }, table } = encoded
  const get = { get: (name: string) => part(state, name) }
  const isActive = (queue: number): Term => not(eq(active(get, encoded, queue), word(0)))
  const isActiveAt = (slot: number): Term => or(...queuesOf(encoded).map((q) => and(eq(queueAt(state, slot), small(q)), isActive(q))))
  if (route >= table.firstWord) return part(state, `word.${route - table.firstWord}`)
  if (route <= routes.PAGE) {
    const at = pageRegister(encoded, route)
    return at ? ite(part(state, 'page'), part(state, `slot.${at.slot}.${at.register}`), word(0)) : word(0)
  }
  if (route === routes.LOAD_VI_ERR_MAP) return asBits(32, or(...queuesOf(encoded).map(isActiveAt)))
  for (let m = 0; m < layout.MAP_WORDS; m++) {
    const own = queuesOf(encoded).filter((q) => q >>> 5 === m)
    if (route === routes.LOAD_CMDQ_ERR_MAP - m) return mapOf(own.map(isActive))
    if (route === routes.LOAD_LVCMDQ_ERR_MAP - m) return mapOf(own.map(isActiveAt))
  }
  throw new Error(`the device's table: a load goes to ${route}, which the encoding does not know`)
}

/** What a load of one register gives, whatever its row holds. */
function registerLoaded(state: State, encoded: Encoded, { row, position, load }: TableRegister): Term {
  if (!row) return loaded(state, encoded, load)
  const options = [...row.contents].map((content) => ({ content, value: loaded(state, encoded, encoded.table.contents[content]?.loads[position] ?? 0) }))
  const [first, ...rest] = options
  return rest.reduce((otherwise, { content, value }) => ite(eq(part(state, `row.${row.name}`), small(content)), value, otherwise), first?.value ?? word(0))
}

const isWithin = ({ code: { layout } }: Encoded, offset: Term): Term => eq(bvand(offset, word(layout.OFFSET_BITS)), offset)
const isAligned = ({ offset, wide }: Access): Term => eq(bvand(offset, ite(wide, word(7), word(3))), word(0))

/** Optimised.read, of 4 and of 8 bytes: the low word and the high one. */
export function readDevice(state: State, encoded: Encoded, access: Access): readonly [Term, Term] {
  const { registers, gap } = encoded.table
  const load = (offset: Term): Term => {
    // At a known offset only one of them matters; making terms for all of them took most of the time of making obligations.
    const possible = offset.op === 'const' ? registers.filter((register) => register.offset === offset.value) : registers
    const found = possible.reduceRight((rest, register) => ite(eq(offset, word(register.offset)), registerLoaded(state, encoded, register), rest), loaded(state, encoded, gap.load))
    return ite(isWithin(encoded, offset), found, word(0))
  }
  const isWhole = or(not(access.wide), isAligned(access))
  return [ite(isWhole, load(access.offset), word(0)), ite(and(access.wide, isWhole), load(bvadd(access.offset, word(4))), word(0))]
}

/** Where one route of a register applies: the row that must hold it. */
function routesOf({ table }: Encoded, m: Machine, { row, position, load, store }: TableRegister): readonly { readonly condition: Term; readonly load: number; readonly store: number }[] {
  if (!row) return [{ condition: TRUE, load, store }]
  return [...row.contents].map((content) => ({
    condition: eq(m.get(`row.${row.name}`), small(content)), load: table.contents[content]?.loads[position] ?? 0, store: table.contents[content]?.stores[position] ?? 0,
  }))
}

/** Optimised.storeWord: one word, at an offset that is some register's or none's. */
export function storeWord(m: Machine, encoded: Encoded, offset: Term, value: Term, wide: Term): void {
  const { code: { routes }, table } = encoded
  // All conditions are about the state before the store: it goes to one place only.
  const possible = offset.op === 'const' ? table.registers.filter((register) => register.offset === offset.value) : table.registers
  const going = possible.flatMap((register) => routesOf(encoded, m, register).map((route) => ({ ...route, condition: and(eq(offset, word(register.offset)), route.condition) })))
  const byTarget = new Map<string, { readonly load: number; readonly store: number; condition: Term }>()
  for (const { load, store, condition } of going) {
    if (store === routes.DROP) continue
    const key = store > routes.PAGE && store < 0 ? `${store} ${load}` : `${store}`
    byTarget.set(key, { load, store, condition: or(byTarget.get(key)?.condition ?? not(TRUE), condition) })
  }
  for (const { load, store, condition } of byTarget.values()) m.when(condition, () => storeTo(m, encoded, load, store, value, wide))
}

function storeTo(m: Machine, encoded: Encoded, load: number, store: number, value: Term, wide: Term): void {
  const { code: { routes }, table } = encoded
  if (store >= table.firstWord) return m.set(`word.${store - table.firstWord}`, value)
  if (store > routes.PAGE) return storeControl(m, encoded, store, load - table.firstWord, value, wide)
  const at = pageRegister(encoded, store)
  if (at) m.when(and(m.get('page'), ult(small(at.slot), m.get('held'))), () => storePage(m, at.slot, at.register, value), `a store goes to the page, slot ${at.slot} register ${at.register}`)
}

/** Optimised.write; `agree` is what follows a store to a control register. */
export function writeDevice(m: Machine, encoded: Encoded, access: Access, agree = settle): void {
  const { offset, wide, low, high } = access
  m.when(and(isWithin(encoded, offset), isAligned(access)), () => {
    storeWord(m, encoded, offset, low, wide)
    m.when(wide, () => storeWord(m, encoded, bvadd(offset, word(4)), high, TRUE), 'a second word is stored')
    m.when(m.get('unsettled'), () => agree(m, encoded))
  })
}

/** Whether the guest reaches the host's page by itself. */
export function isWindow(state: State, { code: { layout } }: Encoded, offset: Term): Term {
  return and(part(state, 'window'), not(ult(offset, word(layout.VINTF_PAGE0))), ult(offset, word(layout.VINTF_PAGE0 + layout.PAGE_BYTES)))
}

/** What the host's page shows at an offset of the window. */
function shown(state: State, encoded: Encoded, offset: Term): Term {
  const { layout } = encoded.code
  const all = queuesOf(encoded).flatMap((s) => Array.from({ length: PAGE_REGISTERS }, (_, r) => ({ at: layout.VINTF_PAGE0 + s * layout.SLOT_BYTES + 4 * r, name: `slot.${s}.${r}` })))
  return ite(part(state, 'page'), all.reduceRight((rest, { at, name }) => ite(eq(offset, word(at)), part(state, name), rest), word(0)), word(0))
}

/** A guest's load: through the window where there is one. */
export function read(state: State, encoded: Encoded, access: Access): readonly [Term, Term] {
  const through = isWindow(state, encoded, access.offset)
  const [low, high] = readDevice(state, encoded, access)
  return [ite(through, shown(state, encoded, access.offset), low), ite(through, ite(access.wide, shown(state, encoded, bvadd(access.offset, word(4))), word(0)), high)]
}

/** The guest stores one word of the page by itself. */
export function storeThroughWindow(m: Machine, encoded: Encoded, offset: Term, value: Term): void {
  const { layout } = encoded.code
  for (const s of queuesOf(encoded)) {
    for (let r = 0; r < PAGE_REGISTERS; r++) {
      const here = eq(offset, word(layout.VINTF_PAGE0 + s * layout.SLOT_BYTES + 4 * r))
      m.when(and(here, m.get('page'), ult(small(s), m.get('held'))), () => storePage(m, s, r, value), `the guest stores through the window, slot ${s}`)
    }
  }
}

/** A guest's store: through the window where there is one. */
export function write(m: Machine, encoded: Encoded, access: Access): void {
  const through = isWindow(m.state, encoded, access.offset)
  m.when(through, () => {
    storeThroughWindow(m, encoded, access.offset, access.low)
    m.when(access.wide, () => storeThroughWindow(m, encoded, bvadd(access.offset, word(4)), access.high))
  })
  m.when(not(through), () => writeDevice(m, encoded, access))
}
