/** Where an access leads, without making anything. */
import type { Target } from '../../spec/access.js'
import type { QueuePlace } from '../../spec/decode.js'
import { NONE, UNCLEAR } from '../../spec/mapping.js'
import type { Mapping } from '../../spec/mapping.js'

type QueueTarget = Extract<Target, { kind: 'queue' }>

const DROPPED: Target = { kind: 'dropped' }
const queueTargets: QueueTarget[] = []

/** One object for each VCMDQ. */
function targetQueue(queue: number): Target {
  return (queueTargets[queue] ??= { kind: 'queue', queue })
}

/** ROUTE-LVCMDQ and P172-DROP, as `targetOf` in spec/access.ts has it. */
export function targetIn(mapping: Mapping, { aperture, slot }: QueuePlace): Target {
  if (aperture === 'direct') return targetQueue(slot)
  const queue = mapping.queueAt[slot] ?? NONE
  if (queue === NONE) return DROPPED
  if (queue === UNCLEAR) return { kind: 'unclear', claimants: mapping.claimants[slot] ?? [] }
  return targetQueue(queue)
}
