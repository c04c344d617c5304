/** Puts what was measured into docs/performance.md, between its marks, and draws the plots beside it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { linePlot } from './plot.mjs'
import { PROOF_SECTIONS } from './proved.mjs'
import { figure, middle, table } from './tables.mjs'

const PAGE = new URL('../docs/performance.md', import.meta.url)
const PLOTS = new URL('../docs/performance/', import.meta.url)

/** The lines that were measured by themselves, after the run that measured all. */
function afterwards(lines, later = {}) {
  const moments = new Map()
  for (const { id } of lines) {
    if (later[id] === undefined) continue
    const { date, commit } = later[id]
    const moment = `on ${date} at commit ${commit.slice(0, 7)}`
    moments.set(moment, [...(moments.get(moment) ?? []), id])
  }
  return [...moments].map(([moment, ids]) => `\nBy themselves ${moment}: ${ids.join(', ')}.`).join('')
}

const contract = ({ lines, commit, date, machine, later }) =>
  `${table(['line', 'target', 'median', 'min … max', ''], lines.map(({ id, title, target, median, min, max, met }) => [`**${id}**: ${title}`, target, figure(median), `${figure(min)} … ${figure(max)}`, met ? 'met' : '**not met**']))}

Measured on ${date} at commit ${commit.slice(0, 7)}: ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}.${afterwards(lines, later)}`

function rates({ samples, besides }) {
  const of = (measurement, field) => middle(samples[measurement].map((one) => one[field]))
  return table(['what', 'a second'], [
    ['this engine, one thread, everything counted in', figure(of('peers', 'engine'))],
    ['the bare loop over enumerated programs, one thread', figure(of('lockstep', 'bare'))],
    ['this engine over the same programs', figure(of('lockstep', 'whole'))],
    [`a default run, ${samples.run[0].workers} workers, start-up and compilation counted in`, figure(of('run', 'accessesPerSecond'))],
    ['one worker, 3,000 programs a property', figure(of('workers', 'one'))],
    ['two workers, likewise', figure(of('workers', 'two'))],
    ['two processes of one worker each at once, likewise, together', figure(of('workers', 'apart'))],
    ['fc.commands and fc.modelRun, same device and host, readable model', figure(of('peers', 'commands'))],
    ['Hypothesis, smaller pair', figure(of('peers', 'hypothesis'))],
    ['the readable judge alone, 2 VCMDQs', figure(1e9 / of('readable', 'nanoseconds'))],
    ['the compiled judge alone, 2 VCMDQs', figure(1e9 / of('compiled', 'nanoseconds'))],
    ['the readable judge alone, 128 VCMDQs', figure(1e9 / besides.readableMany.nanoseconds)],
    ['the compiled judge alone, 128 VCMDQs', figure(1e9 / besides.compiledMany.nanoseconds)],
  ])
}

function profile({ besides: { profileOrders, profileRandom } }) {
  const rooms = [...new Set([...profileOrders.shares, ...profileRandom.shares].map(({ room }) => room))]
  const cell = ({ shares }, room) => {
    const found = shares.find((share) => share.room === room)
    return found ? [`${found.percent.toFixed(0)} %`, figure(found.nanoseconds)] : ['', '']
  }
  return table(['room', 'enumerated arms', 'ns an access', 'random arms', 'ns an access'], rooms.map((room) => [room, ...cell(profileOrders, room), ...cell(profileRandom, room)]))
}

const device = ({ besides: { deviceTable } }) =>
  `A typed array behind the same call: ${figure(deviceTable.bareReads)} ns a load, ${figure(deviceTable.bareWrites)} ns a store.

${table(['VCMDQs', 'served by', 'aperture', 'way', 'load, ns', '×', 'store, ns', '×'], deviceTable.rows.map(({ queues, backed, aperture, way, read, write, readRatio, writeRatio }) => [queues, backed ? 'the page' : 'the cache', aperture, way, figure(read), figure(readRatio), figure(write), figure(writeRatio)]))}`

