/** Backing.settle and what it calls: every host call with any answer. */
import { NONE, small } from './machine.js'
import type { Machine } from './machine.js'
import { follow, queueAt, serveDirect } from './mapping.js'
import { PAGE_REGISTERS, queuesOf } from './parts.js'
import type { Encoded } from './parts.js'
import { FALSE, TRUE, and, bit, bits, bvand, bvnot, bvshl, bvsub, bvxor, eq, extract, ite, not, or, ule, ult, widened, word } from './term.js'
import type { Term } from './term.js'

// Registers of a slot in the host's page.
export const PAGE_CONS = 0
export const PAGE_PROD = 1
export const PAGE_ENABLE = 2
export const PAGE_STATUS = 3
export const PAGE_GERROR = 4
export const PAGE_GERRORN = 5

const UNKNOWN = small(0)
const PLAUSIBLE = small(1)
const HOPELESS = small(2)
const INIT_ERROR = 4
const ERRORS = 7

/** The name of a cached word of a queue. */
export const queueWord = ({ code: { layout } }: Encoded, queue: number, register: number): string => `word.${layout.W_QUEUES + queue * layout.QUEUE_WORDS + register}`

/** A store to a register of an allocated slot: the hardware answers CMDQ_EN with STATUS. */
export function storePage(m: Machine, slot: number, register: number, value: Term): void {
  const name = `slot.${slot}.${register}`
  if (register === PAGE_STATUS || register === PAGE_GERROR) return
  if (register === PAGE_ENABLE) m.set(`slot.${slot}.${PAGE_STATUS}`, ite(eq(m.get(name), value), m.get(`slot.${slot}.${PAGE_STATUS}`), bvand(value, word(1))))
  m.set(name, value)
}

/** Active error bits of a queue. */
export function active(m: Pick<Machine, 'get'>, encoded: Encoded, queue: number): Term {
  const { layout } = encoded.code
  const slot = m.get(`liveSlot.${queue}`)
  const cached = bvxor(m.get(queueWord(encoded, queue, layout.Q_GERROR)), m.get(queueWord(encoded, queue, layout.Q_GERRORN)))
  const shown = queuesOf(encoded).reduce((rest, s) => ite(and(m.get('page'), eq(slot, small(s))), bvxor(m.get(`slot.${s}.${PAGE_GERROR}`), m.get(`slot.${s}.${PAGE_GERRORN}`)), rest), cached)
  return bvand(shown, word(ERRORS))
}

export const initErrorActive = (m: Machine, encoded: Encoded, queue: number): Term => not(eq(bvand(active(m, encoded, queue), word(INIT_ERROR)), word(0)))

export function toggleInitError(m: Machine, encoded: Encoded, queue: number): void {
  const name = queueWord(encoded, queue, encoded.code.layout.Q_GERROR)
  m.set(name, bvxor(m.get(name), word(INIT_ERROR)))
}

function acquire(m: Machine, encoded: Encoded): void {
  m.when(not(m.get('viommu')), () => m.set('viommu', m.answer('viommuAlloc')), 'a vIOMMU is asked for')
  m.when(and(m.get('viommu'), not(m.get('page'))), () => {
    m.when(m.answer('mmapPage0'), () => {
      m.set('page', TRUE)
      // While it was not mapped nobody looked at it.
      for (const s of queuesOf(encoded)) for (let r = 0; r < PAGE_REGISTERS; r++) m.set(`slot.${s}.${r}`, ite(ult(small(s), m.get('held')), m.answer(`mapped.${s}.${r}`, 32), word(0)))
    }, 'the page is mapped')
  }, 'the page is asked for')
}

/** Rings.legal: a size that the kernel takes, and an address that is a multiple of it. */
function legal(m: Machine, encoded: Encoded, queue: number): Term {
  const { layout } = encoded.code
  const low = m.get(queueWord(encoded, queue, layout.Q_BASE_L))
  const high = extract(m.get(queueWord(encoded, queue, layout.Q_BASE_H)), 0, 16)
  const log2 = extract(low, 0, 5)
  const address = bvand(low, bvnot(word(0x1f)))
  const length = bvshl(word(16), widened(log2, 32))
  const isAligned = eq(bvand(address, bvsub(length, word(1))), word(0))
  const isZero = and(eq(high, bits(16, 0)), eq(address, word(0)))
  return and(ule(bits(5, 1), log2), ule(log2, bits(5, 19)), not(isZero), isAligned)
}

