/** Theorems about a device: a scope explored, and what that shows. */
import type { Alphabet } from '../check/alphabet.js'
import type { Header, Model, Operation, Program } from '../check/contract.js'
import { WayBackError } from '../check/fault.js'
import { firstDivergence } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { Region } from '../check/region.js'
import { shrinkDivergence } from '../check/shrink/divergence.js'
import type { Refuting, Theorem } from '../check/theorem.js'
import { exploreToClosure } from './closure.js'
import type { Closure, Refutation } from './closure.js'
import type { ExploreProgress } from './explore.js'
import { OwedWorld } from './owed.js'
import { exploreWords } from './words.js'

/** Steps in one scope at the most, for a device that never comes to the same state twice. */
const MOST_STEPS = 50_000_000

export interface ProofOptions {
  readonly deadline?: number | undefined
  /** States are kept word by word as well: only for a scope that is small. */
  readonly exact?: boolean
  readonly opening?: readonly Operation[]
  readonly transitions?: number
  readonly progress?: ExploreProgress
  /** Whether breaking a clause refutes; otherwise it is advice. All do by default. */
  readonly binds?: (clause: string) => boolean
}

/** Every step followed by all reads, and the last one by itself. */
const withLooks = ({ steps, looks }: Refutation): Operation[] => steps.flatMap((step, i) => (i < steps.length - 1 ? [step, ...looks] : [step]))

const MOST_EXECUTIONS = 2000

/**
 * The program behind a refutation. The search looks at everything at every state; mostly the steps alone diverge as well,
 * and else what of the looks is needed is part of the program.
 */
function programOf<S>(refutation: Refutation, header: Header, opening: readonly Operation[], subject: Subject, model: Model<S>, region: Region): Program {
  const bare: Program = { ...header, operations: [...opening, ...refutation.steps] }
  const last = Math.max(0, bare.operations.length - 1)
  if (firstDivergence(subject, model, bare, refutation.clause) === last) return bare
  const looked = [...opening, ...withLooks(refutation)]
  const end = firstDivergence(subject, model, { ...header, operations: looked }, refutation.clause)
  if (end < 0) throw strayed(subject, bare, refutation)
  return shrinkDivergence(subject, model, { ...header, operations: looked.slice(0, end + 1) }, refutation.clause, { region, maxExecutions: MOST_EXECUTIONS }).program
}

/** What was found by jumping is not there from power-on: the device does not come back to where it was. */
function strayed({ name }: Subject, { operations }: Program, { clause, observed }: Refutation): WayBackError {
  return new WayBackError(`device ${name} does not come back to where it was: restored on the way it breaks ${clause} (${observed}) after ${operations.length} operations, from power-on it does not`)
}

function refutingOf<S>(refutation: Refutation, header: Header, opening: readonly Operation[], subject: Subject, model: Model<S>, region: Region): Refuting {
  const { clause, observed, allowed } = refutation
  return { clause, observed, allowed, program: programOf(refutation, header, opening, subject, model, region) }
}

function verdictOf({ refutation, closed, depth }: Closure, bound: number | undefined): Theorem['verdict'] {
  if (refutation) return 'refuted'
  return closed || (bound !== undefined && depth >= bound) ? 'proved' : 'open'
}

/** Explores one scope from one host. Throws DeviceStartError, and WayBackError for a device that is found out not to come back to where it was. */
export function proveScope<S>(subject: Subject, model: Model<S>, { name, letters, depth }: Alphabet, header: Header, region: Region, { deadline, exact = false, opening = [], transitions = MOST_STEPS, progress = () => undefined, binds = () => true }: ProofOptions = {}): Theorem {
  let replayed = false
  const makeWorld = (): OwedWorld<S> => {
    const world = new OwedWorld(subject, model, header, opening)
    replayed = world.replayed
    return world
  }
  const bound = Number.isFinite(depth) ? depth : undefined
  const closure = exploreToClosure(makeWorld, letters, { limits: { transitions, depth: bound, deadline, exact }, binds, progress })
  const { refutation, advice, closed, states, transitions: taken, reads, depth: reached, bytesPerState, judged, loud } = closure
  const operations = letters.map(({ operation }) => operation)
  return {
    scope: name, header, bound, verdict: verdictOf(closure, bound), closed, states, transitions: taken, probes: reads, depth: reached, bytesPerState, judged, replayed, loud, exact,
    steps: operations.filter(({ op }) => loud || op !== 'read'),
    looks: loud ? [] : operations.filter(({ op }) => op === 'read'),
    refuting: refutation && refutingOf(refutation, header, opening, subject, model, region),
    advice: advice.map((one) => refutingOf(one, header, opening, subject, model, region)),
  }
}

const EVERY_WORD = 'no access of 4 or 8 bytes to any word of the region, from any state that this alphabet leads to, diverges or touches another register'

/** Accesses every word of the region from every state of a scope. */
export function proveWords<S>(subject: Subject, model: Model<S>, { name, letters }: Alphabet, header: Header, region: Region, { deadline, progress = () => undefined, binds = () => true }: ProofOptions = {}): Theorem {
  const world = new OwedWorld(subject, model, header)
  if (world.replayed) deadline ??= Date.now()
  const result = exploreWords(world, letters, region, header.queues, { binds, deadline, progress: (states, accesses) => progress(states, accesses, 0) })
  const { states, depth, accesses, closed, refutation, advice } = result
  const told = (one: Refutation): Refuting => refutingOf(one, header, [], subject, model, region)
  return {
    scope: name, header, claim: EVERY_WORD, bound: undefined, verdict: refutation ? 'refuted' : closed ? 'proved' : 'open', closed, states, transitions: states * letters.length, probes: accesses, depth, bytesPerState: 0, judged: world.counts(), replayed: world.replayed, loud: false, exact: false,
    steps: letters.map(({ operation }) => operation), looks: [], refuting: refutation && told(refutation), advice: advice.map(told),
  }
}
