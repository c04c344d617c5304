/** Files of a user who has the package installed. */

/** One mistake in a device that is right otherwise: the first register is not written through its direct aperture. */
export const WRONG = `import { createOptimised } from 'cmdqv-check'
import type { DeviceFactory } from 'cmdqv-check'

const create: DeviceFactory = (host, options) => {
  const device = createOptimised(host, options)
  return {
    read: (offset, size) => device.read(offset, size),
    write: (offset, size, value) => (offset === 0x10000 ? undefined : device.write(offset, size, value)),
    attach: () => device.attach(),
    detach: () => device.detach(),
    reset: () => device.reset(),
    event: (map0, map1, lost) => device.event(map0, map1, lost),
    save: (into) => device.save?.(into) ?? new Uint8Array(),
    restore: (state) => device.restore?.(state),
  }
}
export default create
`

/** Three lines. */
export const SUITE = `import { conforms } from 'cmdqv-check/vitest'
import create from './device.js'
conforms(create, { device: './device.ts', properties: ['direct-write'], runs: 20 })
`

/** Names of every entry point, as a user's program would take them. */
export const PROGRAM = `import { check, createOptimised, decodeToken, encodeToken, format, judge, programs, replay, shrink } from 'cmdqv-check'
import type { CheckReport, Device, DeviceFactory, Host, Operation, Program } from 'cmdqv-check'
import { CheckerHost, ERRNO } from 'cmdqv-check/host'
import type { Page0 } from 'cmdqv-check/host'
import { CLAUSES, judgePowerOn } from 'cmdqv-check/spec'
import type { Broken, Divergence, Verdict } from 'cmdqv-check/types'
import fc from 'fast-check'

const operations: readonly Operation[] = [{ op: 'write', offset: 0x10000, size: 4, value: 1 }, { op: 'read', offset: 0x10000, size: 4 }]
const program: Program = { kernel: '6.18.9', queues: 2, slots: [], operations }
const factory: DeviceFactory = (host: Host, { queues }): Device => createOptimised(host, { queues })
const host = new CheckerHost({ kernel: '6.17', queues: 2, slots: [] })
const page: Page0 | number = host.port.mmapPage0()
const broken: readonly Broken[] = [...replay(factory, program), ...judge(program, [{}, { value: 1 }])]
const report: CheckReport = await check(factory, { properties: ['two-apertures'], runs: 20 })
const verdict: Verdict = report.verdict
const spread = await check('optimised', { properties: ['two-apertures'], runs: 1000, workers: 2 })
const divergence: Divergence | undefined = shrink(factory, program)
fc.assert(fc.property(programs({ queues: 2 }), (drawn) => replay(factory, drawn).length === 0), { numRuns: 20 })
console.log(JSON.stringify({
  verdict, broken, spread: [spread.verdict, spread.workers, spread.crashes.length], divergence: divergence === undefined, clauses: CLAUSES.length, unmapped: page === ERRNO.ENXIO, start: judgePowerOn(2, { value: undefined, log: [] }).forbidden,
  again: decodeToken(encodeToken(program)).operations.length, text: format(report).split(':')[0],
}))
`
