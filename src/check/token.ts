/**
 * Replay tokens: a program in one word that can be pasted into a mail and replayed years later.
 *
 * FROZEN FORMAT, version 1. Nothing below may change; a new need gets a new prefix beside it.
 *
 *     token    = "cq1." base64url(check deflated), without padding
 *     check    = CRC-32 (as in zlib) of `deflated`, 4 bytes, least significant first
 *     deflated = raw DEFLATE of the body
 *     body     = header slots operations, nothing after it
 *     header   = 1 byte: bit 0 is 1 for kernel 6.17 and 0 for 6.18.9; bits 3:1 are log2 of the queues; bits 7:4 are 0
 *     slots    = count, then for each slot: prod cons config gerror gerrorn
 *     operations = count, then for each operation one opcode byte and its fields:
 *                  0 read 4 bytes: place          1 read 8 bytes: place
 *                  2 write 4 bytes: place value   3 write 8 bytes: place value
 *                  4 attach   5 detach   6 reset  7 consume: l n   8 fault: l code   9 deliver   10 lose
 *                  11 refuse until allowed: call errno             12 refuse: call errno times    13 allow: call
 *     place    = word (offset / 4) minus the word of the previous access (0 before the first), zigzag:
 *                d is written as 2d, or as -2d - 1 when negative
 *     call     = 0 viommuAlloc, 1 viommuDestroy, 2 mmapPage0, 3 munmapPage0, 4 hwQueueAlloc, 5 hwQueueDestroy
 *     errno    = the positive Linux number: 12 is ENOMEM
 *     every number = LEB128: seven bits a byte, least significant first, bit 7 set on all bytes but the last
 *
 * Delta coding pays: neighbouring accesses are near each other, so a place takes one or two bytes in place of three.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { errnoName, errnoNumber } from '../host/index.js'
import type { Kernel, Operation, Program, RefusableCall, SlotContents } from './contract.js'
import { ProgramError, formatProgram, parseProgram } from './program.js'

const PREFIX = 'cq1.'
const CHECK_BYTES = 4
/** A body beyond this is no program that anybody made: about ten million operations. */
const LARGEST_BODY = 1 << 26

const READ4 = 0
const READ8 = 1
const WRITE4 = 2
const WRITE8 = 3
const REFUSE_UNTIL_ALLOWED = 11
const REFUSE_TIMES = 12
const OPCODES = new Map<Operation['op'], number>([['attach', 4], ['detach', 5], ['reset', 6], ['consume', 7], ['fault', 8], ['deliver', 9], ['lose', 10], ['allow', 13]])
const KINDS = new Map([...OPCODES].map(([kind, code]) => [code, kind]))
/** Part of the frozen format: not the list that the host keeps, which may grow or be sorted anew. */
const CALLS: readonly RefusableCall[] = ['viommuAlloc', 'viommuDestroy', 'mmapPage0', 'munmapPage0', 'hwQueueAlloc', 'hwQueueDestroy']

/** A text is no token, or one that was damaged on its way. */
export class TokenError extends Error {
  override readonly name = 'TokenError'
}

class Writer {
  readonly bytes: number[] = []
  private word = 0

