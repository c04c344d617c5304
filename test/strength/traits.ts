/** What is worth having once in a life: verdicts, answers, and ways in which the state moves. */
import { region } from '../../properties/adapter.js'
import type { Operation, State } from '../../spec/index.js'
import { judgements } from './lives.js'
import type { Event } from './lives.js'
import type { Candidate } from './candidates.js'

/** Values that matter once: numbers become their magnitude, so that no life is chosen for a number alone. */
const blurred = (text: string): string => text.replace(/0x[0-9a-f]+|\d+/g, (number) => (Number(number) === 0 ? '0' : '#'))

function nameOf(operation: Operation | undefined, queues: number): string {
  if (operation === undefined) return 'start'
  if (operation.op !== 'read' && operation.op !== 'write') return operation.op
  const place = region.locate(operation.offset, queues)
  const value = operation.op === 'write' ? (operation.value === 0 ? '=0' : '=') : ''
  return `${operation.op}${operation.size} ${place?.aperture ?? 'gap'} ${place?.register ?? ''}${value}`
}

const answerOf = ({ value, log }: Event['response']): string => `${value === undefined ? '' : Number(value) === 0 ? 0 : 1} ${log.map((entry) => ('answer' in entry && Number(entry.answer) < 0 ? `${entry.kind}!` : entry.kind)).join(' ')}`

/** Active errors, and what is known of where they come from. */
const errorsOf = ({ VCMDQ }: State): string => VCMDQ.slice(0, 2).map(({ errors: { active, initErrByGuest, unfinished }, BASE }) => `${active.value}/${active.known} ${initErrByGuest} ${unfinished ?? ''} ${BASE.openHalf ?? ''}`).join()

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

/** The paths of what differs, without numbers; of what is a number, how it moved. */
function* movedIn(before: unknown, after: unknown, path: string, depth = 0): Generator<string> {
  if (before === after || depth > 5) return
  if (!isRecord(before) || !isRecord(after)) {
    yield `${path} ${typeof before === 'number' && typeof after === 'number' ? (after === 0 ? 'to 0' : before === 0 ? 'from 0' : 'moved') : `${String(before)} to ${typeof after === 'object' ? 'something' : String(after)}`}`
    return
  }
  const list = Array.isArray(after)
  if (list && Array.isArray(before) && before.length !== after.length) yield `${path} from ${before.length} to ${after.length}`
  for (const key of Object.keys(after)) {
    if (key === 'now' || key === 'mapping' || key === 'lastAccess') continue
    yield* movedIn(before[key], after[key], list ? path : `${path}.${key}`, depth + 1)
  }
}

/** How the state moves, step by step. */
export function movesOf({ queues, events }: Candidate): string[][] {
  let last: State | undefined
  return [...judgements(queues, events)].map(({ state }, i) => {
    const name = nameOf(events[i]?.operation, queues)
    const moves = [...movedIn(last, state, '')].map((moved) => `${name}: ${moved}`)
    last = state
    return moves
  })
}

/** What is said and answered, step by step. */
export function saidOf({ queues, events, header }: Candidate): string[][] {
  let before = ''
  return [...judgements(queues, events)].map(({ judged, forbidden, state }, i) => {
    const event = events[i]
    const name = nameOf(event?.operation, queues)
    const traits = [...judged.map((clause) => `${name} judges ${clause}`), `${name}: ${judged.join(' ')}`]
    for (const { clause, observed, allowed } of forbidden) traits.push(`${name}: ${clause} ${blurred(observed)} ${blurred(allowed)}`)
    if (event && header) traits.push(`${before}, ${name}: ${answerOf(event.response)}`, `${before}, ${name}: ${errorsOf(state)}`)
    before = name
    return traits
  })
}
