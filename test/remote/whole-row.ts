/**
 * Every step of the searches behind a design's row of the matrix, done on another device as well: where all of them lead to
 * the same, the same searches of that device would find the same row. A device that is replayed from its start cannot be
 * searched so far itself; the steps that the searches took can be done on it, sent ahead of their answers.
 */
import type { Entry, Operation, Program } from '../../src/check/contract.js'
// As built: a device in another process needs a thread of its own.
import { Bench } from '../../dist/src/check/lockstep.js'
import type { Subject } from '../../dist/src/check/lockstep.js'
import { KnownScript } from '../../dist/src/check/script.js'
import { referenceModel, region } from '../../dist/src/cli/assembly.js'
import { alphabetsFor } from '../../dist/properties/alphabets/index.js'
import { explore } from '../../dist/src/prove/explore.js'
import { searchDevice } from '../../dist/src/prove/search.js'
import type { Fingerprint } from '../../dist/src/prove/visited.js'
import { JudgedWorld } from '../../dist/src/prove/world.js'
import type { Outcome, World } from '../../dist/src/prove/world.js'

interface Point<T> {
  readonly saved: T
  readonly path: readonly Operation[]
}

/** A world that tells each step, with the way to it. */
class Followed<T> implements World<Point<T>> {
  private path: readonly Operation[] = []

  constructor(private readonly inner: World<T>, private readonly follow: (path: readonly Operation[]) => void) {}

  start(): Outcome {
    return this.inner.start()
  }

  perform(operation: Operation): Outcome {
    this.path = [...this.path, operation]
    this.follow(this.path)
    return this.inner.perform(operation)
  }

  save(): Point<T> {
    return { saved: this.inner.save(), path: this.path }
  }

  restore({ saved, path }: Point<T>): void {
    this.path = path
    this.inner.restore(saved)
  }

  fingerprint(into: Fingerprint): void {
    this.inner.fingerprint(into)
  }
}

/** The host calls of a response. Stores are told apart: one that changes nothing may go unreported, and none has a place in the order. */
const callsOf = (log: readonly Entry[]): string => JSON.stringify(log.filter(({ kind }) => kind !== 'store' && kind !== 'strayLoad'), (key, value: unknown) => (key === 'view' ? undefined : typeof value === 'bigint' ? String(value) : value))

/** What a device answers to a program, and what is forbidden of it, a line for each step. */
export function answersOf(subject: Subject, program: Program): readonly string[] {
  const script = new KnownScript(program.operations)
  const bench = new Bench(subject, program, undefined, script)
  const judge = referenceModel.judgeFor(program.queues)
  const line = (value: unknown, log: readonly Entry[]): string => `${String(value)} ${callsOf(log)} ${judge.forbidden.map(({ clause, observed, allowed }) => `${clause} ${observed}, not ${allowed}`).join('; ')}`
  const started = bench.started()
  judge.powerOn(started)
  return [line('', started.log), ...program.operations.map((operation, at) => {
    script.at = at
    const response = bench.perform(operation)
    judge.judge(operation, response)
    return line(response.value, response.log)
  })]
}

const READABLE = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN', 'BASE_L', 'BASE_H', 'CONS_INDX_BASE_DRAM_L', 'CONS_INDX_BASE_DRAM_H'] as const

/** Everything that a guest can read of the queues, through both apertures. */
const readBack = (queues: number): readonly Operation[] =>
  (['direct', 'vintf'] as const).flatMap((aperture) => Array.from({ length: queues }, (_, queue) => queue).flatMap((queue) => READABLE.map((register): Operation => ({ op: 'read', offset: region.queueRegister(aperture, register, queue), size: 4 }))))

/** One step of a search that leads elsewhere on the other device. */
export interface Apart {
  readonly device: string
  readonly program: Program
  readonly near: string
  readonly far: string
}

export interface Followings {
  readonly searches: number
  /** Steps of all searches, and how many of them were done on the other device. */
  readonly steps: number
  readonly done: number
  readonly operations: number
  readonly apart: Apart | undefined
}

/**
 * Searches a design as its row was searched, at two queues, and does each `every`th step on the others as well; after every
 * `reading`th of those everything is read. Ends at the first step that leads elsewhere.
 */
export function followRow(near: Subject, far: readonly Subject[], every: number, reading: number): Followings {
  const alphabets = alphabetsFor(region, 2)
  const reports = searchDevice(near, referenceModel, alphabets, region)
  let [steps, done, operations] = [0, 0, 0]
  let apart: Apart | undefined
  for (const { alphabet: name, header, clauses, depth } of reports) {
    const alphabet = alphabets.find((one) => one.name === name)
    if (!alphabet) throw new Error(`no alphabet ${name}`)
    const compare = (path: readonly Operation[]): void => {
      if (apart || steps++ % every !== 0) return
      const program: Program = { ...header, operations: done++ % reading === 0 ? [...path, ...readBack(header.queues)] : path }
      operations += program.operations.length
      const here = answersOf(near, program)
      for (const subject of far) {
        const there = answersOf(subject, program)
        const at = here.findIndex((line, i) => line !== there[i])
        if (at >= 0) apart = { device: subject.name, program: { ...program, operations: program.operations.slice(0, at) }, near: here[at] ?? '', far: there[at] ?? '' }
      }
    }
    if (apart) break
    const all = clauses.length === referenceModel.clauses.length
    explore(new Followed(new JudgedWorld(near, referenceModel, header, all ? {} : { clauses }), compare), alphabet.letters, { depth, transitions: Infinity }, new Set(clauses))
  }
  return { searches: reports.length, steps, done, operations, apart }
}
