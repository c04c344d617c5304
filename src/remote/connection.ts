/**
 * The devices of one process, one at a time: each program begins with a new one. One that another has pushed out is made
 * again when it is asked something, by doing again what was done with it, answers of the host included.
 */
import { DeviceFault, GivenUpError } from '../check/fault.js'
import type { Duty } from '../check/fault.js'
import { Habits } from './ahead.js'
import type { Line, Starter } from './line.js'
import { garbled, quoted } from './protocol.js'

/** One command with all that was said until its reply. */
export interface Exchange {
  /** The command, and the words of the page that came before it. */
  readonly sent: string
  /** What the device asked of its host, and the answers. */
  readonly heard: readonly (readonly [request: string, answer: string])[]
  readonly reply: string
}

/** Who has a device in the process. */
export interface Holder {
  /** Another takes the process over: what was sent and nobody waits for any more is heard out. Throws where that cannot be. */
  leave(): void
}

/** A device that hangs is ended and started again, each time after a silence: after so many, no more. */
const MOST_HANGS = 60

/** Letters of its last words: a sanitizer's line has the place in it. */
const MOST_SAID = 400

const CAUSES: Readonly<Record<'died' | 'hung' | 'unreachable', Duty>> = { died: 'DEVICE-DIED', hung: 'DEVICE-HANGS', unreachable: 'DEVICE-DIED' }

/** The process, from start to start. */
export class Connection {
  readonly habits = new Habits()
  private held: Holder | undefined
  private current: Line | undefined
  private hangs = 0

  constructor(private readonly start: Starter) {}

  /** Whether `holder` has its device in the process. */
  isHeldBy(holder: Holder): boolean {
    return this.held === holder && this.current !== undefined
  }

  get line(): Line {
    this.current ??= this.begin()
    return this.current
  }

  /** Gives the process to another device; true where it is one that was used before and need not be able to begin anew. */
  give(holder: Holder): boolean {
    try {
      if (this.current !== undefined) this.held?.leave()
    } catch {
      this.drop()
    }
    // What it has said unasked since is nobody's any more.
    if (this.current?.arrived() !== undefined) this.drop()
    const used = this.current !== undefined
    this.held = holder
    return used
  }

  /** Ends the process; the next command goes to a new one. */
  drop(): void {
    this.current?.close()
    this.current = undefined
  }

  /** Does again what was done. Throws DeviceFault for a device that answers differently. */
  repeat(done: readonly Exchange[]): void {
    const { line } = this
    for (const { sent, heard, reply } of done) {
      line.send(sent)
      let asked = 0
      for (let text = this.receive(sent); ; text = this.receive(sent)) {
        if (text.startsWith('IRQ ')) continue
        const expected = heard[asked++]
        if (text !== (expected?.[0] ?? reply)) throw garbled(`when the same was done again, it answered ${commandOf(sent)} with ${quoted(text)}, not with ${quoted(expected?.[0] ?? reply)}`)
        if (expected === undefined) break
        line.send(expected[1])
      }
    }
  }

  /** The next line. Throws DeviceFault where there is none. */
  receive(sent: string): string {
    const text = this.line.receive()
    if (text !== undefined) return text
    const { how, what, said, rest } = this.line.ending()
    this.drop()
    if (how === 'hung') this.hangs++
    const half = rest === '' ? '' : ` in the middle of a line, ${quoted(rest)},`
    throw new DeviceFault(CAUSES[how], `${what}${half} while it was to answer ${commandOf(sent)}${said === '' ? '' : `; it said: ${quoted(said, MOST_SAID)}`}`)
  }

  private begin(): Line {
    if (this.hangs >= MOST_HANGS) throw new GivenUpError(`the device hung ${MOST_HANGS} times and is not started any more; raise --timeout if it is only slow`)
    return this.start()
  }
}

/** The command among what was sent, as it is quoted. */
export const commandOf = (sent: string): string => quoted(sent.trimEnd().split('\n').at(-1) ?? '')
