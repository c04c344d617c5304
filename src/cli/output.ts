/** Where a report goes: to standard output, or to the file of `--out`. */
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { systemCause } from './places.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

/** Says what is wrong with a file that a report should go to. */
function unwritable(named: string, file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw new UsageError(`${named}${file === '' ? "''" : file}: cannot be written (${systemCause(error)}); choose a file in a folder that exists and is yours`)
  }
}

const OUT = '--out '

/** Before long work: whether its report can be written where it should go. `named` is how the file was asked for. */
export function tryOut(file: string | undefined, named = OUT): void {
  if (file === undefined) return
  const isNew = !existsSync(file)
  unwritable(named, file, () => closeSync(openSync(file, 'a')))
  // An empty file would pass for a report if the work fails.
  if (isNew) rmSync(file)
}

/** Writes a report to a file or to standard output. */
export function deliver(text: string, file: string | undefined, streams: Streams, named = OUT): void {
  if (file === undefined) {
    streams.out(text)
    return
  }
  try {
    unwritable(named, file, () => writeFileSync(file, text))
  } catch (error) {
    if (named === OUT) streams.out(text) // The file went away during the run: what was found is not lost with it.
    throw error
  }
}
