import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  architectureFindings,
  changelogFindings,
  dependencyFindings,
  ignorePattern,
  readmeFindings,
  textRules,
  type Manifest,
} from './documents.js'
import { fileLength, fileLimit, functionLengths, functionLimit, tooLong } from './lengths.js'
import { isProduct, parse, rules } from './rules.js'

const root = resolve(import.meta.dirname, '../..')

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const readIfThere = (path: string): string | undefined => (existsSync(join(root, path)) ? read(path) : undefined)

/**
 * Every file that is tracked or could be: what .gitignore does not name. It is walked here and not asked of git, because
 * these tests need Node alone and also run in an unpacked tarball.
 */
function filesIn(folder: string, outer: readonly ((path: string) => boolean)[] = []): readonly string[] {
  const inside = (path: string): string => path.slice(folder === '' ? 0 : folder.length + 1)
  const own = (readIfThere(join(folder, '.gitignore')) ?? '').split('\n').flatMap((line) => {
    const ignores = ignorePattern(line)
    return ignores === undefined ? [] : [(path: string) => ignores(inside(path))]
  })
  const ignored = [...outer, ...own]
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name === '.git' || ignored.some((ignores) => ignores(entry.isDirectory() ? `${path}/` : path))) return []
    if (entry.isDirectory()) return filesIn(path, ignored)
    return entry.isFile() ? [path] : []
  })
}

let files: readonly string[]
let sources: readonly ts.SourceFile[]

beforeAll(() => {
  files = filesIn('')
  sources = files
    .filter((path) => /^(src|spec|properties|test|bench)\/.*\.[cm]?[jt]s$/.test(path))
    .map((path) => parse(path, read(path)))
})

test('the files are found', () => {
  expect(files).toContain('package.json')
  expect(files.filter((path) => path.startsWith('node_modules/'))).toEqual([])
  expect(sources.map(({ fileName }) => fileName)).toContain('test/house/tidy.test.ts')
})

describe('code', () => {
  test.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_, { find, reason }) => {
    const findings = sources.flatMap((file) =>
      find(file).map(({ line, what }) => `${file.fileName}:${line}: ${what} — ${reason}`),
    )
    expect(findings).toEqual([])
  })

  // Apart, so that short tests do not make room for long code.
  test.each([
    ['product', true],
    ['evidence', false],
  ])('%s: files and functions are short', (_, product) => {
    const measured = sources.filter(({ fileName }) => isProduct(fileName) === product)
    expect([
      ...tooLong(measured.map(({ fileName, text }) => fileLength(fileName, text)), fileLimit),
      ...tooLong(measured.flatMap(functionLengths), functionLimit),
    ]).toEqual([])
  })
})

describe('every file', () => {
  test.each(textRules.map((rule) => [rule.name, rule] as const))('%s', (_, { find, reason }) => {
    const findings = files.flatMap((path) =>
      find(path, read(path)).map(({ line, what }) => `${path}:${line}: ${what} — ${reason}`),
    )
    expect(findings).toEqual([])
  })
})

describe('documents', () => {
  test('README.md starts with the two commands', () => {
    expect(readmeFindings(readIfThere('README.md'))).toEqual([])
  })

  test('ARCHITECTURE.md is one page', () => {
    expect(architectureFindings(readIfThere('ARCHITECTURE.md'))).toEqual([])
  })

  test('CHANGELOG.md has a place for the next change', () => {
    expect(changelogFindings(readIfThere('CHANGELOG.md'))).toEqual([])
  })

  test('docs/dependencies.md accounts for every package', () => {
    // JSON.parse gives no type; packagesIn looks at keys only.
    const manifest = JSON.parse(read('package.json')) as Manifest
    expect(dependencyFindings(readIfThere('docs/dependencies.md'), manifest)).toEqual([])
  })
})
