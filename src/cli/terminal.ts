/** The terminal: colours and progress where there is one, plain text in a pipe. */
import colours from 'picocolors'
import type { Progress } from '../check/pool.js'
import { thousands } from '../report/columns.js'
import { PLAIN } from '../report/text.js'
import type { Paint } from '../report/text.js'

/** Where a command writes: replaced by the tests. */
export interface Streams {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether standard error is a terminal: progress is shown there alone. */
  readonly live: boolean
  /** Whether standard output is a terminal that shows colours. */
  readonly colour: boolean
}

export const PROCESS_STREAMS: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  live: process.stderr.isTTY === true,
  colour: colours.isColorSupported && process.stdout.isTTY === true,
}

export function paintFor({ colour }: Streams): Paint {
  if (!colour) return PLAIN
  const { green, red, dim, bold } = colours.createColors(true)
  return { good: green, bad: red, dim, strong: bold }
}

const REDRAW_MS = 100

/** Does long work that says how far it is, in one line that is drawn over itself; it is wiped also when the work fails. */
export async function withStatus<T>({ err, live }: Streams, work: (tell: (text: string) => void) => T | Promise<T>): Promise<T> {
  if (!live) return work(() => undefined)
  let drawn = 0
  try {
    return await work((text) => {
      const now = Date.now()
      if (now - drawn < REDRAW_MS) return
      drawn = now
      err(`\r\u001b[K${text}`)
    })
  } finally {
    err('\r\u001b[K')
  }
}

/** One line that is drawn over itself: share done, accesses, speed and the time left; `budget` is in milliseconds. */
export function progressLine({ err, live }: Streams, budget?: number): { readonly tell: Progress; readonly clear: () => void } {
  if (!live) return { tell: () => undefined, clear: () => undefined }
  const started = Date.now()
  let drawn = 0
  return {
    tell(done, total, accesses) {
      const now = Date.now()
      if (now - drawn < REDRAW_MS && done < total) return
      drawn = now
      const seconds = (now - started) / 1000
      const whole = budget === undefined ? (seconds / Math.max(done, 1)) * total : budget / 1000
      const left = Math.max(0, whole - seconds)
      err(`\r\u001b[K${Math.min(100, Math.floor((100 * seconds) / whole))} %  ${thousands(accesses)} accesses, ${thousands(accesses / Math.max(seconds, 0.001))} a second, ${left.toFixed(0)} s left`)
    },
    clear: () => err('\r\u001b[K'),
  }
}
