/** The checking thread's side of a device in another process: it reads and writes pipes and waits for nothing else. */
import { readSync, writeSync } from 'node:fs'
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import type { Ending, Line, Starter } from '../../remote/index.js'
import { END } from './pipes.js'
import { READ, STARTED, TIMEOUT, WAITS, WORDS, WRITE } from './post.js'
import type { ClerkData, Order, Target } from './post.js'

const BYTES = 0x1_0000
/** Longer than any line of the protocol: what is longer is handed on as it is, and is no reply. */
const LONGEST_LINE = 0x1_0000
/** A clerk that has not started a device in this time never will. */
const START_MS = 20_000

const UNKNOWN: Ending = { how: 'died', what: 'it ended', said: '' }

/** One device process, over two descriptors. */
class PipedLine implements Line {
  private lines: string[] = []
  private next = 0
  private rest = ''
  private over = false
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
    Atomics.add(this.words, WAITS, 1)
    const count = readSync(this.from, this.bytes)
    Atomics.add(this.words, WAITS, 1)
    const chunk = this.bytes.toString('latin1', 0, count)
    const end = chunk.indexOf(END)
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

  constructor(private readonly target: Target, timeout: number) {
    this.words[TIMEOUT] = timeout
  }

  start(): Line {
    const before = Atomics.load(this.words, STARTED)
    this.drain()
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
    return this.drain() ?? UNKNOWN
  }

  private drain(): Ending | undefined {
    let last: Ending | undefined
    while (this.port) {
      const received = receiveMessageOnPort(this.port)
      if (received === undefined) break
      last = received.message as Ending // the clerk posts nothing else
    }
    return last
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
