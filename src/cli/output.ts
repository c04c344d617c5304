/** Where a report goes: to standard output, or to the file of `--out`. */
import { closeSync, openSync, writeFileSync } from 'node:fs'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'

/** Says what is wrong with a file that a report should go to. */
function unwritable(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    // The system's message repeats the path after a comma.
    const [why] = error instanceof Error ? error.message.split(',') : [String(error)]
    throw new UsageError(`--out ${file}: cannot be written (${why}); choose a file in a folder that exists and is yours`)
  }
}

/** Before long work: whether its report can be written where it should go. */
export function tryOut(file: string | undefined): void {
  if (file !== undefined) unwritable(file, () => closeSync(openSync(file, 'a')))
}

/** Writes a report to a file or to standard output. */
export function deliver(text: string, file: string | undefined, streams: Streams): void {
  if (file === undefined) {
    streams.out(text)
    return
  }
  try {
    unwritable(file, () => writeFileSync(file, text))
  } catch (error) {
    streams.out(text) // The file went away during the run: what was found is not lost with it.
    throw error
  }
}
