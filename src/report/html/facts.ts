/** What an HTML report is made of besides the report of the check: plain data, gathered by running devices. */
import type { Authority, Backing, Clause, Program } from '../../check/contract.js'
import type { Heat } from '../../check/heat.js'
import type { Region } from '../../check/region.js'
import type { ReplayStep } from '../replay.js'

/** One register as it reads between two operations. */
export interface Seen {
  readonly offset: number
  readonly value: number
  /** What the judge owes instead, and by which clauses, what binds first. */
  readonly owed?: { readonly clauses: readonly string[]; readonly allowed: string }
}

/** What a guest would read through both apertures, and what the host has. */
export interface State {
  readonly seen: readonly Seen[]
  /** Slots with a hardware queue. */
  readonly backed: readonly number[]
  readonly pageMapped: boolean
  /** The Page0 apertures that are windows of the guest's onto the page. */
  readonly windows: readonly ('direct' | 'vintf')[]
  /** Why some registers were not read. */
  readonly unread?: string
}

/** A step, and the state that it leaves; of a long program not every state is looked at. */
export interface Moment extends ReplayStep {
  readonly state?: State
}

/** A program on a device, step by step. */
export interface Timeline {
  readonly program: Program
  /** From the start, whose index is -1; of a long program the last ones. */
  readonly moments: readonly Moment[]
  /** Operations before the first one shown. */
  readonly skipped: number
  /** Numbers of the queues whose registers are read. */
  readonly queues: readonly number[]
  /** What a reader must know of how this was made: a device that died, or that answers differently each time. */
  readonly notes: readonly string[]
}

export type PageName = 'Config' | 'direct Page0' | 'direct Page1' | 'VINTF Page0' | 'VINTF Page1'

/** What became of one value written to one page: who took it, and where it is read afterwards. */
export interface Route {
  readonly page: PageName
  readonly register: string
  /** Who served the write; undefined for a device in another process. */
  readonly backing: Backing | undefined
  readonly readsBack: boolean
  /** The page where the same value is read as well. */
  readonly twin: PageName | undefined
  /** Clauses that forbid how the write or the read-back was answered; what binds first. */
  readonly broken: readonly string[]
  /** Clauses that forbid what was read through the other aperture. */
  readonly twinBroken: readonly string[]
  /** The device gave no answer. */
  readonly failed?: string
}

/** The routes of one moment in a guest's life. */
export interface Mode {
  readonly id: string
  readonly title: string
  /** What was done before, in words. */
  readonly line: string
  /** The queue that is accessed. */
  readonly queue: number
  readonly routes: readonly Route[]
}

/** The region as one device routes it. */
export interface RoutedDevice {
  readonly device: string
  readonly modes: readonly Mode[]
}

/** A clause that is broken because direct Page0 is exposed to the guest, and for no other reason. */
export interface Consequence {
  readonly clause: string
  readonly replay: string
  readonly observed: string
  readonly allowed: string
  readonly timeline: Timeline
}

/** What a program's last read answers on one device, and what forbids it. */
export interface ProgramEnd {
  readonly value: number
  readonly broken: readonly string[]
}

/** One program on the device that breaks nothing, on the same with direct Page0 exposed, and on the design under review in both forms. */
export interface Example {
  readonly replay: string
  readonly trapped: Timeline
  readonly exposed: Timeline
  readonly reviewed: { readonly trapped: ProgramEnd; readonly exposed: ProgramEnd }
}

/** The question of the mail, answered by running it: a device that breaks nothing, and the same with direct Page0 exposed to the guest. */
export interface DirectAnswer {
  readonly before: RoutedDevice
  readonly after: RoutedDevice
  /** A running queue that an access to another one changes. */
  readonly crossed: Example
  /** The mail's own example: a queue that loses what is written to it. */
  readonly lost: Example
  /** Programs that both were run on, and how many clauses the first breaks in them. */
  readonly tried: number
  readonly brokenBefore: number
  /** Every clause that forbids anything seen on the way, in the order of the table. */
  readonly consequences: readonly Consequence[]
  /** The design that the mail is about. */
  readonly design: string
}

/** What is known of one clause apart from this run. */
export interface ClauseFacts {
  readonly caught: { readonly device: string; readonly length: number; readonly replay: string }
  readonly closures: number
  readonly obligations: readonly string[]
}

/** A broken cell of the matrix. */
export interface ShippedCell {
  readonly clause: string
  readonly authority: Authority | 'device'
  readonly length: number
  readonly minimal: boolean
  readonly alphabet: string
  readonly observed: string
  readonly allowed: string
  readonly replay: string
  /** Operations without which the same value is wrong too. */
  readonly bystander: boolean
  readonly causes: readonly string[]
  /** Undefined where the row at two queues has the same program. */
  readonly timeline: Timeline | undefined
}

export interface ShippedNone {
  readonly clause: string
  readonly depth: number
  readonly closed: boolean
  readonly judged: number
}

/** A row of the matrix that comes with the package. */
export interface ShippedRow {
  readonly name: string
  readonly device: string
  readonly queues: number
  readonly broken: readonly ShippedCell[]
  readonly none: readonly ShippedNone[]
}

export interface HtmlContext {
  readonly region: Region
  readonly errnoName: (errno: number) => string | undefined
  /** In the order of the table. */
  readonly clauses: readonly Clause[]
  readonly facts: ReadonlyMap<string, ClauseFacts>
  /** Closed theorems in all. */
  readonly theorems: number
  readonly version: string
  /** The clauses that the run was asked about; undefined: all. */
  readonly asked: readonly string[] | undefined
  /** By clause, of the report's divergences and waived ones; none where the device could not be run again. */
  readonly timelines: ReadonlyMap<string, Timeline>
  readonly routed: RoutedDevice
  readonly direct: DirectAnswer
  readonly heat: readonly Heat[]
  readonly designs: readonly ShippedRow[]
}
