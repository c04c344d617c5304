/**
 * What ties the parts of the state together, each tie with a name, so that a broken one can be told. Most hold also in the
 * middle of an operation, when a control register was written and the host has not been asked yet; some only after that.
 */
import { NONE, small } from './machine.js'
import type { State } from './machine.js'
import { claimedSlot, part, queueAt } from './mapping.js'
import { PAGE_REGISTERS, queuesOf } from './parts.js'
import type { Encoded } from './parts.js'
import { queueWord, runs } from './settle.js'
import { TRUE, and, bit, bvadd, bvand, bvxor, eq, implies, ite, not, or, ule, ult, word } from './term.js'
import type { Term } from './term.js'

/** The invariant by name. */
export type Invariant = ReadonlyMap<string, Term>

type Get = (name: string) => Term

function cachedRegisters(get: Get, { code: { layout }, table }: Encoded): Record<string, Term> {
  const config = get(`word.${layout.W_CONFIG}`)
  const interface_ = get(`word.${layout.W_VINTF_CONFIG}`)
  return {
    'the word of the gaps is 0': eq(get(`word.${layout.W_ZERO}`), word(0)),
    'PARAM is what it was': eq(get(`word.${layout.W_PARAM}`), word(layout.PARAM_FIXED | (Math.log2(table.queues) << layout.PARAM_QUEUES_SHIFT))),
    'STATUS follows CONFIG': eq(get(`word.${layout.W_STATUS}`), bvand(config, word(1))),
    'VINTF0_STATUS follows VINTF0_CONFIG': eq(get(`word.${layout.W_VINTF_STATUS}`), bvand(interface_, word(1))),
    'HYP_OWN is 0': not(bit(interface_, 17)),
  }
}

function mapping(get: Get, state: State, encoded: Encoded): Record<string, Term> {
  const { code: { layout }, table: { queues } } = encoded
  const all = queuesOf(encoded)
  const claims = (l: number, q: number): Term => eq(get(`claimed.${q}`), small(l))
  const count = (flags: readonly Term[]): Term => flags.reduce((sum, flag) => bvadd(sum, ite(flag, small(1), small(0))), small(0))
  return {
    'the interface is on when VINTF0_CONFIG says so': eq(get('enabled'), bit(get(`word.${layout.W_VINTF_CONFIG}`), 0)),
    'each entry claims its slot': and(...all.map((q) => eq(get(`claimed.${q}`), claimedSlot(get(queueWord(encoded, q, layout.Q_ALLOC)), queues)))),
    'claims are counted': and(...all.map((l) => eq(get(`claims.${l}`), count(all.map((q) => claims(l, q)))))),
    'claimants are known': and(...all.map((l) => eq(get(`claimants.${l}`), all.reduce((sum, q) => bvxor(sum, ite(claims(l, q), small(q), small(0))), small(0))))),
    'slots with one claimant are counted': eq(get('sole'), count(all.map((l) => eq(get(`claims.${l}`), small(1))))),
    'a VINTF row is that of the queue mapped there, or a gap': and(...all.flatMap((l) => [0, 1].map((page) => {
      const followed = all.map((q) => implies(eq(queueAt(state, l), small(q)), or(...aliasesOf(get, encoded, page, l, q))))
      return and(...followed, implies(eq(queueAt(state, l), NONE), eq(get(`row.v${page}.${l}`), small(encoded.table.alias(page, l, -1, -1)))))
    }))),
  }
}

/** The VINTF row is what the table's rewrite makes of the queue's direct row. */
function aliasesOf(get: Get, { table }: Encoded, page: number, slot: number, queue: number): readonly Term[] {
  const contents = table.rows.find(({ name }) => name === `d${page}.${queue}`)?.contents ?? []
  return [...contents].map((content) => and(eq(get(`row.d${page}.${queue}`), small(content)), eq(get(`row.v${page}.${slot}`), small(table.alias(page, slot, queue, content)))))
}

