/**
 * Judges the log of one device. What the log cannot show becomes unknown before each operation; a clause that would need to
 * have seen it is not asked.
 */
import type { Forbidden, Judge, Model, Operation, Unseen } from '../../check/contract.js'
import { Assembly } from './events.js'
import type { Happening, Told } from './events.js'
import { parseLine } from './lines.js'
import type { LogLine } from './lines.js'

/** A clause that a line of the log breaks. */
export interface Broken extends Forbidden {
  /** Counted from 1. */
  readonly line: number
}

/** How much was judged. */
export interface Counts {
  /** Lines that are the device's own. */
  lines: number
  accesses: number
  /** Accesses of which some clause judged something. */
  judged: number
  /** The others: what they show depends on what the log does not tell. */
  undecided: number
}

/** They speak of fetches, interrupts, windows or stores, none of which is in a log, or of the guest's memory, whose layout is not known. */
export const INVISIBLE: ReadonlySet<string> = new Set(['RING', 'P176-ALLOC', 'DISABLED-STOPS', 'IRQ', 'HOST-PAGE', 'HOST-GUEST-WINDOW', 'LIVE', 'HOST-RETRY'])
/** They compare with host calls: asked only where the log tells all of them. */
const OF_THE_HOST: ReadonlySet<string> = new Set(['HOST-ORDER', 'HOST-LEGAL', 'HOST-LEAK', 'INIT-ERR', 'IDEMPOTENT', 'NO-FALSE-ERROR'])

/** Where a log begins in the middle, and no line has told of more. */
const FEWEST_QUEUES = 2
const MOST_QUEUES = 128
/** Lines of the host that are kept for a device that has said nothing yet. */
const MOST_EARLY = 64
const isPage0 = (offset: number): boolean => offset >> 16 === 1 || offset >> 16 === 3

/** STATUS of a VCMDQ, through either aperture. */
const isQueueStatus = (operation: Operation): boolean => operation.op === 'read' && isPage0(operation.offset) && operation.offset % 0x80 === 0x0c

const PARAM_OFFSET = 0x4
const QUEUES_SHIFT = 4
const QUEUES_BITS = 0xf
const queuesOf = (param: number): number => 2 ** Math.min((param >>> QUEUES_SHIFT) & QUEUES_BITS, 7)

/** The number of VCMDQs that a line needs. */
function neededBy(line: LogLine): number {
  const index = line.kind === 'queue' ? line.index : -1
  let queues = FEWEST_QUEUES
  while (queues <= index && queues < MOST_QUEUES) queues *= 2
  return queues
}

export class LogJudge<S> {
  readonly counts: Counts = { lines: 0, accesses: 0, judged: 0, undecided: 0 }
  /** How often each clause judged, by its place among the model's clauses. */
  readonly clauses: Float64Array
  /** Lines from which on nothing was known, and why. */
  readonly gaps: { readonly line: number; readonly why: string }[] = []
  private readonly assembly: Assembly
  private judge: Judge<S> | undefined
  private unseen: Unseen | undefined
  private queues = 0
  /** The log tells every host call from now on, or from power-on. */
  private hostTold = false
  /** It told less than all of them once: it does not count on them again. */
  private distrusted = false
  /** A vIOMMU was allocated since power-on, as the log tells. */
  private hasViommu = false
  /** Hardware queues that exist, as the log tells. */
  private readonly held = new Set<number>()
  /** Lines of the host from before the first one of the device. */
  private early: { readonly line: LogLine; readonly number: number }[] = []
  /** Lines of several devices stand in the log, and none says whose it is. */
  private stopped = false
  /** A window may be installed: nothing trapped where it would be since something could have installed it. */
  private windows = false

  /** `broken` hears of each clause that is broken; `named` as for Assembly. */
  constructor(private readonly model: Model<S>, private readonly broken: (one: Broken) => void, named = false) {
    this.assembly = new Assembly(named)
    this.clauses = new Float64Array(model.clauses.length)
  }

  /** Takes one line, and answers what it was; undefined for none of the device's. */
  take(text: string, number: number): LogLine | undefined {
    const line = parseLine(text)
    if (line) this.takeLine(line, number)
    return line
  }

  takeLine(line: LogLine, number: number): void {
    this.counts.lines++
    if (this.stopped) return
    if (this.judge === undefined && line.kind === 'host') {
      if (this.early.length < MOST_EARLY) this.early.push({ line, number })
      return
    }
    if (this.judge === undefined && line.kind !== 'init') this.begin(neededBy(line), number, 'the log begins in the middle')
    else if (neededBy(line) > this.queues && line.kind !== 'init') this.begin(neededBy(line), number, 'there are more VCMDQs than was known')
    const told = this.assembly.take(line)
    if (this.early.length > 0 && this.judge === undefined && line.kind === 'init') this.tell(told, number)
    const early = this.early
    this.early = []
    for (const one of early) this.tell(this.assembly.take(one.line), one.number)
    if (early.length === 0 || line.kind !== 'init') this.tell(told, number)
  }

  /** The log has ended. */
  end(number: number): void {
    this.tell(this.assembly.end(), number)
  }

  private tell(told: readonly Told[], number: number): void {
    for (const one of told) {
      if ('happening' in one) this.happened(one.happening, number)
      else if ('powerOn' in one) this.powerOn(one.powerOn)
      else if ('severalDevices' in one) this.stop(number)
      else this.lose(number, one.unclear)
    }
  }

