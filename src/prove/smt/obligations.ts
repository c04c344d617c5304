/**
 * What is to be shown, as terms over any state that the invariant allows: for every value and every offset at once. A write is
 * a store of one word or of two and then, if a control register was among them, one look at what the host should hold, which
 * is called settling; an attach and a detach are a flag and settling. The obligations are about these parts, from any state
 * that there may be before them, so that what holds of each holds of every program. Routing and aliasing are in routes.ts.
 */
import type { Region } from '../../check/region.js'
import { allOf, invariantAt, invariantAtRest } from './invariant.js'
import type { Invariant } from './invariant.js'
import { askedOnce, branchesByName } from './machine.js'
import { part } from './mapping.js'
import { powerOnState } from './parts.js'
import type { Encoded } from './parts.js'
import { aliasObligations, decodeObligations, directObligations, dropObligations, frameObligations } from './routes.js'
import { Setting } from './setting.js'
import type { Obligation } from './setting.js'
import { ACCESS, STEPS, isNever, readOf } from './steps.js'
import { TRUE, and, bit, bits, bvxor, eq, extract, implies, ite, not, or, variable, word } from './term.js'
import type { Term } from './term.js'

const tied = (obligation: Obligation, ties: Invariant): Obligation => ({ ...obligation, conclusion: allOf(ties), ties })

function invariants(s: Setting): Obligation[] {
  const { encoded, before } = s
  const start = powerOnState(encoded)
  const stored = s.stored()
  const never = and(...STEPS.flatMap((name) => [...branchesByName(s.step(name).branches)].filter(([branch]) => isNever(`${name}: ${branch}`)).map(([, guard]) => not(and(s.due(name), guard)))))
  return [
    { name: 'invariant: power-on', clauses: [], claim: 'a device that was just made satisfies the invariant', hypotheses: [s.same(before, start)], conclusion: s.atRest },
    tied(s.always('invariant: store', [], 'storing any word at any offset keeps the invariant', [], TRUE), invariantAt(stored, encoded)),
    tied(s.rests('invariant: store at rest', [], 'storing what is no control register keeps all of it', [not(part(stored, 'unsettled'))], TRUE), invariantAtRest(stored, encoded)),
    tied(s.always('invariant: settle', [], 'settling, with any answers of the host, makes the invariant whole', [], TRUE), invariantAtRest(s.settled().state, encoded)),
    s.rests('invariant: attach, detach', [], 'so it does after a device came or went', [], and(...[true, false].map((attached) => allOf(invariantAt(s.with(attached, false), encoded))), implies(not(s.get('attached')), allOf(invariantAtRest(s.with(false, true), encoded))))),
    tied(s.rests('invariant: reset', [], 'and after a system reset', [], TRUE), invariantAtRest(s.step('reset').after, encoded)),
    tied(s.rests('invariant: hardware', [], 'and whatever hardware makes of the slots that have a queue', [], TRUE), invariantAtRest(s.ran(), encoded)),
    s.rests('invariant: one answer', [], 'no operation asks the host for the same thing twice: one variable stands for its answer', [], and(...STEPS.map((name) => implies(s.due(name), askedOnce(s.step(name).asked))))),
    s.rests('invariant: no other branch', [], 'what no random step reaches is not to be reached: a slot that is live before an attach', [], never),
  ]
}

/** A guest's own way to the page is one more way to the same registers: the other obligations are about trapped accesses. */
function window(s: Setting): Obligation[] {
  const [low, high] = readOf(s.before, s.encoded)
  const [trappedLow, trappedHigh] = s.trapped()
  const first = s.guest.region.queueRegister('vintf', 'CONS_INDX', 0)
  const isWithin = eq(extract(ACCESS.offset, 16, 16), bits(16, first >>> 16))
  return [
    s.rests('window: reads', ['HOST-GUEST-WINDOW', 'TRANSPARENT'], 'while the guest reaches the page by itself, it reads at every offset what the device would have given', [s.isAligned], and(eq(low, trappedLow), eq(high, trappedHigh))),
    s.rests('window: writes', ['HOST-GUEST-WINDOW', 'TRANSPARENT'], 'and a store of any value leaves the state that the device would have left', [s.isWord, s.get('window'), isWithin], s.same(s.stored(), s.storedThroughWindow())),
  ]
}

