/** The source lines of what a judge holds: of each register and each host call the last few lines, and not the log. */
import type { SourceLine } from '../../check/log-report.js'
import type { LogLine } from './lines.js'

/** Lines of each kind: an enable that went 1, 0, 1 is three, and one more for what was before. */
const KEPT = 4
/** Whatever they are, the last few: what lies between a write and a read may be told by any line. */
const RECENT = 32

/** What a line is about: two lines with the same key are about the same. Small numbers for accesses, which are nearly all. */
function keyOf(line: LogLine): string | number {
  switch (line.kind) {
    case 'mmio':
      return -2 * line.offset - (line.isWrite ? 2 : 1)
    case 'queue':
      return ((line.offset0 >>> 2) & 0xffff) * 0x400 + line.index * 8 + (line.aperture === undefined ? 4 : line.aperture === 'vi' ? 2 : 0) + (line.isWrite ? 1 : 0)
    case 'host':
      return `${line.call} ${line.fields.get('index') ?? line.fields.get('id') ?? ''}`
    default:
      return line.kind
  }
}

/** The last few of something. */
class Ring {
  private readonly sources: SourceLine[] = []
  private next = 0

  constructor(private readonly most: number) {}

  put(source: SourceLine): void {
    this.sources[this.next] = source
    this.next = this.next + 1 === this.most ? 0 : this.next + 1
  }

  all(): readonly SourceLine[] {
    return this.sources
  }
}

export class Sources {
  private readonly kept = new Map<string | number, Ring>()
  private readonly recent = new Ring(RECENT)

  note(line: LogLine, text: string, number: number): void {
    const key = keyOf(line)
    const source = { line: number, text }
    let own = this.kept.get(key)
    if (own === undefined) this.kept.set(key, (own = new Ring(KEPT)))
    own.put(source)
    this.recent.put(source)
  }

  /** All of them, in the order of the log. */
  lines(): readonly SourceLine[] {
    const all = new Map<number, SourceLine>()
    for (const own of [...this.kept.values(), this.recent]) for (const source of own.all()) all.set(source.line, source)
    return [...all.values()].sort((a, b) => a.line - b.line)
  }
}
