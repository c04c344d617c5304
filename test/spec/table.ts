/**
 * Worked examples as tables. One row is one operation, what a device answered, and what the clauses say of it:
 *
 *     write VCMDQ1_PROD_INDX = 0x10 |                                      |
 *     read  VCMDQ1_PROD_INDX        | 0x10                                 | holds P176-DIRECT  silent ALIAS
 *                                   | 0                                    | breaks P176-DIRECT DIRECT-EN
 *
 * A row without an operation is another answer to the operation above it: judged from the same state, then forgotten.
 * `holds` names clauses that were judged, `silent` clauses that did not apply, `breaks` exactly the clauses that forbid
 * the answer; a row without `breaks` is forbidden by none. Lines that start with # are prose.
 *
 * Answers: the value of a read first, then what the device did in order, with commas between:
 *
 *     viommuAlloc · viommuDestroy · mmapPage0 · munmapPage0 · guestMap · guestUnmap · interrupt
 *     hwQueueAlloc SLOT ADDRESS LENGTH [dirty PROD CONS CONFIG] · hwQueueDestroy SLOT      store SLOT REGISTER = VALUE
 *     load SLOT REGISTER (recorded only where no page is mapped)                          fetch SLOT xCOUNT [from ADDRESS] [at PROD CONS]
 *     fault SLOT CODE · event MAP [lost]
 *
 * An error name behind a call is the kernel's refusal; with `ordered` behind it, one that the program asked for.
 * SLOT is the logical number. What the hardware holds in a slot is worked out from the stores and calls of the table.
 */
import { judge, judgePowerOn } from '../../spec/index.js'
import type { ClauseId, Entry, Judgement, Operation, State } from '../../spec/index.js'
import { CLAUSES, allPlaces, decode, nameOf, registers } from '../../spec/index.js'

export type Example = readonly [title: string, table: string, queues?: number]
export type Chapter<Ids extends ClauseId> = Readonly<Record<Ids, readonly Example[]>>

export interface Row {
  readonly line: string
  readonly operation: string
  readonly answer: string
  readonly holds: readonly string[]
  readonly breaks: readonly string[]
  readonly silent: readonly string[]
}

const IDS = new Set<string>(CLAUSES.map(({ id }) => id))

function named(text: string, word: string): readonly string[] {
  const [, ids = ''] = new RegExp(`\\b${word}((?:\\s+[A-Z][A-Z0-9-]+)+)`).exec(text) ?? []
  const list = ids.split(/\s+/).filter(Boolean)
  for (const id of list) if (!IDS.has(id)) throw new Error(`no clause is called ${id}`)
  return list
}

export const rowsOf = (table: string): readonly Row[] =>
  table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [operation = '', answer = '', verdict = ''] = line.split('|').map((cell) => cell.trim())
      return { line, operation, answer, holds: named(verdict, 'holds'), breaks: named(verdict, 'breaks'), silent: named(verdict, 'silent') }
    })

const EVENTS = ['attach', 'detach', 'reset', 'deliver', 'lose'] as const
const isEvent = (word: string): word is (typeof EVENTS)[number] => EVENTS.some((event) => event === word)

export function offsetOf(name: string, queues: number): number {
  if (name.startsWith('gap ')) return Number(name.slice(4))
  const place = allPlaces(queues).find((candidate) => nameOf(candidate) === name)
  if (!place) throw new Error(`no register is called ${name}`)
  return place.offset
}

export function operationOf(text: string, queues: number): Operation {
  const [word = '', a = '', b = ''] = text.split(/\s+/)
  if (isEvent(word)) return { op: word }
  if (word === 'consume') return { op: word, l: Number(a), n: Number(b) }
  if (word === 'fault') return { op: word, l: Number(a), code: Number(b) }
  if (word === 'refuse' || word === 'allow') return { op: word, call: a }
  const access = /^(read|write)(8?)\s+([^=]+?)\s*(?:=\s*(\S+))?$/.exec(text)
  if (!access) throw new Error(`not an operation: ${text}`)
  const [, kind, wide, name = '', value = '0'] = access
  const offset = offsetOf(name, queues)
  if (kind === 'read') return { op: 'read', offset, size: wide ? 8 : 4 }
  return wide ? { op: 'write', offset, size: 8, value: BigInt(value) } : { op: 'write', offset, size: 4, value: Number(value) }
}

