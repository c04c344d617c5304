/**
 * The performance contract, measured in one run:
 *
 *     npm run bench                 a table of its lines; bench/results/bench.json
 *     npm run bench -- --json       one object {lines:[{id,target,median,min,max,met}]} and nothing else
 *     npm run bench -- --document   the same, and its tables and plots in docs/performance.md
 *     npm run bench -- --only ID    one line, or one measurement besides the lines; may be repeated; nothing is written
 *     npm run bench -- --only ID --merge   the same, put among the results there are, with the commit it was measured at
 *
 * Every line is measured five times, the lines in turn, so that a slow minute of the machine falls on all of them.
 * Peers are installed when they are missing, which takes root.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { BESIDES, LINES } from './contract.mjs'
import { document } from './document.mjs'

const RUNS = 5
const WITH_SPIN = ['spinControl', 'spinSwapped', 'spinRunning', 'spinLifecycle', 'reductions']
/** Debian packages with which we are compared: how to tell that one is there, and the measurements that need it. */
const PEERS = [
  { name: 'python3-hypothesis', probe: ['/usr/bin/python3', '-c', 'import hypothesis'], needs: ['peers'] },
  { name: 'spin', probe: ['spin', '-V'], needs: WITH_SPIN },
  { name: 'gcc', probe: ['gcc', '--version'], needs: [...WITH_SPIN, 'pipe', 'pipeShrink'] },
  { name: 'time', probe: ['/usr/bin/time', '-f', '%M', 'true'], needs: ['trace'] },
]

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, document: { type: 'boolean' }, only: { type: 'string', multiple: true }, merge: { type: 'boolean' } } })
const say = (text) => void process.stderr.write(`${text}\n`)

function installPeer({ name, probe: [program, ...args] }) {
  if (spawnSync(program, args).status === 0) return
  say(`installing ${name}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  if (install()) return
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env })
  if (!install()) throw new Error(`the Debian package ${name} cannot be installed: install it as root, then run this again`)
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

const isWanted = (name) => flags.only === undefined || flags.only.includes(name)
const [wanted, besidesWanted] = [LINES.filter(({ id }) => isWanted(id)), BESIDES.filter(isWanted)]
if (wanted.length === 0 && besidesWanted.length === 0) throw new Error(`no line '${flags.only}': known are ${[...LINES.map(({ id }) => id), ...BESIDES].join(', ')}`)
const measurements = new Set([...wanted.flatMap(({ measurement, beside }) => [measurement, beside]), ...besidesWanted])
for (const peer of PEERS) if (peer.needs.some((one) => measurements.has(one))) installPeer(peer)

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
const besides = Object.fromEntries(besidesWanted.map((measurement) => {
  say(`${Math.round((performance.now() - started) / 1000)} s: ${measurement}`)
  return [measurement, sample(measurement, 1)]
}))
const RESULTS = new URL('results/bench.json', import.meta.url)
const MEASURED = ['../src', '../spec', '../properties']
/** The commit that what is measured is of: one that changes the bench or the documents measures nothing else. */
const stamp = { commit: git('log', '-1', '--format=%H', '--', ...MEASURED), changed: git('status', '--porcelain', '--', ...MEASURED) !== '', date: new Date().toISOString().slice(0, 10) }

/** What was measured now in its place among what was measured before; `later` has what is not of the run that measured all. */
function merged(before) {
  const all = LINES.flatMap(({ id }) => [...lines, ...before.lines].find((line) => line.id === id) ?? [])
  const names = [...lines.map(({ id }) => id), ...besidesWanted]
  const later = { ...before.later, ...Object.fromEntries(names.map((name) => [name, { ...stamp, machine }])) }
  return { ...before, later, lines: all, samples: { ...before.samples, ...Object.fromEntries(samples) }, besides: { ...before.besides, ...besides } }
}

if (flags.only === undefined || flags.merge) {
  const results = flags.only === undefined ? { ...stamp, machine, lines, samples: Object.fromEntries(samples), besides } : merged(JSON.parse(readFileSync(RESULTS, 'utf8')))
  mkdirSync(new URL('results/', import.meta.url), { recursive: true })
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`)
  if (flags.document) document(results)
}

const figure = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))
if (flags.json) process.stdout.write(`${JSON.stringify({ lines: lines.map(({ id, target, median, min, max, met }) => ({ id, target, median, min, max, met })) })}\n`)
else for (const { id, target, median, min, max, met } of lines) console.log(`${id.padEnd(20)} ${target.padEnd(9)} ${figure(median).padStart(7)}  (${figure(min)} … ${figure(max)})  ${met ? 'met' : 'not met'}`)
