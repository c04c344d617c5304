/** How a device runs a program, with what a guest would read after every step: for each, the device is run anew. */
import { allocEntry, PAGE0_REGISTERS, PAGE1_HALVES, QUEUE_APERTURES } from '../../check/layout.js'
import type { Forbidden, Judge, Operation, Program } from '../../check/contract.js'
import { GivenUpError, reasonOf } from '../../check/fault.js'
import { Bench, failureOf, withJudge } from '../../check/lockstep.js'
import type { Subject } from '../../check/lockstep.js'
import type { Moment, Seen, State, Timeline } from '../../report/html/facts.js'
import type { ReplayStep } from '../../report/replay.js'
import { referenceModel, region } from '../assembly.js'
import { stepsOf } from '../replay.js'
import { byWeight } from './weight.js'

/** Steps of one program that are shown, the last ones. */
const MOST_SHOWN = 40
/** Queues whose registers are read. */
const MOST_QUEUES = 4
/** Operations that are done again to look at the states of one program. */
const MOST_AGAIN = 100_000
/** The same for a device that is asked over a pipe. */
const MOST_AFAR = 10_000

/** The queues that a program names, by physical or logical number; the first one if it names none. */
export function queuesIn({ operations, queues }: Program): readonly number[] {
  const named = operations.flatMap((operation) => {
    if (operation.op === 'consume' || operation.op === 'fault') return [operation.l]
    if (!('offset' in operation)) return []
    const place = region.locate(operation.offset, queues)
    if (place?.register === 'CMDQ_ALLOC_MAP') return [place.index, ...(operation.op === 'write' ? [logicalIn(Number(operation.value))] : [])]
    return place === undefined || place.page === 'Config' ? [] : [place.index]
  })
  const known = [...new Set(named)].filter((queue) => queue < queues).sort((a, b) => a - b)
  return known.length === 0 ? [0] : known.slice(0, MOST_QUEUES)
}

/** LVCMDQ of an entry. */
const logicalIn = (entry: number): number => (entry & 0xff & ~allocEntry(0)) >>> 1

const readsOf = (queues: readonly number[]): readonly Extract<Operation, { op: 'read' }>[] =>
  queues.flatMap((queue) => QUEUE_APERTURES.flatMap((aperture) => [...PAGE0_REGISTERS, ...PAGE1_HALVES].map((register) => ({ op: 'read', offset: region.queueRegister(aperture, register, queue), size: 4 }) as const)))

/** Each register by itself: what one read tells the judge is taken back before the next. */
function readAll<S>(bench: Bench, judge: Judge<S>, queues: readonly number[]): Pick<State, 'seen' | 'unread'> {
  const point = judge.save()
  const seen: Seen[] = []
  for (const read of readsOf(queues)) {
    try {
      const response = bench.perform(read)
      judge.judge(read, response)
      seen.push({ offset: read.offset, value: Number(response.value ?? 0), ...owedOf(judge.forbidden) })
    } catch (error) {
      if (error instanceof GivenUpError) throw error
      const { clause, observed } = failureOf(error)
      return { seen, unread: `${clause}: ${observed}` }
    }
    judge.restore(point)
  }
  return { seen }
}

function owedOf(forbidden: readonly Forbidden[]): Pick<Seen, 'owed'> {
  const [first] = forbidden.toSorted((a, b) => byWeight(a.clause, b.clause))
  return first ? { owed: { clauses: forbidden.map(({ clause }) => clause).toSorted(byWeight), allowed: first.allowed } } : {}
}

function stateOf(subject: Subject, program: Program, done: number, queues: readonly number[]): State | undefined {
  return withJudge(referenceModel, program.queues, (judge) => {
    const bench = new Bench(subject, program)
    judge.powerOn(bench.started())
    try {
      for (const operation of program.operations.slice(0, done)) judge.judge(operation, bench.perform(operation))
    } catch (error) {
      if (error instanceof GivenUpError) throw error
      return undefined // It is dead: there is nothing to read.
    }
    const { host } = bench
    const held = {
      backed: queues.filter((queue) => host.slotAllocated(queue)),
      pageMapped: host.pageMapped(),
      windows: QUEUE_APERTURES.filter((aperture) => host.windowAt(region.queueRegister(aperture, 'CONS_INDX', 0)) >= 0),
    }
    return { ...held, ...readAll(bench, judge, queues) }
  })
}

/** How many of the last steps are looked at: each runs the device from its start. */
function lookedAt(subject: Subject, { operations, queues }: Program, shown: number): number {
  const each = operations.length + readsOf(queuesIn({ operations, queues, kernel: '6.18.9', slots: [] })).length
  return Math.min(shown, Math.max(1, Math.floor((subject.afar === true ? MOST_AFAR : MOST_AGAIN) / each)))
}

/** States by the place of their step; what cannot be had is left out, and said. */
function statesOf(subject: Subject, program: Program, steps: readonly ReplayStep[], queues: readonly number[], notes: string[]): readonly Moment[] {
  const first = steps.length - lookedAt(subject, program, steps.length)
  if (first > 0) notes.push(`The states before step ${steps[first]?.index ?? 0} were not looked at: the program is long, and each takes a run from the start.`)
  let given = false
  return steps.map((step, place): Moment => {
    if (given || place < first) return step
    try {
      const state = stateOf(subject, program, step.index + 1, queues)
      if (state === undefined || state.unread?.startsWith('DEVICE-HANGS') === true) given = true
      if (given) notes.push('The device stopped answering: what follows was not looked at.')
      return state ? { ...step, state } : step
    } catch (error) {
      given = true
      notes.push(`The device could not be run again: ${reasonOf(error)}`)
      return step
    }
  })
}

/** What a program does to a device, step by step. `flaky`: it is known to answer differently. Undefined where it cannot be run again. */
export function timelineOf(subject: Subject, program: Program, flaky = false): Timeline | undefined {
  const notes = flaky ? ['The device answers differently when it is run again. Every state below is from a run of its own, and the clause may not be broken in this one.'] : []
  let all: readonly ReplayStep[]
  try {
    all = stepsOf(subject, program)
  } catch {
    return undefined // It does not even start again, or is given up: the report says what was seen.
  }
  const steps = all.slice(-MOST_SHOWN)
  const queues = queuesIn(program)
  const moments = statesOf(subject, program, steps, queues, notes)
  return { program, moments, skipped: Math.max(0, steps[0]?.index ?? 0), queues, notes }
}
