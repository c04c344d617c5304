/** Devices in other processes, and recorded logs: the example in C at the end of a pipe, and a long log of its design. */
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Loop } from '../../dist/src/check/loop.js'
import { Tape } from '../../dist/src/check/tape.js'
import { decodeToken } from '../../dist/src/check/token.js'
import { referenceModel } from '../../dist/src/cli/assembly.js'
import { loadSubject } from '../../dist/src/cli/devices.js'
import { shrinkFinding } from '../../dist/src/cli/divergence.js'
import { logOf } from '../../dist/src/cli/reproducer.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const HEADER = { kernel: '6.18.9', queues: 2, slots: [] }

/** The example in C, compiled as its user would for speed. */
function example() {
  const program = join(mkdtempSync(join(tmpdir(), 'cmdqv-bench-')), 'example')
  execFileSync('gcc', ['-std=c11', '-O2', '-I', 'adapters/c', '-o', program, 'adapters/c/example.c', 'adapters/c/cmdqv_kit.c'], { cwd: root })
  return loadSubject(`exec:${program}`)
}

const NOBODY = { accessed() {}, happened() {}, judged() {}, step: undefined, quietSteps: false, counts: new Float64Array(referenceModel.clauses.length) }

/** Judged operations a second over a program that is run again and again for two seconds. */
function rateOf(subject, operations) {
  const loop = new Loop(subject, referenceModel)
  const tape = new Tape().load(operations)
  const once = () => loop.run(HEADER, tape, NOBODY)
  for (let i = 0; i < 20; i++) once()
  const started = performance.now()
  let done = 0
  while (performance.now() - started < 2000) done += once()
  return done / ((performance.now() - started) / 1000)
}

const REGISTERS = [0x1_0000, 0x1_0004, 0x1_0014, 0x2_0008, 0x2_000c, 0x3_0000, 0x3_0004, 0x4_0008, 0x1040, 0x1080]

/** Reads and writes of queue registers and of Config words, without a device attached: nothing is asked of the host. */
export async function quietRate() {
  const operations = Array.from({ length: 400 }, (_, i) => {
    const offset = REGISTERS[i % REGISTERS.length]
    return Math.floor(i / REGISTERS.length) % 2 === 0 ? { op: 'write', offset, size: 4, value: i } : { op: 'read', offset, size: 4 }
  })
  return rateOf(await example(), operations)
}

/** Writes of PROD of a backed VCMDQ: each stores a word to the page. */
export async function askingRate() {
  const up = [{ op: 'attach' }, { op: 'write', offset: 0x200, size: 4, value: 1 }, { op: 'write', offset: 0x1000, size: 4, value: 1 }, { op: 'write', offset: 0x2_0000, size: 8, value: 0x4000_0008n }]
  return rateOf(await example(), [...up, ...Array.from({ length: 400 }, (_, i) => ({ op: 'write', offset: 0x1_0004, size: 4, value: 1 + (i % 200) }))])
}

const row = () => JSON.parse(readFileSync(join(root, 'docs/designs.json'), 'utf8')).designs.find(({ name, queues }) => name === 'fixed-2026-07' && queues === 2).divergences

/** Seconds of shrinking one divergence of the example: of each clause a program with other accesses before, after and between. */
export async function shrinkSeconds() {
  const subject = await example()
  const noise = REGISTERS.flatMap((offset) => [{ op: 'read', offset, size: 4 }, { op: 'write', offset: 0x10c4, size: 4, value: 1 }])
  const times = row().map(({ clause, replay }) => {
    const program = decodeToken(replay)
    const operations = [...noise, ...program.operations.flatMap((operation) => [operation, { op: 'read', offset: 0x1044, size: 4 }])].slice(0, -1)
    const started = performance.now()
    shrinkFinding({ clause, program: { ...program, operations }, observed: '', allowed: '', arm: 'bench' }, subject, { queues: 2, kernels: ['6.17', '6.18.9'], attachFirst: false, authorities: [] })
    return (performance.now() - started) / 1000
  })
  return times.toSorted((a, b) => a - b)[times.length >> 1]
}

/** A guest's life, again and again: what public designs do wrong in a few accesses, on a device that does it right, with a reset and a detach after each. */
function life() {
  const between = [{ op: 'allow', call: 'hwQueueAlloc' }, { op: 'allow', call: 'hwQueueDestroy' }, { op: 'allow', call: 'mmapPage0' }, { op: 'reset' }, { op: 'detach' }]
  const use = Array.from({ length: 40 }, (_, i) => [{ op: 'write', offset: i % 2 === 0 ? 0x1_0004 : 0x1040, size: 4, value: i }, { op: 'read', offset: i % 2 === 0 ? 0x1_0004 : 0x1040, size: 4 }]).flat()
  return row().flatMap(({ replay }) => [...decodeToken(replay).operations, ...use, ...between])
}

/** A log of so many lines. */
async function longLog(lines) {
  const file = join(mkdtempSync(join(tmpdir(), 'cmdqv-log-')), 'qemu.log')
  const text = `${logOf(await loadSubject('optimised'), { ...HEADER, operations: life() })}smmuv3_cmdq_consume prod=1 cons=1 prod.wrap=0 cons.wrap=0\n`
  const count = text.split('\n').length - 1
  const log = openSync(file, 'w')
  for (let written = 0; written < lines; written += count) writeSync(log, text)
  closeSync(log)
  return { file, lines: Math.ceil(lines / count) * count }
}

const MAIN = join(root, 'dist/src/cli/main.js')

/** Lines a second of `trace`, the whole process counted in, and its memory over a log and over one four times as long. */
export async function traceCost() {
  const measured = []
  for (const wanted of [2_000_000, 8_000_000]) {
    const { file, lines } = await longLog(wanted)
    const started = performance.now()
    const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', process.execPath, MAIN, 'trace', file], { encoding: 'utf8' })
    const seconds = (performance.now() - started) / 1000
    rmSync(file)
    const kilobytes = Number(stderr.trim().split('\n').at(-1))
    if (status !== 0 || !(kilobytes > 0)) throw new Error(`trace ended with ${status}: ${stderr}; is the Debian package time installed?`)
    measured.push({ lines, seconds, megabytes: kilobytes / 1024 })
  }
  const [short, long] = measured
  return { rate: long.lines / long.seconds, growth: long.megabytes / short.megabytes, measured }
}