/** The plots, by file. */
function plots({ besides: { lengths, queueCosts }, samples }) {
  return {
    'length.svg': linePlot({ title: 'Cost of an operation as programs grow', x: 'operations in a program', y: 'ns an operation', log: true, points: lengths.map(({ length, nanoseconds }) => [length, nanoseconds]) }),
    'queues.svg': linePlot({ title: 'Cost of an operation as VCMDQs grow', x: 'VCMDQs', y: 'ns an operation', log: true, points: queueCosts.map(({ queues, nanoseconds }) => [queues, nanoseconds]) }),
    'memory.svg': linePlot({ title: 'Resident memory of a long check, all workers', x: 'seconds', y: 'MiB', points: samples.memory[0].samples.map(({ second, megabytes }) => [second, megabytes]) }),
  }
}

const told = ({ samples }) => `![Cost of an operation as programs grow](performance/length.svg)
![Cost of an operation as VCMDQs grow](performance/queues.svg)
![Resident memory of a long check](performance/memory.svg)

Levels of resident memory: ${samples.memory[0].levels.map(({ second, megabytes }) => `${megabytes.toFixed(0)} MiB after ${second} s`).join(', ')}.`

const SECTIONS = { contract, rates, profile, device, ...PROOF_SECTIONS }

/** The page with its sections as measured. Throws when a mark is missing. */
function pageOf(text, measured) {
  let page = text
  for (const [name, section] of Object.entries({ ...SECTIONS, plots: told })) {
    const marks = new RegExp(`(<!-- bench:${name} -->\n)[\\s\\S]*?(\n<!-- /bench:${name} -->)`)
    if (!marks.test(page)) throw new Error(`docs/performance.md has no place for '${name}': put <!-- bench:${name} --> and <!-- /bench:${name} --> on lines of their own`)
    page = page.replace(marks, (_, open, close) => `${open}${section(measured)}${close}`)
  }
  return page
}

/** What the README quotes: the default run, of the five the one in the middle. */
export function quoteOf({ samples: { run } }) {
  const { accesses, accessesPerSecond, workers } = run.toSorted((a, b) => a.accessesPerSecond - b.accessesPerSecond)[run.length >> 1]
  return `${accesses.toLocaleString('en')} accesses judged in ${(accesses / accessesPerSecond).toFixed(1)} s, ${accessesPerSecond.toLocaleString('en')} a second, ${workers} workers`
}

/** Rewrites the page's sections and draws the plots. */
export function document(results) {
  // NaN does not survive JSON: what was not measured is null there.
  const measured = JSON.parse(JSON.stringify(results))
  mkdirSync(PLOTS, { recursive: true })
  for (const [name, svg] of Object.entries(plots(measured))) writeFileSync(new URL(name, PLOTS), svg)
  writeFileSync(PAGE, pageOf(readFileSync(PAGE, 'utf8'), measured))
}

// node bench/document.mjs: the page, the plots and the README are what bench/results/bench.json says; with --write it makes them so.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = JSON.parse(readFileSync(new URL('results/bench.json', import.meta.url), 'utf8'))
  if (process.argv[2] === '--write') document(results)
  const stale = []
  if (readFileSync(PAGE, 'utf8') !== pageOf(readFileSync(PAGE, 'utf8'), results)) stale.push('docs/performance.md')
  for (const [name, svg] of Object.entries(plots(results))) if (readFileSync(new URL(name, PLOTS), 'utf8') !== svg) stale.push(`docs/performance/${name}`)
  if (!readFileSync(new URL('../README.md', import.meta.url), 'utf8').includes(quoteOf(results))) stale.push(`README.md, which should quote: ${quoteOf(results)}`)
  for (const file of stale) console.error(`not what bench/results/bench.json says: ${file}`)
  process.exitCode = stale.length > 0 ? 1 : 0
}