const ERRNO: Readonly<Record<string, number>> = { ENOENT: -2, EIO: -5, ENOMEM: -12, EFAULT: -14, EBUSY: -16, EEXIST: -17, EINVAL: -22, ENOSPC: -28, ENXIO: -6 }
const OFFSETS = new Map<string, number>(registers.PAGE0.map(({ name, offset }) => [name, offset]))

interface Slot {
  readonly address: bigint
  readonly length: bigint
  readonly words: ReadonlyMap<string, number>
}

/** What the hardware holds. Immutable, so that every answer to one operation starts from the same hardware. */
interface Bench {
  readonly mapped: boolean
  readonly window: boolean
  readonly slots: ReadonlyMap<number, Slot>
}
const withSlot = (bench: Bench, slot: number, words: Slot | undefined): Bench => {
  const slots = new Map(bench.slots)
  if (words) slots.set(slot, words)
  else slots.delete(slot)
  return { ...bench, slots }
}

const word = (slot: Slot | undefined, name: string): number => slot?.words.get(name) ?? 0

function viewOf(bench: Bench, slot: number): Extract<Entry, { kind: 'store' }>['view'] {
  const held = bench.slots.get(slot)
  return held && { slot, enabled: (word(held, 'CONFIG') & 1) === 1, prod: word(held, 'PROD_INDX'), cons: word(held, 'CONS_INDX'), length: held.length }
}

function stored(bench: Bench, slot: number, name: string, value: number): Bench {
  const held = bench.slots.get(slot)
  return held ? withSlot(bench, slot, { ...held, words: new Map(held.words).set(name, value) }) : bench
}

type Taken = readonly [Entry, Bench]

/** One phrase of an answer, as the entry of a log and what it does to the hardware. */
function entryOf(phrase: string, bench: Bench): Taken {
  const [kind = '', a = '', b = '', c = ''] = phrase.split(/\s+/)
  const [, errno] = /\b(E[A-Z]+)\b/.exec(phrase) ?? []
  const refused = errno === undefined ? undefined : { answer: ERRNO[errno] ?? -1, injected: phrase.endsWith('ordered') }
  const answered = refused ?? { answer: 0, injected: false }
  const slot = Number(a)
  switch (kind) {
    case 'viommuAlloc':
    case 'viommuDestroy':
      return [{ kind, ...answered }, bench]
    case 'mmapPage0':
    case 'munmapPage0':
      return [{ kind, ...answered }, refused ? bench : { ...bench, mapped: kind === 'mmapPage0' }]
    case 'guestMap':
    case 'guestUnmap':
      return [{ kind, offset: 0x30000, length: 0x10000, answer: answered.answer }, refused ? bench : { ...bench, window: kind === 'guestMap' }]
    case 'hwQueueAlloc': {
      const [, prod = 0, cons = 0, config = 0] = /dirty (\S+) (\S+) (\S+)/.exec(phrase) ?? []
      const words = new Map([['PROD_INDX', Number(prod)], ['CONS_INDX', Number(cons)], ['CONFIG', Number(config)]])
      const after = refused ? bench : withSlot(bench, slot, { address: BigInt(b), length: BigInt(c), words })
      return [{ kind, index: slot, address: BigInt(b), length: BigInt(c), ...(refused ?? { answer: slot + 1, injected: false }), view: refused ? undefined : viewOf(after, slot) }, after]
    }
    case 'hwQueueDestroy':
      return [{ kind, index: slot, ...answered }, refused ? bench : withSlot(bench, slot, undefined)]
    default:
      return hardwareEntry(phrase, bench)
  }
}

function hardwareEntry(phrase: string, bench: Bench): Taken {
  const [kind = '', a = '', b = ''] = phrase.split(/\s+/)
  const slot = Number(a)
  const offset = slot * registers.SLOT_BYTES + (OFFSETS.get(b) ?? 0)
  switch (kind) {
    case 'store': {
      const value = Number(phrase.split('=')[1])
      const changed = bench.slots.has(slot) && word(bench.slots.get(slot), b) !== value
      const after = stored(bench, slot, b, value)
      return [{ kind, offset, value, mapped: bench.mapped, changed, view: viewOf(after, slot) }, after]
    }
    case 'load':
      return [{ kind: 'strayLoad', offset }, bench]
    case 'fetch':
      return fetched(phrase, slot, bench)
    case 'fault':
      return [{ kind, slot, code: Number(b) }, bench]
    case 'event':
      return [{ kind, map0: BigInt(a) & 0xffff_ffff_ffff_ffffn, map1: BigInt(a) >> 64n, lost: phrase.endsWith('lost') }, bench]
    case 'interrupt':
      return [{ kind }, bench]
    default:
      throw new Error(`not an answer: ${phrase}`)
  }
}

