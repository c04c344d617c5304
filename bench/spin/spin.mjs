/**
 * Spin at work on the model of the optimised device, its host and its judge: pan built and run.
 *
 *     node bench/spin/spin.mjs NAME [bfs] [unread] [blind] [collapse|hc4]      the median of five runs
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMain } from './main.mjs'
import { switchesOf } from './letters.mjs'

export const MODEL = new URL('model.pml', import.meta.url).pathname

/** What is called, and the Debian package of each. */
const PROGRAMS = { spin: 'spin', gcc: 'gcc' }

/** Safety only, no partial order reduction (there is one process), no claims, no fairness. */
const FLAGS = ['-w', '-DNOREDUCE', '-DSAFETY', '-DNOCLAIM', '-DNOFAIR']
/** The hash that Spin has for speed, no check of array bounds (the model has no array), and state vectors stored as they are: 8 % of the time together. */
const FASTER = ['-DSFH', '-DNOBOUNDCHECK', '-DNOCOMP']

/** Room for the deepest search: a level of depth-first search for each state at most. */
const DEPTH = 200_000
/** 2^20 places in the hash table: more than any of the scopes has states, whatever is left in. A tenth faster than with 2^22. */
const HASH_LOG2 = 20

/** Throws, naming the Debian package, when a program is missing. */
export function requirePrograms() {
  for (const [program, debianPackage] of Object.entries(PROGRAMS)) {
    const { error } = spawnSync(program, [program === 'spin' ? '-V' : '--version'], { stdio: 'ignore' })
    if (error) throw new Error(`${program} is missing: install the Debian package ${debianPackage}`)
  }
}

function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (error || status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${error?.message ?? status}: ${stdout}${stderr}`)
  return stdout
}

const compilerFlags = ({ bfs, storage, level }) => [
  `-O${level}`, ...FLAGS, ...(bfs ? ['-DBFS'] : []), ...(storage === undefined ? FASTER : [`-D${storage.toUpperCase()}`]),
]

/** A figure of pan's report. */
function figure(report, pattern, what) {
  const found = pattern.exec(report)
  if (!found) throw new Error(`pan tells no ${what}:\n${report}`)
  return Number(found[1])
}

/** Bytes that pan keeps with each state, by its own account. */
const OVERHEAD = 20

/** What pan wrote, as figures. Beside `bytesPerState` the hash table costs `tableBytesPerState`, at the size that was chosen for all scopes. */
function parse(report) {
  const assertion = /assertion violated[^\n]*/.exec(report)?.[0]
  const vector = figure(report, /State-vector (\d+) byte/, 'state vector')
  const states = figure(report, /(\d+) states, stored/, 'states')
  const megabytes = /([\d.]+)\s+actual memory usage for states/.exec(report)?.[1]
  return {
    states,
    transitions: figure(report, /(\d+) transitions/, 'transitions'),
    depth: figure(report, /depth reached (\d+)/, 'depth'),
    errors: figure(report, /errors: (\d+)/, 'errors'),
    closed: !/search not completed|max search depth too small|out of memory/i.test(report),
    panSeconds: figure(report, /elapsed time ([\d.]+) seconds/, 'time'),
    vectorBytes: vector,
    bytesPerState: megabytes === undefined ? vector + OVERHEAD : (megabytes * 2 ** 20) / states,
    tableBytesPerState: (8 * 2 ** HASH_LOG2) / states,
    ...(assertion === undefined ? {} : { assertion }),
  }
}

/** One run of pan, and how long the whole process took. */
function timed(folder) {
  const started = performance.now()
  const report = run(join(folder, 'pan'), [`-m${DEPTH}`, `-w${HASH_LOG2}`], folder)
  return { report, seconds: (performance.now() - started) / 1000 }
}

/**
 * Builds pan for a scope and runs it. `switches` are further ones of the model (UNREAD, BLIND); `storage` is 'collapse'
 * or 'hc4', of which the second may lose states; `level` is the compiler's; `model` is another model.pml. `seconds` is the
 * time of the whole process, the median of `runs`; pan's own clock, in hundredths, leaves out only its start.
 */
export function checkWithSpin(name, { bfs = false, storage, level = 2, runs = 1, switches = [], model = MODEL } = {}) {
  const chosen = switchesOf(name)
  requirePrograms()
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-spin-'))
  try {
    const started = performance.now()
    run('spin', [...[...chosen, ...switches, ...(bfs ? ['BREADTH'] : [])].map((one) => `-D${one}`), '-a', model], folder)
    run('gcc', [...compilerFlags({ bfs, storage, level }), '-o', 'pan', 'pan.c'], folder)
    const compileSeconds = (performance.now() - started) / 1000
    const times = Array.from({ length: runs }, () => timed(folder)).toSorted((a, b) => a.seconds - b.seconds)
    const { report, seconds } = times[times.length >> 1]
    const figures = parse(report)
    const rates = { statesPerSecond: figures.states / seconds, transitionsPerSecond: figures.transitions / seconds }
    return { scope: name, search: bfs ? 'bfs' : 'dfs', ...figures, compileSeconds, seconds, ...rates }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function main([name, ...words]) {
  const storage = words.find((word) => word === 'collapse' || word === 'hc4')
  const switches = ['unread', 'blind'].filter((word) => words.includes(word)).map((word) => word.toUpperCase())
  console.log(JSON.stringify(checkWithSpin(name, { runs: 5, bfs: words.includes('bfs'), storage, switches }), undefined, 1))
}

if (isMain(import.meta.url)) main(process.argv.slice(2))