function plausible(m: Machine, encoded: Encoded, queue: number): Term {
  const known = m.get(`known.${queue}`)
  const isUnknown = eq(known, UNKNOWN)
  let answer = FALSE
  m.when(and(isUnknown, legal(m, encoded, queue)), () => {
    const isRam = m.answer(`isRam.${queue}`)
    answer = and(isUnknown, legal(m, encoded, queue), isRam)
    m.set(`known.${queue}`, ite(isRam, PLAUSIBLE, HOPELESS))
  }, 'the host is asked for a ring')
  return ite(isUnknown, answer, eq(known, PLAUSIBLE))
}

/** Backing.target: how many slots should have a hardware queue. */
function targetOf(m: Machine, encoded: Encoded): Term {
  const { layout } = encoded.code
  const open = and(m.get('attached'), bit(m.get(`word.${layout.W_CONFIG}`), 0), m.get('enabled'), m.get('page'))
  m.when(not(open), () => m.set('settled', small(0)), 'nothing is wanted')
  let target = m.get('settled')
  for (const s of queuesOf(encoded)) {
    const here = and(open, eq(target, small(s)))
    let wanted = FALSE
    m.when(here, () => m.each(queueAt(m.state, s), encoded.table.queues, (q) => {
      const fits = plausible(m, encoded, q)
      wanted = or(wanted, and(eq(queueAt(m.state, s), small(q)), fits))
    }))
    target = ite(and(here, wanted), small(s + 1), target)
  }
  return target
}

/** Slots.runs */
export function runs(m: Pick<Machine, 'get'>, encoded: Encoded, slot: number, queue: Term): Term {
  const { layout } = encoded.code
  const same = queuesOf(encoded).map((q) => and(
    eq(queue, small(q)),
    eq(m.get(`ringLow.${slot}`), m.get(queueWord(encoded, q, layout.Q_BASE_L))),
    eq(m.get(`ringHigh.${slot}`), bvand(m.get(queueWord(encoded, q, layout.Q_BASE_H)), word(0xffff))),
  ))
  return and(m.get(`live.${slot}`), eq(m.get(`owner.${slot}`), queue), or(...same))
}

/** Slots.serve */
function serve(m: Machine, encoded: Encoded, queue: number, slot: number): void {
  m.set(`liveSlot.${queue}`, small(slot))
  serveDirect(m, encoded, queue, slot)
  m.each(m.get(`claimed.${queue}`), encoded.table.queues, (alias) => {
    m.when(eq(queueAt(m.state, alias), small(queue)), () => follow(m, encoded, alias, small(queue)), 'the alias of a queue follows it')
  })
}

const SAVED = [['Q_ENABLE', PAGE_ENABLE], ['Q_CONS', PAGE_CONS], ['Q_PROD', PAGE_PROD], ['Q_GERROR', PAGE_GERROR], ['Q_GERRORN', PAGE_GERRORN]] as const

/** Slots.stop */
function stop(m: Machine, encoded: Encoded, slot: number): void {
  const { layout } = encoded.code
  m.when(and(m.get('page'), m.get(`live.${slot}`)), () => m.each(m.get(`owner.${slot}`), encoded.table.queues, (queue) => {
    for (const [register, shown] of SAVED) {
      m.set(queueWord(encoded, queue, layout[register]), m.get(`slot.${slot}.${shown}`))
      if (shown === PAGE_ENABLE) storePage(m, slot, PAGE_ENABLE, word(0))
    }
    m.set(`live.${slot}`, FALSE)
    m.set(`owner.${slot}`, NONE)
    m.set(`ringLow.${slot}`, word(0))
    m.set(`ringHigh.${slot}`, word(0))
    serve(m, encoded, queue, -1)
  }), `slot ${slot} is stopped`)
}

/** Backing.releaseFrom */
export function releaseFrom(m: Machine, encoded: Encoded, cut: Term): void {
  const downwards = [...queuesOf(encoded)].reverse()
  for (const s of downwards) m.when(and(ult(small(s), m.get('held')), ule(cut, small(s))), () => stop(m, encoded, s))
  for (const s of downwards) {
    m.when(and(eq(m.get('held'), small(s + 1)), ule(cut, small(s)), not(m.get('releaseRefused'))), () => {
      const granted = m.answer(`destroy.${s}`)
      m.when(granted, () => {
        m.set('held', small(s))
        for (let r = 0; r < PAGE_REGISTERS; r++) m.set(`slot.${s}.${r}`, word(0))
      }, `the queue of slot ${s} is destroyed`)
      m.when(not(granted), () => m.set('releaseRefused', TRUE), `the queue of slot ${s} stays`)
    })
  }
}

