/**
 * The trial that a planted bug must not survive: programs of the claims that cover a clause, in turn, until that
 * clause forbids a response or the accesses are used up.
 */
import { referenceModel, region } from '../../properties/adapter.js'
import type { Claim } from '../../properties/claim.js'
import { CLAIMS } from '../../properties/claims/index.js'
import type { ClauseId } from '../../spec/index.js'
import { Author } from '../../src/check/author.js'
import type { Setting } from '../../src/check/author.js'
import type { DeviceFactory } from '../../src/check/contract.js'
import { runProgram } from '../../src/check/lockstep.js'
import type { ScriptedProgram, Step } from '../../src/check/lockstep.js'
import { partSeed, seededSource } from '../../src/check/source.js'

export const MOST_ACCESSES = 10_000
export const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const

const SETTING: Setting = { region, queues: 2, kernels: ['6.17', '6.18.9'], attachFirst: false }

/** The claims that speak of a clause. The Linux guest covers all of them at once and is asked only where no other does. */
export function claimsFor(clause: ClauseId): readonly Claim[] {
  const all = CLAIMS.filter(({ clauses }) => clauses.includes(clause))
  const own = all.filter(({ id }) => id !== 'linux')
  return own.length > 0 ? own : all
}

export interface Trial {
  /** Reads and writes made. */
  readonly accesses: number
  readonly caught: boolean
}

/** The programs of one claim, the same for every clause that it covers. */
function* programsOf(claim: Claim, seed: number): Generator<ScriptedProgram, undefined> {
  const source = seededSource(partSeed(seed, CLAIMS.indexOf(claim)))
  for (;;) {
    const author = new Author(source, SETTING)
    claim.write(author)
    yield author.program()
  }
}

/** Takes one program of each claim in turn and looks at every step, until `seen` says so or the accesses are used up. */
export function trial(create: DeviceFactory, claims: readonly Claim[], seed: number, seen: (step: Step) => boolean | void): Trial {
  const streams = claims.map((claim) => programsOf(claim, seed))
  const result = { accesses: 0, caught: false }
  const visitor = {
    step(step: Step): boolean {
      const { op } = step.operation
      if (step.index >= 0 && (op === 'read' || op === 'write')) result.accesses++
      if (seen(step) === true) result.caught = true
      return result.caught || result.accesses >= MOST_ACCESSES
    },
  }
  const subject = { name: 'planted', create }
  for (let turn = 0; !result.caught && result.accesses < MOST_ACCESSES; turn++) {
    const { value } = streams[turn % streams.length]?.next() ?? {}
    if (!value) throw new Error('there is no claim to draw programs from')
    runProgram(subject, referenceModel, value, visitor)
  }
  return result
}
