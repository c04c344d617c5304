/** What a story shows of a device: every register through both apertures after every step, whatever the device does. */
import { expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { Device, Operation, Program } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { decodeToken } from '../../src/check/token.js'
import { createOptimised } from '../../src/device/index.js'
import { loadSubject } from '../../src/cli/devices.js'
import { queuesIn, timelineOf } from '../../src/cli/html/timeline.js'
import type { Timeline } from '../../src/report/html/facts.js'

const OPTIMISED: Subject = { name: 'optimised', create: createOptimised }
const programOf = (...operations: readonly Operation[]): Program => ({ kernel: '6.18.9', queues: 2, slots: [], operations })
const PROD = region.queueRegister('direct', 'PROD_INDX', 0)
const write = (value: number): Operation => ({ op: 'write', offset: PROD, size: 4, value })
const read: Operation = { op: 'read', offset: PROD, size: 4 }

/** What is read of one register after each step, and whether it is owed otherwise. */
const told = (timeline: Timeline | undefined, offset = PROD): unknown =>
  timeline?.moments.map(({ index, state }) => {
    const seen = state?.seen.find((one) => one.offset === offset)
    return [index, seen?.value, seen?.owed?.clauses[0]]
  })

/** The optimised device with something else in it. */
const but = (change: (device: Device) => Partial<Device>): Subject => ({
  name: 'changed',
  create(host, options) {
    const device = createOptimised(host, options)
    const { read, write, attach, detach, reset, event } = device
    const own: Device = { read: read.bind(device), write: write.bind(device), attach: attach.bind(device), detach: detach.bind(device), reset: reset.bind(device), event: event.bind(device) }
    return { ...own, ...change(own) }
  },
})

test('every register of the queues that a program names, through both apertures', () => {
  const timeline = timelineOf(OPTIMISED, programOf(write(5), read))
  expect(told(timeline)).toEqual([[-1, 0, undefined], [0, 5, undefined], [1, 5, undefined]])
  expect(timeline?.moments[0]?.state?.seen).toHaveLength(20)
  expect(timeline?.notes).toEqual([])
})

test('queues by physical and by logical number', () => {
  expect(queuesIn(programOf({ op: 'attach' }))).toEqual([0])
  expect(queuesIn(programOf({ op: 'write', offset: region.configRegister('CMDQ_ALLOC_MAP', 1), size: 4, value: 1 }))).toEqual([0, 1])
  expect(queuesIn(programOf({ op: 'consume', l: 1, n: 1 }))).toEqual([1])
  expect(queuesIn(programOf({ op: 'consume', l: 7, n: 1 }))).toEqual([0])
})

test('what is owed otherwise is told where it begins, before the answer that breaks the clause', async () => {
  // W32 VCMDQ0_CONS_INDX 1; R32 the same: the write went through a window to a slot without a queue.
  const timeline = timelineOf(await loadSubject('rust-fork-2026'), programOf({ op: 'write', offset: 0x1_0000, size: 4, value: 1 }, { op: 'read', offset: 0x1_0000, size: 4 }))
  expect(told(timeline, 0x1_0000)).toEqual([[-1, 0, undefined], [0, 0, 'P176-DIRECT'], [1, 0, undefined]])
  expect(timeline?.moments[1]?.state).toMatchObject({ backed: [], pageMapped: true, windows: ['direct', 'vintf'] })
})

test('each register is looked at by itself: one that was wrong through one aperture is still wrong through the other', () => {
  const lossy = but((device) => ({ write: (offset, size, value) => (offset === PROD ? undefined : device.write(offset, size, value)) }))
  const mapped: readonly Operation[] = [{ op: 'write', offset: region.configRegister('CMDQ_ALLOC_MAP'), size: 4, value: 1 }, { op: 'write', offset: region.configRegister('VINTF0_CONFIG'), size: 4, value: 1 }]
  const timeline = timelineOf(lossy, programOf(...mapped, write(5)))
  expect(timeline?.moments.at(-1)?.state?.seen.filter(({ owed }) => owed?.allowed === '0x5').map(({ offset }) => offset)).toEqual([PROD, region.queueRegister('vintf', 'PROD_INDX', 0)])
})

test('a device that dies in the middle: what it answered before is there, and the rest is said to be missing', () => {
  let writes = 0
  const dying = but((device) => ({ write: (offset, size, value) => (writes++ % 2 === 1 ? fail() : device.write(offset, size, value)) }))
  const fail = (): never => {
    throw new Error('no more')
  }
  const timeline = timelineOf(dying, programOf(write(5), write(6), read))
  expect(timeline?.moments.map(({ index, forbidden }) => [index, forbidden.map(({ clause }) => clause)])).toEqual([[-1, []], [0, []], [1, ['DEVICE-DIED']]])
  expect(timeline?.notes.join()).toContain('stopped answering')
})

test('a device that dies of being looked at', () => {
  const shy = but(() => ({
    read() {
      throw new Error('do not look')
    },
  }))
  const timeline = timelineOf(shy, programOf(write(5)))
  expect(timeline?.moments.map(({ state }) => state?.unread)).toEqual(['DEVICE-DIED: do not look', 'DEVICE-DIED: do not look'])
})

test('a device that does not start again has no timeline', () => {
  const once: Subject = {
    name: 'once',
    create() {
      throw new Error('already started')
    },
  }
  expect(timelineOf(once, programOf(write(5)))).toBeUndefined()
})

test('no operation at all: what the device does while it is made', () => {
  const early: Subject = {
    name: 'early',
    create(host, options) {
      host.guestMap(0x3_0000, 0x1_0000)
      return createOptimised(host, options)
    },
  }
  const timeline = timelineOf(early, programOf())
  expect(timeline?.moments.map(({ index, forbidden }) => [index, forbidden.map(({ clause }) => clause)])).toEqual([[-1, ['HOST-PAGE']]])
})

test('a device that is known to answer differently: said first', () => {
  expect(timelineOf(OPTIMISED, programOf(write(5)), true)?.notes[0]).toContain('answers differently')
})

test('of hundreds of operations the last ones are shown, and what is not is counted', () => {
  const many = Array.from({ length: 300 }, (_, i) => write(i))
  const timeline = timelineOf(OPTIMISED, programOf(...many))
  expect([timeline?.skipped, timeline?.moments.length, timeline?.moments.at(-1)?.index]).toEqual([260, 40, 299])
  expect(told(timeline)).toEqual(Array.from({ length: 40 }, (_, i) => [260 + i, 260 + i, undefined]))
})

test('of ten thousand, most states are not looked at', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => write(i))
  const timeline = timelineOf(OPTIMISED, programOf(...many))
  expect(timeline?.moments.filter(({ state }) => state !== undefined)).toHaveLength(9)
  expect(timeline?.notes.join()).toContain('were not looked at')
})

test('at 128 queues four are read', () => {
  const operations = Array.from({ length: 8 }, (_, q): Operation => ({ op: 'read', offset: region.queueRegister('vintf', 'CONFIG', q), size: 4 }))
  expect(queuesIn({ ...programOf(...operations), queues: 128 })).toEqual([0, 1, 2, 3])
})

test('slots that somebody used before', () => {
  // v4-2026-04 allocates before the queue is mapped, and the hardware fetches with what the last owner left.
  expect(timelineOf(OPTIMISED, decodeToken('cq1.R4E-3WNmZGBkZGBgYWoQYGRhavjA3NjQ0MDCzsAIAA'))?.program.slots.length).toBeGreaterThan(0)
})
