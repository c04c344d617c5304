/**
 * Two copies of one device, of which the second is given the mirror image of everything that the first is given: are its
 * answers the image of the first one's? Explored to closure this is a theorem about the device that makes others smaller.
 * That values are exchanged for others and nothing else changes says that a register is only stored, and two values of it
 * stand for all. That the numbers of two queues are exchanged says that what is shown of one holds of the other.
 */
import type { Entry, Operation, Response } from '../check/contract.js'
import type { Subject } from '../check/lockstep.js'
import type { Mirror, MirrorCase } from '../check/mirror.js'
import type { Argument } from '../check/theorem.js'
import { explore } from './explore.js'
import { DIFFERENCE, SideBySide } from './pair.js'
import type { Death } from './seat.js'
import { NOTHING } from './world.js'
import type { Outcome } from './world.js'

/** What the host is asked, without what is stored to the page: that is seen when it is read. */
const ASKED: ReadonlySet<Entry['kind']> = new Set(['interrupt', 'viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc', 'hwQueueDestroy', 'guestMap', 'guestUnmap', 'strayLoad'])

function tellEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'hwQueueAlloc':
      return `${entry.kind} ${entry.index} ${entry.address} ${entry.length} ${entry.answer}`
    case 'hwQueueDestroy':
      return `${entry.kind} ${entry.index} ${entry.answer}`
    case 'guestMap':
    case 'guestUnmap':
      return `${entry.kind} ${entry.offset} ${entry.length} ${entry.answer}`
    default:
      return 'answer' in entry ? `${entry.kind} ${String(entry.answer)}` : entry.kind
  }
}

const asked = ({ log }: Response): string => (log.length === 0 ? '' : log.filter(({ kind }) => ASKED.has(kind)).map(tellEntry).join(', '))

class MirrorWorld extends SideBySide {
  private readonly mirror: Mirror
  private readonly opening: readonly Operation[]

  constructor(subject: Subject, { header, mirror, opening }: MirrorCase) {
    super(subject, subject, header)
    this.mirror = mirror
    this.opening = opening
  }

  override start(): Outcome {
    const begun = super.start()
    for (const operation of this.opening) this.perform(operation)
    return begun
  }

  protected override imageOf(operation: Operation): Operation {
    return this.mirror.operation(operation)
  }

  protected compare(plain: Response | Death, image: Response | Death, operation: Operation | undefined): Outcome {
    const told = this.tell(operation, plain, true)
    const other = this.tell(operation, image, false)
    return { judged: NOTHING, forbidden: told === other ? NOTHING : [{ clause: DIFFERENCE, observed: other, allowed: told }], ended: 'died' in plain || 'died' in image }
  }

  /** A response as the image should have it. */
  private tell(operation: Operation | undefined, response: Response | Death, isPlain: boolean): string {
    if ('died' in response) return response.died.clause
    if (operation === undefined || response.value === undefined) return asked(response)
    const value = isPlain ? this.mirror.value(operation, response.value) : response.value
    const seen = typeof value === 'number' ? (value & this.mirror.mask(operation)) >>> 0 : value
    return `reads 0x${seen.toString(16)} ${asked(response)}`
  }
}

/** Steps of one exploration at the most. */
const MOST_STEPS = 2_000_000
const MOST_REPLAYED = 5000

/** Shows a claim by exploring each of its images to closure. It fails with the first image that is none. */
export function proveMirrors(subject: Subject, name: string, claim: string, cases: Iterable<MirrorCase>): Argument {
  let [states, transitions, depth, images] = [0, 0, 0, 0]
  for (const one of cases) {
    const world = new MirrorWorld(subject, one)
    const result = explore(world, one.letters, { depth: Infinity, transitions: world.recognises ? MOST_STEPS : MOST_REPLAYED }, new Set([DIFFERENCE]))
    states += result.states
    transitions += result.transitions
    depth = Math.max(depth, result.depth)
    images++
    const found = result.found.get(DIFFERENCE)
    const effort = { name, claim, images, states, transitions, depth }
    if (found) return { ...effort, holds: false, against: { image: one.name, program: { ...one.header, operations: [...one.opening, ...found.operations] }, observed: found.observed, allowed: found.allowed } }
    if (!result.closed) return { ...effort, holds: undefined, against: undefined }
  }
  return { name, claim, images, states, transitions, depth, holds: true, against: undefined }
}
