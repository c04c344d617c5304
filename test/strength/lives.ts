/**
 * Lives: what was done to some device, what it answered, and what the clauses say of each answer. They are recorded by
 * `record.ts` and frozen in lives.json, where every operation, entry and verdict is written once and named by its number.
 */
import { readFileSync } from 'node:fs'
import { allPlaces, judge, judgePowerOn } from '../../spec/index.js'
import type { Entry, Judgement, Operation, Response, State } from '../../spec/index.js'
import type { Entry as RecordedEntry, Header, Operation as DeviceOperation } from '../../src/check/contract.js'

/** One operation and its answer; the first of a life has no operation, it is what the device did when it was made. */
export type Step = readonly [operation: number, value: number | bigint | null, entries: readonly number[], verdict: number]

export interface Life {
  readonly queues: number
  /** What the optimised device has to be given to live it again; without it the answers are some other device's. */
  readonly header?: Header
  readonly steps: readonly Step[]
  /** All that the verdicts tell a reader, in one number: values seen and allowed are words of it. */
  readonly told: string
  /** What every register reads after each step, in one number; of lives of the optimised device. */
  readonly registers?: string
  /** What its states feed into their fingerprints, for some choices of clauses. */
  readonly words: readonly string[]
}

export interface Lives {
  readonly operations: readonly DeviceOperation[]
  readonly entries: readonly RecordedEntry[]
  /** The clauses that were judged, and behind a bar those that forbid the answer. */
  readonly verdicts: readonly string[]
  readonly lives: readonly Life[]
  /** By state and register what accesses.ts finds there, in one number. */
  readonly accesses: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const BIG = /^-?\d+n$/
/** Big numbers as `flatten` wrote them, in place: copies made name by name are slow to read. */
function revive(record: object): void {
  for (const [name, value] of Object.entries<unknown>({ ...record })) {
    if (typeof value === 'string' && BIG.test(value)) Reflect.set(record, name, BigInt(value.slice(0, -1)))
    else if (typeof value === 'object' && value !== null) revive(value)
  }
}

export const flatten = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

export const LIVES = new URL('lives.json', import.meta.url)

/** What is recorded; read once. */
export function readLives(): Lives {
  return (known ??= read())
}

let known: Lives | undefined

function read(): Lives {
  const recorded = JSON.parse(readFileSync(LIVES, 'utf8')) as Lives // written by record.ts
  revive(recorded)
  return recorded
}

/** FNV-1a. */
export class Digest {
  private hash = 0x811c_9dc5

  add(text: string): void {
    for (let i = 0; i < text.length; i++) this.hash = Math.imul(this.hash ^ text.charCodeAt(i), 0x0100_0193)
  }

  take(word: number): void {
    this.hash = Math.imul(this.hash ^ word ^ (word >>> 15), 0x0100_0193)
  }

  toString(): string {
    return (this.hash >>> 0).toString(16).padStart(8, '0')
  }
}

/** One recorded step, with what it names in place of the numbers. */
export interface Event {
  readonly operation: Operation | undefined
  readonly response: Response
}

export function eventOf({ operations, entries }: Pick<Lives, 'operations' | 'entries'>, [operation, value, log]: Step): Event {
  const response: Response = { value: value ?? undefined, log: log.map((number) => entries[number]).filter((entry): entry is RecordedEntry => entry !== undefined) satisfies readonly Entry[] }
  return { operation: operations[operation], response }
}

/** What the judge says of a life, step by step. */
export function* judgements(queues: number, events: readonly Event[]): Generator<Judgement> {
  let state: State | undefined
  for (const { operation, response } of events) {
    const judgement: Judgement = state && operation ? judge(state, operation, response) : judgePowerOn(queues, response)
    yield judgement
    state = judgement.state
  }
}

export const verdictOf = ({ judged, forbidden }: Judgement): string => `${judged.join(' ')}${forbidden.length === 0 ? '' : ` | ${forbidden.map(({ clause }) => clause).join(' ')}`}`

export function tell(digest: Digest, { forbidden }: Judgement): void {
  for (const { clause, observed, allowed } of forbidden) digest.add(`${clause}: ${observed}, not ${allowed}\n`)
}

const offsets = new Map<number, readonly number[]>()

/** Every register of a region. */
export function registersOf(queues: number): readonly number[] {
  const known = offsets.get(queues) ?? allPlaces(queues).map(({ offset }) => offset)
  offsets.set(queues, known)
  return known
}
