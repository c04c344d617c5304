/** How the process ends: with our exit code, whatever a device does to it and whoever stops reading. */
import { reasonOf } from '../check/fault.js'

/** What a verdict exits with. */
export const EXIT = { conforms: 0, diverges: 1, undecided: 3 } as const

/** Nothing was decided: neither 0, which says that the device conforms, nor 1, which says that it does not. */
const UNDECIDED = EXIT.undecided
const CLOSED = 'EPIPE'

let decided = false

/** A device's code runs in this process: it can end it, or fail when nobody called it. */
function tell(what: string): void {
  process.stderr.write(`error: ${what}\n`)
}

/** For who knows better why the process ends: called when it does, before the guard. */
export function explainEnd(what: string, code: number): void {
  if (decided) return
  decided = true
  tell(what)
  process.exitCode = code
}

/** To be called before any device is loaded. */
export function guardProcess(): void {
  process.on('exit', () => {
    explainEnd('the process was ended before there was a verdict; look for process.exit in the device', UNDECIDED)
  })
  const outside = (error: unknown): void => {
    // Once there is a verdict it stands.
    if (decided) return
    tell(`something failed outside of any call of the checker, and nobody caught it: ${reasonOf(error)}; look for timers and promises in the device`)
    decided = true
    process.exit(UNDECIDED)
  }
  process.on('uncaughtException', outside).on('unhandledRejection', outside)
  // Who reads only the first lines has what he wanted: the verdict stands, and what follows goes nowhere.
  const stopped = (error: NodeJS.ErrnoException): void => {
    if (error.code === CLOSED) return
    tell(`the output cannot be written: ${error.message}; use --out, or another place`)
    decided = true
    process.exit(UNDECIDED)
  }
  process.stdout.on('error', stopped)
  process.stderr.on('error', () => undefined)
}

/** Ends once everything is written; what a device left running, such as a timer, does not keep the process. */
export function endWith(code: number): void {
  decided = true
  process.exitCode = code
  // A turn later, so that what could not be written is heard of first: a full disk would pass for a report.
  process.stdout.write('', () => setImmediate(() => process.exit(code)))
}
