/** Two named pipes, there and back, that nobody else can name once they are open. */
import { spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Ends the lines of a device that has ended: no line of its own holds it. */
export const END = '\u0004'
const RETRY_MS = 5

/**
 * Descriptors of a pair of pipes. The checker's ends block: it waits in the kernel and hears of each line at once, some
 * 20 µs a round trip where a hop over another thread's event loop took 60 and more.
 */
export class Pipes {
  /** The checker's: it writes commands and reads replies. */
  readonly write: number
  readonly read: number
  /** The device's. */
  readonly input: number
  readonly output: number
  /** Keeps reads waiting when the device is gone: the end is told by `end`, behind everything that it still said. */
  private readonly kept: number
  private closed = false

  /** Throws where there is no mkfifo. */
  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-'))
    try {
      const [to, from] = [join(folder, 'to'), join(folder, 'from')]
      const { status, error } = spawnSync('mkfifo', ['-m', '600', to, from])
      if (error || status !== 0) throw new Error(`mkfifo failed (${error?.message ?? `code ${status}`}): it is part of coreutils`)
      // Opened for both first: else opening one end waits for the other.
      const both = openSync(to, constants.O_RDWR)
      this.write = openSync(to, constants.O_WRONLY)
      this.input = openSync(to, constants.O_RDONLY)
      closeSync(both)
      this.kept = openSync(from, constants.O_RDWR | constants.O_NONBLOCK)
      this.read = openSync(from, constants.O_RDONLY)
      this.output = openSync(from, constants.O_WRONLY)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** Tells the reader that nothing more comes. A full pipe is tried again: the reader may be busy. */
  end(): void {
    if (this.closed) return
    try {
      writeSync(this.kept, `${END}\n`)
    } catch {
      setTimeout(() => this.end(), RETRY_MS)
    }
  }

  /** Lets go of the checker's ends: the device reads its end of input. Only when the reader reads no more. */
  close(): void {
    if (this.closed) return
    this.closed = true
    for (const end of [this.write, this.read, this.kept]) closeSync(end)
  }
}