  /** The judge of so many VCMDQs, that knows nothing. */
  private begin(queues: number, number: number, why: string): void {
    this.start(queues)
    this.lose(number, why)
  }

  private start(queues: number): void {
    this.queues = queues
    this.judge = this.model.judgeFor(queues)
    this.judge.powerOn({ value: undefined, log: [], backing: undefined })
    const { unseen } = this.judge
    if (unseen === undefined) throw new Error('this model cannot judge logs: it has no notion of what was not seen')
    this.unseen = unseen
  }

  private stop(number: number): void {
    this.gaps.push({ line: number, why: 'two devices write to this log, and no line says which: nothing is judged from here on' })
    this.stopped = true
  }

  /** From now on nothing is certain but what is seen. */
  private lose(number: number, why: string): void {
    this.gaps.push({ line: number, why })
    this.hostTold = false
    this.hasViommu = false
    this.held.clear()
    this.windows = true
    this.unseen?.anything()
  }

  /** Registers are initialised: at power-on, or by a reset, which then follows by itself. */
  private powerOn(param: number): void {
    const queues = queuesOf(param)
    if (this.judge !== undefined && queues === this.queues) return
    this.start(queues)
    this.hostTold = false
    this.hasViommu = false
    this.held.clear()
    this.windows = false
    this.unseen?.hostCalls()
  }

  private happened(happening: Happening, number: number): void {
    const { judge, unseen } = this
    if (!judge || !unseen) return
    if (this.contradicts(happening)) {
      this.distrusted = true
      this.lose(number, 'hardware serves a queue whose allocation is not told')
    }
    const { operation, value, log, backing } = this.asSeen(happening)
    if (happening.noWindow) this.windows = false
    const moves = !('offset' in operation) || !isPage0(operation.offset)
    // A device may also have come without a line: what it asked of the host then is not told either.
    if (!this.hostTold) unseen.hostCalls()
    unseen.hardware(this.windows)
    if (log.length === 0 && operation.op === 'read' && operation.size === 4 && typeof value === 'number' && judge.judgeRead) judge.judgeRead(operation.offset, value)
    else if (log.length === 0 && operation.op === 'write' && operation.size === 4 && judge.judgeWrite) judge.judgeWrite(operation.offset, operation.value)
    else judge.judge(operation, { value, log, backing: undefined })
    this.note(judge, number, { operation, value, backing })
    if (moves) this.windows = true
    if (operation.op === 'read' && operation.offset === PARAM_OFFSET && typeof value === 'number') this.learnCount(value, number)
  }

  /**
   * Host entries are for a judge that is told all of them: from the first allocation of a queue on, after that of a vIOMMU. That
   * one kind of call is traced says nothing of another.
   */
  private asSeen(happening: Happening): Happening {
    for (const entry of happening.log) {
      if (entry.kind === 'viommuAlloc' && entry.answer >= 0) this.hasViommu = true
      if (entry.kind === 'hwQueueAlloc' && this.hasViommu && !this.hostTold && !this.distrusted) {
        this.hostTold = true
        this.unseen?.hostBegins()
      }
      if (entry.kind === 'hwQueueAlloc' && entry.answer >= 0) this.held.add(entry.index)
      if (entry.kind === 'hwQueueDestroy' && entry.answer >= 0) this.held.delete(entry.index)
    }
    return this.hostTold ? happening : { ...happening, log: happening.log.filter(({ kind }) => kind === 'event') }
  }

  /** The hardware serves what the log has not shown to be allocated: host calls are missing. */
  private contradicts({ backing }: Happening): boolean {
    return this.hostTold && backing === 'hw' && this.held.size === 0
  }

  private note(judge: Judge<S>, number: number, done: Pick<Happening, 'operation' | 'value' | 'backing'>): void {
    const any = judge.countJudged?.(this.clauses) ?? judge.judged.length > 0
    for (const forbidden of judge.forbidden) if (this.shows(forbidden.clause, done)) this.broken({ ...forbidden, line: number })
    if (!('offset' in done.operation)) return
    this.counts.accesses++
    if (any) this.counts.judged++
    else this.counts.undecided++
  }

  /** Whether a log shows enough for a clause to forbid this. */
  private shows(clause: string, { operation, value, backing }: Pick<Happening, 'operation' | 'value' | 'backing'>): boolean {
    if (INVISIBLE.has(clause)) return false
    // Which host lines belong to which write is not always certain.
    if (clause === 'IDEMPOTENT' && operation.op !== 'read') return false
    // A device may have found that no ring can be where BASE says: of its questions about memory no line tells.
    // And hardware takes its time to stop a queue.
    if (isQueueStatus(operation)) {
      const mayBeHardware = backing === 'hw' || (backing === undefined && (!this.hostTold || this.held.size > 0))
      if ((Number(value ?? 0) & 1) === 0 || mayBeHardware) return false
    }
    // What a reset leaves at the host is RESET's too.
    return this.hostTold || (!OF_THE_HOST.has(clause) && ('offset' in operation || clause !== 'RESET'))
  }

  /** Only where a log begins in the middle can this be news. */
  private learnCount(param: number, number: number): void {
    const queues = queuesOf(param)
    if (queues > this.queues) this.begin(queues, number, 'PARAM told of more VCMDQs')
  }
}