  number(value: number | bigint): void {
    let rest = BigInt(value)
    while (rest > 0x7fn) {
      this.bytes.push(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.bytes.push(Number(rest))
  }

  place(offset: number): void {
    const delta = offset / 4 - this.word
    this.word = offset / 4
    this.number(delta < 0 ? -2 * delta - 1 : 2 * delta)
  }
}

const damaged = (how: string): TokenError => new TokenError(`the token is damaged: ${how}; copy it again in full, or replay the program's file`)

class Reader {
  private at = 0
  private word = 0

  constructor(private readonly bytes: Uint8Array) {}

  get ended(): boolean {
    return this.at === this.bytes.length
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw damaged('it ends in the middle of a program')
    this.at += 1
    return byte
  }

  big(): bigint {
    let value = 0n
    for (let shift = 0n; shift <= 63n; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw damaged('it has a number of more than 64 bits')
  }

  number(): number {
    const value = Number(this.big())
    if (!Number.isSafeInteger(value)) throw damaged('it has a number that is too large')
    return value
  }

  place(): number {
    const coded = this.number()
    this.word += coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2
    return this.word * 4
  }

  call(): RefusableCall {
    const call = CALLS[this.number()]
    if (call === undefined) throw damaged('it refuses a host call that does not exist')
    return call
  }
}

function writeOperation(writer: Writer, operation: Operation): void {
  const { bytes } = writer
  switch (operation.op) {
    case 'read':
    case 'write':
      bytes.push(operation.op === 'read' ? (operation.size === 4 ? READ4 : READ8) : operation.size === 4 ? WRITE4 : WRITE8)
      writer.place(operation.offset)
      if (operation.op === 'write') writer.number(operation.value)
      return
    case 'refuse':
      bytes.push(operation.times === undefined ? REFUSE_UNTIL_ALLOWED : REFUSE_TIMES)
      writer.number(CALLS.indexOf(operation.call))
      writer.number(-(errnoNumber(operation.errno) ?? 0))
      if (operation.times !== undefined) writer.number(operation.times)
      return
    default:
      bytes.push(OPCODES.get(operation.op) ?? 0)
  }
  if (operation.op === 'allow') writer.number(CALLS.indexOf(operation.call))
  if (operation.op === 'consume' || operation.op === 'fault') {
    writer.number(operation.l)
    writer.number(operation.op === 'consume' ? operation.n : operation.code)
  }
}

function readRefusal(reader: Reader, counted: boolean): Operation {
  const call = reader.call()
  const errno = errnoName(-reader.number())
  if (errno === undefined) throw damaged('it has an errno without a name')
  return counted ? { op: 'refuse', call, errno, times: reader.number() } : { op: 'refuse', call, errno }
}

function readOperation(reader: Reader): Operation {
  const code = reader.byte()
  if (code === READ4 || code === READ8) return { op: 'read', offset: reader.place(), size: code === READ4 ? 4 : 8 }
  if (code === WRITE4) return { op: 'write', offset: reader.place(), size: 4, value: reader.number() }
  if (code === WRITE8) return { op: 'write', offset: reader.place(), size: 8, value: reader.big() }
  if (code === REFUSE_UNTIL_ALLOWED || code === REFUSE_TIMES) return readRefusal(reader, code === REFUSE_TIMES)
  const op = KINDS.get(code)
  if (op === undefined) throw damaged(`it has an operation of unknown kind ${code}`)
  if (op === 'consume') return { op, l: reader.number(), n: reader.number() }
  if (op === 'fault') return { op, l: reader.number(), code: reader.number() }
  if (op === 'allow') return { op, call: reader.call() }
  return { op: op as 'attach' | 'detach' | 'reset' | 'deliver' | 'lose' } // all other kinds are handled above
}

function bodyOf({ kernel, queues, slots, operations }: Program): Uint8Array {
  const writer = new Writer()
  writer.bytes.push((kernel === '6.17' ? 1 : 0) | (Math.log2(queues) << 1))
  writer.number(slots.length)
  for (const { prod, cons, config, gerror, gerrorn } of slots) {
    for (const word of [prod, cons, config, gerror, gerrorn]) writer.number(word)
  }
  writer.number(operations.length)
  for (const operation of operations) writeOperation(writer, operation)
  return Uint8Array.from(writer.bytes)
}

function readBody(body: Uint8Array): Program {
  const reader = new Reader(body)
  const header = reader.byte()
  if (header > 0xf) throw damaged('its header has unknown bits')
  const kernel: Kernel = (header & 1) === 1 ? '6.17' : '6.18.9'
  const slots: SlotContents[] = []
  for (let left = reader.number(); left > 0; left--) {
    slots.push({ prod: reader.number(), cons: reader.number(), config: reader.number(), gerror: reader.number(), gerrorn: reader.number() })
  }
  const operations: Operation[] = []
  for (let left = reader.number(); left > 0; left--) operations.push(readOperation(reader))
  if (!reader.ended) throw damaged('something follows its program')
  return { kernel, queues: 1 << (header >> 1), slots, operations }
}

function inflated(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64url')
  // Buffer skips what it does not understand and ignores spare bits: only the one spelling is accepted.
  if (bytes.toString('base64url') !== text) throw damaged('it has characters that no token has')
  if (bytes.length <= CHECK_BYTES) throw damaged('it is too short')
  const deflated = bytes.subarray(CHECK_BYTES)
  if (crc32(deflated) !== bytes.readUInt32LE(0)) throw damaged('its checksum does not match')
  try {
    return inflateRawSync(deflated, { maxOutputLength: LARGEST_BODY })
  } catch {
    throw damaged('it does not decompress')
  }
}

/** Whether a text is meant to be a token, of whatever version, rather than a file name. */
export const looksLikeToken = (text: string): boolean => /^\s*cq\d+\./.test(text)

/** A program as a token. It holds the whole program and nothing else: no seed, no settings. */
export function encodeToken(program: Program): string {
  const deflated = deflateRawSync(bodyOf(program), { level: 9 })
  const check = Buffer.alloc(CHECK_BYTES)
  check.writeUInt32LE(crc32(deflated))
  return PREFIX + Buffer.concat([check, deflated]).toString('base64url')
}

/** The program of a token; a TokenError when it is none, was damaged, or holds what no program may. */
export function decodeToken(text: string): Program {
  const token = text.trim()
  if (!token.startsWith(PREFIX)) {
    throw new TokenError(looksLikeToken(token) ? `the token starts with ${token.slice(0, token.indexOf('.') + 1)} and this version reads ${PREFIX}: install a newer version` : `not a token: it starts with ${PREFIX}, as printed after "replay"`)
  }
  const program = readBody(inflated(token.slice(PREFIX.length)))
  try {
    return parseProgram(formatProgram(program), 'the token')
  } catch (error) {
    if (error instanceof ProgramError) throw new TokenError(`${error.message}; it was not made by this tool: ask its author for the program's file`)
    throw error
  }
}
