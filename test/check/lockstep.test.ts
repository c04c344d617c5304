/** What the lockstep does with devices that fail, and how acknowledgements are filled in. */
import { describe, expect, test } from 'vitest'
import { referenceModel } from '../../properties/adapter.js'
import { DeviceStartError } from '../../src/check/fault.js'
import { firstDivergence, runProgram } from '../../src/check/lockstep.js'
import type { Step, Subject } from '../../src/check/lockstep.js'
import type { Device, Operation, Program } from '../../src/check/contract.js'
import { createOptimised } from '../../src/device/index.js'
import { changed } from './passing.js'

const program = (...operations: Operation[]): Program => ({ kernel: '6.18.9', queues: 2, slots: [], operations })
const R = (offset: number): Operation => ({ op: 'read', offset, size: 4 })
const W = (offset: number, value: number): Operation => ({ op: 'write', offset, size: 4, value })

/** The optimised device with some methods replaced. */
const altered = (change: (device: Device) => Partial<Device>): Subject => changed('changed', createOptimised, change)

function run(subject: Subject, one: Program): Step[] {
  const steps: Step[] = []
  runProgram(subject, referenceModel, one, { step: (step) => void steps.push(step) })
  return steps
}
const optimised: Subject = { name: 'optimised', create: createOptimised }

describe('lockstep', () => {
  test('a device that cannot be created is no divergence', () => {
    const subject: Subject = { name: 'broken', create: () => { throw new Error('no memory') } }
    expect(() => run(subject, program())).toThrow(DeviceStartError)
    expect(() => run(subject, program())).toThrow('device broken cannot start with 2 queues: no memory')
  })

  test('a device that throws later diverges with DEVICE-DIED at that operation, and the run ends there', () => {
    const subject = altered((device) => ({ read: (offset, size) => { if (offset === 0x8) throw new Error('index out of range'); return device.read(offset, size) } }))
    const steps = run(subject, program(R(0), R(8), R(4)))
    expect(steps.map(({ index }) => index)).toEqual([-1, 0, 1])
    expect(steps[2]?.forbidden).toEqual([{ clause: 'DEVICE-DIED', observed: 'index out of range', allowed: 'an answer to every access, and no exception' }])
    expect(firstDivergence(subject, referenceModel, program(R(0), R(8), R(4)), 'DEVICE-DIED')).toBe(1)
  })

  test.each<[string, unknown]>([['a fraction', 1.5], ['a negative number', -1], ['more than 32 bits', 2 ** 32], ['undefined', undefined], ['a string', '0x1']])('a read that returns %s diverges with DEVICE-GARBLED', (_, answer) => {
    const subject = altered(() => ({ read: () => answer as number })) // a device in JavaScript may return anything
    expect(run(subject, program(R(0)))[1]?.forbidden[0]?.clause).toBe('DEVICE-GARBLED')
  })

  test('attach while attached and detach while detached never reach the device', () => {
    const calls: string[] = []
    const subject = altered((device) => ({ attach: () => { calls.push('attach'); device.attach() }, detach: () => { calls.push('detach'); device.detach() } }))
    run(subject, program({ op: 'detach' }, { op: 'attach' }, { op: 'attach' }, { op: 'detach' }, { op: 'detach' }))
    expect(calls).toEqual(['attach', 'detach'])
  })

  test('the installed window is served past the device', () => {
    const offsets: number[] = []
    const subject = altered((device) => ({ read: (offset, size) => { offsets.push(offset); return device.read(offset, size) } }))
    const live: Operation[] = [{ op: 'attach' }, W(0x1000, 1), W(0x200, 1), { op: 'write', offset: 0x20000, size: 8, value: 0x4000_0004n }]
    const steps = run(subject, program(...live, R(0x30004), R(0x10004)))
    expect(offsets).toEqual([0x10004])
    expect(steps.slice(-2).map(({ response }) => response.backing)).toEqual(['window', 'page'])
  })

  test('an acknowledgement becomes plain reads and, where the words differ, a write of what was read', () => {
    const ack = { op: 'acknowledge', gerror: 0x10010, gerrorn: 0x10014 } as const
    const quiet: Step[] = []
    runProgram(optimised, referenceModel, { ...program(), operations: [ack] }, { step: (step) => void quiet.push(step) })
    expect(quiet.slice(1).map(({ operation }) => operation)).toEqual([R(0x10014), R(0x10010)])
    const raised: Step[] = []
    runProgram(optimised, referenceModel, { ...program(), operations: [W(0x10014, 4), ack] }, { step: (step) => void raised.push(step) })
    expect(raised.slice(2).map(({ operation }) => operation)).toEqual([R(0x10014), R(0x10010), W(0x10014, 0)])
  })
})
