/**
 * A JSON file that comes with the package. It is generated, so it is checked just enough to be trusted: an answer must not
 * depend on an old file.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Authority } from '../check/contract.js'
import { UsageError } from './usage.js'

/** What a file is about, for complaints, and the command that makes it. */
export interface Shipped {
  readonly what: string
  readonly about: string
  readonly made: string
}

/** The folder with our package.json: source and build lie at different depths below it. */
export function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return folder
}

/** Our own version, as package.json has it. */
export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { readonly version: string } // our own package.json
  return version
}

type Fields = Readonly<Record<string, unknown>>

const AUTHORITIES = ['spec', 'vendor', 'kernel', 'judgement', 'device'] as const

/** One value of the file, with its place for complaints. */
export class Entry {
  constructor(private readonly value: unknown, private readonly path: string, private readonly file: string, private readonly shipped: Shipped) {}

  refuse(what: string): never {
    throw new UsageError(`${this.file}: ${this.path === '' ? this.shipped.what : this.path} is ${what}; run ${this.shipped.made} to make the file anew`)
  }

  private at(name: string): Entry {
    const fields = typeof this.value === 'object' && this.value !== null ? (this.value as Fields) : this.refuse('no object') // an object by the check before it
    return new Entry(fields[name], this.path === '' ? name : `${this.path}.${name}`, this.file, this.shipped)
  }

  /** The same of an object within. */
  inner<T>(name: string, one: (entry: Entry) => T): T {
    return one(this.at(name))
  }

  list<T>(name: string, one: (entry: Entry) => T): readonly T[] {
    const entry = this.at(name)
    if (!Array.isArray(entry.value)) return entry.refuse('no list')
    return entry.value.map((inner: unknown, i) => one(new Entry(inner, `${entry.path}[${i}]`, this.file, this.shipped)))
  }

  texts(name: string): readonly string[] {
    return this.list(name, (entry) => (typeof entry.value === 'string' ? entry.value : entry.refuse('no string')))
  }

  counts(name: string): readonly number[] {
    return this.list(name, (entry) => entry.asCount())
  }

  /** Whether there is anything by that name: some fields are left out where there is nothing to say. */
  has(name: string): boolean {
    return this.at(name).value !== undefined
  }

  text(name: string): string {
    const entry = this.at(name)
    return typeof entry.value === 'string' ? entry.value : entry.refuse('no string')
  }

  count(name: string): number {
    return this.at(name).asCount()
  }

  private asCount(): number {
    return typeof this.value === 'number' && Number.isInteger(this.value) && this.value >= 0 ? this.value : this.refuse('no count')
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

function jsonIn(file: string, { about, made }: Shipped): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is no JSON' : existsSync(file) ? 'it cannot be read' : 'there is no such file'
    throw new UsageError(`${file}: ${why}, and what is known of ${about} comes from there; run ${made} to make it`)
  }
}

/** Opens a file below the package's folder, or one that stands somewhere else. */
export function openShipped(shipped: Shipped, path: readonly string[], elsewhere?: string): Entry {
  const file = elsewhere ?? join(packageRoot(), ...path)
  return new Entry(jsonIn(file, shipped), '', file, shipped)
}
