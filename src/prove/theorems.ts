/** Theorems about a device: a scope explored, and what that shows. */
import type { Alphabet } from '../check/alphabet.js'
import type { Header, Model, Operation, Program } from '../check/contract.js'
import { WayBackError } from '../check/fault.js'
import { canGoBack, firstDivergence } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { Region } from '../check/region.js'
import { shrinkDivergence } from '../check/shrink/divergence.js'
import type { Refuting, Theorem } from '../check/theorem.js'
import { exploreToClosure } from './closure.js'
import type { Closure } from './closure.js'
import { OwedWorld } from './owed.js'
import type { Refutation } from './refutations.js'
import { exploreWords } from './words.js'

/** Steps in one scope at the most, for a device that never comes to the same state twice. */
const MOST_STEPS = 50_000_000

export interface ProofOptions {
  readonly deadline?: number | undefined
  /** States are kept word by word as well: only for a scope that is small. */
  readonly exact?: boolean
  readonly transitions?: number
  /** Whether breaking a clause refutes; otherwise it is advice. All do by default. */
  readonly binds?: (clause: string) => boolean
}

/** Every step followed by all reads, and the last one by itself. */
const withLooks = ({ steps, looks }: Refutation): Operation[] => steps.flatMap((step, i) => (i < steps.length - 1 ? [step, ...looks] : [step]))

const MOST_EXECUTIONS = 2000

/** Where a device was explored: what it takes to do a program again. */
interface Setting<S> {
  readonly subject: Subject
  readonly model: Model<S>
  readonly header: Header
  readonly region: Region
}

/**
 * The program behind a refutation. The search looks at everything at every state; mostly the steps alone diverge as well,
 * and else what of the looks is needed is part of the program.
 */
function programOf<S>(refutation: Refutation, { subject, model, header, region }: Setting<S>): Program {
  const { clause, steps } = refutation
  const bare: Program = { ...header, operations: steps }
  if (firstDivergence(subject, model, bare, clause) === Math.max(0, steps.length - 1)) return bare
  const looked = withLooks(refutation)
  const end = firstDivergence(subject, model, { ...header, operations: looked }, clause)
  if (end < 0) throw strayed(refutation, subject, () => firstDivergence(subject, model, { ...header, operations: looked }, clause) >= 0, canGoBack(subject, header))
  return shrinkDivergence(subject, model, { ...header, operations: looked.slice(0, end + 1) }, clause, { region, maxExecutions: MOST_EXECUTIONS }).program
}

/** How often a program is run again to see whether it always does the same. */
const AGAIN = 5

/** What was found is not there from power-on: the device does not come back to where it was, or does not do the same again. */
function strayed({ clause, observed, steps }: Refutation, { name }: Subject, diverges: () => boolean, jumps: boolean): WayBackError {
  if (!jumps || Array.from({ length: AGAIN }, diverges).includes(true)) {
    return new WayBackError(`device ${name} does not do the same again: once it broke ${clause} (${observed}) after ${steps.length} operations, and once it did not`, undefined, 'make it depend on nothing but what is done to it, no clock, chance or counter of its own')
  }
  return new WayBackError(`device ${name} does not come back to where it was: restored on the way it breaks ${clause} (${observed}) after ${steps.length} operations, from power-on it does not`)
}

const refutingIn = <S>(setting: Setting<S>) => (refutation: Refutation): Refuting => {
  const { clause, observed, allowed } = refutation
  return { clause, observed, allowed, program: programOf(refutation, setting) }
}

function verdictOf({ refutation, closed, depth }: Closure, bound: number | undefined): Theorem['verdict'] {
  if (refutation) return 'refuted'
  return closed || (bound !== undefined && depth >= bound) ? 'proved' : 'open'
}

/** Explores one scope from one host. Throws DeviceStartError, and WayBackError for a device that is found out not to come back to where it was. */
export function proveScope<S>(subject: Subject, model: Model<S>, { name, letters, depth }: Alphabet, header: Header, region: Region, { deadline, exact = false, transitions = MOST_STEPS, binds = () => true }: ProofOptions = {}): Theorem {
  let replayed = false
  const makeWorld = (): OwedWorld<S> => {
    const world = new OwedWorld(subject, model, header)
    replayed = world.replayed
    return world
  }
  const bound = Number.isFinite(depth) ? depth : undefined
  const closure = exploreToClosure(makeWorld, letters, { limits: { transitions, depth: bound, deadline, exact }, binds })
  const { refutation, advice, closed, states, transitions: taken, reads, depth: reached, bytesPerState, judged, loud } = closure
  const operations = letters.map(({ operation }) => operation)
  const refutingOf = refutingIn({ subject, model, header, region })
  return {
    scope: name, header, bound, verdict: verdictOf(closure, bound), closed, states, transitions: taken, probes: reads, depth: reached, bytesPerState, judged, replayed, loud, exact,
    steps: operations.filter(({ op }) => loud || op !== 'read'),
    looks: loud ? [] : operations.filter(({ op }) => op === 'read'),
    refuting: refutation && refutingOf(refutation),
    advice: advice.map(refutingOf),
  }
}

const EVERY_WORD = 'no access of 4 or 8 bytes to any word of the region, from any state that this alphabet leads to, diverges or touches another register'

/** Accesses every word of the region from every state of a scope. */
export function proveWords<S>(subject: Subject, model: Model<S>, { name, letters }: Alphabet, header: Header, region: Region, { deadline, binds = () => true }: ProofOptions = {}): Theorem {
  const world = new OwedWorld(subject, model, header)
  if (world.replayed) deadline ??= Date.now()
  const result = exploreWords(world, letters, region, header.queues, { binds, deadline })
  const { states, depth, accesses, closed, refutation, advice } = result
  const refutingOf = refutingIn({ subject, model, header, region })
  return {
    scope: name, header, claim: EVERY_WORD, bound: undefined, verdict: refutation ? 'refuted' : closed ? 'proved' : 'open', closed, states, transitions: states * letters.length, probes: accesses, depth, bytesPerState: 0, judged: world.counts(), replayed: world.replayed, loud: false, exact: false,
    steps: letters.map(({ operation }) => operation), looks: [], refuting: refutation && refutingOf(refutation), advice: advice.map(refutingOf),
  }
}
