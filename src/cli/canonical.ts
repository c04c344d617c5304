/** Shows that a shrunk program is the least of its kind, or finds the one that is. */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Alphabet } from '../check/alphabet.js'
import type { Kernel, Operation, Program } from '../check/contract.js'
import { GivenUpError, WayBackError } from '../check/fault.js'
import { canGoBack, firstDivergence } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { Counterexample } from '../check/matrix.js'
import { CANONICAL_KERNEL, comparePrograms } from '../check/order.js'
import type { Divergence } from '../check/report.js'
import { encodeToken } from '../check/token.js'
import type { ExploreProgress } from '../prove/explore.js'
import { NEIGHBOURHOOD, neighbourhood } from '../prove/neighbourhood.js'
import { leastOf, searchDevice } from '../prove/search.js'
import { referenceModel, region } from './assembly.js'

/** What was found so far: a clause and a program that breaks it. */
interface Shrunk {
  readonly clause: string
  readonly program: Program
}

/** The least program, or the one that was given and why it is not known to be the least. */
type Canonical =
  | { readonly minimal: true; readonly alphabet: string; readonly program: Program; readonly observed: string; readonly allowed: string }
  | { readonly minimal: false; readonly why: string }

export interface Setting {
  readonly queues: number
  readonly kernels: readonly Kernel[]
  /** The device is only defined once attached: attach opens every program, and nothing detaches it. */
  readonly attachFirst: boolean
  /** Operations of one search at the most, if fewer than a check has time for. */
  readonly transitions?: number
  /** Only hosts whose slots nobody has used. */
  readonly clean?: boolean
}

/** Operations of one search at the most. A device that is replayed pays for each as many times as its program is long. */
const MOST_JUMPED = 600_000
const MOST_REPLAYED = 20_000
/** Over a pipe each of these costs a tenth of a millisecond and more. */
const MOST_AFAR = 6_000

const ATTACH: readonly Operation[] = [{ op: 'attach' }]
const isAttachment = ({ op }: Operation): boolean => op === 'attach' || op === 'detach'

/** The alphabets for a setting: its kernels alone, and where attach comes first, neither attach nor detach. */
function alphabetsIn({ queues, kernels, attachFirst, clean = false }: Setting): readonly Alphabet[] {
  return alphabetsFor(region, queues).flatMap((alphabet): Alphabet[] => {
    const headers = alphabet.headers.flatMap((header) => {
      if (clean && header.slots.length > 0) return []
      if (kernels.includes(header.kernel)) return [header]
      const [only] = kernels
      return header.kernel === CANONICAL_KERNEL && header.slots.length === 0 && only ? [{ ...header, kernel: only }] : []
    })
    const letters = attachFirst ? alphabet.letters.filter(({ operation }) => !isAttachment(operation)) : alphabet.letters
    return headers.length === 0 ? [] : [{ ...alphabet, headers, letters }]
  })
}

/** Searches for less than what is known, and answers for each finding in turn. */
function canonicalOf(shrunk: readonly Shrunk[], subject: Subject, setting: Setting, progress: ExploreProgress): readonly Canonical[] {
  if (shrunk.length === 0) return []
  const { queues, attachFirst } = setting
  const jumps = canGoBack(subject, { kernel: CANONICAL_KERNEL, queues, slots: [] })
  const most = Math.min(jumps ? MOST_JUMPED : subject.afar === true ? MOST_AFAR : MOST_REPLAYED, setting.transitions ?? Infinity)
  const options = { progress, transitions: most, ...(attachFirst && { opening: ATTACH }) }
  const known = new Map(shrunk.map(({ clause, program }) => [clause, program.operations.length]))
  const least = leastOf(searchDevice(subject, referenceModel, alphabetsIn(setting), region, { ...options, wanted: [...known.keys()], known }), region)
  return shrunk.map((one): Canonical => settle(one, least.get(one.clause)) ?? nearby(one))

  function settle({ clause, program }: Shrunk, found: Counterexample | undefined): Canonical | undefined {
    if (!found || comparePrograms(found.program, program, region) > 0 || !breaks(found.program, clause)) return undefined
    return { minimal: true, alphabet: found.alphabet, program: found.program, observed: found.observed, allowed: found.allowed }
  }

  /** Once more from the beginning: a device that cannot really go back must not pass for one that diverges. */
  function breaks(program: Program, clause: string): boolean {
    return firstDivergence(subject, referenceModel, program, clause) === Math.max(0, program.operations.length - 1)
  }

  /** A program that no alphabet contains is compared with what is like it. */
  function nearby(one: Shrunk): Canonical {
    const opened = attachFirst && one.program.operations[0]?.op === 'attach'
    const around = neighbourhood(opened ? { ...one.program, operations: one.program.operations.slice(1) } : one.program, region, one.clause)
    const alphabet = attachFirst ? { ...around, letters: around.letters.filter(({ operation }) => !isAttachment(operation)) } : around
    const searches = searchDevice(subject, referenceModel, [alphabet], region, { ...options, wanted: [one.clause] })
    const found = settle(one, leastOf(searches, region).get(one.clause))
    if (found) return found
    const depth = Math.min(...searches.map((search) => search.depth))
    return { minimal: false, why: `the search of its ${NEIGHBOURHOOD} ended at depth ${depth}, after ${options.transitions} operations` }
  }
}

/** A device whose way back does not work is not searched; what was found of it stands. */
function answersFor(open: readonly Shrunk[], subject: Subject, setting: Setting, progress: ExploreProgress): readonly Canonical[] {
  try {
    return canonicalOf(open, subject, setting, progress)
  } catch (error) {
    if (!(error instanceof WayBackError || error instanceof GivenUpError)) throw error
    return open.map((): Canonical => ({ minimal: false, why: error.message }))
  }
}

/** A start-up has no operations, a pair of programs no single least one, and a flaky device no least program at all. */
const isOpen = ({ flaky, twin, length }: Divergence): boolean => !flaky && twin === undefined && length > 0

function settled(divergence: Divergence, canonical: Canonical): Divergence {
  if (!canonical.minimal) return { ...divergence, unproved: canonical.why }
  const { program, observed, allowed, alphabet } = canonical
  const length = program.operations.length
  return { ...divergence, program, observed, allowed, length, step: length - 1, replay: encodeToken(program), minimal: true, alphabet }
}

/**
 * The divergences with their canonical programs: what shrinking ended in, or what an exhaustive search found that is
 * less. Which it was does not show: whatever program a run happened to meet, the same device gives the same report.
 */
export function canonical(divergences: readonly Divergence[], subject: Subject, setting: Setting, progress: ExploreProgress = () => undefined): readonly Divergence[] {
  const open = divergences.filter(isOpen)
  const answers = new Map(answersFor(open, subject, setting, progress).map((answer, i) => [open[i], answer]))
  return divergences.map((divergence) => {
    const answer = answers.get(divergence)
    return answer ? settled(divergence, answer) : divergence
  })
}
