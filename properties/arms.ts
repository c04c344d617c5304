/** The random arms of a run: every claim as a fast-check property, and longer programs of the same grammar. */
import fc from 'fast-check'
import type { Random } from 'fast-check'
import { Author, EVEN } from '../src/check/author.js'
import type { Setting, Weights } from '../src/check/author.js'
import type { ScriptedProgram } from '../src/check/lockstep.js'
import type { Arm, RunOptions } from '../src/check/plan.js'
import { chance, seededSource } from '../src/check/source.js'
import type { Source } from '../src/check/source.js'
import { region } from './adapter.js'
import type { Claim } from './claim.js'
import { CLAIMS } from './claims/index.js'
import { METAMORPHIC, compareTwins, drawTwins } from './metamorphic.js'

/** fast-check draws a program's seed, and the seed its choices: of dozens for each program, its own ints were a twentieth of a property's time. */
const sourceOf = (random: Random): Source => seededSource(random.nextInt())

/** Programs drawn by a grammar, as a fast-check arbitrary. Shrinking is the engine's: its passes know the domain. */
export class DrawnArbitrary<T> extends fc.Arbitrary<T> {
  constructor(private readonly draw: (source: Source) => T) {
    super()
  }

  override generate(random: Random): fc.Value<T> {
    return new fc.Value(this.draw(sourceOf(random)), undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return false
  }

  override shrink(): fc.Stream<fc.Value<T>> {
    return fc.Stream.nil()
  }
}

export const settingOf = ({ queues, kernels, attachFirst }: RunOptions): Setting => ({ region, queues, kernels, attachFirst })

function drawProgram(claim: Claim, setting: Setting): (source: Source) => ScriptedProgram {
  return (source) => {
    const author = new Author(source, setting)
    claim.write(author)
    return author.program()
  }
}

/** Programs per part: a property of 1,000 programs is four parts. */
const PROGRAMS_PER_PART = 250
const partsFor = (runs: number): number => Math.max(1, Math.ceil(runs / PROGRAMS_PER_PART))
const runsIn = (part: number, runs: number): number => Math.max(1, Math.min(PROGRAMS_PER_PART, runs - part * PROGRAMS_PER_PART))

/** fast-check drives `runs` programs through the recorder; what they find is the recorder's to keep. */
function drive<T>(arbitrary: fc.Arbitrary<T>, seed: number, numRuns: number, run: (value: T) => void): void {
  const details = fc.check(fc.property(arbitrary, (value) => run(value)), { seed, numRuns, endOnFailure: true })
  if (details.failed) throw details.errorInstance ?? new Error('the property could not be run')
}

function claimArm<S>(claim: Claim, options: RunOptions): Arm<S> {
  const setting = settingOf(options)
  const witness = { name: claim.id, seen: claim.seen, ...(claim.logged && { logged: claim.logged }) }
  return {
    name: `property: ${claim.id}`,
    parts: partsFor(options.runs),
    random: true,
    run: (part, recorder, seed) => drive(new DrawnArbitrary(drawProgram(claim, setting)), seed, runsIn(part, options.runs), (program) => void recorder.run(program, witness)),
  }
}

function metamorphicArm<S>(options: RunOptions): Arm<S> {
  const setting = settingOf(options)
  return {
    name: `property: ${METAMORPHIC.id}`,
    parts: partsFor(options.runs),
    random: true,
    run: (part, recorder, seed) => drive(new DrawnArbitrary((source) => drawTwins(source, setting)), seed, runsIn(part, options.runs), (twins) => void compareTwins(twins, recorder, setting)),
  }
}

/** Longer programs of the same grammar, from the flat generator. */
interface Mass {
  readonly name: string
  readonly length: number
  readonly weights: Weights
  readonly permute: boolean
}

const MASS: readonly Mass[] = [
  { name: 'random: two and more queues interleaved', length: 120, weights: EVEN, permute: true },
  { name: 'random: hostile host', length: 100, weights: { ...EVEN, refusal: 6, lifecycle: 3, base: 6, mapping: 4, enables: 6 }, permute: true },
  { name: 'random: 8-byte accesses to 32-bit registers', length: 60, weights: { ...EVEN, wide: 8 }, permute: false },
]

function massArm<S>({ name, length, weights, permute }: Mass, options: RunOptions): Arm<S> {
  const setting = settingOf(options)
  return {
    name,
    parts: partsFor(options.runs),
    random: true,
    run(part, recorder, seed) {
      const source = seededSource(seed)
      for (let i = runsIn(part, options.runs); i > 0; i--) recorder.run(drawMass(source, setting, length, weights, permute))
    },
  }
}

function drawMass(source: Source, setting: Setting, length: number, weights: Weights, permute: boolean): ScriptedProgram {
  const author = new Author(source, setting)
  author.boot({ permute: permute && chance(source, 2) })
  author.compose(length, weights)
  for (const q of author.cast) author.readBack(q)
  return author.program()
}

/** A claim without its programs: what reports and the command line need to know. */
export interface Property {
  readonly id: string
  readonly claim: string
  readonly clauses: readonly string[]
  readonly sometimes: string
}

export const PROPERTIES: readonly Property[] = [...CLAIMS, METAMORPHIC]

/** The property that a divergence on `clause` is reported under: the first one that covers it. */
export const propertyFor = (clause: string): string => PROPERTIES.find(({ clauses }) => clauses.includes(clause))?.id ?? 'linux'

/** All property arms, or those named; and the mass arms, which belong to a full run. */
export function propertyArms<S>(options: RunOptions, only?: readonly string[]): Arm<S>[] {
  const wanted = (id: string): boolean => only === undefined || only.includes(id)
  const arms: Arm<S>[] = CLAIMS.filter(({ id }) => wanted(id)).map((claim) => claimArm<S>(claim, options))
  if (wanted(METAMORPHIC.id)) arms.push(metamorphicArm<S>(options))
  return arms
}

export const massArms = <S>(options: RunOptions): Arm<S>[] => MASS.map((mass) => massArm<S>(mass, options))
