/**
 * What in a design causes a broken clause, and whether the clause holds once that is mended. A design can break one
 * clause for several reasons, and its shortest program shows one of them: so each cause is mended in turn, and the
 * mended design is searched again.
 */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Alphabet } from '../check/alphabet.js'
import type { Program } from '../check/contract.js'
import { firstDivergence } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import type { Counterexample, SearchReport } from '../check/matrix.js'
import { encodeToken } from '../check/token.js'
import { CHOICES, both, designById, flips } from '../designs/index.js'
import type { Design, Flip } from '../designs/index.js'
import type { ExploreProgress } from '../prove/explore.js'
import { leastOf, searchDevice } from '../prove/search.js'
import type { Cause, DesignStory, Link, Mend, Told } from '../report/explanation.js'
import type { ReplayStep } from '../report/replay.js'
import { referenceModel, region } from './assembly.js'
import { mendingFlips } from './causes.js'
import { subjectOf } from './devices.js'
import { stepsOf } from './replay.js'

const BINDING: ReadonlySet<string> = new Set(referenceModel.clauses.filter(({ authority }) => authority !== 'judgement').map(({ id }) => id))

/** The clauses that bind and that a program breaks at some step. */
export const bindingIn = (steps: readonly ReplayStep[]): ReadonlySet<string> =>
  new Set(steps.flatMap(({ forbidden }) => forbidden.map(({ clause }) => clause)).filter((clause) => BINDING.has(clause)))

/** A program as it is told: how the subject runs it. */
export const toldOf = (subject: Subject, { program, observed, allowed }: Pick<Counterexample, 'program' | 'observed' | 'allowed'>): Told =>
  ({ program, steps: stepsOf(subject, program), observed, allowed, replay: encodeToken(program) })

/** A cause with the designs that its changes lead to. */
interface Causing extends Cause {
  readonly first: Flip
  readonly firstMend: Mend
  /** Which share of the choice's other values mends the program: where all do, it is the choice and not a value of it. */
  readonly share: number
}

function mendOf({ choice, line, design }: Flip, program: Program, before: ReadonlySet<string>): Mend {
  const after = bindingIn(stepsOf(subjectOf(design), program))
  return { change: line.slice(choice.length + 2), breaks: [...after].filter((clause) => !before.has(clause)) }
}

/** The choices that cause a broken clause, in the order of the table. */
function causesOf(design: Design, program: Program, clause: string): readonly Causing[] {
  const mending = mendingFlips(design, program, clause)
  const before = bindingIn(stepsOf(subjectOf(design), program))
  const all = flips(design)
  return CHOICES.flatMap(({ name, line }): Causing[] => {
    const own = mending.filter(({ choice }) => choice === name)
    const mends = own.map((flip) => mendOf(flip, program, before))
    const [first, firstMend] = [own[0], mends[0]]
    if (first === undefined || firstMend === undefined) return []
    return [{ choice: name, about: line, mends, first, firstMend, share: own.length / all.filter(({ choice }) => choice === name).length }]
  })
}

const breaks = (design: Design, program: Program, clause: string): boolean => firstDivergence(subjectOf(design), referenceModel, program, clause) >= 0

/** Two changes that mend a program together, where no single one does. */
function pairsOf(design: Design, program: Program, clause: string): readonly string[] {
  const all = flips(design)
  const pairs = all.flatMap((first, i) => all.slice(i + 1).flatMap((second) => both(first, second) ?? []))
  return pairs.filter((pair) => !breaks(pair.design, program, clause)).map(({ line }) => line)
}

/** Choices of one program, and mended designs in a row, that are followed. */
const MOST_CHOICES = 4
const MOST_LINKS = 3
/** A mended design is searched for programs that are so much longer than the one that it mends. */
const LONGER_BY = 2
/** Operations of one search over one alphabet, and of all searches for one story, at the most: a few seconds. */
const MOST_IN_ALPHABET = 200_000
const MOST_IN_STORY = 300_000

export interface StoryOptions {
  /** Longest programs that are looked at. */
  readonly depth?: number
  readonly progress?: ExploreProgress
}

class Chains {
  private left = MOST_IN_STORY
  private readonly alphabets: readonly (readonly Alphabet[])[]

