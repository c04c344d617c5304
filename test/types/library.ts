/** What must not compile, and what must. `tsc` complains about an expected error that does not come; `loosened.test.ts` shows that it does. */
import { check, createOptimised, judge, programs, replay, shrink } from '../../src/index.js'
import type { CheckReport, Device, DeviceFactory, Host, Operation, Program } from '../../src/index.js'
import { CheckerHost } from '../../src/library/host.js'
import { conforms } from '../../src/vitest/index.js'
import type { Arbitrary } from 'fast-check'

declare const device: Device
declare const host: Host
declare const program: Program
declare const report: CheckReport

// A factory must return a whole device, at once.
const { read: _read, ...withoutRead } = device
// @ts-expect-error a device answers reads
export const unreadable: DeviceFactory = () => withoutRead
// @ts-expect-error a factory makes a device now, not later
export const late: DeviceFactory = async () => device
// @ts-expect-error of a read something is returned
export const mute: Device = { ...device, read: () => undefined }
// @ts-expect-error a value is a number or a bigint
export const wordy: Device = { ...device, read: () => '0x1' }
export const withoutWayBack: Device = { read: () => 0, write: () => {}, attach: () => {}, detach: () => {}, reset: () => {}, event: () => {} }
export const forgetful: DeviceFactory = (_host, { queues }) => ({ ...withoutWayBack, read: () => queues })

// What the host answers must be looked at.
const page = host.mmapPage0()
// @ts-expect-error it may be an errno
export const word = page.load(0)
export const looked = typeof page === 'number' ? page : page.load(0)
// @ts-expect-error addresses are bigints: they have 64 bits
host.hwQueueAlloc(0, 0x4000_0000, 0x1000n)
// @ts-expect-error a device does not play the hardware
host.consume(0, 1)

// Operations are plain data of known kinds, and values fit their sizes.
export const operations: readonly Operation[] = [
  { op: 'write', offset: 0x10000, size: 4, value: 1 },
  { op: 'write', offset: 0x20000, size: 8, value: 1n },
  { op: 'read', offset: 0x10000, size: 4 },
  { op: 'refuse', call: 'hwQueueAlloc', errno: 'ENOMEM' },
  // @ts-expect-error 8 bytes are a bigint
  { op: 'write', offset: 0x20000, size: 8, value: 1 },
  // @ts-expect-error 4 bytes are a number
  { op: 'write', offset: 0x10000, size: 4, value: 1n },
  // @ts-expect-error nothing is accessed in halves of a word
  { op: 'read', offset: 0x10000, size: 2 },
  // @ts-expect-error no such kind
  { op: 'interrupt' },
  // @ts-expect-error an event says where
  { op: 'consume', n: 1 },
  // @ts-expect-error there is no such call to refuse
  { op: 'refuse', call: 'raiseInterrupt', errno: 'ENOMEM' },
]
// @ts-expect-error there are two kernel generations
export const unknownKernel: Program = { ...program, kernel: '6.18' }
// @ts-expect-error programs are not changed in place
program.operations.push({ op: 'attach' })

// The functions take a factory or what their words say, and give what their words say.
// @ts-expect-error a device is made by its factory, for each program anew
void check(device)
// @ts-expect-error clauses have ids
void check(createOptimised, { clauses: ['P172'] })
void check(createOptimised, { clauses: ['P172-DROP'], properties: ['two-apertures'] })
// @ts-expect-error it takes time
export const early: CheckReport = check(createOptimised)
// @ts-expect-error nobody changes a report
report.verdict = 'conforms'
// @ts-expect-error there is no such verdict
export const passed = (other: CheckReport): boolean => other.verdict === 'passed'
// @ts-expect-error a single program is run at once, on a factory and not by name
replay('optimised', program)
// @ts-expect-error responses are objects: a value, and what the host saw
judge(program, [0])
judge(program, [{}, { value: 1, log: [{ kind: 'interrupt' }] }])
// @ts-expect-error it may be that nothing diverges
export const length: number = shrink(createOptimised, program).length
export const drawn: Arbitrary<Program> = programs({ queues: 2 })
// @ts-expect-error there is one host kernel or both
programs({ kernel: '5.0' })
conforms(createOptimised, { runs: 10, orderings: false })
// @ts-expect-error a value cannot cross to worker threads
conforms(createOptimised, { workers: 2 })
// @ts-expect-error a host is of a kernel generation
export const anyHost = new CheckerHost({ queues: 2, slots: [] })
