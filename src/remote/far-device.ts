/**
 * A device in another process, as the checker has it. Commands are sent ahead of their answers wherever nothing depends on
 * them (ahead.ts). Where that turns out to be wrong, because a window came where none was looked for, the process is
 * started again, does what was done again, and nothing is sent ahead there from then on.
 */
import type { Device, DeviceOptions, Host, Size } from '../check/contract.js'
import type { NearSide } from '../check/lockstep.js'
import { DeviceFault } from '../check/fault.js'
import { Lookahead } from './ahead.js'
import type { Connection, Exchange, Holder } from './connection.js'
import { commandOf } from './connection.js'
import { event, garbled, pageWord, powerOn, quoted, valueIn } from './protocol.js'
import type { Asked, Commands } from './protocol.js'
import { Requests } from './requests.js'

/** Commands under way at the most: some 4 KiB, so that neither side ever waits for room in a pipe of 64. */
const MOST_AHEAD = 128
/** So few are left when more are sent: many at once cost one call of the system. */
const FEW = 32
/** Within one operation. A device that goes on and on is neither dead nor silent. */
const MOST_REQUESTS = 10_000
const MOST_INTERRUPTS = 1000

interface Sent {
  readonly index: number
  readonly command: string
  /** The command with the words of the page before it. */
  readonly text: string
  /** It may install or remove a window. */
  readonly moves: boolean
  readonly heard: (readonly [request: string, answer: string])[]
  /** What was asked and answered before the device died of it, when it was sent ahead of others; asked again it is answered the same. */
  readonly before: readonly (readonly [request: string, answer: string])[]
}

const NOTHING: readonly never[] = []

const START = -1

export class FarDevice implements Device, Holder {
  private readonly requests: Requests
  private readonly lookahead: Lookahead | undefined
  private readonly done: Exchange[] = []
  private queue: Sent[] = []
  /** How many of those under way may move windows. */
  private moving = 0
  private attached = false
  /** Words of the page that changed and were not sent yet. */
  private pages = ''
  private fault: DeviceFault | undefined
  /** It died or fell silent while more was under way: nothing is sent ahead to it any more. */
  private alone = false
  /** What it did while more was under way, and the last of that: it may not do it again. */
  private suspicion: { readonly fault: DeviceFault; readonly until: number } | undefined
  /** It was left with commands under way. */
  private left = false

  /** Makes the device: its start-up calls come now. Throws for one that cannot begin. */
  constructor(private readonly connection: Connection, private readonly commands: Commands, private readonly host: Host, { queues }: DeviceOptions, private readonly near: NearSide) {
    const { habits } = connection
    this.requests = new Requests(host, () => near.host.pageMapped(), (offset, length) => habits.installed(offset, length))
    this.lookahead = near.script && new Lookahead(near.script, near.host, habits)
    const told = near.host.onPageChange
    near.host.onPageChange = (offset, value) => {
      told?.(offset, value)
      this.pages += pageWord(offset, value)
    }
    this.begin(powerOn(queues))
  }

  leave(): void {
    if (this.queue.length === 0) return
    // Its host has answered to what was never asked for: it cannot come back.
    this.left = true
    for (const sent of this.queue) this.hear(sent)
    this.forget()
  }

  read(offset: number, size: Size): number | bigint {
    const command = this.commands.read(offset, size)
    return valueIn(this.ask(command, { op: 'read', offset, size }), size, command)
  }

  write(offset: number, size: Size, value: number | bigint): void {
    const operation = size === 4 ? { op: 'write', offset, size, value: Number(value) } as const : { op: 'write', offset, size, value: BigInt(value) } as const
    this.plain(this.commands.write(offset, size, value), operation)
  }

  attach(): void {
    this.attached = true
    this.plain(this.commands.of({ op: 'attach' }), { op: 'attach' })
  }

  detach(): void {
    this.attached = false
    this.plain(this.commands.of({ op: 'detach' }), { op: 'detach' })
  }

  reset(): void {
    this.plain(this.commands.of({ op: 'reset' }), { op: 'reset' })
  }

  event(map0: bigint, map1: bigint, lost: boolean): void {
    this.plain(event(map0, map1, lost), undefined)
  }

  private plain(command: string, operation: Asked | undefined): void {
    const reply = this.ask(command, operation)
    if (reply !== 'OK') throw this.failed(garbled(`it answered ${quoted(command.trim())} with ${quoted(reply)}; the reply is OK alone`))
  }

  /** The process may be one that was used: it begins anew, or is started again if it cannot. */
  private begin(command: string): void {
    const used = this.connection.give(this)
    if (this.startsWith(command, used)) return
    this.connection.drop()
    this.startsWith(command, false)
  }

  private startsWith(command: string, mayFail: boolean): boolean {
    this.send({ index: START, command, text: command, moves: true, heard: [], before: NOTHING })
    const [sent] = this.queue
    try {
      if (this.answerTo(command) === 'OK') return true
      throw garbled(`it answered ${quoted(command.trim())} with what is not OK alone`)
    } catch (error) {
      // The host has already answered to it: another one would meet another host.
      if (!mayFail || sent === undefined || sent.heard.length > 0) throw error
      this.forget()
      this.fault = undefined
      return false
    }
  }

  private ask(command: string, operation: Asked | undefined): string {
    if (this.fault) throw this.fault
    const index = this.near.script?.at ?? START
    if (!this.connection.isHeldBy(this)) this.comeBack()
    const [head] = this.queue
    if (head !== undefined && (head.index !== index || head.command !== command || this.pages !== '')) this.retreat()
    if (this.queue.length === 0) {
      const moves = operation === undefined || this.connection.habits.mayMoveWindows(operation)
      this.lookahead?.startAfter(index, this.attached)
      this.send({ index, command, text: this.pages + command, moves, heard: [], before: NOTHING })
      this.pages = ''
    }
    return this.answerTo(command)
  }

