/** The built command line in a folder of its own, as a user has it. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

// `npm test` builds first: threads and child processes need the built modules.
export const BIN = new URL('../../dist/src/cli/main.js', import.meta.url).pathname
/** A device that is right, for files that change it. */
export const OPTIMISED = new URL('../../dist/src/device/index.js', import.meta.url).href

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A process that goes on. */
export interface Running {
  readonly child: ChildProcess
  /** All that it has written so far. */
  readonly said: () => string
  /** Waits until it has written something. */
  readonly until: (pattern: RegExp) => Promise<void>
  readonly ended: Promise<number | null>
}

const PATIENCE_MS = 60_000

/** A folder with files in it, which is gone after the test. */
export class Folder {
  readonly path = mkdtempSync(join(realpathSync(tmpdir()), 'cmdqv-daily-'))

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) this.write(name, text)
    onTestFinished(() => rmSync(this.path, { recursive: true }))
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true })
    writeFileSync(join(this.path, name), text)
  }

  /** Runs the tool to its end. */
  run(...args: readonly string[]): Ran {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], { cwd: this.path, encoding: 'utf8', maxBuffer: 1 << 26 })
    return { code: status, out: stdout, err: stderr }
  }

  /** Starts it and goes on. */
  start(...args: readonly string[]): Running {
    const child = spawn(process.execPath, [BIN, ...args], { cwd: this.path, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    let hear = (): void => undefined
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      hear()
    })
    const ended = new Promise<number | null>((resolve) => void child.on('exit', resolve))
    onTestFinished(() => void child.kill('SIGKILL'))
    const until = (pattern: RegExp): Promise<void> => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never said ${String(pattern)}, but:\n${text}`)), PATIENCE_MS)
      hear = () => {
        if (!pattern.test(text)) return
        clearTimeout(timer)
        resolve()
      }
      hear()
    })
    return { child, said: () => text, until, ended }
  }
}

/** A report without what may differ between runs of one seed. */
export function settled(json: string): unknown {
  const { seconds: _, accessesPerSecond: __, workers: ___, ...rest } = JSON.parse(json) as Record<string, unknown> // a report is an object
  return rest
}