function fetched(phrase: string, slot: number, bench: Bench): Taken {
  const held = bench.slots.get(slot)
  const count = Number(/ x(\d+)/.exec(phrase)?.[1])
  const [, address] = / from (\S+)/.exec(phrase) ?? []
  const [, prod, cons] = / at (\S+) (\S+)/.exec(phrase) ?? []
  const was = Number(cons ?? word(held, 'CONS_INDX'))
  const entry: Entry = {
    kind: 'fetch',
    slot,
    address: BigInt(address ?? held?.address ?? 0),
    length: held?.length ?? 0x1000n,
    prod: Number(prod ?? word(held, 'PROD_INDX')),
    cons: was,
    count,
  }
  return [entry, stored(bench, slot, 'CONS_INDX', was + count)]
}

function answerOf(text: string, start: Bench): { value: bigint | undefined; log: readonly Entry[]; bench: Bench } {
  const phrases = text.split(',').map((phrase) => phrase.trim()).filter(Boolean)
  const [first = ''] = phrases
  const value = /^(0x)?[0-9a-f]+$/.test(first) ? BigInt(first) : undefined
  let bench = start
  const log = phrases.slice(value === undefined ? 0 : 1).map((phrase) => {
    const [entry, after] = entryOf(phrase, bench)
    bench = after
    return entry
  })
  return { value, log, bench }
}

/** A guest store through the installed window lands in the hardware slot. */
function throughWindow(bench: Bench, operation: Operation, queues: number): Bench {
  if (operation.op !== 'write' || operation.size !== 4 || !bench.window) return bench
  const place = decode(operation.offset, queues)
  return place?.page === 'Page0' && place.aperture === 'vintf' ? stored(bench, place.slot, place.register, operation.value) : bench
}

/** Judges the operations of a table one after another, whatever it says of them. */
export function judged(table: string, queues = 2): readonly Judgement[] {
  const start = judgePowerOn(queues, { value: undefined, log: [] })
  let bench: Bench = { mapped: false, window: false, slots: new Map() }
  const all = [start]
  for (const row of rowsOf(table)) {
    const operation = operationOf(row.operation, queues)
    const { value, log, bench: left } = answerOf(row.answer, throughWindow(bench, operation, queues))
    bench = left
    all.push(judge(all.at(-1)?.state ?? start.state, operation, { value, log }))
  }
  return all
}

/** Runs a table; what it says that the model does not, one line each. */
export function disagreements([, table, queues = 2]: Example): readonly string[] {
  const found: string[] = []
  let before: State = judgePowerOn(queues, { value: undefined, log: [] }).state
  let after = before
  let bench: Bench = { mapped: false, window: false, slots: new Map() }
  let answered = bench
  let operation: Operation = { op: 'allow', call: 'viommuAlloc' }
  for (const row of rowsOf(table)) {
    const first = row.operation !== ''
    if (first) {
      operation = operationOf(row.operation, queues)
      before = after
      bench = throughWindow(answered, operation, queues)
    }
    const { value, log, bench: left } = answerOf(row.answer, bench)
    const { state, judged, forbidden } = judge(before, operation, { value, log })
    if (first) [after, answered] = [state, left]
    for (const { clause, observed, allowed } of forbidden) if (!observed || !allowed) found.push(`${row.line}  ← ${clause} does not say what it saw and what it allows`)
    const broken = forbidden.map(({ clause }) => clause)
    const said = [...row.breaks].sort().join(' ')
    const is = [...broken].sort().join(' ')
    if (said !== is) found.push(`${row.line}  ← breaks ${is || 'nothing'}`)
    for (const id of [...row.holds, ...row.breaks]) if (!judged.some((clause) => clause === id)) found.push(`${row.line}  ← does not judge ${id}`)
    for (const id of row.silent) if (judged.some((clause) => clause === id)) found.push(`${row.line}  ← judges ${id}`)
  }
  return found
}
