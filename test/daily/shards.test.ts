/** Shares of a run, each by itself, make the report of one run. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Folder, settled } from './tool.js'

const FEW = ['--runs', '40', '--workers', '1', '--seed', '5']

/** Makes all shards of a run; answers their files. */
function shards(folder: Folder, of: number, ...args: readonly string[]): readonly string[] {
  return Array.from({ length: of }, (_, i) => {
    const file = `${i + 1}.json`
    folder.run('check', ...FEW, ...args, '--shard', `${i + 1}/${of}`, '--reporter', 'json', '--out', file)
    return file
  })
}

test.each([
  ['rust-fork-2026', 3, ['--property', 'direct-write', '--property', 'routing', '--runs', '600', '--clause', 'P176-DIRECT', '--clause', 'HOST-ORDER']],
  ['optimised', 2, ['--kernel', '6.18.9', '--queues', '1']],
])('%s in %i shares: the same coverage, findings and verdict as in one', (device, of, args) => {
  const folder = new Folder()
  const whole = folder.run('check', ...FEW, '--device', device, ...args, '--reporter', 'json')
  const files = shards(folder, of, '--device', device, ...args)
  const merged = folder.run('merge', ...files.toReversed(), '--reporter', 'json')
  expect(settled(merged.out)).toEqual(settled(whole.out))
  expect(merged.code).toBe(whole.code)
})

test('a share does not fail for what others reach, and the whole does when one of them is missing', () => {
  const folder = new Folder()
  const args = ['check', '--workers', '1', '--property', 'routing', '--property', 'isolation', '--reporter', 'json'] as const
  for (const i of [1, 2, 3]) expect(folder.run(...args, '--shard', `${i}/3`, '--out', `${i}.json`).code).toBe(0)
  expect(folder.run('merge', '1.json', '2.json', '3.json').code).toBe(0)
  const { code, out } = folder.run('merge', '1.json', '3.json')
  expect(code).toBe(3)
  expect(out).toContain('shard 2 of 3: its report was not given')
})

test('what cannot be merged gets one line', () => {
  const folder = new Folder({ 'no.json': '{"shard": 1}', 'torn.json': '{' })
  shards(folder, 2, '--property', 'routing')
  writeFileSync(join(folder.path, 'damaged.json'), readFileSync(join(folder.path, '1.json'), 'utf8').replace(/"record": "..../, '"record": "AAAA'))
  folder.run('check', ...FEW, '--property', 'routing', '--queues', '4', '--shard', '2/2', '--reporter', 'json', '--out', 'other.json')
  folder.run('check', ...FEW, '--property', 'routing', '--shard', '2/3', '--reporter', 'json', '--out', 'third.json')
  const FORM = 'a report of check --shard i/n --reporter json is wanted'
  const said = (...files: string[]): string => {
    const { code, err } = folder.run('merge', ...files)
    expect(code).toBe(2)
    return err
  }
  expect(said('no.json')).toBe(`error: no.json: it is no report of a shard; ${FORM}\n`)
  expect(said('torn.json')).toBe(`error: torn.json:1:2: the end of the text is not expected here: ${FORM}; correct it there\n`)
  expect(said('none.json')).toContain('merge none.json: it cannot be read (ENOENT: no such file or directory)')
  expect(said('damaged.json')).toContain('damaged.json: its record cannot be read')
  expect(said('1.json', '1.json')).toBe('error: 1.json: shard 1 of 2 was given already; name each shard once\n')
  expect(said('1.json', 'other.json')).toContain('1.json and other.json: they are of different runs: queues 2 and 4; merge the shards of one run')
  expect(said('1.json', 'third.json')).toContain('one is a share of 2, the other of 3')
})

test('a report whose findings were taken out is refused, and so is a shard that there is not', () => {
  const folder = new Folder()
  const [file = ''] = shards(folder, 1, '--device', 'rust-fork-2026', '--property', 'direct-write', '--clause', 'P176-DIRECT')
  const report = JSON.parse(readFileSync(join(folder.path, file), 'utf8')) as Record<string, unknown> // a report is an object
  folder.write('emptied.json', JSON.stringify({ ...report, divergences: [] }))
  folder.write('seventh.json', JSON.stringify({ ...report, shard: { ...(report['shard'] as object), number: 7 } })) // of a shard's report
  expect(folder.run('merge', file).code).toBe(1)
  expect(folder.run('merge', 'emptied.json').err).toContain('emptied.json: its divergence on P176-DIRECT is gone')
  expect(folder.run('merge', 'seventh.json').err).toContain('seventh.json: there is no shard 7 of 1')
})

test('shards one after another may keep their findings in one folder', () => {
  const folder = new Folder()
  const args = ['--device', 'rust-fork-2026', '--property', 'direct-write', '--clause', 'P176-DIRECT', '--save', 'kept']
  const files = shards(folder, 2, ...args)
  expect(folder.run('merge', ...files).code).toBe(1)
})

test('with a shard missing no waiver is called superfluous', () => {
  const folder = new Folder({ 'w.json': JSON.stringify({ waivers: [{ clause: 'P176-DIRECT', reason: 'r', owner: 'o', expires: '2999-01-01' }] }) })
  folder.run('check', '--workers', '1', '--shard', '150/256', '--waivers', 'w.json', '--reporter', 'json', '--out', 's.json')
  expect(folder.run('merge', 's.json').out).toContain('not met in this part')
})
