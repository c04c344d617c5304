/** Findings are kept as files that people read, and tried first the next time. */
import { mkdirSync, readFileSync, readdirSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Folder, OPTIMISED } from './tool.js'

const WRONG = `import { createOptimised } from '${OPTIMISED}'
export default (host, options) => {
  const device = createOptimised(host, options)
  const read = device.read.bind(device)
  device.read = (offset, size) => (offset === 0x30084 && size === 4 ? read(0x10084, 4) : read(offset, size))
  return device
}`
const FEW = ['check', '--device', './device.mjs', '--workers', '1', '--runs', '30', '--property', 'routing', '--clause', 'ROUTE-LVCMDQ', '--save', 'kept'] as const
const filesIn = (folder: Folder, tier: string): readonly string[] => readdirSync(join(folder.path, 'kept', tier)).sort()

/** The arms of a report with what each did. */
const savedArm = (out: string): string | undefined => out.split('\n').find((line) => line.endsWith('  saved programs'))

test('a divergence is a small file with clause, device, date, token and program; the next runs try it first, and soon add nothing', () => {
  const folder = new Folder({ 'device.mjs': WRONG })
  expect(folder.run(...FEW).code).toBe(1)
  const [file = ''] = filesIn(folder, 'divergences')
  const text = readFileSync(join(folder.path, 'kept', 'divergences', file), 'utf8')
  expect(file).toMatch(/^[A-Z0-9-]+-\d+-[0-9a-f]{8}\.txt$/)
  for (const line of [/^clause {3}[A-Z0-9-]+$/m, /^device {3}\.\/device\.mjs$/m, /^date {5}\d{4}-\d{2}-\d{2}$/m, /^replay {3}cq1\.[\w-]+$/m, /^ {2}0 {2}W32 /m]) expect(text).toMatch(line)
  const before = [filesIn(folder, 'divergences'), filesIn(folder, 'coverage')]
  const again = folder.run(...FEW)
  expect(again.code).toBe(1)
  expect(savedArm(again.out)).toMatch(new RegExp(`^ +${before.flat().length} `))
  // One program may break a clause besides that for which it was found.
  const after = [filesIn(folder, 'divergences'), filesIn(folder, 'coverage')]
  expect(after.flat()).toEqual(expect.arrayContaining(before.flat()))
  expect(folder.run(...FEW)).toMatchObject({ code: 1, err: '' })
  expect([filesIn(folder, 'divergences'), filesIn(folder, 'coverage')]).toEqual(after)
  expect(readFileSync(join(folder.path, 'kept', 'divergences', file), 'utf8')).toBe(text)
})

test('what is kept finds the fault again where the run itself would not', () => {
  const folder = new Folder({ 'device.mjs': WRONG })
  folder.run(...FEW)
  const blind = ['check', '--device', './device.mjs', '--workers', '1', '--runs', '1', '--property', 'nothing-left', '--clause', 'ROUTE-LVCMDQ'] as const
  expect(folder.run(...blind).code).toBe(0)
  expect(folder.run(...blind, '--save', 'kept').code).toBe(1)
})

test('a mended device passes, and its files stay', () => {
  const folder = new Folder({ 'device.mjs': WRONG })
  folder.run(...FEW)
  const before = filesIn(folder, 'divergences')
  folder.write('device.mjs', `export { createOptimised as default } from '${OPTIMISED}'`)
  expect(folder.run(...FEW).code).toBe(0)
  expect(filesIn(folder, 'divergences')).toEqual(before)
})

test('programs for other queue counts are not tried, and that is said', () => {
  const folder = new Folder({ 'device.mjs': WRONG })
  folder.run(...FEW)
  const { err, code } = folder.run(...FEW, '--queues', '4')
  expect(code).toBe(1)
  expect(err).toMatch(/^--save kept: \d+ programs? for other queue counts, kernels or attachment (is|are) not tried\n/)
})

test('workers change nothing: the same files, whoever runs the parts', () => {
  const names = ['1', '3'].map((workers) => {
    const folder = new Folder({ 'device.mjs': WRONG })
    folder.run('check', '--device', './device.mjs', '--runs', '260', '--property', 'routing', '--clause', 'ROUTE-LVCMDQ', '--save', 'kept', '--workers', workers)
    return [filesIn(folder, 'divergences'), filesIn(folder, 'coverage')]
  })
  expect(names[1]).toEqual(names[0])
  expect(names[0]?.[1]?.length).toBeGreaterThan(0)
})

test('a file that is damaged, and a folder that cannot be written, get one line', () => {
  const folder = new Folder({ 'device.mjs': WRONG, 'kept/divergences/mine.txt': 'clause ALIAS\n', 'taken': '' })
  expect(folder.run(...FEW)).toMatchObject({ code: 2, err: 'error: --save: kept/divergences/mine.txt has no line "replay cq1.…"; put it back, or remove the file\n' })
  folder.write('kept/divergences/mine.txt', 'replay   cq1.AAAA\n')
  expect(folder.run(...FEW).err).toMatch(/^error: --save: kept\/divergences\/mine\.txt: .*; put the token back, or remove the file\n$/)
  expect(folder.run('check', '--save', 'taken/kept').err).toMatch(/^error: --save taken\/kept: cannot be written \(.*\); choose a folder that is yours\n$/)
  mkdirSync(join(folder.path, 'odd', 'divergences', 'x.txt'), { recursive: true })
  expect(folder.run(...FEW, '--save', 'odd')).toMatchObject({ code: 2, err: 'error: --save: odd/divergences/x.txt cannot be read (EISDIR: illegal operation on a directory); remove it, or make it yours to read\n' })
  expect(folder.run('check', '--save', '').err).toBe("error: --save '': it must be the name of a file or a folder\n")
})

test('findings that cannot be kept are in the report all the same', () => {
  const folder = new Folder({ 'device.mjs': WRONG })
  mkdirSync(join(folder.path, 'kept', 'coverage'), { recursive: true })
  symlinkSync('/proc', join(folder.path, 'kept', 'divergences'))
  const { code, out, err } = folder.run(...FEW)
  expect(code).toBe(1)
  expect(out).toContain('verdict: diverges')
  expect(err).toMatch(/^error: --save kept: cannot be written \(.*\); choose a folder that is yours\n$/)
})

test('what a killed run left beside its files is swept away once it is old', () => {
  const folder = new Folder({ 'device.mjs': WRONG, 'kept/coverage/27-6eadbd82.txt.3139918415': 'half', 'kept/coverage/28-6eadbd82.txt.1': 'half' })
  utimesSync(join(folder.path, 'kept/coverage/27-6eadbd82.txt.3139918415'), 1, 1)
  folder.run(...FEW)
  expect(filesIn(folder, 'coverage').filter((name) => !name.endsWith('.txt'))).toEqual(['28-6eadbd82.txt.1'])
})
