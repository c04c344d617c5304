/** The type tests bite: each of these types made looser, one after the other, makes some expected error stay away. */
import { resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const TESTS = resolve(import.meta.dirname, 'library.ts')
const { config } = ts.readConfigFile(resolve(root, 'tsconfig.json'), ts.sys.readFile)
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)

const sources = new Map<string, ts.SourceFile | undefined>()

/** What the compiler says of the type tests, with one file read differently. Everything else is read once. */
function complaints(changed?: { readonly file: string; readonly text: string }): readonly string[] {
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (file, version, ...more) => {
    if (file === changed?.file) return ts.createSourceFile(file, changed.text, version, true)
    if (!sources.has(file)) sources.set(file, read(file, version, ...more))
    return sources.get(file)
  }
  const program = ts.createProgram([TESTS], options, host)
  return program.getSemanticDiagnostics(program.getSourceFile(TESTS)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

/** File, what stands there, and what it is made. */
const LOOSER: readonly (readonly [file: string, from: string, to: string])[] = [
  ['src/check/contract.ts', 'read(offset: number, size: Size): bigint | number', 'read?(offset: number, size: Size): bigint | number'],
  ['src/check/contract.ts', 'read(offset: number, size: Size): bigint | number', 'read(offset: number, size: Size): bigint | number | undefined'],
  ['src/check/contract.ts', 'read(offset: number, size: Size): bigint | number', 'read(offset: number, size: Size): bigint | number | string'],
  ['src/check/contract.ts', 'options: DeviceOptions) => Device', 'options: DeviceOptions) => Device | Promise<Device>'],
  ['src/check/contract.ts', 'mmapPage0(): Page0 | Errno', 'mmapPage0(): Page0'],
  ['src/check/contract.ts', 'hwQueueAlloc(index: number, address: bigint,', 'hwQueueAlloc(index: number, address: bigint | number,'],
  ['src/check/contract.ts', 'raiseInterrupt(): void\n', 'raiseInterrupt(): void\n  consume(l: number, n: number): void\n'],
  ['src/check/contract.ts', 'readonly size: 8; readonly value: bigint }', 'readonly size: 8; readonly value: bigint | number }'],
  ['src/check/contract.ts', 'readonly size: 4; readonly value: number }', 'readonly size: 4; readonly value: bigint | number }'],
  ['src/check/contract.ts', 'export type Size = 4 | 8', 'export type Size = 2 | 4 | 8'],
  ['src/check/contract.ts', "{ readonly op: 'deliver' }", '{ readonly op: string }'],
  ['src/check/contract.ts', "{ readonly op: 'consume'; readonly l: number;", "{ readonly op: 'consume'; readonly l?: number;"],
  ['src/check/contract.ts', "  | 'hwQueueDestroy'\n", "  | 'hwQueueDestroy'\n  | 'raiseInterrupt'\n"],
  ['src/check/contract.ts', "export type Kernel = '6.17' | '6.18.9'", 'export type Kernel = string'],
  ['src/check/contract.ts', 'readonly operations: readonly Operation[]', 'readonly operations: Operation[]'],
  ['src/check/contract.ts', '  readonly kernel: Kernel\n  readonly queues', '  readonly kernel?: Kernel\n  readonly queues'],
  ['src/check/report.ts', '  readonly verdict: Verdict\n', '  verdict: Verdict\n'],
  ['src/check/report.ts', "export type Verdict = 'conforms'", "export type Verdict = 'passed' | 'conforms'"],
  ['src/library/check.ts', 'readonly clauses?: readonly ClauseId[]', 'readonly clauses?: readonly string[]'],
  ['src/library/check.ts', 'check(device: DeviceFactory | string,', 'check(device: object | string,'],
  ['src/library/check.ts', '= {}): Promise<CheckReport>', '= {}): CheckReport'],
  ['src/library/replay.ts', 'replay(create: DeviceFactory, program', 'replay(create: DeviceFactory | string, program'],
  ['src/library/replay.ts', 'responses: readonly Recorded[]', 'responses: readonly (Recorded | number)[]'],
  ['src/library/shrink.ts', '= {}): Divergence | undefined', '= {}): Divergence'],
  ['src/library/settings.ts', 'readonly kernel?: Kernel', 'readonly kernel?: string'],
  ['src/vitest/index.ts', "Omit<CheckOptions, 'workers' | ", 'Omit<CheckOptions, '],
]

describe('the type tests', () => {
  test('hold', () => {
    expect(complaints()).toEqual([])
  })

  test.each(LOOSER)('%s: %j made %j', (path, from, to) => {
    const file = resolve(root, path)
    const text = ts.sys.readFile(file) ?? ''
    expect(text.split(from).length, 'what is to be changed stands there once').toBe(2)
    expect(complaints({ file, text: text.replace(from, to) })).toContain("Unused '@ts-expect-error' directive.")
  })
})
