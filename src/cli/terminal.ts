/** The terminal: colours and progress where there is one, plain text in a pipe. */
import colours from 'picocolors'
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
/** Where a terminal does not say how wide it is. */
const WIDE = 120

/** One line of a terminal that is drawn over itself. Elsewhere nothing is written. */
interface StatusLine {
  /** Redrawn at most every tenth of a second. */
  readonly say: (text: string) => void
  readonly clear: () => void
}

function statusLine({ err, live }: Streams): StatusLine {
  if (!live) return { say: () => undefined, clear: () => undefined }
  let drawn = 0
  return {
    say(text) {
      const now = Date.now()
      if (now - drawn < REDRAW_MS) return
      drawn = now
      // Of a line that wraps only the last row would be wiped.
      err(`\r\u001b[K${text.slice(0, (process.stderr.columns ?? WIDE) - 1)}`)
    },
    clear: () => err('\r\u001b[K'),
  }
}

/** What a search tells while it runs. */
export const searchStatus = (states: number, transitions: number, depth: number): string => `depth ${depth}: ${thousands(states)} states, ${thousands(transitions)} operations`

/** Does long work that says how far it is; the line is wiped also when the work fails. */
export async function withStatus<T>(streams: Streams, work: (say: (text: string) => void) => T | Promise<T>): Promise<T> {
  const { say, clear } = statusLine(streams)
  try {
    return await work(say)
  } finally {
    clear()
  }
}

/** A line with the share done, accesses, speed, classes of accesses reached, those that are new, and the time left, or what is said instead; `budget` is in milliseconds. */
export function progressLine(streams: Streams, budget?: number): StatusLine & { readonly tell: (done: number, total: number, weight: number, classes?: () => number) => void } {
  const started = Date.now()
  const { say, clear } = statusLine(streams)
  let known = 0
  return {
    say,
    clear,
    tell(done, total, accesses, classes) {
      if (!streams.live) return
      const seconds = (Date.now() - started) / 1000
      const whole = budget === undefined ? (seconds / Math.max(done, 1)) * total : budget / 1000
      const left = Math.max(0, whole - seconds)
      const reached = classes?.() ?? 0
      const news = classes ? `, ${thousands(reached)} situations reached${reached > known ? `, ${thousands(reached - known)} new` : ''}` : ''
      known = reached
      say(`${Math.min(100, Math.floor((100 * seconds) / whole))} %  ${thousands(accesses)} accesses, ${thousands(accesses / Math.max(seconds, 0.001))} a second${news}, ${left.toFixed(0)} s left`)
    },
  }
}
