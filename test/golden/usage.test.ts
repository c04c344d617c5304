/** Every usage error is one clear line on standard error and exit code 2. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEVICES, OWN_DESIGNS, PROGRAMS } from './devices.js'
import { cli, folder, golden } from './scene.js'

let scene: ReturnType<typeof folder>
beforeAll(() => void (scene = folder({ ...DEVICES, ...OWN_DESIGNS, ...PROGRAMS })))
afterAll(() => scene.leave())

const SMALL = '--property routing --runs 1 --workers 1'

const WRONG: readonly string[] = [
  'chekc',
  'frobnicate',
  'help replya',
  './unrouted.mjs',
  '--frobnicate',
  '--quues 4',
  'check everything',
  '--queues',
  '--queues 0',
  '--queues 129',
  '--queues 3',
  '--queues 0x4',
  '--seed abc',
  '--seed -1',
  '--runs 0',
  '--time 5',
  '--workers many',
  '--kernel 5.10',
  '--attach last',
  '--authority me',
  '--reporter pdf',
  '--property rooting',
  '--clause P172',
  '--device optimized',
  '--device fixed-2026-7',
  '--device constructor',
  '--device ./missing.mjs',
  '--device ..',
  '--device ./module.txt',
  '--device ./no-factory.mjs',
  '--device ./empty.mjs',
  '--device ./null.mjs',
  '--device ./number.mjs',
  '--device ./class.mjs',
  '--device ./device.mjs',
  '--device ./promise.mjs',
  '--device ./async.mjs',
  '--device ./broken.mjs',
  '--device ./no-module.mjs',
  '--device ./broken.ts',
  '--device ./no-module.ts',
  '--device ./twice.ts',
  '--device ./imports.mjs',
  '--device ./imports.ts',
  '--device ./no-export.ts',
  '--device ./empty.json',
  '--device ./no-json.json',
  '--device ./list.json',
  '--device ./unknown.json',
  '--device ./itself.json',
  '--device ./sink.json',
  '--device ./value.mjs',
  '--device ./value.ts',
  `--device ./no-device.mjs ${SMALL}`,
  `--device ./promises.mjs ${SMALL}`,
  `--device ./throws.ts ${SMALL}`,
  `--device ./throws.mjs ${SMALL}`,
  '--device ./throws.mjs --property routing --runs 1 --workers 2',
  `${SMALL} --out missing/report.txt`,
  'replay',
  'replay boot.json twice',
  'replay missing.json',
  'replay no-value.json',
  'replay no-json.json',
  'replay beyond.json',
  'replay cq1.vsCB52NiYGFqYGJkauBjZGr4wMjI0NDABgA',
  'replay cq1.vsCB',
  'replay cq9.vsCB52NiYGFqYGJkauBjZGr4wMjI0NDAAgA',
  'replay boot.json --device ./no-device.mjs',
  'replay boot.json --queues 2',
  'shrink',
  'shrink missing.json',
  'shrink no-value.json',
  'shrink boot.json --clause P172',
  'shrink boot.json --clause',
  'shrink dropped-write.json --attach first',
  'shrink boot.json --device ./no-device.mjs',
  'clauses P172-DROP',
  'clauses --reporter pdf',
]

describe('one line, nothing on standard output, exit 2', () => {
  test.each(WRONG)('cmdqv-check %s', async (line) => {
    const { code, out, err } = await cli(...line.split(' '))
    expect({ code, out, lines: err.split('\n').length - 1, starts: err.slice(0, 7) }).toEqual({ code: 2, out: '', lines: 1, starts: 'error: ' })
  })
})

test('what the lines say', async () => {
  const transcript: string[] = []
  for (const line of WRONG) transcript.push(`$ cmdqv-check ${line}\n${(await cli(...line.split(' '))).err}`)
  golden('usage.txt', transcript.join('\n'))
})
