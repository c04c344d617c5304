/**
 * The matrix that comes with the package: `docs/designs.json`, as `cmdqv-check designs --reporter json` printed it. It is
 * generated, so it is checked just enough to be trusted: an answer about a public design must not depend on an old file.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Authority } from '../check/contract.js'
import { UsageError } from './usage.js'

/** A cell with a counterexample. */
export interface ShippedDivergence {
  readonly clause: string
  readonly authority: Authority | 'device'
  readonly length: number
  readonly minimal: boolean
  readonly alphabet: string
  readonly observed: string
  readonly allowed: string
  /** The program, as a token. */
  readonly replay: string
}

/** A cell without one. */
export interface ShippedNone {
  readonly clause: string
  readonly authority: Authority | 'device'
  readonly depth: number
  readonly closed: boolean
  readonly judged: number
}

export interface ShippedRow {
  /** With more than two queues, `DEVICE@QUEUES`. */
  readonly name: string
  readonly device: string
  readonly queues: number
  readonly divergences: readonly ShippedDivergence[]
  readonly none: readonly ShippedNone[]
}

export interface ShippedMatrix {
  readonly designs: readonly ShippedRow[]
}

const FILE = join('docs', 'designs.json')

/** The folder with our package.json: source and build lie at different depths below it. */
function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}

type Fields = Readonly<Record<string, unknown>>

/** One value of the file, with its place for complaints. */
class Entry {
  constructor(private readonly value: unknown, private readonly path: string, private readonly file: string) {}

  refuse(what: string): never {
    throw new UsageError(`${this.file}: ${this.path === '' ? 'the matrix' : this.path} is ${what}; run npm run matrix to make the file anew`)
  }

  private at(name: string): Entry {
    const fields = typeof this.value === 'object' && this.value !== null ? (this.value as Fields) : this.refuse('no object') // an object by the check before it
    return new Entry(fields[name], this.path === '' ? name : `${this.path}.${name}`, this.file)
  }

  list<T>(name: string, one: (entry: Entry) => T): readonly T[] {
    const entry = this.at(name)
    if (!Array.isArray(entry.value)) return entry.refuse('no list')
    return entry.value.map((inner: unknown, i) => one(new Entry(inner, `${entry.path}[${i}]`, this.file)))
  }

  text(name: string): string {
    const entry = this.at(name)
    return typeof entry.value === 'string' ? entry.value : entry.refuse('no string')
  }

  count(name: string): number {
    const entry = this.at(name)
    return typeof entry.value === 'number' && Number.isInteger(entry.value) && entry.value >= 0 ? entry.value : entry.refuse('no count')
  }

  flag(name: string): boolean {
    const entry = this.at(name)
    return typeof entry.value === 'boolean' ? entry.value : entry.refuse('neither true nor false')
  }

  authority(): Authority | 'device' {
    const text = this.text('authority')
    return AUTHORITIES.find((one) => one === text) ?? this.at('authority').refuse('no authority')
  }
}

const AUTHORITIES = ['spec', 'vendor', 'kernel', 'judgement', 'device'] as const

const divergenceOf = (entry: Entry): ShippedDivergence => ({
  clause: entry.text('clause'),
  authority: entry.authority(),
  length: entry.count('length'),
  minimal: entry.flag('minimal'),
  alphabet: entry.text('alphabet'),
  observed: entry.text('observed'),
  allowed: entry.text('allowed'),
  replay: entry.text('replay'),
})

const noneOf = (entry: Entry): ShippedNone => ({
  clause: entry.text('clause'),
  authority: entry.authority(),
  depth: entry.count('depth'),
  closed: entry.flag('closed'),
  judged: entry.count('judged'),
})

const rowOf = (entry: Entry): ShippedRow => ({
  name: entry.text('name'),
  device: entry.text('device'),
  queues: entry.count('queues'),
  divergences: entry.list('divergences', divergenceOf),
  none: entry.list('none', noneOf),
})

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is no JSON' : existsSync(file) ? 'it cannot be read' : 'there is no such file'
    throw new UsageError(`${file}: ${why}, and what is known of the public designs comes from there; run npm run matrix to make it`)
  }
}

/** Reads the matrix; `file` is another place for it. */
export function shippedMatrix(file: string = join(packageRoot(), FILE)): ShippedMatrix {
  const designs = new Entry(jsonIn(file), '', file).list('designs', rowOf)
  return { designs }
}