/** Slots.start */
function start(m: Machine, encoded: Encoded, slot: number, queue: number): void {
  const { layout } = encoded.code
  const cached = (register: number): Term => m.get(queueWord(encoded, queue, register))
  m.when(m.get('page'), () => {
    storePage(m, slot, PAGE_ENABLE, word(0))
    storePage(m, slot, PAGE_CONS, cached(layout.Q_CONS))
    storePage(m, slot, PAGE_PROD, cached(layout.Q_PROD))
    const still = bvand(bvxor(cached(layout.Q_GERROR), cached(layout.Q_GERRORN)), word(ERRORS & ~INIT_ERROR))
    storePage(m, slot, PAGE_GERRORN, bvxor(m.get(`slot.${slot}.${PAGE_GERROR}`), still))
    storePage(m, slot, PAGE_ENABLE, cached(layout.Q_ENABLE))
    for (const [register] of SAVED) m.set(queueWord(encoded, queue, layout[register]), word(0))
    m.set(`owner.${slot}`, small(queue))
    m.set(`ringLow.${slot}`, cached(layout.Q_BASE_L))
    m.set(`ringHigh.${slot}`, bvand(cached(layout.Q_BASE_H), word(0xffff)))
    m.set(`live.${slot}`, TRUE)
    serve(m, encoded, queue, slot)
  })
}

/** Errors.refused */
function refused(m: Machine, encoded: Encoded, queue: number): void {
  const isOpen = not(eq(m.get(`openHalf.${queue}`), small(0)))
  const isFresh = not(initErrorActive(m, encoded, queue))
  m.when(isFresh, () => toggleInitError(m, encoded, queue), 'a refusal makes an error active')
  m.when(or(isFresh, not(isOpen)), () => m.set(`provoked.${queue}`, ite(isOpen, small(1), small(0))))
}

/** Backing.populate */
function populate(m: Machine, encoded: Encoded, from: Term, target: Term): void {
  let isOver = FALSE
  for (const s of queuesOf(encoded)) {
    const inRange = and(ule(from, small(s)), ult(small(s), target), not(isOver))
    m.when(inRange, () => {
      const granted = m.answer(`alloc.${s}`)
      m.each(queueAt(m.state, s), encoded.table.queues, (queue) => {
        m.when(granted, () => {
          for (let r = 0; r < PAGE_REGISTERS; r++) m.set(`slot.${s}.${r}`, m.answer(`given.${s}.${r}`, 32))
          m.set(`provoked.${queue}`, small(0))
          start(m, encoded, s, queue)
          m.set('held', small(s + 1))
        }, `slot ${s} is given to queue ${queue}`)
        m.when(not(granted), () => refused(m, encoded, queue), `queue ${queue} is refused slot ${s}`)
      })
      isOver = or(isOver, and(inRange, not(granted)))
    })
  }
}

function relinquish(m: Machine): void {
  m.when(m.get('page'), () => m.set('page', not(m.answer('munmapPage0'))), 'the page is unmapped')
  m.when(and(m.get('viommu'), eq(m.get('held'), small(0)), not(m.get('page'))), () => m.set('viommu', not(m.answer('viommuDestroy'))), 'the vIOMMU is destroyed')
}

/** Backing.placeWindow */
function placeWindow(m: Machine): void {
  const held = m.get('held')
  const mapped = ite(m.get('enabled'), m.get('sole'), small(0))
  m.set('window', and(m.get('attached'), ult(small(0), held), eq(m.get('settled'), held), eq(mapped, held)))
}

/** Makes host and guest agree. */
export function settle(m: Machine, encoded: Encoded): void {
  m.when(m.get('attached'), () => acquire(m, encoded))
  const target = targetOf(m, encoded)
  let cut = m.get('settled')
  for (const s of queuesOf(encoded)) cut = ite(and(eq(cut, small(s)), ult(small(s), target), ult(small(s), m.get('held')), runs(m, encoded, s, queueAt(m.state, s))), small(s + 1), cut)
  m.when(or(ult(cut, target), ult(cut, m.get('held'))), () => {
    m.set('window', FALSE)
    releaseFrom(m, encoded, cut)
    m.when(eq(m.get('held'), cut), () => populate(m, encoded, cut, target))
  }, 'host and guest differ')
  const isLive = queuesOf(encoded).map((s) => and(eq(cut, small(s)), m.get(`live.${s}`)))
  m.set('settled', ite(and(ult(cut, m.get('held')), not(or(...isLive))), cut, m.get('held')))
  placeWindow(m)
  m.when(not(m.get('attached')), () => relinquish(m))
}
