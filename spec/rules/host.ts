/** What a device owes the host: legal calls in a legal order, and nothing left behind. */
import { NONE, UNCLEAR } from '../mapping.js'
import { vcmdq } from '../state.js'
import type { HostView, State } from '../state.js'
import { EBUSY, EEXIST, EIO } from '../vocabulary.js'
import type { Entry } from '../vocabulary.js'
import { baseMayBeSet } from './conditions.js'
import { isChange, require_ } from './rule.js'
import type { Moment, MomentRule, Step, StepRule, Verdict } from './rule.js'

const genuine = (entry: { readonly answer: number; readonly injected: boolean }, errno: number): boolean => !entry.injected && entry.answer === errno

/** HOST-ORDER: EIO for an allocation out of order, EBUSY for a release out of order. */
function hostOrder({ entry }: Moment): Verdict {
  switch (entry.kind) {
    case 'hwQueueAlloc':
      return genuine(entry, EIO) ? { observed: `hwQueueAlloc ${entry.index} was refused with EIO`, allowed: `hardware queue ${entry.index - 1} is allocated first` } : 'holds'
    case 'hwQueueDestroy':
      return genuine(entry, EBUSY) ? { observed: `hwQueueDestroy of queue ${entry.index} was refused with EBUSY`, allowed: `hardware queue ${entry.index + 1} is destroyed first` } : 'holds'
    default:
      return undefined
  }
}

/** HOST-LEGAL: no call that the kernel must refuse with EBUSY or EEXIST. */
function hostLegal({ entry }: Moment): Verdict {
  switch (entry.kind) {
    case 'viommuAlloc':
    case 'viommuDestroy':
    case 'hwQueueAlloc':
    case 'hwQueueDestroy':
      if (!genuine(entry, EBUSY) && !genuine(entry, EEXIST)) return 'holds'
      return { observed: `${entry.kind} was refused with ${entry.answer === EBUSY ? 'EBUSY' : 'EEXIST'}`, allowed: 'no call that the kernel must refuse: what is held is still held' }
    default:
      return undefined
  }
}

/** HOST-PAGE: the page is mapped once, and used only while it is. */
function hostPage({ entry, state: { host } }: Moment): Verdict {
  switch (entry.kind) {
    case 'mmapPage0':
      return require_(!host.pageMapped, () => ({ observed: 'mmapPage0 while Page0 is mapped', allowed: 'one mapping at a time' }))
    case 'guestMap':
      return require_(host.pageMapped && entry.answer >= 0, () => ({ observed: 'guestMap while Page0 is not mapped', allowed: 'a window only onto a mapped page' }))
    case 'munmapPage0':
      return require_(entry.answer < 0 || host.windows.length === 0, () => ({ observed: 'munmapPage0 while a window is installed', allowed: 'guestUnmap first' }))
    case 'viommuDestroy':
      return require_(!host.pageMapped, () => ({ observed: 'viommuDestroy while Page0 is mapped', allowed: 'munmapPage0 first' }))
    case 'store':
      return require_(entry.mapped, () => ({ observed: 'a store to a page that is not mapped', allowed: 'no access without a mapping' }))
    case 'strayLoad':
      return require_(false, () => ({ observed: 'a load from a page that is not mapped', allowed: 'no access without a mapping' }))
    default:
      return undefined
  }
}

const ASKS: readonly Entry['kind'][] = ['viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc', 'hwQueueDestroy', 'guestMap', 'guestUnmap']
/** The first call to the host that a response shows. */
const asked = ({ response }: Pick<Step, 'response'>): Entry | undefined => response.log.find((entry) => ASKS.includes(entry.kind))

/** IDEMPOTENT: a write of what is held asks nothing, unless something was refused. */
function idempotentAsks(step: Step): Verdict {
  if (!step.access?.idempotent || step.before.host.outstanding.length > 0) return undefined
  const call = asked(step)
  return require_(call === undefined, () => ({ observed: `the host was asked ${call?.kind ?? ''}`, allowed: 'no host call: the register already held the value' }))
}

