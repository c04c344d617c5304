import type { Entry } from '../check/contract.js'

const NOTHING: readonly Entry[] = Object.freeze([])

/** What happened since it was last taken, in order. */
export class Log {
  /** Whether the device loaded or stored through a mapping since the log was last taken. */
  touched = false
  private entries: Entry[] | undefined

  /** Nothing was added since. */
  get isEmpty(): boolean {
    return this.entries === undefined
  }

  add(entry: Entry): void {
    if (this.entries === undefined) this.entries = [entry]
    else this.entries.push(entry)
  }

  /** Hands the entries over and starts anew. Most operations cause none: they all get one frozen empty array. */
  take(): readonly Entry[] {
    this.touched = false
    const taken = this.entries
    if (taken === undefined) return NOTHING
    this.entries = undefined
    return taken
  }
}
