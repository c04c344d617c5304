/** What is published: right by the tools that know, small, and of use as soon as it is installed. */
import { setTimeout as pause } from 'node:timers/promises'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROGRAM, SUITE, WRONG } from './devices.js'
import { documentTests } from './document.js'
import { Project, packagesPulledIn, root, tool } from './project.js'

const MOST_BYTES = 1_000_000
const MOST_PACKAGES = 14

let project: Project
beforeAll(() => {
  project = new Project()
  project.link('vitest')
}, 120_000)
afterAll(() => project?.remove())

describe('the tarball', () => {
  test('is small', () => {
    const { size, unpackedSize, files } = project.packed
    const measured = `${size} bytes packed, ${unpackedSize} unpacked, ${files.length} files`
    console.info(`cmdqv-check: ${measured}`)
    expect(size, measured).toBeLessThan(MOST_BYTES)
  })

  test('is found by every resolver of modules', () => {
    expect(tool(root, 'publint/src/cli.js', 'run', project.tarball, '--strict')).toEqual({ status: 0, text: expect.stringContaining('All good!') })
  })

  test('has types for every entry point, as an ESM package', () => {
    const { status, text } = tool(root, '@arethetypeswrong/cli/dist/index.js', project.tarball, '--profile', 'esm-only', '--no-emoji')
    expect(text).toContain('"cmdqv-check/vitest"')
    expect([status, text.match(/^(node16 \(from ESM\)|bundler): (?!\(ESM\)|OK)/gm)]).toEqual([0, null])
  })

  test('holds nothing that only this project needs', () => {
    const foreign = project.packed.files.map(({ path }) => path).filter((path) => !/^(dist\/(src|spec|properties)|adapters|docs)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md|spec\/clauses\.ts)$/.test(path))
    expect(foreign).toEqual([])
  })

  test('brings few packages along', () => {
    const packages = packagesPulledIn()
    expect(packages.length, packages.join(', ')).toBeLessThanOrEqual(MOST_PACKAGES)
    expect(packages).toContain('node_modules/fast-check')
  })
})

describe('installed into an empty project', () => {
  beforeAll(() => project.write({ 'device.ts': WRONG, 'program.ts': PROGRAM, 'program.js': PROGRAM.replace(/^import type .*\n/gm, '').replace(/: (readonly )?[A-Z]\w*(\[\])?( \| \w+)?(?= =|, \{|\b\))/g, '').replace(/\): Device =>/, ') =>') }))

  test.each([
    [['check', '--property', 'two-apertures', '--runs', '50'], 0, 'verdict: conforms'],
    [['explain', 'rust-fork-2026', 'P176-DIRECT'], 0, 'rust-fork-2026 breaks P176-DIRECT'],
    [['clauses'], 0, 'P172-DROP'],
  ] as const)('npx cmdqv-check %j', (args, code, line) => {
    const { status, text } = project.run('npx', '--no-install', 'cmdqv-check', ...args)
    expect([status, text]).toEqual([code, expect.stringContaining(line)])
  })

  test('node imports every function', () => {
    const { status, text } = project.run(process.execPath, 'program.js')
    expect([status, text]).toEqual([0, expect.stringMatching(/^\{.*\}\n$/)])
    expect(JSON.parse(text)).toEqual({ verdict: 'conforms', broken: [], spread: ['conforms', 2, 0], divergence: true, clauses: 36, unmapped: true, start: [], again: 2, text: 'conforms' })
  })

  test.each([
    ['node16', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    ['bundler', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ])('TypeScript reads its types, and all of them, under %s', (_, module, moduleResolution) => {
    project.write({ 'suite.ts': SUITE })
    const options: ts.CompilerOptions = { module, moduleResolution, target: ts.ScriptTarget.ES2022, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true, types: [] }
    const told = project.compiled(['program.ts', 'device.ts', 'suite.ts'], options)
    expect(told.filter((line) => !/^program.ts:\d+: Cannot find name 'console'/.test(line))).toEqual([])
  })

  test('TypeScript refuses what is wrong', () => {
    project.write({ 'refused.ts': "import { replay } from 'cmdqv-check'\nreplay('optimised', 'cq1.')\n" })
    const options: ts.CompilerOptions = { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022, strict: true, skipLibCheck: true, noEmit: true, types: [] }
    expect(project.compiled(['refused.ts'], options)).toEqual([expect.stringContaining("refused.ts:2: Argument of type 'string' is not assignable")])
  })
})

const PATIENCE = 60_000

test('a suite of three lines passes for a right device, and fails for a wrong one as soon as that is saved', async () => {
  project.write({ 'device.test.ts': SUITE, 'device.ts': "export { createOptimised as default } from 'cmdqv-check'\n" })
  let said = ''
  const watching = project.started('vitest/vitest.mjs', ['--watch'], (text) => (said += text))
  const until = async (words: RegExp): Promise<void> => {
    for (const started = Date.now(); !words.test(said) && Date.now() - started < PATIENCE; await pause(50));
    expect(said).toMatch(words)
  }
  try {
    await until(/Tests .*passed[^]*for file changes/)
    project.write({ 'device.ts': WRONG })
    await until(/RERUN[^]*failed[^]*for file changes/)
    expect(said).toContain('a direct write is read back, allocated or not > P176-DIRECT (spec)')
    expect(said).toMatch(/0 {2}W32 {2}VCMDQ0_CONS_INDX {2}0x1 {2}direct Page0\n +1 {2}R32 {2}VCMDQ0_CONS_INDX/)
    expect(said).toMatch(/seen {5}VCMDQ0_CONS_INDX reads 0x0\n +allowed {2}0x1\n +replay {3}cmdqv-check replay cq1\.\S+ --device \.\/device\.ts/)
    expect(said).toContain('device.test.ts:3:1')
  } finally {
    watching.kill('SIGKILL')
  }
})

describe('docs/library.md', () => documentTests(() => project))
