/** What a program does on a device, written down for others: as a test in their language, or as QEMU's log. */
import type { Forbidden, Program } from '../check/contract.js'
import { DeviceStartError } from '../check/fault.js'
import { Bench, runProgram } from '../check/lockstep.js'
import type { Subject } from '../check/lockstep.js'
import { encodeToken } from '../check/token.js'
import type { Reproduction } from '../check/transcript.js'
import { transcriptOf } from '../remote/index.js'
import { formatQemuLog } from '../report/qemu-log.js'
import type { LoggedStep } from '../report/qemu-log.js'
import { formatCQtest } from '../report/reproducer/c-qtest.js'
import { formatQtest } from '../report/reproducer/qtest.js'
import { formatRust } from '../report/reproducer/rust.js'
import { formatVitest } from '../report/reproducer/vitest.js'
import { RULES, referenceModel, region } from './assembly.js'
import { BINDING, authorityOf } from './divergence.js'
import { farOptions } from './far/options.js'
import { UsageError } from './usage.js'

export const LANGUAGES = ['c-qtest', 'qtest', 'rust', 'vitest'] as const
export type Language = (typeof LANGUAGES)[number]

/** What the program's last response breaks: what binds before advice. */
function brokenAtEnd(subject: Subject, program: Program): Forbidden | undefined {
  let last: readonly Forbidden[] = []
  runProgram(subject, referenceModel, program, {
    step({ index, forbidden }) {
      last = index === program.operations.length - 1 ? forbidden : []
    },
  })
  return last.find(({ clause }) => BINDING.some((authority) => authority === authorityOf(clause))) ?? last[0]
}

/** A device that dies leaves nothing to be written down. */
function spokenBy<T>(subject: Subject, speak: () => T): T {
  try {
    return speak()
  } catch (error) {
    if (error instanceof DeviceStartError) throw error
    throw new UsageError(`device ${subject.name} does not come to the end of the program: ${error instanceof Error ? error.message : String(error)}; replay without --as and --trace tells where`)
  }
}

/** A program that breaks a clause, as a test. */
export function reproducerOf(language: Language, subject: Subject, program: Program): string {
  const broken = brokenAtEnd(subject, program)
  const { base } = farOptions()
  const reproduction: Reproduction = {
    device: subject.name, program, token: encodeToken(program), base, spoken: spokenBy(subject, () => transcriptOf(subject, program, base)),
    broken: broken && { ...broken, rule: RULES.get(broken.clause) ?? 'what every device owes its checker' },
  }
  switch (language) {
    case 'c-qtest':
      return formatCQtest(reproduction, region)
    case 'qtest':
      return formatQtest(reproduction)
    case 'rust':
      return formatRust(reproduction, region)
    case 'vitest':
      return formatVitest(reproduction, region)
  }
}

/** BASE_L of each aperture: QEMU prints the whole address at a read of its lower half. */
const isBaseLow = (offset: number): boolean => (offset >> 16 === 2 || offset >> 16 === 4) && offset % 0x80 === 0
const HIGH = 32n

/** The log of a program on a device. */
export function logOf(subject: Subject, program: Program): string {
  return spokenBy(subject, () => {
    const bench = new Bench(subject, program)
    const started = bench.started()
    const steps = program.operations.map((operation): LoggedStep => {
      const response = bench.perform(operation)
      if (operation.op !== 'read' || operation.size !== 4 || !isBaseLow(operation.offset) || response.backing === 'window') return { operation, response }
      const high = bench.perform({ ...operation, offset: operation.offset + 4 }).value
      return { operation, response, whole: (BigInt(high ?? 0) << HIGH) | BigInt(response.value ?? 0) }
    })
    return formatQemuLog(program.queues, started, steps)
  })
}
