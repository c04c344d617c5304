/** The checking thread's side of a device in another process: it reads and writes pipes and waits for nothing else. */
import { readSync, writeSync } from 'node:fs'
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { Ending, Line, Starter } from '../../remote/index.js'
import { END } from './pipes.js'
import { READ, SENT, STARTED, TIMEOUT, WAITS, WORDS, WRITE } from './post.js'
import type { ClerkData, Order, Target } from './post.js'

const BYTES = 0x1_0000
/** Longer than any line of the protocol: what is longer is handed on as it is, and is no reply. */
const LONGEST_LINE = 0x1_0000
/** A clerk that has not started a device in this time never will. */
const START_MS = 20_000

/** Once a device has hung: so many times its slowest answer, and never less than that. */
const PATIENCE = 50
const SHORTEST_MS = 100

const UNKNOWN: Ending = { how: 'died', what: 'it ended', said: '' }

/** One device process, over two descriptors. */
class PipedLine implements Line {
  private lines: string[] = []
  private next = 0
  private rest = ''
  private over = false
  private isAnswering = false
  private readonly bytes = Buffer.allocUnsafe(BYTES)
  private readonly words: Int32Array
  private readonly from: number
  private readonly to: number

  constructor(private readonly clerk: Clerk) {
    this.words = clerk.words
    this.from = Atomics.load(this.words, READ)
    this.to = Atomics.load(this.words, WRITE)
  }

  send(text: string): void {
    Atomics.add(this.words, SENT, 1)
    try {
      writeSync(this.to, text, null, 'latin1')
    } catch {
      // Nobody reads any more: what there is to be read tells why.
    }
  }

  receive(): string | undefined {
    while (this.next === this.lines.length) {
      if (this.over) return undefined
      this.fill()
    }
    return this.lines[this.next++]
  }

  arrived(): string | undefined {
    return this.next < this.lines.length ? this.lines[this.next++] : undefined
  }

  ending(): Ending & { readonly rest: string } {
    return { ...this.clerk.ending(), rest: this.rest }
  }

  close(): void {
    this.clerk.order('close')
  }

  /** Waits for more. The clerk sees that this thread waits, and ends the device if it waits too long. */
  private fill(): void {
    const started = performance.now()
    Atomics.add(this.words, WAITS, 1)
    const count = readSync(this.from, this.bytes)
    Atomics.add(this.words, WAITS, 1)
    // Its start is no answer: an interpreter takes its time.
    if (this.isAnswering) this.clerk.answered(performance.now() - started)
    this.isAnswering = true
    const chunk = this.bytes.toString('latin1', 0, count)
    // A device may print the mark itself: it is the end only if the clerk has told of one.
    const mark = chunk.indexOf(END)
    const end = mark >= 0 && this.clerk.hasEnded() ? chunk.lastIndexOf(END) : -1
    const text = this.rest + (end < 0 ? chunk : chunk.slice(0, end))
    this.lines = text.split('\n')
    this.next = 0
    this.rest = this.lines.pop() ?? ''
    if (end >= 0 || count === 0) this.over = true
    else if (this.rest.length > LONGEST_LINE) {
      this.lines.push(this.rest)
      this.rest = ''
    }
  }
}

/** A thread that starts the devices of one connection. It is made when the first is wanted. */
class Clerk {
  readonly words = new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT))
  private port: MessagePort | undefined
  /** What was told of the end of the device that was started last. */
  private last: Ending | undefined
  private slowest = 0
  private hung = false

  constructor(private readonly target: Target, private readonly timeout: number) {
    this.words[TIMEOUT] = timeout
  }

  /** An answer took so many milliseconds. */
  answered(milliseconds: number): void {
    if (milliseconds > this.slowest && milliseconds < this.timeout) this.slowest = milliseconds
  }

  start(): Line {
    const before = Atomics.load(this.words, STARTED)
    this.drain()
    this.last = undefined
    this.order('start')
    if (Atomics.wait(this.words, STARTED, before, START_MS) === 'timed-out') throw new Error(`the thread that starts it said nothing for ${START_MS} ms`)
    if (Atomics.load(this.words, READ) < 0) throw new Error(this.ending().what)
    return new PipedLine(this)
  }

  order(order: Order): void {
    this.port ??= this.employ()
    this.port.postMessage(order)
  }

  /** What the clerk said of the last device's end. */
  ending(): Ending {
    this.drain()
    const ending = this.last ?? UNKNOWN
    if (ending.how === 'hung' && !this.hung) {
      // It will be tried with many programs that are like the one it hung in: from now on it is not waited for longer than it ever took, many times over.
      this.hung = true
      Atomics.store(this.words, TIMEOUT, Math.min(this.timeout, Math.max(SHORTEST_MS, PATIENCE * this.slowest)))
    }
    return ending
  }

  hasEnded(): boolean {
    this.drain()
    return this.last !== undefined
  }

  private drain(): void {
    while (this.port) {
      const received = receiveMessageOnPort(this.port)
      if (received === undefined) return
      this.last = received.message as Ending // the clerk posts nothing else
    }
  }

  private employ(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    const data: ClerkData = { target: this.target, shared: this.words.buffer, port: port2 }
    // Descriptors outlive a thread that ends in between: the guard ends the device then.
    const worker = new Worker(new URL('./clerk.js', import.meta.url), { workerData: data, transferList: [port2], trackUnmanagedFds: false })
    worker.unref()
    port1.unref()
    return port1
  }
}

/** Starts devices of one target, one at a time. `timeout` in milliseconds. */
export function starterOf(target: Target, timeout: number): Starter {
  const clerk = new Clerk(target, timeout)
  return () => clerk.start()
}
