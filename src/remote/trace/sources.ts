/** The source lines of what a judge holds: of each register and each host call the last few lines, and not the log. */
import type { SourceLine } from '../../check/log-report.js'
import type { LogLine } from './lines.js'

/** Lines of each kind: an enable that went 1, 0, 1 is three, and one more for what was before. */
const KEPT = 4
/** Whatever they are, the last few: what lies between a write and a read may be told by any line. */
const RECENT = 32

/** What a line is about: two lines with the same key are about the same. */
function keyOf(line: LogLine): string | number {
  switch (line.kind) {
    case 'mmio':
      return line.offset * 2 + (line.isWrite ? 1 : 0)
    case 'queue':
      return `${line.offset0} ${line.index} ${line.aperture ?? ''} ${line.isWrite ? 'w' : 'r'}`
    case 'host':
      return `${line.call} ${line.fields.get('index') ?? line.fields.get('id') ?? ''}`
    default:
      return line.kind
  }
}

export class Sources {
  private readonly kept = new Map<string | number, SourceLine[]>()
  private readonly recent: SourceLine[] = []

  note(line: LogLine, text: string, number: number): void {
    const key = keyOf(line)
    const own = this.kept.get(key)
    const source = { line: number, text }
    if (own === undefined) this.kept.set(key, [source])
    else {
      if (own.length === KEPT) own.shift()
      own.push(source)
    }
    if (this.recent.length === RECENT) this.recent.shift()
    this.recent.push(source)
  }

  /** All of them, in the order of the log. */
  lines(): readonly SourceLine[] {
    const all = new Map<number, SourceLine>()
    for (const own of [...this.kept.values(), this.recent]) for (const source of own) all.set(source.line, source)
    return [...all.values()].sort((a, b) => a.line - b.line)
  }
}
