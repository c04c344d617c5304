/** The reference model and the host, from outside: what a user does with `cmdqv-check/spec` and `cmdqv-check/host`. */
import { describe, expect, test } from 'vitest'
import * as model from '../../spec/index.js'
import { CLAUSES, decode, judge, judgePowerOn, nameOf } from '../../spec/index.js'
import { createOptimised } from '../../src/index.js'
import { CheckerHost, ERRNO, RAM_START, errnoName } from '../../src/library/host.js'

describe('cmdqv-check/spec', () => {
  const NOTHING = { value: undefined, log: [] }
  const { state } = judgePowerOn(2, NOTHING)

  test('judges one response after another, and changes no state', () => {
    const written = judge(state, { op: 'write', offset: 0x10000, size: 4, value: 5 }, NOTHING)
    const right = judge(written.state, { op: 'read', offset: 0x10000, size: 4 }, { value: 5, log: [] })
    const wrong = judge(written.state, { op: 'read', offset: 0x10000, size: 4 }, { value: 0, log: [] })
    expect(right.forbidden).toEqual([])
    expect(right.judged).toContain('P176-DIRECT')
    expect(wrong.forbidden).toContainEqual({ clause: 'P176-DIRECT', observed: 'VCMDQ0_CONS_INDX reads 0x0', allowed: '0x5' })
  })

  test('tells what stands where, and what each clause says', () => {
    const place = decode(0x30080, 2)
    expect(place && nameOf(place)).toBe('LVCMDQ1_CONS_INDX')
    expect(CLAUSES.find(({ id }) => id === 'P176-DIRECT')?.rule).toContain('direct aperture')
    expect(Object.keys(model).toSorted()).toEqual(['CLAUSES', 'allPlaces', 'decode', 'fingerprint', 'judge', 'judgePowerOn', 'nameOf', 'registers'])
  })
})

describe('cmdqv-check/host', () => {
  const LOG2SIZE = 8
  const setUp = (): { readonly host: CheckerHost; readonly device: ReturnType<typeof createOptimised> } => {
    const host = new CheckerHost({ kernel: '6.18.9', queues: 2, slots: [] })
    const device = createOptimised(host.port, { queues: 2 })
    device.attach()
    device.write(0x200, 4, 1) // CMDQ_ALLOC_MAP_0: VCMDQ 0 at slot 0
    device.write(0x1000, 4, 1) // VINTF0_CONFIG.ENABLE
    host.takeLog()
    return { host, device }
  }

  test('shows a test of your own every call', () => {
    const { host, device } = setUp()
    device.write(0x20000, 8, RAM_START | BigInt(LOG2SIZE)) // BASE
    expect(host.takeLog().slice(0, 2)).toMatchObject([{ kind: 'isRam', answer: true }, { kind: 'hwQueueAlloc', index: 0, address: RAM_START, length: 4096n, answer: 0x100 }])
    expect([host.slotAllocated(0), host.pageMapped(), host.windowAt(0x30000)]).toEqual([true, true, 0])
  })

  test('refuses what it is told to', () => {
    const { host, device } = setUp()
    host.refuse('hwQueueAlloc', 'ENOSPC', 1)
    device.write(0x20000, 8, RAM_START | BigInt(LOG2SIZE))
    const answers = host.takeLog().flatMap((entry) => (entry.kind === 'hwQueueAlloc' ? [errnoName(entry.answer)] : []))
    expect([answers, ERRNO.ENOSPC]).toEqual([['ENOSPC'], -28])
  })

  test('lets the hardware fetch from the ring, and fail', () => {
    const { host, device } = setUp()
    device.write(0x20000, 8, RAM_START | BigInt(LOG2SIZE))
    device.write(0x10008, 4, 1) // CMDQ_EN
    device.write(0x10004, 4, 2) // PROD_INDX
    host.takeLog()
    host.consume(0, 1)
    host.fault(0, 1)
    expect(host.takeLog()).toMatchObject([{ kind: 'fetch', slot: 0, address: RAM_START, prod: 2, cons: 0, count: 1 }, { kind: 'fault', slot: 0, code: 1 }])
    expect(device.read(0x10000, 4)).toBe(1 + 2 ** 24) // one fetched; ERR has the code
    expect(host.nextEvent()).toEqual({ map0: 1n, map1: 0n, lost: false })
  })
})
