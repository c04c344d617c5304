/** A check that cannot fail is a defect: every rule of the house is shown here failing, and passing what it should. */
import { describe, expect, test } from 'vitest'
import {
  architectureFindings,
  changelogFindings,
  dependencyFindings,
  ignorePattern,
  packagesIn,
  readmeFindings,
  textRules,
} from './documents.js'
import { fileLength, fileLimit, functionLengths, functionLimit, p95, tooLong } from './lengths.js'
import { parse, rules } from './rules.js'

type Case = readonly [rule: string, path: string, text: string, lines: readonly number[]]

const codeCases: readonly Case[] = [
  ['no-any', 'src/a.ts',              'let a: any',                                        [1]],
  ['no-any', 'src/a.ts',              '\nf(x as any)',                                     [2]],
  ['no-any', 'test/a.ts',             'type A = Map<string, any[]>',                       [1]],
  ['no-any', 'src/a.ts',              'const any = "any" // any',                          []],

  ['cast-explained', 'src/a.ts',      'const a = b as C',                                  [1]],
  ['cast-explained', 'src/a.ts',      'const a = <C>b',                                    [1]],
  ['cast-explained', 'src/a.ts',      'const a = b as C // cast',                          [1]],
  ['cast-explained', 'src/a.ts',      'f() // says nothing of the next line\nconst a = b as C', [2]],
  ['cast-explained', 'src/a.ts',      '// too far away\n\nconst a = b as C',               [3]],
  ['cast-explained', 'src/a.ts',      'const a = "// not a comment" as C',                 [1]],
  ['cast-explained', 'src/a.ts',      'const a = b as C // the parser checked it',         []],
  ['cast-explained', 'src/a.ts',      '// The parser checked it.\nconst a = b as C',       []],
  ['cast-explained', 'src/a.ts',      '/* The parser\n * checked it. */\nconst a = f(\n  b,\n) as C', []],
  ['cast-explained', 'src/a.ts',      'const a = [1] as const',                            []],
  ['cast-explained', 'src/a.ts',      'import { a as b } from "./a.js"',                   []],

  ['no-silencing', 'src/a.ts',        '// @ts-ignore\nf()',                                [1]],
  ['no-silencing', 'src/a.ts',        '// @ts-nocheck',                                    [1]],
  ['no-silencing', 'test/types/a.ts', 'g()\n/* @ts-ignore */ f()',                         [2]],
  ['no-silencing', 'test/a.test.ts',  '// @ts-expect-error why\nf()',                      [1]],
  ['no-silencing', 'test/types/a.ts', '// @ts-expect-error a string is no queue\nf("")',   []],
  ['no-silencing', 'test/a.test-d.ts', '// @ts-expect-error a string is no queue\nf("")',  []],
  ['no-silencing', 'src/a.ts',        'const a = "// @ts-ignore" // not @ts-ignore',       []],

  ['telling-names', 'src/a.ts',       'class QueueManager {}',                             [1]],
  ['telling-names', 'src/a.ts',       'function util() {}\nconst commonPart = 1',          [1, 2]],
  ['telling-names', 'src/a.ts',       'type PageHelpers = 1',                              [1]],
  ['telling-names', 'src/a.ts',       'const utilisation = managerial.common',             []],

  ['process-in-cli', 'src/check/a.ts', 'process.exit(1)',                                  [1]],
  ['process-in-cli', 'spec/a.ts',     'const { env } = process',                           [1]],
  ['process-in-cli', 'src/host/a.ts', 'globalThis.process.argv',                           [1]],
  ['process-in-cli', 'src/cli/a.ts',  'process.exit(1)',                                   []],
  ['process-in-cli', 'test/a.test.ts', 'process.exit(1)',                                  []],
  ['process-in-cli', 'src/check/a.ts', 'job.process(); type A = { process: 1 }; f({ process: 1 }) // process.exit', []],

  ['device-without-patterns', 'src/device/a.ts', 'import { match } from "ts-pattern"',     [1]],
  ['device-without-patterns', 'src/device/a.ts', 'await import("ts-pattern/types")',       [1]],
  ['device-without-patterns', 'spec/a.ts',       'import { match } from "ts-pattern"',     []],
]

