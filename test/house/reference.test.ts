/** The reference of the library: every exported name has a docstring, and a reader finds every type that one mentions. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Application, Logger, LogLevel, TSConfigReader } from 'typedoc'
import type { TypeDocOptions } from 'typedoc'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

const { $schema: _, ...written } = JSON.parse(readFileSync(join(root, 'typedoc.json'), 'utf8')) as Partial<TypeDocOptions> & { $schema: string } // our own file
const SETTINGS: Partial<TypeDocOptions> = { ...written, tsconfig: join(root, 'tsconfig.build.json') }

/** What typedoc complains about. */
class Complaints extends Logger {
  readonly lines: string[] = []

  override log(message: string, level: LogLevel): void {
    if (level === LogLevel.Warn || level === LogLevel.Error) this.lines.push(message.replaceAll(`${root}/`, ''))
  }
}

interface Reading {
  readonly complaints: readonly string[]
  /** Names of each entry point, by the module's. */
  readonly names: ReadonlyMap<string, readonly string[]>
}

/** Reads entry points as `npm run reference` does, and writes nothing. */
async function read(options: Partial<TypeDocOptions> = {}): Promise<Reading> {
  // typedoc reads its file last: what is to be different here would be overwritten.
  const app = await Application.bootstrap({ ...SETTINGS, ...options }, [new TSConfigReader()])
  const heard = new Complaints()
  app.logger = heard
  const project = await app.convert()
  if (project) app.validate(project)
  return { complaints: heard.lines, names: new Map(project?.children?.map(({ name, children = [] }) => [name, children.map((child) => child.name)])) }
}

const MOST_NAMES = 15

describe('the reference', () => {
  test('has a word for every exported name, and every type that one mentions; the library has few names', async () => {
    const { complaints, names } = await read()
    expect(complaints).toEqual([])
    expect([...names.keys()].toSorted()).toEqual(['spec', 'src', 'src/library/host', 'src/library/types', 'src/vitest'])
    expect(names.get('src')).toContain('check')
    expect(names.get('src')?.length, names.get('src')?.join(', ')).toBeLessThanOrEqual(MOST_NAMES)
  })

  test('misses a docstring, and a type that nobody finds', async () => {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'cmdqv-check-reference-'))
    writeFileSync(join(folder, 'package.json'), '{ "name": "planted" }')
    writeFileSync(join(folder, 'tsconfig.json'), '{ "files": ["index.ts"] }')
    writeFileSync(join(folder, 'index.ts'), 'interface Hidden { readonly value: number }\nexport const wordless = (hidden: Hidden): number => hidden.value\n')
    const { complaints: lines } = await read({ entryPoints: [join(folder, 'index.ts')], tsconfig: join(folder, 'tsconfig.json'), intentionallyNotExported: [] })
    rmSync(folder, { recursive: true })
    expect(lines.join('\n')).toMatch(/Hidden, .* is referenced by .*wordless/)
    expect(lines.join('\n')).toMatch(/wordless \(CallSignature\).*does not have any documentation/)
  })
})
