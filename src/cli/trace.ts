/** `cmdqv-check trace`: judges recorded QEMU logs. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { Authority } from '../check/contract.js'
import type { LogReport } from '../check/log-report.js'
import { JudgedLog } from '../remote/trace/index.js'
import { counted, thousands } from '../report/columns.js'
import { worst } from '../report/trace.js'
import { referenceModel } from './assembly.js'
import { EXIT } from './ending.js'
import { tryOut } from './output.js'
import { systemCause } from './places.js'
import { BINDING } from './divergence.js'
import { deliverLogs } from './reporters.js'
import type { TraceReporter } from './options.js'
import { withStatus } from './terminal.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

export interface TraceFlags {
  readonly authority?: readonly Authority[]
  readonly reporter: TraceReporter
  readonly out?: string
}

const STANDARD_INPUT = '-'
const BYTES = 1 << 20
const NEWLINE = 10
/** Of a longer line the rest is not looked at: it is none of the device's. */
const LONGEST_LINE = 4096

function opened(log: string): number {
  if (log === STANDARD_INPUT) return 0
  try {
    if (statSync(log).isDirectory()) throw new UsageError(`${log}: it is a folder; name a log in it`)
    return openSync(log, 'r')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${log}: cannot be read (${systemCause(error)}); name a QEMU log, or - for standard input`)
  }
}

/** Bytes into `into` from `at` on; 0 at the end. A pipe that has nothing yet is asked again. */
function readInto(file: number, into: Buffer, at: number): number {
  for (;;) {
    try {
      return readSync(file, into, at, into.length - at, null)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException // what readSync throws
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw new UsageError(`the log cannot be read on: ${systemCause(error)}`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

/** Hands over each line of a file as text of its own: it does not keep the block that it was read in. */
function eachLine(file: number, take: (text: string) => void, progress: (bytes: number) => void): void {
  const block = Buffer.allocUnsafe(BYTES)
  let [kept, done] = [0, 0]
  for (;;) {
    const count = readInto(file, block, kept)
    const end = kept + count
    let start = 0
    for (let newline = block.indexOf(NEWLINE, kept); newline >= 0 && newline < end; newline = block.indexOf(NEWLINE, start)) {
      take(block.toString('latin1', start, Math.min(newline, start + LONGEST_LINE)))
      start = newline + 1
    }
    if (count === 0) {
      if (end > start) take(block.toString('latin1', start, Math.min(end, start + LONGEST_LINE)))
      return
    }
    // Of a line that fills the block, or is longer than any of ours, the beginning is enough.
    const rest = end - start > BYTES / 2 ? LONGEST_LINE : end - start
    block.copyWithin(0, start, start + rest)
    kept = rest
    progress((done += count))
  }
}

function judged(log: string, binding: readonly Authority[], say: (text: string) => void): LogReport {
  const file = opened(log)
  const judging = new JudgedLog(referenceModel)
  try {
    eachLine(file, (text) => judging.take(text), (bytes) => say(`${log}: ${thousands(bytes / BYTES)} MiB, ${counted(judging.lines, 'line')}`))
  } finally {
    if (file !== 0) closeSync(file)
  }
  return judging.report(log === STANDARD_INPUT ? 'standard input' : log, binding)
}

/** Exit 0 where no log diverges, 1 where one does, 3 where nothing could be judged. */
export async function trace(logs: readonly string[], { authority = BINDING, reporter, out }: TraceFlags, streams: Streams): Promise<number> {
  tryOut(out)
  const reports = await withStatus(streams, (say) => logs.map((log) => judged(log, authority, say)))
  await deliverLogs(reports, { reporter, ...(out !== undefined && { out }) }, streams)
  return EXIT[worst(reports)]
}
