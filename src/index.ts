/**
 * The library: check a device, run or judge one program, make a counterexample canonical, draw programs for fast-check.
 * A suite for vitest is in `cmdqv-check/vitest`, the readable reference model in `cmdqv-check/spec`, the checker's host in
 * `cmdqv-check/host`, and every type that these functions mention in `cmdqv-check/types`.
 *
 * @module
 */
export type { Device, DeviceFactory, Host, Operation, Program } from './check/contract.js'
export type { CheckReport } from './check/report.js'
export { decodeToken, encodeToken } from './check/token.js'
export { check } from './library/check.js'
export { createOptimised } from './library/optimised.js'
export { format } from './library/format.js'
export { programs } from './library/programs.js'
export { judge, replay } from './library/replay.js'
export { shrink } from './library/shrink.js'
