/** A device that is a command: started by a shell, in a process group of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import type { Ended, Watched } from './post.js'
import { GUARDED, endOf } from './guard.js'
import type { Pipes } from './pipes.js'

/** Of what a device says on its standard error, the end is kept: it may say it without end. */
const MOST_SAID = 8000
/** What says why: of a sanitizer, of assert(), of a panic. */
const TELLING = /ERROR|SUMMARY|[Aa]ssert|panicked|error:/
/** What it said last comes a moment after its end, but a process that it left behind may hold the other end for ever. */
const LAST_WORDS_MS = 100

export class DeviceProcess implements Watched {
  private readonly child: ChildProcess
  private said = ''

  constructor(command: string, { input, output }: Pipes, private readonly ended: Ended) {
    this.child = spawn('/bin/sh', ['-c', GUARDED, 'sh', command], { detached: true, stdio: [input, output, 'pipe', 'pipe'] })
    closeSync(input)
    closeSync(output)
    this.child.stderr?.setEncoding('latin1').on('data', (text: string) => {
      this.said = (this.said + text).slice(-MOST_SAID)
    })
    this.child.on('error', ({ message }) => this.tell(`it cannot be started: ${message}`))
    this.child.on('exit', (code, signal) => setTimeout(() => this.tell(endOf(code, signal)), LAST_WORDS_MS))
    this.child.on('close', (code, signal) => this.tell(endOf(code, signal)))
  }

  kill(): void {
    const { pid } = this.child
    if (pid === undefined) return
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }

  release(): void {
    this.child.stdio[3]?.destroy()
  }

  private tell(what: string): void {
    // The guard now ends what the device has left running.
    this.release()
    const lines = this.said.trim().split('\n')
    const telling = lines.filter((line) => TELLING.test(line))
    this.ended({ how: 'died', what, said: [...new Set([...telling.slice(-2), ...lines.slice(-1)])].join(' / ') })
  }
}
