/** The programs of the properties as one arbitrary of fast-check, for those who drive it themselves. */
import fc from 'fast-check'
import type { Random } from 'fast-check'
import { Author, EVEN } from '../src/check/author.js'
import type { Setting } from '../src/check/author.js'
import type { Operation, Program } from '../src/check/contract.js'
import type { Scripted } from '../src/check/linux/guest.js'
import { attachedThroughout } from '../src/check/lockstep.js'
import { pick, seededSource } from '../src/check/source.js'
import type { Source } from '../src/check/source.js'
import type { Claim } from './claim.js'

/** Sentences of the grammar behind a program's own part. */
const MOST_SENTENCES = 12

function draw(source: Source, setting: Setting, claims: readonly Claim[]): Program {
  const author = new Author(source, setting)
  pick(source, claims).write(author)
  author.compose(source.int(MOST_SENTENCES), EVEN)
  const program = author.program()
  return { ...program, operations: resolved(program.operations) }
}

/**
 * Software acknowledges by copying GERROR, whose value only a run tells. A program that is plain data copies what it will
 * be in a slot that nobody left dirty: one more toggle each time.
 */
function resolved(operations: readonly Scripted[]): readonly Operation[] {
  const toggled = new Map<number, number>()
  return operations.flatMap((operation): Operation[] => {
    if (operation.op !== 'acknowledge') return [operation]
    const { gerror, gerrorn } = operation
    const value = (toggled.get(gerrorn) ?? 0) ^ 1
    toggled.set(gerrorn, value)
    return [{ op: 'read', offset: gerrorn, size: 4 }, { op: 'read', offset: gerror, size: 4 }, { op: 'write', offset: gerrorn, size: 4, value }]
  })
}

/** The program without some of its operations: halves first, then ever smaller blocks, from the end backwards. */
function* shorter(program: Program, admits: (candidate: Program) => boolean): Generator<Program, void> {
  const { operations, slots } = program
  if (slots.length > 0) yield { ...program, slots: [] }
  for (let size = Math.ceil(operations.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = operations.length; end > 0; end -= size) {
      const candidate = { ...program, operations: [...operations.slice(0, Math.max(0, end - size)), ...operations.slice(end)] }
      if (admits(candidate)) yield candidate
    }
  }
}

/**
 * Programs in which the claims are put to the test. fast-check cannot know which of two programs a reader would rather see, and
 * only takes operations out; canonical programs are the engine's (src/check/shrink).
 */
export class ProgramArbitrary extends fc.Arbitrary<Program> {
  constructor(private readonly setting: Setting, private readonly claims: readonly Claim[]) {
    super()
  }

  override generate(random: Random): fc.Value<Program> {
    return new fc.Value(draw(seededSource(random.nextInt()), this.setting, this.claims), undefined)
  }

  override canShrinkWithoutContext(value: unknown): value is Program {
    return typeof value === 'object' && value !== null && 'operations' in value && 'slots' in value
  }

  override shrink(program: Program): fc.Stream<fc.Value<Program>> {
    const admits = this.setting.attachFirst ? attachedThroughout : () => true
    return fc.stream(shorter(program, admits)).map((candidate) => new fc.Value(candidate, undefined))
  }
}
