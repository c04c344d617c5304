/** Programs as JSON values, in the format of program files. */
import type { Operation, Program } from '../check/contract.js'

/** Numbers that are offsets or register values are written in hexadecimal strings, as in program files. */
function plainOperation(operation: Operation): unknown {
  if (operation.op === 'read') return { ...operation, offset: `0x${operation.offset.toString(16)}` }
  if (operation.op === 'write') return { ...operation, offset: `0x${operation.offset.toString(16)}`, value: `0x${operation.value.toString(16)}` }
  return operation
}

export const plainProgram = ({ kernel, queues, slots, operations }: Program): unknown => ({ version: 1, kernel, queues, slots, operations: operations.map(plainOperation) })
