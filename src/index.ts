/** The library: the check and what it is made of. */
export { runCheck as check } from './cli/run.js'
export type { CheckOptions } from './cli/run.js'
export type { CheckReport, Divergence } from './check/report.js'
export type { Device, DeviceFactory, Host, Operation, Page0, Program, Response } from './check/contract.js'
export { decodeToken, encodeToken } from './check/token.js'
export type { Choices, Design, OwnDesign } from './designs/index.js'
export { createOptimised } from './device/index.js'
