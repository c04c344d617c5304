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
import { ACCESS, STEPS, readOf } from './steps.js'
import { TRUE, and, bit, bits, eq, extract, implies, not, or, variable, word } from './term.js'
import type { Term } from './term.js'

/** Branches that are there because the device's code is, and that no step takes. */
export const isNever = (branch: string): boolean => /^attach: slot \d+ is stopped$/.test(branch)

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

function errors(s: Setting): Obligation[] {
  const { guest, before } = s
  const settled = s.settled()
  const refusals = settled.asked.filter((one) => one.name.startsWith('alloc.')).map((one) => and(one.guard, not(variable(`host.${one.name}`, 0))))
  const bitsOf = (q: number): readonly [Term, Term, Term] => [guest.activeBits(before, q), guest.activeBits(s.stored(), q), guest.activeBits(settled.state, q)]
  const low = (a: Term, b: Term): Term => eq(extract(a, 0, 2), extract(b, 0, 2))
  const active = (q: number): Term => not(eq(guest.activeBits(before, q), word(0)))
  const activeAt = (l: number): Term => or(...guest.queues.map((q) => and(guest.isMapped(before, l, q), active(q))))
  const shows = (name: string, flag: (i: number) => Term): Term => and(...guest.queues.map((i) => eq(bit(guest.config(before, name, 0), i), flag(i))))
  const isServed = (q: number): Term => or(...guest.queues.map((l) => and(s.get(`live.${l}`), eq(s.get(`owner.${l}`), bits(8, q)))))
  return [
    s.always('errors: settle', ['TRANSPARENT', 'NO-FALSE-ERROR', 'INIT-ERR'], 'hardware queues that come and go make no error active or inactive but CMDQ_INIT_ERR, and that becomes active only when the host refuses one', [], and(...guest.queues.map((q) => {
      const [was, , is] = bitsOf(q)
      return and(low(was, is), implies(and(bit(is, 2), not(bit(was, 2))), or(...refusals)))
    }))),
    s.always('errors: store', ['ISOLATION', 'HALF-BASE'], 'storing any word but GERRORN makes no error active, and at most ends the CMDQ_INIT_ERR of the BASE that it is', [not(guest.isNamed(ACCESS.offset, 'Page0 GERRORN'))], and(...guest.queues.map((q) => {
      const [was, is] = bitsOf(q)
      return and(low(was, is), implies(bit(is, 2), bit(was, 2)), implies(not(guest.isNamed(ACCESS.offset, 'Page1 BASE_L', 'Page1 BASE_H')), eq(was, is)))
    }))),
    s.always('errors: maps', ['ERR-MAP'], 'the maps show exactly the VCMDQs whose GERROR and GERRORN differ, and the mapped ones by logical number', [], and(shows('CMDQ_ERR_MAP', active), shows('VINTF0_LVCMDQ_ERR_MAP', activeAt), eq(bit(guest.config(before, 'VI_ERR_MAP'), 0), or(...guest.queues.map(activeAt))))),
    s.always('errors: status', ['VINTF-STATUS', 'STATUS-HONEST'], 'CMDQV_ENABLED and ENABLE_OK follow their enables, and CMDQ_EN_OK is 0 for a VCMDQ without a hardware queue', [], and(
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
