/** One program: run on a device, or judged as somebody recorded it. */
import type { Authority, DeviceFactory, Entry, Forbidden, Operation, Program, Response } from '../check/contract.js'
import { failureOf, normal, runProgram, withJudge } from '../check/lockstep.js'
import type { Step } from '../check/lockstep.js'
import { decodeToken } from '../check/token.js'
import { referenceModel } from '../cli/assembly.js'
import { authorityOf } from '../cli/divergence.js'
import { subjectOf } from './check.js'

/** A clause that the response to one operation breaks: what was seen, what was allowed. */
export interface Broken extends Forbidden {
  /** Who says so; `judgement` is advice, `device` what every device owes its checker: an answer. */
  readonly authority: Authority | 'device'
  /** Index of the operation; -1 is the device's start. */
  readonly step: number
}

/** What a device did with one operation, as it was recorded. */
export interface Recorded {
  /** What a read returned: a number for 4 bytes, a bigint for 8. */
  readonly value?: number | bigint | undefined
  /** What the host saw meanwhile, in order, as `CheckerHost.takeLog()` of `cmdqv-check/host` has it. Default: nothing. */
  readonly log?: readonly Entry[] | undefined
}

const programOf = (given: Program | string): Program => (typeof given === 'string' ? decodeToken(given) : given)

const brokenAt = (step: number, forbidden: readonly Forbidden[]): Broken[] => forbidden.map((one) => ({ ...one, authority: authorityOf(one.clause), step }))

/**
 * Runs one program on a new device and answers what it breaks: an empty array is a device that conforms. Synchronous, some
 * microseconds an operation, so it fits into a test, or into a property of fast-check:
 *
 *     expect(replay(create, 'cq1.47jifGNiYGJqaGBjZPj_nxkA')).toEqual([])
 *
 * Divergences on `judgement` clauses are among them; their `authority` says so.
 *
 * @param create the factory of the device
 * @param program data, or a token; a TokenError says what is wrong with one
 * @param visit told of every step, also of the start: operation, response, what was judged and what is forbidden. What it
 *   collects of responses is what {@link judge} takes.
 * @returns every clause that every response breaks, in the order of the operations
 */
export function replay(create: DeviceFactory, program: Program | string, visit: (step: Step) => void = () => undefined): readonly Broken[] {
  const broken: Broken[] = []
  runProgram(subjectOf(create), referenceModel, programOf(program), {
    step(step) {
      visit(step)
      broken.push(...brokenAt(step.index, step.forbidden))
    },
  })
  return broken
}

/**
 * Judges what a device answered elsewhere: on hardware, in a simulator, in another language. No device runs here; the model
 * is given each operation with its recorded response. {@link replay} is for a device that can be called.
 *
 * The model believes the recording. Where host calls were made and not recorded, it takes the device for one that made
 * none; logs that tell less are for `cmdqv-check trace`, which knows what a log cannot show.
 *
 * @param program data, or a token
 * @param responses one for each operation, in order; a RangeError says which is missing
 * @param start what the host saw while the device was made
 * @returns every clause that every response breaks, in the order of the operations
 */
export function judge(program: Program | string, responses: readonly Recorded[], start: readonly Entry[] = []): readonly Broken[] {
  const { queues, operations } = programOf(program)
  if (responses.length !== operations.length) throw new RangeError(`the program has ${operations.length} operations and there are ${responses.length} responses: give one for each, or cut the program where the recording ends`)
  return withJudge(referenceModel, queues, (judging) => {
    judging.powerOn({ value: undefined, log: start, backing: undefined })
    const broken = brokenAt(-1, judging.forbidden)
    for (const [step, operation] of operations.entries()) {
      const response = responseTo(operation, responses[step] ?? {}, step)
      if ('clause' in response) return [...broken, ...brokenAt(step, [response])]
      judging.judge(operation, response)
      broken.push(...brokenAt(step, judging.forbidden))
    }
    return broken
  })
}

/** A recorded response as the model takes it, or what is wrong with its value. */
function responseTo(operation: Operation, { value, log = [] }: Recorded, step: number): Response | Forbidden {
  if (operation.op !== 'read') return { value: undefined, log, backing: undefined }
  if (value === undefined) throw new RangeError(`responses[${step}] has no value, and operation ${step} is a read: record what it returned`)
  try {
    return { value: normal(value, operation.size), log, backing: undefined }
  } catch (error) {
    return failureOf(error)
  }
}