/** HALF-BASE: one 64-bit write of BASE asks for the hardware queue at most once. */
function halfBaseAsks({ access, response, before }: Step): Verdict {
  if (access?.write?.high === undefined || access.place.page !== 'Page1' || access.place.register !== 'BASE_L' || access.target?.kind !== 'queue') return undefined
  const l = before.mapping.slotOf[access.target.queue] ?? NONE
  if (l < 0) return undefined
  const calls = response.log.filter((entry) => entry.kind === 'hwQueueAlloc' && entry.index === l).length
  return require_(calls <= 1, () => ({ observed: `hwQueueAlloc ${l} was asked ${calls} times`, allowed: 'one 64-bit write of BASE asks at most once' }))
}

/** HOST-GUEST-WINDOW: with the window in, host slots and guest mapping agree slot by slot. */
function windowAgrees({ after }: Step): Verdict {
  const { windows, slots } = after.host
  if (windows.length === 0) return undefined
  const l = slots.findIndex((slot, index) => {
    const q = after.mapping.queueAt[index] ?? NONE
    return q !== UNCLEAR && (q >= 0) !== (slot !== undefined)
  })
  return require_(l < 0, () => ({ observed: `the window is installed while slot ${l} is ${slots[l] ? 'backed but not mapped' : 'mapped but not backed'}`, allowed: 'the window out until host slots and guest mapping agree' }))
}

/** HOST-GUEST-WINDOW inside an operation: out before the first destroy or restore, in after the last. */
function windowOrder({ entry, state, step }: Moment): Verdict {
  const installed = state.host.windows.length > 0
  if (entry.kind === 'hwQueueDestroy' || entry.kind === 'hwQueueAlloc') return require_(!installed, () => ({ observed: `${entry.kind} while the window is installed`, allowed: 'guestUnmap first, guestMap after the last restore' }))
  if (entry.kind !== 'store' || !installed || !step.response.log.some((other) => other.kind === 'guestMap')) return undefined
  const mappedHere = !step.before.host.windows.length || step.response.log.some((other) => other.kind === 'guestUnmap')
  return require_(!mappedHere || step.access !== undefined && plainStore(step, entry), () => ({ observed: 'a store to the page after guestMap', allowed: 'guestMap after the last restore' }))
}

/** The store that carries the guest's own write is no restore. */
const plainStore = ({ access }: Moment['step'], entry: Extract<Entry, { kind: 'store' }>): boolean =>
  access?.place.page === 'Page0' && access.write !== undefined && entry.offset % 0x80 === access.place.offset % 0x80

/** A hardware queue at `l` has a VCMDQ that it serves: one mapped there with BASE≠0 (two claimants: either). */
function legitimate(state: State, l: number): boolean {
  const q = state.mapping.queueAt[l] ?? NONE
  return q === UNCLEAR || (q >= 0 && baseMayBeSet(vcmdq(state, q)))
}

/** The highest slot whose refused release excuses itself and every lower one that must follow it. */
const excusedFrom = ({ slots }: HostView): number => slots.findLastIndex((slot) => slot?.destroyRefused === true)