  /** The reply to the oldest command under way. */
  private answerTo(command: string): string {
    const [sent] = this.queue
    if (sent === undefined) throw new Error(`nothing is under way, and the answer to ${command.trim()} is waited for`)
    try {
      return this.taken(sent, this.hear(sent), command)
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error
      if (this.alone || this.queue.length < 2) throw this.failed(error)
      return this.askAlone(sent, error)
    }
  }

  private taken(sent: Sent, reply: string, command: string): string {
    this.done.push({ sent: sent.text, heard: sent.heard, reply })
    this.queue.shift()
    if (sent.moves) this.moving--
    if (this.suspicion && sent.index >= this.suspicion.until) throw new DeviceFault(this.suspicion.fault.clause, `${this.suspicion.fault.message}; done again in a new process it did not`)
    if (this.queue.length === 0) this.hearRest(command)
    else if (this.queue.length <= FEW) this.send()
    return reply
  }

  /**
   * A device need not have sent what it answered before it died, fell silent or printed something else: it may be a later
   * command that it did so at. It is brought to where it was, and from there on asked one thing after the other.
   */
  private askAlone(sent: Sent, fault: DeviceFault): string {
    this.alone = true
    this.suspicion = { fault, until: this.queue.at(-1)?.index ?? sent.index }
    this.connection.drop()
    this.repeat()
    this.send({ ...sent, heard: [], before: sent.heard })
    return this.answerTo(sent.command)
  }

  /** It is not asked anything more. */
  private failed(fault: DeviceFault): DeviceFault {
    this.fault = fault
    this.forget()
    this.connection.drop()
    return fault
  }

  private forget(): void {
    this.queue = []
    this.moving = 0
  }

  /** Sends a command, and what may go ahead after it. */
  private send(first?: Sent): void {
    const { line } = this.connection
    let text = ''
    if (first) {
      text = first.text
      this.queue.push(first)
      if (first.moves) this.moving++
    }
    while (this.lookahead && !this.alone && this.queue.length < MOST_AHEAD) {
      const next = this.lookahead.take(this.moving > 0)
      if (next === undefined) break
      const command = this.commands.of(next.operation)
      const moves = this.connection.habits.mayMoveWindows(next.operation)
      this.queue.push({ index: next.index, command, text: command, moves, heard: [], before: NOTHING })
      if (moves) this.moving++
      text += command
    }
    if (text !== '') line.send(text)
  }

  /** What came with the last reply that is waited for: interrupts, and nothing else. Throws DeviceFault. */
  private hearRest(command: string): void {
    for (let text = this.connection.line.arrived(); text !== undefined; text = this.connection.line.arrived()) {
      if (!this.isInterrupt(text)) throw garbled(`after its reply to ${quoted(command.trim())} it says ${quoted(text)}, and nothing was asked`)
    }
  }

  /** All that is said until the reply. Throws DeviceFault. */
  private hear(sent: Sent): string {
    let interrupts = 0
    for (;;) {
      const text = this.connection.receive(sent.text)
      if (text === 'OK' || text.startsWith('OK ')) return text
      if (text.startsWith('HOST ')) this.serve(text, sent)
      else if (!this.isInterrupt(text)) throw garbled(`it answered ${commandOf(sent.text)} with ${quoted(text)}; a reply starts with OK, a request with HOST`)
      else if (++interrupts > MOST_INTERRUPTS) throw garbled(`it raised ${MOST_INTERRUPTS} interrupts and more while it was to answer ${commandOf(sent.text)}`)
    }
  }

  private serve(request: string, sent: Sent): void {
    if (sent.heard.length >= MOST_REQUESTS) throw new DeviceFault('DEVICE-HANGS', `it asked its host ${MOST_REQUESTS} times while it was to answer ${commandOf(sent.text)}, last ${quoted(request)}`)
    const answer = this.answerOf(request, sent)
    sent.heard.push([request, answer])
    this.connection.line.send(answer)
  }

  private answerOf(request: string, { heard, before }: Sent): string {
    const known = before[heard.length]
    if (known !== undefined) {
      if (known[0] === request) return known[1]
      throw garbled(`when the same was done again, it asked ${quoted(request)}, not ${quoted(known[0])}`)
    }
    const reply = this.requests.answer(request)
    // What the hardware changed meanwhile is told first.
    const answer = this.pages + reply
    this.pages = ''
    return answer
  }

  /** Counts an interrupt; false for any other line. */
  private isInterrupt(text: string): boolean {
    if (/^IRQ lower \d+$/.test(text)) return true
    if (!/^IRQ raise \d+$/.test(text)) return false
    this.host.raiseInterrupt()
    return true
  }

  /** What was sent ahead should not have been: the process is started again and brought to where it was before. */
  private retreat(): void {
    this.connection.habits.careful = true
    this.connection.drop()
    this.repeat()
  }

  /** Another device had the process meanwhile. */
  private comeBack(): void {
    if (this.left) throw new Error('a program that was ended before its end is gone on with: please report this')
    this.connection.give(this)
    this.repeat()
  }

  private repeat(): void {
    this.forget()
    try {
      this.connection.repeat(this.done)
    } catch (error) {
      throw error instanceof DeviceFault ? this.failed(error) : error
    }
  }
}