// Put together here, so that this file does not break the rules that it tests.
const machine = ['', 'work', 'main', 'a.ts'].join('/')
const farm = ['', 'farm', 'a'].join('/')
const registry = ['registry', 'npmjs', 'org'].join('.')

const textCases: readonly Case[] = [
  ['no-machine-paths', 'docs/a.md',  `see ${machine}`,                                      [1]],
  ['no-machine-paths', 'a.json',     `\n"${farm}"`,                                         [2]],
  ['no-machine-paths', 'docs/a.md',  `home${machine}, ..${machine}, work/main, farm`,       []],
  ['no-registry-hosts', 'docs/a.md', `from https://${registry}/x`,                          [1]],
  ['no-registry-hosts', 'package-lock.json', `{\n"resolved": "https://mirror.example/a.tgz"}`, [2]],
  ['no-registry-hosts', 'package-lock.json', `{\n"integrity": "sha512-a", "resolved": "adapters/c"}`, []],
  ['telling-paths', 'src/utils/a.ts', '',                                                   [1]],
  ['telling-paths', 'docs/pageHelper.md', '',                                               [1]],
  ['telling-paths', 'docs/utility.md', 'utils',                                             []],
]

const shorten = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)

describe('code rules', () => {
  test.each(codeCases.map((each) => [...each, shorten(each[2])] as const))('%s on %s', (name, path, text, lines) => {
    const rule = rules.find((each) => each.name === name)
    expect(rule?.find(parse(path, text)).map(({ line }) => line)).toEqual(lines)
  })
})

describe('text rules', () => {
  test.each(textCases)('%s on %s', (name, path, text, lines) => {
    const rule = textRules.find((each) => each.name === name)
    expect(rule?.find(path, text).map(({ line }) => line)).toEqual(lines)
  })
})

test('every rule has a case that breaks it and one that does not, and says why it exists', () => {
  const cases = [...codeCases, ...textCases]
  const shown = (name: string, broken: boolean): boolean =>
    cases.some(([rule, , , lines]) => rule === name && lines.length > 0 === broken)
  for (const { name, reason } of [...rules, ...textRules]) {
    expect([name, shown(name, true), shown(name, false), reason.length > 40]).toEqual([name, true, true, true])
  }
})

describe('lengths', () => {
  const statements = (count: number): string => '  f()\n'.repeat(count)
  const lengths = (path: string, text: string): readonly string[] =>
    functionLengths(parse(path, text)).map(({ of, lines }) => `${of}: ${lines}`)

  test('functions of every kind are measured, nested ones in the outer too', () => {
    expect(lengths('src/a.ts', `function outer() {\n  const inner = () => {\n  }\n  return [1].map(x => x)\n}`)).toEqual([
      'src/a.ts:1 outer: 5',
      'src/a.ts:2 inner: 2',
      'src/a.ts:4 anonymous: 1',
    ])
    expect(lengths('src/a.ts', `class A {\n  constructor() {\n  }\n  get b() { return 1 }\n  c() {\n\n  }\n}`)).toEqual([
      'src/a.ts:2 constructor: 2',
      'src/a.ts:4 b: 1',
      'src/a.ts:5 c: 3',
    ])
    expect(lengths('src/a.ts', 'declare function f(): void\ntype F = () => void')).toEqual([])
  })

  test.each(['describe("", () => {\n})', 'it.each([\n])("", () => {\n})', 'test.skip("", async () => {\n})', 'it.each``("", () => {})'])(
    'a test body is exempt, in test files only: %j',
    (text) => {
      expect(lengths('test/a.test.ts', text)).toEqual([])
      expect(lengths('test/story.ts', text)).toHaveLength(1)
    },
  )

  test('a function inside a test body is measured', () => {
    expect(lengths('test/a.test.ts', 'test("", () => {\n  const f = () => 1\n})')).toEqual(['test/a.test.ts:2 f: 1'])
  })

  test('over 70 lines is too long, however short the rest', () => {
    const text = (lines: number): string => `function f() {\n${statements(lines - 2)}}\n${'function g() {}\n'.repeat(99)}`
    expect(tooLong(functionLengths(parse('src/a.ts', text(70))), functionLimit)).toEqual([])
    expect(tooLong(functionLengths(parse('src/a.ts', text(71))), functionLimit)).toHaveLength(1)
  })

  test('one in twenty may be longer than the 95th percentile allows, and no more', () => {
    const files = (long: number): ReturnType<typeof fileLength>[] =>
      Array.from({ length: 20 }, (_, index) => fileLength(`${index}.ts`, '\n'.repeat(index < long ? 301 : 300)))
    expect(p95(files(1))).toBe(300)
    expect(tooLong(files(1), fileLimit)).toEqual([])
    expect(tooLong(files(2), fileLimit)).toHaveLength(2)
    expect(tooLong([], fileLimit)).toEqual([])
  })

  test('a last line counts with and without its end', () => {
    expect(fileLength('a', 'x\ny\n').lines).toBe(2)
    expect(fileLength('a', 'x\ny').lines).toBe(2)
  })
})