/** HOST-LEAK: no hardware queue without a reason, no window or mapping after detach. */
function hostLeak({ operation, before, after, response }: Step): Verdict {
  const { slots, windows, pageMapped } = after.host
  // A detach while detached is a no-op that the device is not told of: what it mapped at its start may stay.
  const detached = operation.op === 'detach' && before.attached
  const all = operation.op === 'reset' || detached
  const stuck = excusedFrom(after.host)
  let judged = all
  for (let l = 0; l < slots.length; l++) {
    const slot = slots[l]
    if (!slot) continue
    judged = true
    if (!all && legitimate(after, l)) continue
    if (l > stuck) return { observed: `hardware queue ${l} exists`, allowed: all ? `none after ${operation.op}` : `none: no VCMDQ with a BASE is mapped at slot ${l}` }
    if (slot.destroyRefused && slot.enabled === true) return { observed: `hardware queue ${l}, whose release the host refused, is enabled`, allowed: 'CONFIG.CMDQ_EN=0 in its slot until the host grants the release' }
    if (windows.length > 0) return { observed: `the window is installed while the release of hardware queue ${l} is refused`, allowed: 'the window out until the host grants the release' }
  }
  if (all && windows.length > 0) return { observed: 'a window is installed', allowed: `none after ${operation.op}` }
  const teardown = detached || (operation.op === 'reset' && after.detached)
  const refused = response.log.some((entry) => entry.kind === 'munmapPage0' && entry.answer < 0)
  if (teardown && pageMapped && !refused && stuck < 0) return { observed: 'Page0 is mapped', allowed: 'no mapping after detach' }
  return judged ? 'holds' : undefined
}

/** HOST-LEAK: what the host refused to release is asked again at the next attach, detach or reset. */
function hostLeakAsks({ operation, before, after, response }: Step): Verdict {
  // An attach while attached and a detach while detached are no-ops: nobody comes to ask.
  const comes = operation.op === 'reset' || (operation.op === 'attach' && !before.attached) || (operation.op === 'detach' && before.attached)
  if (!comes) return undefined
  const stuck = excusedFrom(before.host)
  const due = stuck >= 0 && !(operation.op === 'attach' && legitimate(after, stuck))
  if (due) {
    const again = response.log.some((entry) => entry.kind === 'hwQueueDestroy' && entry.index === stuck)
    return require_(again, () => ({ observed: `hwQueueDestroy of queue ${stuck}, refused before, was not asked again`, allowed: `asked again at ${operation.op}` }))
  }
  // Behind a queue that the host keeps, unmapping is no duty yet.
  if (!before.detached || !before.host.munmapRefused || stuck >= 0) return undefined
  const again = response.log.some((entry) => entry.kind === 'munmapPage0')
  return require_(again, () => ({ observed: 'munmapPage0, refused before, was not asked again', allowed: `asked again at ${operation.op}` }))
}

/** Of these two a write's verdict depends on `after` alone: on its slots, windows and mapping, and on the VCMDQs' BASE. */
export const WINDOW_AGREES: StepRule = { clause: 'HOST-GUEST-WINDOW', on: isChange, judge: windowAgrees }
export const NO_LEAK: StepRule = { clause: 'HOST-LEAK', on: isChange, judge: hostLeak }

export const HOST_STEPS: readonly StepRule[] = [
  { clause: 'IDEMPOTENT', on: ({ idempotent }) => idempotent, judge: idempotentAsks },
  { clause: 'HALF-BASE', on: ({ pair }) => pair, judge: halfBaseAsks },
  WINDOW_AGREES,
  NO_LEAK,
  { clause: 'HOST-LEAK', on: ({ op }) => op === 'attach' || op === 'detach' || op === 'reset', judge: hostLeakAsks },
]

export const HOST_MOMENTS: readonly MomentRule[] = [
  { clause: 'HOST-ORDER', on: ['hwQueueAlloc', 'hwQueueDestroy'], judge: hostOrder },
  { clause: 'HOST-LEGAL', on: ['viommuAlloc', 'viommuDestroy', 'hwQueueAlloc', 'hwQueueDestroy'], judge: hostLegal },
  { clause: 'HOST-PAGE', on: ['mmapPage0', 'guestMap', 'munmapPage0', 'viommuDestroy', 'store', 'strayLoad'], judge: hostPage },
  { clause: 'HOST-GUEST-WINDOW', on: ['hwQueueDestroy', 'hwQueueAlloc', 'store'], judge: windowOrder },
]
