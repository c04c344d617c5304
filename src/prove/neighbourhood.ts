/** The alphabet around one program: for a counterexample that no other alphabet contains. */
import { lettersOf } from '../check/alphabet.js'
import type { Alphabet } from '../check/alphabet.js'
import type { Operation, Program } from '../check/contract.js'
import type { Page0Register, Region } from '../check/region.js'

export const NEIGHBOURHOOD = 'neighbourhood'

const OTHER = { direct: 'vintf', vintf: 'direct' } as const

/** An access with a lesser value, and a read in its place. */
function lesser(operation: Extract<Operation, { offset: number }>): readonly Operation[] {
  const { offset, size } = operation
  if (operation.op === 'read') return []
  const values = [0, 1].filter((value) => value < operation.value)
  const writes = values.map((value): Operation => (size === 8 ? { op: 'write', offset, size, value: BigInt(value) } : { op: 'write', offset, size, value }))
  return [{ op: 'read', offset, size }, ...writes]
}

/** The same access through the other aperture, at the same number. */
function through(operation: Extract<Operation, { offset: number }>, region: Region, queues: number): readonly Operation[] {
  const location = region.locate(operation.offset, queues)
  if (!location || location.aperture === 'config') return []
  return [{ ...operation, offset: region.queueRegister(OTHER[location.aperture], location.register as Page0Register, location.index) }] // the register of a queue, by its location
}

function around(operation: Operation, region: Region, queues: number): readonly Operation[] {
  if (operation.op !== 'read' && operation.op !== 'write') return [operation]
  const same = [operation, ...through(operation, region, queues)]
  return same.flatMap((one) => ('offset' in one ? [one, ...lesser(one)] : [one]))
}

/** Everything that the program does, each access through both apertures, with lesser values and as a read, and attach. */
export function neighbourhood(program: Program, region: Region, clause: string): Alphabet {
  const { operations, queues, ...header } = program
  const all = [...operations.flatMap((operation) => around(operation, region, queues)), { op: 'attach' } as const]
  return {
    name: NEIGHBOURHOOD,
    line: 'what the program does, through both apertures, with lesser values and as reads',
    clauses: [clause],
    letters: lettersOf(all, [], region, queues),
    headers: [{ kernel: header.kernel, queues, slots: header.slots }],
    depth: operations.length,
  }
}
