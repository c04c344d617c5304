import { describe, expect, it } from 'vitest'
import { CheckerHost } from '../../src/host/index.js'
import type { Kernel, SlotContents } from '../../src/check/contract.js'
import { KERNELS, allocate, at, header, mapped, registers, running, slot, store } from './scene.js'

const NOTHING = { CONS: 0, PROD: 0, CONFIG: 0, STATUS: 0, GERROR: 0, GERRORN: 0 }
const LEFT: SlotContents = { prod: 0x12, cons: 0x0100_0034, config: 1, gerror: 5, gerrorn: 4 }

function afterAllocation(kernel: Kernel, left: SlotContents[]): Record<string, number> {
  return registers(running(1, { kernel, slots: left }).page, 0)
}

describe('an allocation finds the slot', () => {
  it.each<[Kernel, Partial<SlotContents>, Record<string, number>]>([
    // kernel   left by the previous owner              what the first load finds
    ['6.18.9', {},                                     NOTHING],
    ['6.17',   {},                                     NOTHING],
    ['6.18.9', { prod: 0x12, cons: 0x34 },             NOTHING],
    ['6.17',   { prod: 0x12, cons: 0x34 },             { ...NOTHING, PROD: 0x12, CONS: 0x34 }],
    ['6.18.9', { config: 1 },                          NOTHING],
    ['6.17',   { config: 1 },                          { ...NOTHING, CONFIG: 1, STATUS: 1 }],
    ['6.17',   { config: 0xfffffffe },                 { ...NOTHING, CONFIG: 0xfffffffe }],
    ['6.18.9', { gerror: 5, gerrorn: 5 },              { ...NOTHING, GERROR: 5, GERRORN: 5 }],
    ['6.17',   { gerror: 5, gerrorn: 5 },              { ...NOTHING, GERROR: 5, GERRORN: 5 }],
    ['6.18.9', { gerror: 5, gerrorn: 4 },              { ...NOTHING, GERROR: 5, GERRORN: 5 }],
    ['6.17',   { gerror: 5, gerrorn: 4 },              { ...NOTHING, GERROR: 5, GERRORN: 4 }],
    ['6.18.9', { gerror: 0, gerrorn: 7 },              NOTHING],
    ['6.17',   { gerror: 0, gerrorn: 7 },              { ...NOTHING, GERRORN: 7 }],
    ['6.18.9', LEFT,                                   { ...NOTHING, GERROR: 5, GERRORN: 5 }],
    ['6.17',   LEFT, { PROD: 0x12, CONS: 0x0100_0034, CONFIG: 1, STATUS: 1, GERROR: 5, GERRORN: 4 }],
  ])('kernel %s, left %j', (kernel, left, found) => {
    expect(afterAllocation(kernel, [slot(left)])).toEqual(found)
  })

  it.each(KERNELS)('kernel %s: the next owner sees what a destroy leaves, not what the first one found', (kernel) => {
    const { host, page } = running(0, { kernel, slots: [LEFT] })
    const id = allocate(host, 0)
    store(page, 0, { PROD: 9, CONS: 8, CONFIG: 1, GERRORN: 0 })
    host.port.hwQueueDestroy(id)
    allocate(host, 0)
    expect(registers(page, 0)).toEqual({ ...NOTHING, GERROR: 5, GERRORN: 5 })
  })

  it.each(KERNELS)('kernel %s: a toggle by the hardware outlives its queue', (kernel) => {
    const { host, page } = running(0, { kernel })
    const id = allocate(host, 0)
    store(page, 0, { CONFIG: 1 })
    host.fault(0, 1)
    host.port.hwQueueDestroy(id)
    allocate(host, 0)
    expect(registers(page, 0)).toEqual({ ...NOTHING, GERROR: 1, GERRORN: 1 })
  })

  it.each(KERNELS)('kernel %s: the slot outlives the vIOMMU', (kernel) => {
    const { host } = running(0, { kernel, slots: [LEFT] })
    host.port.hwQueueDestroy(allocate(host, 0))
    host.port.munmapPage0()
    host.port.viommuDestroy()
    host.port.viommuAlloc()
    const page = mapped(host)
    allocate(host, 0)
    expect(registers(page, 0)).toEqual({ ...NOTHING, GERROR: 5, GERRORN: 5 })
  })

  it('each its own; a missing entry is all zero and one too many is nothing', () => {
    const slots = [slot({ prod: 1 }), slot({ prod: 2 })]
    const { page } = running(4, { kernel: '6.17', queues: 4, slots })
    expect([0, 1, 2, 3].map((l) => page.load(at(l, 'PROD')))).toEqual([1, 2, 0, 0])
    expect(running(1, { kernel: '6.17', queues: 1, slots }).page.load(at(1, 'PROD'))).toBe(0)
  })
})

describe.each(KERNELS)('kernel %s: a slot without a queue', (kernel) => {
  it('reads 0 and drops stores before its first queue', () => {
    const { host, page } = running(0, { kernel, slots: [LEFT] })
    store(page, 0, { PROD: 7, CONS: 7, CONFIG: 1, GERRORN: 7 })
    expect(registers(page, 0)).toEqual(NOTHING)
    allocate(host, 0)
    expect(registers(page, 0)).toEqual(afterAllocation(kernel, [LEFT]))
  })

  it('reads 0 and drops stores after its last', () => {
    const { host, page } = running(0, { kernel, slots: [LEFT] })
    host.port.hwQueueDestroy(allocate(host, 0))
    store(page, 0, { PROD: 7, CONS: 7, CONFIG: 1, GERRORN: 7 })
    expect(registers(page, 0)).toEqual(NOTHING)
    allocate(host, 0)
    expect(registers(page, 0)).toEqual({ ...NOTHING, GERROR: 5, GERRORN: 5 })
  })
})

describe('slots do not touch each other', () => {
  it.each([2, 128])('%i queues', (queues) => {
    const { host, page } = running(queues, { queues })
    for (let l = 0; l < queues; l++) store(page, l, { PROD: l + 1 })
    host.consume(queues - 1, 1)
    for (let l = 0; l < queues; l++) expect(registers(page, l)).toEqual({ ...NOTHING, PROD: l + 1 })
  })

  it('an allocation and a destroy leave the lower ones alone', () => {
    const { host, page } = running(1)
    store(page, 0, { PROD: 5, CONS: 4, CONFIG: 1, GERRORN: 1 })
    const before = registers(page, 0)
    host.port.hwQueueDestroy(allocate(host, 1))
    expect(registers(page, 0)).toEqual(before)
  })
})

describe('coverage', () => {
  it('is told what exists', () => {
    const host = new CheckerHost(header())
    const seen = (): boolean[] => [host.pageMapped(), host.slotAllocated(0), host.slotAllocated(1)]
    expect(seen()).toEqual([false, false, false])
    host.port.viommuAlloc()
    mapped(host)
    expect(seen()).toEqual([true, false, false])
    const id = allocate(host, 0)
    expect(seen()).toEqual([true, true, false])
    host.port.munmapPage0()
    expect(seen()).toEqual([false, true, false])
    host.port.hwQueueDestroy(id)
    expect(seen()).toEqual([false, false, false])
    expect([-1, 0.5, 2, NaN].map((l) => host.slotAllocated(l))).toEqual([false, false, false, false])
  })
})
