/** The library: the check and what it is made of. */
import type { DeviceFactory, Forbidden, Program } from './check/contract.js'
import { runProgram } from './check/lockstep.js'
import { decodeToken } from './check/token.js'
import { referenceModel } from './cli/assembly.js'
import { runCheck } from './cli/run.js'
import type { CheckOptions } from './cli/run.js'
import type { CheckReport } from './check/report.js'

export type { CheckOptions } from './cli/run.js'
export type { CheckReport, Divergence } from './check/report.js'
export type { Device, DeviceFactory, Host, Operation, Page0, Program, Response } from './check/contract.js'
export { decodeToken, encodeToken } from './check/token.js'
export type { Choices, Design, OwnDesign } from './designs/index.js'
export { createOptimised } from './device/index.js'

/** Checks a device by its name or file. Throws DeviceStartError for one that cannot start. */
export const check = async (options: CheckOptions): Promise<CheckReport> => (await runCheck(options)).report

/** A clause that the response to one operation breaks. */
export interface Broken extends Forbidden {
  /** Index of the operation; -1 is the device's start. */
  readonly step: number
}

/** Runs one program, given as a token or as data, on a device, and answers what it breaks. Throws for what is no token. */
export function replay(create: DeviceFactory, program: string | Program): readonly Broken[] {
  const broken: Broken[] = []
  runProgram({ name: 'device', create }, referenceModel, typeof program === 'string' ? decodeToken(program) : program, {
    step: ({ index, forbidden }) => void broken.push(...forbidden.map((one) => ({ ...one, step: index }))),
  })
  return broken
}