function slots(get: Get, encoded: Encoded): Record<string, Term> {
  const { table } = encoded
  const all = queuesOf(encoded)
  const serves = (q: number, s: number): Term => eq(get(`liveSlot.${q}`), small(s))
  return {
    'a queue is served by the live slot that it owns, or by none': and(...all.flatMap((q) => [
      or(eq(get(`liveSlot.${q}`), NONE), ult(get(`liveSlot.${q}`), small(table.queues))),
      ...all.map((s) => eq(serves(q, s), and(get(`live.${s}`), eq(get(`owner.${s}`), small(q))))),
    ])),
    'a live slot has an owner, and no other slot has': and(...all.map((s) => eq(get(`live.${s}`), ult(get(`owner.${s}`), small(table.queues))))),
    'a slot without owner has no ring': and(...all.map((s) => implies(not(get(`live.${s}`)), and(eq(get(`owner.${s}`), NONE), eq(get(`ringLow.${s}`), word(0)), eq(get(`ringHigh.${s}`), word(0)))))),
    'a live slot has a hardware queue, and the page is mapped': and(ule(get('held'), small(table.queues)), ...all.map((s) => implies(get(`live.${s}`), and(ult(small(s), get('held')), get('page'))))),
    'a slot of the page without a hardware queue reads 0': and(...all.map((s) => implies(not(ult(small(s), get('held'))), and(...Array.from({ length: PAGE_REGISTERS }, (_, r) => eq(get(`slot.${s}.${r}`), word(0))))))),
    'a direct Page0 row leads to the live slot or to the cache': and(...all.map((q) => and(
      implies(eq(get(`liveSlot.${q}`), NONE), eq(get(`row.d0.${q}`), small(table.direct(q, -1)))),
      ...all.map((s) => implies(serves(q, s), eq(get(`row.d0.${q}`), small(table.direct(q, s))))),
    ))),
    'a direct Page1 row is what it was': and(...all.map((q) => eq(get(`row.d1.${q}`), small(table.powerOn.get(`d1.${q}`) ?? 0)))),
  }
}

function backing(get: Get, encoded: Encoded): Record<string, Term> {
  const all = queuesOf(encoded)
  return {
    'the page and hardware queues need a vIOMMU': implies(or(get('page'), ult(small(0), get('held'))), get('viommu')),
    'what is settled runs what the guest asks for, were the interface on': and(ule(get('settled'), get('held')), ...all.map((s) => implies(ult(small(s), get('settled')), and(eq(get(`claims.${s}`), small(1)), runs({ get }, encoded, s, get(`claimants.${s}`)))))),
  }
}

function errors(get: Get, encoded: Encoded): Record<string, Term> {
  const all = queuesOf(encoded)
  return {
    'verdicts and halves are numbers that there are': and(...all.map((q) => and(ule(get(`known.${q}`), small(2)), ule(get(`openHalf.${q}`), small(2)), ule(get(`provoked.${q}`), small(1))))),
    'an error that half a BASE provoked is that of a queue without hardware': and(...all.map((q) => implies(eq(get(`provoked.${q}`), small(1)), eq(get(`liveSlot.${q}`), NONE)))),
  }
}

function atRest(get: Get, state: State, encoded: Encoded): Record<string, Term> {
  const all = queuesOf(encoded)
  const agrees = (s: number): Term => ite(ult(small(s), get('held')), and(get(`live.${s}`), eq(get(`owner.${s}`), queueAt(state, s)), not(eq(queueAt(state, s), NONE))), eq(queueAt(state, s), NONE))
  return {
    'a slot is live only while a device is attached': implies(or(...all.map((s) => get(`live.${s}`))), get('attached')),
    'nothing is settled while the interface is off': implies(not(get('enabled')), eq(get('settled'), small(0))),
    'while the window is in, every slot is mapped and live, or neither': implies(get('window'), and(get('attached'), get('page'), ...all.map(agrees))),
  }
}

/** What holds at any time. */
export function invariantAt(state: State, encoded: Encoded): Invariant {
  const get = (name: string): Term => part(state, name)
  return new Map(Object.entries({ ...cachedRegisters(get, encoded), ...mapping(get, state, encoded), ...slots(get, encoded), ...backing(get, encoded), ...errors(get, encoded) }))
}

/** What holds between operations, when host and guest agree as far as the host lets them. */
export function invariantAtRest(state: State, encoded: Encoded): Invariant {
  return new Map([...invariantAt(state, encoded), ...Object.entries(atRest((name) => part(state, name), state, encoded))])
}

export const allOf = (invariant: Invariant): Term => and(TRUE, ...invariant.values())
