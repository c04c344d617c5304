/** What the script steps through, as compact as can be: texts once, and of each state only what changed. */
import type { Entry } from '../../check/contract.js'
import type { Region } from '../../check/region.js'
import { hex, tellEntry } from '../story.js'
import type { HtmlContext, Moment, State, Timeline } from './facts.js'
import { firstWrong, oneLine, stepName, tellMoment } from './words.js'

/** From lane, to lane (guest, device, host, hardware), the number of its text. */
export type Hop = readonly [from: number, to: number, text: number]
/** Which cell of the table of registers, its value in hexadecimal, and the text of what is owed instead, if anything is. */
export type Change = readonly [cell: number, value: string, owed?: number]

export interface StepData {
  /** Texts: the step, what the host has after it, and what is forbidden of it. */
  readonly say: number
  readonly held?: number
  readonly wrong: readonly number[]
  readonly hops: readonly Hop[]
  /** Absent where the state was not looked at. */
  readonly changes?: readonly Change[]
  /** The register that this step read, and the text of what was owed: once answered, the wrong value is taken for the state. */
  readonly answered?: readonly [cell: number, owed: number]
}

export interface StoryData {
  /** Heads of the columns: a queue through an aperture. */
  readonly columns: readonly string[]
  readonly steps: readonly StepData[]
  /** The step after which a value is owed otherwise for the first time. */
  readonly first?: number
  /** The number of the last step, as it is called. */
  readonly last: number
}

export interface StoriesData {
  readonly registers: readonly string[]
  readonly texts: readonly string[]
  readonly stories: Readonly<Record<string, StoryData>>
}

const [GUEST, DEVICE, HOST, HARDWARE] = [0, 1, 2, 3]
const REGISTERS = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN', 'BASE_L', 'BASE_H', 'CONS_INDX_BASE_DRAM_L', 'CONS_INDX_BASE_DRAM_H']

/** Host calls and stores of one step that are told; a device can go on without end. */
const MOST_ENTRIES = 30

type Way = readonly [from: number, to: number, text: string]

function entryWay(entry: Entry, errnoName: HtmlContext['errnoName']): Way {
  const text = tellEntry(entry, errnoName)
  switch (entry.kind) {
    case 'store':
    case 'strayLoad':
      return [DEVICE, HARDWARE, text]
    case 'interrupt':
      return [DEVICE, GUEST, text]
    case 'fetch':
    case 'fault':
      return [HARDWARE, HARDWARE, text]
    case 'event':
      return [HOST, DEVICE, text]
    default:
      return [DEVICE, HOST, text]
  }
}

/** Who does what no guest does. */
const ACTORS: Readonly<Record<string, readonly [from: number, to: number]>> = {
  attach: [HOST, DEVICE], detach: [HOST, DEVICE], reset: [GUEST, DEVICE], deliver: [HOST, DEVICE], lose: [HOST, HOST],
  consume: [HARDWARE, HARDWARE], fault: [HARDWARE, HARDWARE], refuse: [HOST, HOST], allow: [HOST, HOST],
}

const SLOT_BYTES = 0x80

/** What a guest's own access meets in the page: a slot without a queue drops it. Byte i of a window is byte i of the page. */
function metBy({ state, operation }: Moment, offset: number, queues: readonly number[]): string {
  const slot = Math.floor((offset & 0xffff) / SLOT_BYTES)
  return state && queues.includes(slot) && !state.backed.includes(slot) ? `, to slot ${slot}, which has no queue${operation.op === 'write' ? ' and drops it' : ''}` : ''
}

/** The arrows of one step: the access, what the device asked and stored, the answer. */
function waysOf(context: HtmlContext, { program, queues: looked }: Pick<Timeline, 'program' | 'queues'>, moment: Moment): readonly Way[] {
  const { index, operation, response } = moment
  const { queues } = program
  const said = oneLine(tellMoment(context, queues, moment))
  const entries = response.log.slice(0, MOST_ENTRIES).map((entry) => entryWay(entry, context.errnoName))
  const more: readonly Way[] = response.log.length > MOST_ENTRIES ? [[DEVICE, HOST, `… and ${response.log.length - MOST_ENTRIES} more`]] : []
  if (index < 0) return [[HOST, DEVICE, 'the device is made'], ...entries, ...more]
  if (operation.op !== 'read' && operation.op !== 'write') {
    const [from, to] = ACTORS[operation.op] ?? [HOST, DEVICE]
    return [[from, to, said], ...entries, ...more]
  }
  const past = response.backing === 'window'
  const asked: Way = past ? [GUEST, HARDWARE, `${operation.op}, guest-direct: past the device${metBy(moment, operation.offset, looked)}`] : [GUEST, DEVICE, `${operation.op}, trapped${served(response.backing)}`]
  const answer: readonly Way[] = response.value === undefined ? [] : [[past ? HARDWARE : DEVICE, GUEST, hex(response.value)]]
  return [asked, ...entries, ...more, ...answer]
}

const served = (backing: string | undefined): string => (backing === undefined ? '' : backing === 'page' ? ': served from the host page' : ': served from the register cache')

const list = (words: readonly string[]): string => words.join(' and ')