/** What settling may make of the errors of one queue: CMDQ_INIT_ERR goes by the host's answer for that queue, and no other bit moves. */
function settledErrors(s: Setting, q: number): Term {
  const { guest, before } = s
  const { state, asked } = s.settled()
  const [was, is] = [guest.activeBits(before, q), guest.activeBits(state, q)]
  /** The host was asked for the hardware queue of this one, and answered so. */
  const answered = (granted: boolean): Term => or(...asked.flatMap(({ name, guard }) => guest.queues.filter((l) => name === `alloc.${l}`).map((l) => {
    const answer = variable(`host.${name}`, 0)
    return and(guard, guest.isMapped(before, l, q), granted ? answer : not(answer))
  })))
  const [refused, granted] = [answered(false), answered(true)]
  const [wasInit, isInit] = [bit(was, 2), bit(is, 2)]
  return and(
    eq(extract(was, 0, 2), extract(is, 0, 2)),
    implies(refused, isInit), implies(granted, not(isInit)),
    implies(and(isInit, not(wasInit)), refused), implies(and(wasInit, not(isInit)), granted),
  )
}

/** What storing a word may make of the errors of one queue: nothing, but that a word of its BASE may end its CMDQ_INIT_ERR. */
function storedErrors(s: Setting, q: number): Term {
  const { guest, before } = s
  const [was, is] = [guest.activeBits(before, q), guest.activeBits(s.stored(), q)]
  const at = (aperture: 'direct' | 'vintf', index: number): Term => or(...(['BASE_L', 'BASE_H'] as const).map((register) => eq(ACCESS.offset, word(guest.region.queueRegister(aperture, register, index)))))
  const isOwnBase = or(at('direct', q), ...guest.queues.map((l) => and(guest.isMapped(before, l, q), at('vintf', l))))
  return and(eq(extract(was, 0, 2), extract(is, 0, 2)), implies(bit(is, 2), bit(was, 2)), implies(not(isOwnBase), eq(was, is)))
}

/** Words of an error map with one bit for each of 128 queues, and of VI_ERR_MAP. */
const MAP_WORDS = 4
const VI_MAP_WORDS = 2

/** That a map reads these bits and no other, in all of its words. */
function mapReads(s: Setting, name: string, words: number, flags: readonly Term[]): Term {
  const shown = flags.reduce((sum, flag, i) => bvxor(sum, ite(flag, word(1 << i), word(0))), word(0))
  return and(...Array.from({ length: words }, (_, m) => eq(s.guest.config(s.before, name, m), m === 0 ? shown : word(0))))
}

function errors(s: Setting): Obligation[] {
  const { guest, before } = s
  const active = guest.queues.map((q) => not(eq(guest.activeBits(before, q), word(0))))
  const mapped = guest.queues.map((l) => or(...guest.queues.map((q) => and(guest.isMapped(before, l, q), active[q] ?? TRUE))))
  const isServed = (q: number): Term => or(...guest.queues.map((l) => and(s.get(`live.${l}`), eq(s.get(`owner.${l}`), bits(8, q)))))
  return [
    s.always('errors: settle', ['TRANSPARENT', 'NO-FALSE-ERROR', 'INIT-ERR'], 'hardware queues that come and go make no error active or inactive but CMDQ_INIT_ERR: that of a queue which the host refuses is active then, of one that it grants inactive, of any other what it was', [], and(...guest.queues.map((q) => settledErrors(s, q)))),
    s.always('errors: store', ['ISOLATION'], 'storing any word but GERRORN makes no error active, and at most ends the CMDQ_INIT_ERR of the queue whose BASE it is, by whichever aperture', [not(guest.isNamed(ACCESS.offset, 'Page0 GERRORN'))], and(...guest.queues.map((q) => storedErrors(s, q)))),
    s.always('errors: maps', ['ERR-MAP'], 'every bit of the maps: set for exactly the VCMDQs whose GERROR and GERRORN differ, and for the mapped ones by logical number', [], and(
      mapReads(s, 'CMDQ_ERR_MAP', MAP_WORDS, active), mapReads(s, 'VINTF0_LVCMDQ_ERR_MAP', MAP_WORDS, mapped), mapReads(s, 'VI_ERR_MAP', VI_MAP_WORDS, [or(...mapped)]),
    )),
    s.always('errors: status', ['VINTF-STATUS'], 'CMDQV_ENABLED and ENABLE_OK follow their enables, and CMDQ_EN_OK is 0 for a VCMDQ without a hardware queue', [], and(
      eq(bit(guest.config(before, 'STATUS'), 0), bit(guest.config(before, 'CONFIG'), 0)),
      eq(bit(guest.config(before, 'VINTF0_STATUS'), 0), bit(guest.config(before, 'VINTF0_CONFIG'), 0)),
      ...guest.queues.map((q) => implies(not(isServed(q)), eq(guest.read(before, word(guest.region.queueRegister('direct', 'STATUS', q))), word(0)))),
    )),
  ]
}

/** Every obligation, the invariant first: the others are about states that it allows. */
export function obligationsOf(encoded: Encoded, region: Region): readonly Obligation[] {
  const s = new Setting(encoded, region)
  return [...invariants(s), ...window(s), ...aliasObligations(s), ...frameObligations(s), ...errors(s), ...dropObligations(s), ...directObligations(s), ...decodeObligations(s)]
}
