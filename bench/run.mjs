/**
 * The performance contract, measured in one run:
 *
 *     npm run bench                 a table of its lines; bench/results/bench.json
 *     npm run bench -- --json       one object {lines:[{id,target,median,min,max,met}]} and nothing else
 *     npm run bench -- --document   the same, and its tables and plots in docs/performance.md
 *     npm run bench -- --only ID    one line; nothing is written
 *
 * Every line is measured five times, the lines in turn, so that a slow minute of the machine falls on all of them.
 * Peers are installed when they are missing, which takes root.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { BESIDES, LINES } from './contract.mjs'
import { document } from './document.mjs'

const RUNS = 5
const PEER = 'python3-hypothesis'

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, document: { type: 'boolean' }, only: { type: 'string' } } })
const say = (text) => void process.stderr.write(`${text}\n`)

function installPeer() {
  if (spawnSync('/usr/bin/python3', ['-c', 'import hypothesis']).status === 0) return
  say(`installing ${PEER}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', PEER], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  if (install()) return
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env })
  if (!install()) throw new Error(`the Debian package ${PEER} cannot be installed: install it as root, then run this again`)
}

function sample(measurement, run) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [new URL('sample.mjs', import.meta.url).pathname, measurement, String(run)], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`the measurement '${measurement}' ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}

function spread(figures) {
  const sorted = figures.toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1], min: sorted[0], max: sorted.at(-1) }
}

const wanted = LINES.filter(({ id }) => flags.only === undefined || id === flags.only)
if (wanted.length === 0) throw new Error(`no line '${flags.only}': known are ${LINES.map(({ id }) => id).join(', ')}`)
if (wanted.some(({ measurement }) => measurement === 'peers')) installPeer()

const samples = new Map()
const started = performance.now()
for (let run = 1; run <= RUNS; run++) {
  for (const measurement of new Set(wanted.filter(({ once }) => !once || run === 1).flatMap(({ measurement, beside }) => (beside ? [measurement, beside] : [measurement])))) {
    say(`${Math.round((performance.now() - started) / 1000)} s: run ${run} of ${RUNS}, ${measurement}`)
    samples.set(measurement, [...(samples.get(measurement) ?? []), sample(measurement, run)])
  }
}

const lines = wanted.map(({ id, title, target, measurement, beside, of }) => {
  const figures = spread(samples.get(measurement).map((one, round) => of(one, samples.get(beside)?.[round])))
  return { id, title, target: target.text, ...figures, met: target.met(figures.median) }
})

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', cwd: new URL('.', import.meta.url) }).trim()
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
if (flags.only === undefined) {
  const besides = Object.fromEntries(BESIDES.map((measurement) => {
    say(`${Math.round((performance.now() - started) / 1000)} s: ${measurement}`)
    return [measurement, sample(measurement, 1)]
  }))
  const results = { commit: git('rev-parse', 'HEAD'), changed: git('status', '--porcelain', '--', 'src', 'spec', 'properties') !== '', date: new Date().toISOString().slice(0, 10), machine, lines, samples: Object.fromEntries(samples), besides }
  mkdirSync(new URL('results/', import.meta.url), { recursive: true })
  writeFileSync(new URL('results/bench.json', import.meta.url), `${JSON.stringify(results, null, 1)}\n`)
  if (flags.document) document(results)
}

const figure = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))
if (flags.json) process.stdout.write(`${JSON.stringify({ lines: lines.map(({ id, target, median, min, max, met }) => ({ id, target, median, min, max, met })) })}\n`)
else for (const { id, target, median, min, max, met } of lines) console.log(`${id.padEnd(20)} ${target.padEnd(9)} ${figure(median).padStart(7)}  (${figure(min)} … ${figure(max)})  ${met ? 'met' : 'not met'}`)
