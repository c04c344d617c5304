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
import { DIFFERENCE } from './pair.js'
import type { PairPlace } from './pair.js'
import { Seat, feedPlace } from './seat.js'
import type { Death } from './seat.js'
import type { Fingerprint } from './visited.js'
import { NOTHING } from './world.js'
import type { Outcome, World } from './world.js'

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

class MirrorWorld implements World<PairPlace> {
  private readonly plain: Seat
  private readonly image: Seat
  private readonly mirror: Mirror

  private readonly begun: Outcome

  constructor(subject: Subject, { header, mirror, opening }: MirrorCase) {
    this.mirror = mirror
    this.plain = new Seat(subject, header)
    this.image = new Seat(subject, header)
    this.begun = this.compare({ op: 'deliver' }, this.plain.started(), this.image.started())
    for (const operation of opening) this.perform(operation)
  }

  get recognises(): boolean {
    return this.plain.jumps
  }

  start(): Outcome {
    return this.begun
  }

  perform(operation: Operation): Outcome {
    return this.compare(operation, this.plain.perform(operation), this.image.perform(this.mirror.operation(operation)))
  }

  save(): PairPlace {
    return { a: this.plain.save(), b: this.image.save() }
  }

  restore({ a, b }: PairPlace): void {
    this.plain.restore(a)
    this.image.restore(b)
  }

  fingerprint(into: Fingerprint): void {
    feedPlace(this.plain.save(), into)
    feedPlace(this.image.save(), into)
  }

  private compare(operation: Operation, plain: Response | Death, image: Response | Death): Outcome {
    const told = this.tell(operation, plain, true)
    const other = this.tell(operation, image, false)
    return { judged: NOTHING, forbidden: told === other ? NOTHING : [{ clause: DIFFERENCE, observed: other, allowed: told }], ended: 'died' in plain || 'died' in image }
  }

  /** A response as the image should have it. */
  private tell(operation: Operation, response: Response | Death, isPlain: boolean): string {
    if ('died' in response) return response.died.clause
    const value = response.value === undefined || !isPlain ? response.value : this.mirror.value(operation, response.value)
    const seen = typeof value === 'number' ? (value & this.mirror.mask(operation)) >>> 0 : value
    return `${seen === undefined ? '' : `reads 0x${seen.toString(16)} `}${asked(response)}`
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
