/** The host's side of a state. */
import type { HostSlot, HostView } from '../state.js'
import type { Words } from './words.js'

/** Windows in order, because the first that covers an access is taken; their number was fed before. All else as sets. */
export function feedHost({ viommu, windows, slots, standing, outstanding }: HostView, sink: Words): void {
  for (const { offset, length } of windows) {
    sink.word(offset)
    sink.word(length)
  }
  for (let l = 0; l < slots.length; l++) {
    const slot = slots[l]
    if (slot) feedSlot(l, slot, sink)
  }
  sink.word(viommu ? -1 : -2)
  feedCalls(standing, slots.length, sink)
  feedCalls(outstanding, slots.length, sink)
}

/** A hardware queue. An unknown CONFIG.CMDQ_EN excuses as a 0 does. The VCMDQs served stand in ascending order. */
function feedSlot(l: number, { enabled, destroyRefused, serves }: HostSlot, sink: Words): void {
  sink.word((l << 10) | (serves.length << 2) | (enabled === true ? 2 : 0) | (destroyRefused ? 1 : 0))
  for (const q of serves) sink.word(q)
}

const PLAIN_CALLS: readonly string[] = ['viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0']
/** The number behind a call's name; NaN for a call without one. */
const slotNamed = (call: string): number => Number(call.slice(call.indexOf(' ') + 1))

/** A set of refused calls. Mostly it is empty. */
function feedCalls(calls: readonly string[], queues: number, sink: Words): void {
  sink.word(calls.length)
  let plain = 0
  let numbered = 0
  for (const call of calls) {
    const kind = PLAIN_CALLS.indexOf(call)
    if (kind < 0) numbered++
    else plain |= 1 << kind
  }
  if (calls.length > 0) sink.word(plain)
  if (numbered > 0) feedNumbered(calls, queues, sink)
}

/** The slots that refused calls name, in sets of 32; then what names none of them, letter by letter. */
function feedNumbered(calls: readonly string[], queues: number, sink: Words): void {
  for (let from = 0; from < queues; from += 32) {
    sink.word(slotsNamed(calls, 'hwQueueAlloc', from, queues))
    sink.word(slotsNamed(calls, 'hwQueueDestroy', from, queues))
  }
  for (const call of calls) if (isStray(call, queues)) feedLetters(call, sink)
}

function slotsNamed(calls: readonly string[], name: string, from: number, queues: number): number {
  let set = 0
  for (const call of calls) {
    const bit = call.startsWith(name) && !isStray(call, queues) ? slotNamed(call) - from : -1
    if (bit >= 0 && bit < 32) set |= 1 << bit
  }
  return set
}

/** A call for a slot that the region does not have. The host refuses it, but the refusal is remembered. */
function isStray(call: string, queues: number): boolean {
  const l = slotNamed(call)
  return !PLAIN_CALLS.includes(call) && !(Number.isInteger(l) && l >= 0 && l < queues)
}

function feedLetters(call: string, sink: Words): void {
  sink.word(call.length)
  for (let i = 0; i < call.length; i++) sink.word(call.charCodeAt(i))
}