/** What the host has, in words. */
export function tellHeld({ backed, pageMapped, windows, unread }: State): string {
  const parts = [
    backed.length === 0 ? 'no hardware queue' : `hardware queue in slot ${list(backed.map(String))}`,
    pageMapped ? 'host page mmapped' : 'host page not mmapped',
    windows.length === 0 ? 'no window in the guest' : `guest-direct: ${list(windows.map((aperture) => (aperture === 'vintf' ? 'VINTF Page0' : 'direct Page0')))}`,
  ]
  return parts.join(' · ') + (unread === undefined ? '' : ` · the rest was not read: ${unread}`)
}

/** In the place of a value. */
const UNREAD = '?'

/** Gathers texts, each once, and stories that refer to them. */
export class Stories {
  private readonly numbers = new Map<string, number>()
  private readonly stories: Record<string, StoryData> = {}

  constructor(private readonly context: HtmlContext) {}

  private text(text: string): number {
    const known = this.numbers.get(text) ?? this.numbers.size
    this.numbers.set(text, known)
    return known
  }

  /** `about` is the clause whose story it is. */
  add(id: string, timeline: Timeline, about?: string): void {
    const { program, moments, queues } = timeline
    let before: ReadonlyMap<number, string> = new Map()
    const steps = moments.map((moment): StepData => {
      const { changes, now } = this.changes(moment.state, before, queues, program.queues)
      before = now
      return { ...this.step(moment, timeline), ...(moment.state && { held: this.text(tellHeld(moment.state)), changes }) }
    })
    const columns = queues.flatMap((queue) => [`VCMDQ${queue} direct`, `LVCMDQ${queue} VINTF`])
    const wrong = firstWrong(this.context, timeline, about)
    const first = wrong && moments.findIndex(({ index }) => index === wrong.index)
    this.stories[id] = { columns, steps, last: moments.at(-1)?.index ?? -1, ...(first !== undefined && { first }) }
  }

  private step(moment: Moment, timeline: Timeline): Omit<StepData, 'changes' | 'held'> {
    const { aperture, ...told } = tellMoment(this.context, timeline.program.queues, moment)
    const where = 'offset' in moment.operation && moment.index >= 0 ? ` · ${aperture}` : ''
    const say = this.text(`${stepName(moment.index)}${moment.index < 0 ? '' : `: ${oneLine({ aperture, ...told })}${where}`}`)
    const wrong = moment.forbidden.map(({ clause, observed, allowed }) => this.text(`${clause}: ${observed}; allowed: ${allowed}`))
    const answered = this.answered(moment, timeline)
    return { say, wrong, ...(answered && { answered }), hops: waysOf(this.context, timeline, moment).map(([from, to, text]): Hop => [from, to, this.text(text)]) }
  }

  private answered({ index, operation, forbidden: [first, ...rest] }: Moment, { queues, program }: Timeline): StepData['answered'] {
    if (index < 0 || first === undefined || operation.op !== 'read') return undefined
    const place = this.context.region.locate(operation.offset, program.queues)
    if (place === undefined || place.page === 'Config' || !queues.includes(place.index)) return undefined
    return [cellOf(this.context.region, operation.offset, queues, program.queues), this.text(`${first.allowed} was owed, ${[first, ...rest].map(({ clause }) => clause).join(', ')}`)]
  }

  private changes(state: State | undefined, before: ReadonlyMap<number, string>, queues: readonly number[], all: number): { readonly changes: readonly Change[]; readonly now: ReadonlyMap<number, string> } {
    if (state === undefined) return { changes: [], now: before }
    const now = new Map<number, string>()
    const changes = state.seen.flatMap(({ offset, value, owed }): readonly Change[] => {
      const cell = cellOf(this.context.region, offset, queues, all)
      const said = owed && this.text(`${owed.allowed} owed, ${owed.clauses.join(', ')}`)
      const text = `${hex(value)} ${said ?? ''}`
      now.set(cell, text)
      if ((before.get(cell) ?? '0x0 ') === text) return []
      return [said === undefined ? [cell, hex(value)] : [cell, hex(value), said]]
    })
    return { changes: [...changes, ...this.unread(state, now, before, queues)], now }
  }

  /** Registers that could not be read are not told to be 0. */
  private unread({ unread }: State, now: Map<number, string>, before: ReadonlyMap<number, string>, queues: readonly number[]): readonly Change[] {
    if (unread === undefined) return []
    const missing = Array.from({ length: queues.length * 2 * REGISTERS.length }, (_, cell) => cell).filter((cell) => !now.has(cell))
    for (const cell of missing) now.set(cell, UNREAD)
    return missing.filter((cell) => before.get(cell) !== UNREAD).map((cell): Change => [cell, UNREAD])
  }

  data(): StoriesData {
    return { registers: REGISTERS, texts: [...this.numbers.keys()], stories: this.stories }
  }
}

/** Row by register, column by queue and aperture; columns first. */
function cellOf(region: Region, offset: number, queues: readonly number[], all: number): number {
  const place = region.locate(offset, all)
  const column = queues.indexOf(place?.index ?? 0) * 2 + (place?.aperture === 'vintf' ? 1 : 0)
  return column * REGISTERS.length + REGISTERS.indexOf(place?.register ?? '')
}
