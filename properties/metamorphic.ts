/**
 * The claim that needs two runs: the guest cannot tell cache from hardware. The same guest accesses, with attach and
 * refusals at other times, must give the same observations, but for what may honestly differ: STATUS, GERROR, GERRORN
 * and the error maps.
 */
import type { ClauseId } from '../spec/index.js'
import { Author, EVEN } from '../src/check/author.js'
import type { Setting } from '../src/check/author.js'
import type { Operation, Program } from '../src/check/contract.js'
import { usableBase } from '../src/check/values.js'
import type { Scripted } from '../src/check/linux/guest.js'
import type { ScriptedProgram, Step } from '../src/check/lockstep.js'
import type { Recorder } from '../src/check/recorder.js'
import { chance, pick } from '../src/check/source.js'
import type { Source } from '../src/check/source.js'
import { called } from './claim.js'

export const METAMORPHIC = {
  id: 'transparent',
  claim: 'the guest cannot tell cache from hardware',
  clauses: ['TRANSPARENT'] satisfies ClauseId[],
  sometimes: 'hardware backs a queue in one run',
  seen: (step: Step) => called(step, 'hwQueueAlloc'),
} as const

/** Two programs with the same guest accesses. */
export interface Twins {
  readonly one: ScriptedProgram
  readonly other: ScriptedProgram
}

const HONEST_DIFFERENCES = new Set(['STATUS', 'GERROR', 'GERRORN', 'VINTF0_STATUS', 'VI_ERR_MAP', 'CMDQ_ERR_MAP', 'VINTF0_LVCMDQ_ERR_MAP'])

/**
 * Guest accesses alone. BASE is written before a queue is enabled and never after: on a live queue a device may take
 * or ignore it (BASE-LIVE), which no two runs need agree on.
 */
function guestAccesses(author: Author): void {
  author.boot({ attach: false, skip: chance(author.source, 4) })
  for (const q of author.cast) {
    const aperture = author.aperture()
    author.write(author.to.write('direct', 'CONFIG', q, 0))
    author.writeBase(q, usableBase(author.source), aperture)
    author.write(author.to.write(aperture, 'CONFIG', author.number(q, aperture), 1))
  }
  for (let i = 0; i < 10; i++) {
    author.queueAccess(['PROD_INDX', 'CONS_INDX', 'CONFIG', 'PROD_INDX', 'CONS_INDX_BASE_DRAM_L'])
    if (chance(author.source, 3)) author.enables()
    if (chance(author.source, 4)) author.compose(1, { ...EVEN, queueAccess: 0, base: 0, hardware: 0, mapping: 0, lifecycle: 0, refusal: 0, wide: 0 })
  }
  for (const q of author.cast) author.readBack(q)
}

/** Host events put between the guest's accesses: attach at a random moment, refusals that come and go. */
function placed(source: Source, accesses: readonly Scripted[], attachFirst: boolean): Scripted[] {
  const operations: Scripted[] = [...accesses]
  const start = attachFirst ? 1 : 0
  const put = (operation: Operation, from = start): number => {
    const at = from + source.int(operations.length - from + 1)
    operations.splice(at, 0, operation)
    return at
  }
  if (!attachFirst && !chance(source, 4)) put({ op: 'attach' })
  for (let i = source.int(3); i > 0; i--) {
    const call = pick(source, ['hwQueueAlloc', 'mmapPage0', 'viommuAlloc', 'hwQueueDestroy'] as const)
    const at = put({ op: 'refuse', call, errno: 'ENOMEM' })
    if (chance(source, 2)) put({ op: 'allow', call }, at + 1)
  }
  return operations
}

/** Draws a pair of programs from a source. */
export function drawTwins(source: Source, setting: Setting): Twins {
  const author = new Author(source, setting)
  guestAccesses(author)
  const header = author.program()
  const accesses = [...author.operations]
  return {
    one: { ...header, operations: placed(source, accesses, setting.attachFirst) },
    other: { ...header, operations: placed(source, accesses, setting.attachFirst) },
  }
}

/** What the guest saw of one program: the values read, each with its operation's index, and all that was done. */
interface Observed {
  readonly values: bigint[]
  readonly indices: number[]
  readonly operations: Operation[]
}

/** The program up to the read at which it was told apart from its twin; undefined if it never was. */
function upTo({ kernel, queues, slots }: ScriptedProgram, { values, indices, operations }: Observed, at: number): { readonly value: bigint; readonly program: Program } | undefined {
  const [value, index] = [values[at], indices[at]]
  return value === undefined || index === undefined ? undefined : { value, program: { kernel, queues, slots, operations: operations.slice(0, index + 1) } }
}

/** Runs both and compares what the guest saw; the first difference is a finding against TRANSPARENT. */
export function compareTwins<S>({ one, other }: Twins, recorder: Recorder<S>, setting: Setting): boolean {
  const witness = { name: METAMORPHIC.id, seen: METAMORPHIC.seen }
  const observe = (program: ScriptedProgram): Observed => {
    const seen: Observed = { values: [], indices: [], operations: [] }
    recorder.run(program, witness, ({ index, operation, response }) => {
      if (index >= 0) seen.operations.push(operation)
      if (operation.op !== 'read') return
      const location = setting.region.locate(operation.offset, setting.queues)
      const honest = location !== undefined && HONEST_DIFFERENCES.has(location.register)
      const mask = operation.size === 4 ? BigInt(location?.mask ?? 0xffff_ffff) : 2n ** 64n - 1n
      seen.values.push(honest ? 0n : BigInt(response.value ?? 0) & mask)
      seen.indices.push(index)
    })
    return seen
  }
  const [first, second] = [observe(one), observe(other)]
  const at = first.values.findIndex((value, i) => second.values[i] !== undefined && second.values[i] !== value)
  const [a, b] = [upTo(one, first, at), upTo(other, second, at)]
  if (!a || !b) return true
  recorder.report({ clause: 'TRANSPARENT', program: b.program, twin: a.program, observed: `the same read returns 0x${b.value.toString(16)} here and 0x${a.value.toString(16)} in the twin`, allowed: 'the same value whatever the host did, and when' })
  return false
}
