/** `check --watch`: checks again when a file of the device changes, the programs that failed last first. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, extname, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FSWatcher } from 'chokidar'
import { mayBeFile } from './device-options.js'
import { EXIT } from './ending.js'
import { isFar } from './far/index.js'
import { shownPath } from './places.js'
import type { Streams } from './terminal.js'
import { UsageError } from './usage.js'
import { WATCHED } from './watched.js'
import type { Told } from './watched.js'

/** The file that a device is in, or the programs in the command that starts it. */
function filesOf(device: string): readonly string[] {
  if (device.startsWith('unix:')) throw new UsageError(`--watch: of ${device} no file is known; watch a file, or a command: exec:./my-device`)
  if (!isFar(device)) {
    if (mayBeFile(device)) {
      if (existsSync(device)) return [device]
      throw new UsageError(`--watch: ${device}: no such file; give one of your own: --device ./my-device.mjs`)
    }
    throw new UsageError(`--watch: ${device} comes with the package and does not change; give a file of your own: --device ./my-device.mjs`)
  }
  const files = device.slice('exec:'.length).split(/\s+/).filter((word) => existsSync(word) && statSync(word).isFile())
  if (files.length === 0) throw new UsageError(`--watch: there is no file in the command ${device.slice('exec:'.length)}; name the program with its path, such as exec:./my-device`)
  return files
}

/** What a module may import: another module, data, WebAssembly. */
const IMPORTED: readonly string[] = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts', '.json', '.wasm']

/** A module's whole folder is watched, but for packages and hidden files; of a program the file alone. */
async function watcherOf(device: string, written: readonly string[]): Promise<FSWatcher> {
  const { watch } = await import('chokidar')
  const files = filesOf(device)
  const options = { ignoreInitial: true, awaitWriteFinish: { stabilityThreshold: 40, pollInterval: 10 } }
  if (isFar(device)) return watch([...files], options)
  const folder = resolve(dirname(files[0] ?? '.'))
  // What a check writes itself would set off the next one, for ever.
  const own = written.map((path) => resolve(path))
  const isHidden = (name: string): boolean => name === 'node_modules' || (name.startsWith('.') && name.length > 1)
  const skipped = (path: string): boolean => own.includes(resolve(path)) || path.slice(folder.length).split(sep).some(isHidden)
  return watch(folder, { ...options, ignored: (path, stats) => skipped(path) || (stats?.isFile() === true && !IMPORTED.includes(extname(path))) })
}

/** Our own command line. */
const MAIN = fileURLToPath(new URL('./main.js', import.meta.url))

/** One check after another, each in a process of its own: a module is loaded once in the life of a process. */
class Rounds {
  private child: ChildProcess | undefined
  private failing: readonly string[] = []
  private status: number = EXIT.undecided

  constructor(private readonly args: readonly string[]) {}

  /** The last check that came to its end. */
  get code(): number {
    return this.status
  }

  begin(): void {
    this.stop()
    const first = this.failing.flatMap((token) => ['--first', token])
    const child = fork(MAIN, [...this.args, ...first], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, [WATCHED]: '1' } })
    this.child = child
    child.on('message', (message) => {
      const { failing, code } = message as Told // what check.ts sends
      if (this.child !== child) return
      this.failing = failing
      this.status = code
    })
    child.on('exit', (code) => {
      if (this.child === child && code !== null) this.status = code
    })
  }

  /** What it would still say is not wanted any more. */
  stop(): void {
    const { child } = this
    this.child = undefined
    child?.kill('SIGKILL')
  }
}

/** Watches until it is interrupted; answers with the exit code of the last check. `args` are those of the command line without --watch; `written` is what they make a check write. */
export async function watchDevice(device: string, args: readonly string[], written: readonly string[], streams: Streams): Promise<number> {
  const watcher = await watcherOf(device, written)
  const rounds = new Rounds(args)
  watcher.on('all', (_, path) => {
    streams.err(`\n${shownPath(path)} changed\n`)
    rounds.begin()
  })
  return new Promise((done, failed) => {
    watcher.on('error', (error) => failed(error instanceof Error ? error : new Error(String(error))))
    watcher.on('ready', () => {
      streams.err(`watching ${device}; Ctrl-C ends\n`)
      rounds.begin()
    })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        rounds.stop()
        void watcher.close().then(() => done(rounds.code))
      })
    }
  })
}
