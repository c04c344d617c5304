/** Ctrl-C and SIGTERM: a check that is interrupted reports and keeps what it has; the second time it ends at once. */
import { EXIT, explainEnd } from './ending.js'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** A terminal, npm and timeout each hand a signal on: one press of Ctrl-C may come several times. */
const SAME_MS = 700

export interface Interruptible {
  /** Aborted with the signal's name as the reason. */
  readonly signal: AbortSignal
  /** From now on a signal interrupts the work and does not end the process. */
  readonly listen: () => void
  /** Signals do again what they do by default. */
  readonly over: () => void
}

/** What makes signals interrupt the work; `told` hears of it. Before a device has started nothing could be reported, and nobody would listen. */
export function interruptible(told: (name: string) => void): Interruptible {
  const controller = new AbortController()
  let heard = 0
  const hear = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (performance.now() - heard < SAME_MS) return
      explainEnd('interrupted twice: ended without a report', EXIT.undecided)
      process.exit(EXIT.undecided)
    }
    heard = performance.now()
    controller.abort(name)
    told(name)
  }
  return {
    signal: controller.signal,
    listen: () => {
      for (const name of SIGNALS) process.on(name, hear)
    },
    over: () => {
      for (const name of SIGNALS) process.off(name, hear)
    },
  }
}