describe('documents', () => {
  test('README.md', () => {
    const commands = 'npm ci && npm start\nnpm ci && npm test\n'
    expect(readmeFindings(commands)).toEqual([])
    expect(readmeFindings(undefined)).toHaveLength(1)
    expect(readmeFindings('npm ci && npm start')).toHaveLength(1)
    expect(readmeFindings('\n'.repeat(39) + commands)).toHaveLength(1)
  })

  test('ARCHITECTURE.md', () => {
    expect(architectureFindings('x\n'.repeat(80))).toEqual([])
    expect(architectureFindings('x\n'.repeat(81))).toHaveLength(1)
    expect(architectureFindings(undefined)).toHaveLength(1)
  })

  test('CHANGELOG.md', () => {
    expect(changelogFindings('# Changes\n\n## [Unreleased]\n')).toEqual([])
    expect(changelogFindings('## 1.0.0')).toHaveLength(1)
    expect(changelogFindings(undefined)).toHaveLength(1)
  })

  test('docs/dependencies.md', () => {
    const manifest = { dependencies: { a: '1' }, devDependencies: { '@b/c': '1' }, peerDependencies: { a: '1' } }
    const rows = '| `a` | for | why | cost |\n| `@b/c` | for | why | cost |\n'
    expect(packagesIn(manifest)).toEqual(['a', '@b/c'])
    expect(packagesIn({ optionalDependencies: { d: '1' } })).toEqual(['d'])
    expect(dependencyFindings(rows, manifest)).toEqual([])
    expect(dependencyFindings('| `a` | for | why | cost |', manifest)).toHaveLength(1)
    expect(dependencyFindings(`${rows}| \`d\` | for | why | cost |`, manifest)).toHaveLength(1)
    expect(dependencyFindings(`${rows}| \`a\` | for | why | cost |`, manifest)).toHaveLength(1)
    expect(dependencyFindings(rows.replace('why', ''), manifest)).toHaveLength(1)
    expect(dependencyFindings(undefined, manifest)).toHaveLength(1)
  })

  test.each([
    ['dist/', ['dist/', 'a/dist/', 'dist/x'], ['dist', 'distance/']],
    ['*.log', ['a.log', 'b/a.log'], ['a.logs', 'log']],
    ['/target/', ['target/'], ['a/target/']],
    ['a/b', ['a/b', 'a/b/c'], ['c/a/b', 'a/bc']],
  ])('the .gitignore line %s', (line, ignored, kept) => {
    expect([...ignored, ...kept].filter((path) => ignorePattern(line)?.(path))).toEqual(ignored)
  })

  test('other .gitignore lines', () => {
    expect(ignorePattern('# dist')).toBeUndefined()
    expect(ignorePattern('')).toBeUndefined()
    expect(() => ignorePattern('!dist')).toThrow('do not understand')
  })
})