  constructor(private readonly design: Design, private readonly clause: string, queues: number, private readonly limits: StoryOptions) {
    const all = alphabetsFor(region, queues)
    // The clause's own alphabets are small; the broad one is asked when they find nothing.
    this.alphabets = [all.filter(({ clauses }) => clauses?.includes(clause)), all.filter(({ clauses }) => clauses === undefined).slice(0, 1)]
  }

  /** One chain for each cause, the likeliest first. */
  from(program: Program, causes: readonly Causing[]): readonly (readonly Link[])[] {
    return likeliest(causes).map((cause) => this.follow(cause, program, [], MOST_LINKS))
  }

  private search(design: Design, deepest: number): { readonly found: Counterexample | undefined; readonly searched: readonly SearchReport[] } {
    const searched: SearchReport[] = []
    for (const alphabets of this.alphabets) {
      if (this.left <= 0) break
      const { depth = Infinity } = this.limits
      const options = { ...this.limits, wanted: [this.clause], depth: Math.min(depth, deepest), transitions: Math.min(MOST_IN_ALPHABET, this.left) }
      const some = searchDevice(subjectOf(design), referenceModel, alphabets, region, options)
      this.left -= some.reduce((sum, { transitions }) => sum + transitions, 0)
      searched.push(...some)
      const found = leastOf(some, region).get(this.clause)
      if (found) return { found, searched }
    }
    return { found: undefined, searched }
  }

  /** Mends one cause of a program and looks for what is broken then. */
  private follow({ choice, first: { design }, firstMend: mend }: Causing, program: Program, changed: readonly string[], links: number): readonly Link[] {
    const { found, searched } = this.search(design, program.operations.length + LONGER_BY)
    const now = [...changed, choice]
    const own = this.ownDesign(design, now)
    if (found === undefined) return [{ choice, mend, own, still: undefined, before: false, searched, causes: [], undone: false }]
    const all = causesOf(design, found.program, this.clause)
    const causes = all.filter((cause) => !now.includes(cause.choice))
    const link: Link = { choice, mend, own, still: toldOf(subjectOf(design), found), before: breaks(this.design, found.program, this.clause), searched, causes, undone: causes.length === 0 && all.length > 0 }
    // What only breaks the clause sooner mends nothing, and is not followed.
    const sooner = found.program.operations.length < program.operations.length
    return links === 1 || sooner ? [link] : [link, ...this.next(causes, found.program, now, links - 1)]
  }

  /** The mended design as a user would write it down. */
  private ownDesign(mended: Design, changed: readonly string[]): Link['own'] {
    const { id } = this.design
    if (designById(id) !== this.design) return undefined
    return Object.fromEntries([['extends', id], ...Object.entries(mended).filter(([name]) => changed.includes(name))])
  }

  /** The first cause that leads on: to no further program, or to one that another choice causes. */
  private next(causes: readonly Causing[], program: Program, changed: readonly string[], links: number): readonly Link[] {
    let first: readonly Link[] = []
    for (const cause of likeliest(causes)) {
      const chain = this.follow(cause, program, changed, links)
      if (chain[0] && leadsOn(chain[0], program)) return chain
      if (first.length === 0) first = chain
    }
    return first
  }
}

/** What mends and breaks nothing else comes first, then what every value mends, then the order of the table. */
const likeliest = (causes: readonly Causing[]): readonly Causing[] =>
  causes.toSorted((a, b) => Number(a.firstMend.breaks.length > 0) - Number(b.firstMend.breaks.length > 0) || b.share - a.share).slice(0, MOST_CHOICES)

const leadsOn = ({ still, causes }: Link, { operations }: Program): boolean =>
  still === undefined || (causes.length > 0 && still.program.operations.length >= operations.length)

/** What in a design makes a program break a clause, and what is left once that is mended. */
export function designStory(design: Design, program: Program, clause: string, options: StoryOptions = {}): DesignStory {
  const causes = causesOf(design, program, clause)
  if (causes.length === 0) return { causes, pairs: pairsOf(design, program, clause), chains: [] }
  return { causes, pairs: [], chains: new Chains(design, clause, program.queues, options).from(program, causes) }
}
