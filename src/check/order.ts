/**
 * The written order of programs: of two programs that show the same defect, the lesser one is reported.
 * Shorter comes first; then fewer queues; then operation by operation: kind, register (aperture, queue, register), size,
 * value; then the header. It is total, so there is one least program for every defect, whatever the seed.
 */
import { REFUSABLE_CALLS, errnoNumber } from '../host/index.js'
import type { Kernel, Operation, Program, SlotContents } from './contract.js'
import type { Region } from './region.js'

/** The errno that stands for every refusal whose reason does not matter. */
export const CANONICAL_ERRNO = 'ENOMEM'
/** The kernel that programs run on unless the other one is needed. */
export const CANONICAL_KERNEL: Kernel = '6.18.9'

const KINDS: readonly Operation['op'][] = ['read', 'write', 'attach', 'detach', 'reset', 'consume', 'fault', 'deliver', 'lose', 'refuse', 'allow']
const KIND_RANK = new Map<Operation['op'], number>(KINDS.map((kind, rank) => [kind, rank]))

const compare = (a: number | bigint | string, b: number | bigint | string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Position of a kind of operation in the written order. */
export const kindRank = (kind: Operation['op']): number => KIND_RANK.get(kind) ?? KINDS.length

/** Offsets in the written order: registers by their rank, then gaps from the lowest up. */
export function compareOffsets(a: number, b: number, region: Region, queues: number): number {
  if (a === b) return 0
  const first = region.locate(a, queues)
  const second = region.locate(b, queues)
  if (first && second) return compare(first.rank, second.rank) || compare(a, b)
  if (!first && !second) return compare(a, b)
  return first ? -1 : 1
}

/** The canonical errno first, the others by their number. */
function compareErrnos(a: string, b: string): number {
  const rank = (name: string): number => (name === CANONICAL_ERRNO ? 0 : -(errnoNumber(name) ?? -Infinity))
  return compare(rank(a), rank(b)) || compare(a, b)
}

const callRank = (operation: Operation & { op: 'refuse' | 'allow' }): number => REFUSABLE_CALLS.indexOf(operation.call)

/** Two operations of one kind. */
function compareFields(a: Operation, b: Operation, region: Region, queues: number): number {
  if (a.op === 'read' && b.op === 'read') return compareOffsets(a.offset, b.offset, region, queues) || a.size - b.size
  if (a.op === 'write' && b.op === 'write') return compareOffsets(a.offset, b.offset, region, queues) || a.size - b.size || compare(a.value, b.value)
  if (a.op === 'consume' && b.op === 'consume') return a.l - b.l || a.n - b.n
  if (a.op === 'fault' && b.op === 'fault') return a.l - b.l || a.code - b.code
  // A refusal that ends by itself is the lesser one: it keeps its effect in one place.
  if (a.op === 'refuse' && b.op === 'refuse') return callRank(a) - callRank(b) || compareErrnos(a.errno, b.errno) || compare(a.times ?? Infinity, b.times ?? Infinity)
  if (a.op === 'allow' && b.op === 'allow') return callRank(a) - callRank(b)
  return 0
}

/** Negative when `a` comes before `b` in the written order, 0 only when they are the same operation. */
export function compareOperations(a: Operation, b: Operation, region: Region, queues: number): number {
  if (a === b) return 0
  return kindRank(a.op) - kindRank(b.op) || compareFields(a, b, region, queues)
}

const compareSlots = (a: SlotContents, b: SlotContents): number =>
  a.prod - b.prod || a.cons - b.cons || a.config - b.config || a.gerror - b.gerror || a.gerrorn - b.gerrorn

const kernelRank = (kernel: Kernel): number => (kernel === CANONICAL_KERNEL ? 0 : 1)

/** The first difference of two lists of one length. */
function compareLists<T>(a: readonly T[], b: readonly T[], compareEntries: (a: T, b: T) => number): number {
  for (let i = 0; i < a.length; i++) {
    const first = a[i]
    const second = b[i]
    if (first === second || first === undefined || second === undefined) continue
    const difference = compareEntries(first, second)
    if (difference !== 0) return difference
  }
  return 0
}

/** Negative when `a` comes before `b` in the written order, 0 only when they are the same program. */
export function comparePrograms(a: Program, b: Program, region: Region): number {
  return (
    a.operations.length - b.operations.length ||
    a.queues - b.queues ||
    compareLists(a.operations, b.operations, (first, second) => compareOperations(first, second, region, a.queues)) ||
    kernelRank(a.kernel) - kernelRank(b.kernel) ||
    a.slots.length - b.slots.length ||
    compareLists(a.slots, b.slots, compareSlots)
  )
}
