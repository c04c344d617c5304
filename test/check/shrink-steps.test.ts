/** Single steps of the shrinker, each from a start where nothing else leads on. */
import { describe, expect, test } from 'vitest'
import { region } from '../../properties/adapter.js'
import type { Operation, Program, SlotContents } from '../../src/check/contract.js'
import { PASSES, shrink } from '../../src/check/shrink/index.js'

const NOTHING: SlotContents = { prod: 0, cons: 0, config: 0, gerror: 0, gerrorn: 0 }
const HEADER = { kernel: '6.18.9', queues: 2, slots: [] } as const
const write = (offset: number, value: number): Operation => ({ op: 'write', offset, size: 4, value })
const [BASE_L, BASE_H, GERRORN, CONS] = [0x2_0000, 0x2_0004, 0x1_0014, 0x1_0000]
const ATTACH: Operation = { op: 'attach' }
const DELIVER: Operation = { op: 'deliver' }

const registerOf = (operation: Operation | undefined): string | undefined => (operation && 'offset' in operation ? region.locate(operation.offset, 2)?.register : undefined)
const writes = (program: Program, register: string): boolean => program.operations.some((operation) => operation.op === 'write' && registerOf(operation) === register)
const isPage1Write = (operation: Operation | undefined): boolean => operation?.op === 'write' && (registerOf(operation)?.startsWith('BASE') ?? false)

interface Step {
  readonly what: string
  /** Without this pass it stays as it is, or ends elsewhere. */
  readonly pass: string
  readonly start: Program
  /** Whether the last operation fails. */
  readonly fails: (program: Program) => boolean
  readonly end: Program
}

const STEPS: readonly Step[] = [
  {
    what: 'a write that undoes what a slot was left with goes together with it',
    pass: 'deleteWithSlots',
    start: { ...HEADER, slots: [{ ...NOTHING, gerror: 1 }], operations: [write(GERRORN, 1), DELIVER] },
    fails: (program) => program.operations.at(-1)?.op === 'deliver' && program.slots.some(({ gerror }) => gerror === 1) === writes(program, 'GERRORN'),
    end: { ...HEADER, operations: [DELIVER] },
  },
  {
    what: 'two toggles that have to be equal are lowered together',
    pass: 'lowerHeader',
    start: { ...HEADER, slots: [{ ...NOTHING, prod: 3, gerror: 7, gerrorn: 7 }], operations: [DELIVER] },
    fails: ({ slots, operations }) => operations.at(-1)?.op === 'deliver' && slots.length === 1 && slots.every(({ prod, gerror, gerrorn }) => prod > 0 && gerror === gerrorn),
    end: { ...HEADER, slots: [{ ...NOTHING, prod: 1 }], operations: [DELIVER] },
  },
  {
    what: 'one half of a register takes the place of the other',
    pass: 'replaceTriggers',
    start: { ...HEADER, operations: [write(BASE_L, 0x4000_0001), ATTACH, write(BASE_H, 0), ATTACH, DELIVER, DELIVER] },
    // Either as at the start, or the lower half alone where the upper one was.
    fails: ({ operations }) => {
      const [first, second, ...more] = operations.filter(isPage1Write)
      const kinds = operations.map(({ op }) => op).join()
      const based = first?.op === 'write' && first.offset === BASE_L && first.value === 0x4000_0001
      if (!based || more.length > 0) return false
      return second ? kinds === 'write,attach,write,attach,deliver,deliver' && second.op === 'write' && second.offset === BASE_H : kinds === 'attach,write,attach,deliver,deliver'
    },
    end: { ...HEADER, operations: [ATTACH, write(BASE_L, 0x4000_0001), ATTACH, DELIVER, DELIVER] },
  },
  {
    what: 'all that was written of a register goes for one write of it',
    pass: 'replaceTriggers',
    start: { ...HEADER, operations: [write(BASE_L, 0x4000_0001), write(BASE_H, 1), ATTACH, write(BASE_H, 0)] },
    fails: ({ operations }) => ['BASE_L 1073741825,BASE_H 1,attach,BASE_H 0', 'attach,BASE_L 1073741825'].includes(operations.map((one) => (one.op === 'write' ? `${registerOf(one)} ${one.value}` : one.op)).join()),
    end: { ...HEADER, operations: [ATTACH, write(BASE_L, 0x4000_0001)] },
  },
  {
    what: 'a wide access is one at the lowest register when its width is what matters',
    pass: 'narrowAccesses',
    start: { ...HEADER, operations: [{ op: 'read', offset: 0x10c8, size: 8 }] },
    fails: ({ operations }) => operations.some((operation) => operation.op === 'read' && operation.size === 8 && operation.offset < 0x1_0000),
    end: { ...HEADER, operations: [{ op: 'read', offset: 0, size: 8 }] },
  },
  {
    what: 'a report is read from the lowest register that has it',
    pass: 'lowerSingleRegisters',
    start: { ...HEADER, operations: [{ op: 'read', offset: 0x10c0, size: 4 }] },
    fails: ({ operations }) => registerOf(operations.at(-1))?.endsWith('ERR_MAP') ?? false,
    end: { ...HEADER, operations: [{ op: 'read', offset: region.configRegister('VI_ERR_MAP'), size: 4 }] },
  },
  {
    what: 'an enable takes the place of another trigger at the end',
    pass: 'lowerOperationKinds',
    start: { ...HEADER, operations: [write(CONS, 1), write(BASE_L, 0x4000_0000)] },
    fails: ({ operations: [first, last] }) => registerOf(first) === 'CONS_INDX' && last?.op === 'write' && (isPage1Write(last) || (last.offset === 0 && Number(last.value) % 2 === 1)),
    end: { ...HEADER, operations: [{ op: 'read', offset: CONS, size: 4 }, write(0, 1)] },
  },
]

describe('a step', () => {
  test.each(STEPS)('$what', ({ pass, start, fails, end }) => {
    const asked = (program: Program): number => (fails(program) ? program.operations.length - 1 : -1)
    const options = { region, maxExecutions: 1000 }
    expect(shrink(start, asked, options).program).toEqual(end)
    const without = PASSES.filter(({ name }) => name !== pass)
    expect(without.length).toBe(PASSES.length - 1)
    expect(shrink(start, asked, options, without).program).not.toEqual(end)
  })
})
