/**
 * A thread that starts devices in other processes and watches over them, while another one is blocked in reading and writing
 * their pipes: it keeps what they say on their standard error, ends those that hang, and tells how they ended.
 */
import { workerData } from 'node:worker_threads'
import { reasonOf } from '../../check/fault.js'
import type { Ending } from '../../remote/index.js'
import { DeviceProcess } from './device-process.js'
import { DeviceSocket } from './device-socket.js'
import { Pipes } from './pipes.js'
import { READ, SENT, STARTED, TIMEOUT, WAITS, WRITE } from './post.js'
import type { ClerkData, Ended, Order, Watched } from './post.js'

const { target, shared, port } = workerData as ClerkData // as line.ts makes it
const words = new Int32Array(shared)

/** How often within the time limit is looked whether the other thread still waits for the same line. */
const LOOKS = 10
const SHORTEST_LOOK_MS = 5
/** So many limits of silence may pass without an answer, whatever else is said. */
const TALKS = 10
/** A device may be slower to start than to answer: an interpreter, a sanitizer, QEMU. */
const START_MS = 10_000

/** Wakes the thread that waits for the start: its answers come from `read`, or -1 where nothing was started. */
function tellStarted(read: number): void {
  Atomics.store(words, READ, read)
  Atomics.add(words, STARTED, 1)
  Atomics.notify(words, STARTED)
}

/** One start, from pipes to ending. */
class Session {
  private readonly pipes = new Pipes()
  private readonly watched: Watched
  private over = false
  private waited = 0
  private seen = -1
  /** How often the other thread had waited before: its first wait is for a device that is only starting. */
  private readonly before = Atomics.load(words, WAITS)
  private sent = -1
  private sentAt = performance.now()
  private readonly timer: NodeJS.Timeout

  constructor() {
    const ended: Ended = (ending) => this.end(ending)
    this.watched = 'exec' in target ? new DeviceProcess(target.exec, this.pipes, ended) : new DeviceSocket(target.unix, this.pipes, ended)
    this.timer = setInterval(() => this.look(), Math.max(SHORTEST_LOOK_MS, this.timeout / LOOKS))
    Atomics.store(words, WRITE, this.pipes.write)
    tellStarted(this.pipes.read)
  }

  close(): void {
    this.over = true
    clearInterval(this.timer)
    this.pipes.close()
    this.watched.release()
  }

  private get timeout(): number {
    return Atomics.load(words, TIMEOUT)
  }

  private look(): void {
    if (this.talksOn()) return
    const waits = Atomics.load(words, WAITS)
    if (waits % 2 === 0 || waits !== this.seen) {
      this.seen = waits
      this.waited = performance.now()
      return
    }
    const limit = waits === this.before + 1 ? Math.max(this.timeout, START_MS) : this.timeout
    if (performance.now() - this.waited < limit) return
    this.hung(`it said nothing for ${limit} ms`)
  }

  /** It says something now and then, and nothing that is an answer: after ten times the limit it is ended too. */
  private talksOn(): boolean {
    const sent = Atomics.load(words, SENT)
    const now = performance.now()
    if (sent !== this.sent || Atomics.load(words, WAITS) % 2 === 0) {
      this.sent = sent
      this.sentAt = now
      return false
    }
    const limit = Math.max(TALKS * this.timeout, START_MS)
    if (now - this.sentAt < limit) return false
    this.hung(`it went on talking for ${limit} ms without an answer`)
    return true
  }

  private hung(what: string): void {
    this.end({ how: 'hung', what, said: '' })
    this.watched.kill()
  }

  private end(ending: Ending): void {
    if (this.over) return
    this.over = true
    clearInterval(this.timer)
    port.postMessage(ending)
    this.pipes.end()
  }
}

let session: Session | undefined
port.on('message', (order: Order) => {
  session?.close()
  session = undefined
  if (order === 'close') return
  try {
    session = new Session()
  } catch (error) {
    port.postMessage({ how: 'unreachable', what: reasonOf(error), said: '' } satisfies Ending)
    tellStarted(-1)
  }
})
