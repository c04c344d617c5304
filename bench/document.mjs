/** Puts what was measured into docs/performance.md, between its marks, and draws the plots beside it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { linePlot } from './plot.mjs'

const PAGE = new URL('../docs/performance.md', import.meta.url)
const PLOTS = new URL('../docs/performance/', import.meta.url)

const figure = (value) => (value === null || Number.isNaN(value) ? '' : value >= 1000 ? Math.round(value).toLocaleString('en') : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))
const table = (head, rows) => [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')
const middle = (figures) => figures.toSorted((a, b) => a - b)[figures.length >> 1]

const contract = ({ lines, commit, date, machine }) =>
  `${table(['line', 'target', 'median', 'min … max', ''], lines.map(({ id, title, target, median, min, max, met }) => [`**${id}**: ${title}`, target, figure(median), `${figure(min)} … ${figure(max)}`, met ? 'met' : '**not met**']))}

Measured on ${date} at commit ${commit.slice(0, 7)}: ${machine.cores} cores of ${machine.cpu}, Node ${machine.node}.`

function rates({ samples, besides }) {
  const of = (measurement, field) => middle(samples[measurement].map((one) => one[field]))
  return table(['what', 'a second'], [
    ['this engine, one thread, everything counted in', figure(of('peers', 'engine'))],
    ['the bare loop over enumerated programs, one thread', figure(of('lockstep', 'bare'))],
    ['this engine over the same programs', figure(of('lockstep', 'whole'))],
    [`a default run, ${samples.run[0].workers} workers, start-up and compilation counted in`, figure(of('run', 'accessesPerSecond'))],
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

function plots({ besides: { lengths, queueCosts }, samples }) {
  const { samples: memory, levels } = samples.memory[0]
  const drawn = {
    'length.svg': linePlot({ title: 'Cost of an operation as programs grow', x: 'operations in a program', y: 'ns an operation', log: true, points: lengths.map(({ length, nanoseconds }) => [length, nanoseconds]) }),
    'queues.svg': linePlot({ title: 'Cost of an operation as VCMDQs grow', x: 'VCMDQs', y: 'ns an operation', log: true, points: queueCosts.map(({ queues, nanoseconds }) => [queues, nanoseconds]) }),
    'memory.svg': linePlot({ title: 'Resident memory of a long check, all workers', x: 'seconds', y: 'MiB', points: memory.map(({ second, megabytes }) => [second, megabytes]) }),
  }
  mkdirSync(PLOTS, { recursive: true })
  for (const [name, svg] of Object.entries(drawn)) writeFileSync(new URL(name, PLOTS), svg)
  return `![Cost of an operation as programs grow](performance/length.svg)
![Cost of an operation as VCMDQs grow](performance/queues.svg)
![Resident memory of a long check](performance/memory.svg)

Levels of resident memory: ${levels.map(({ second, megabytes }) => `${megabytes.toFixed(0)} MiB after ${second} s`).join(', ')}.`
}

const SECTIONS = { contract, rates, profile, device, plots }

/** Rewrites the page's sections. Throws when a mark is missing. */
export function document(results) {
  // NaN does not survive JSON: what was not measured is null there.
  const measured = JSON.parse(JSON.stringify(results))
  let page = readFileSync(PAGE, 'utf8')
  for (const [name, section] of Object.entries(SECTIONS)) {
    const marks = new RegExp(`(<!-- bench:${name} -->\n)[\\s\\S]*?(\n<!-- /bench:${name} -->)`)
    if (!marks.test(page)) throw new Error(`docs/performance.md has no place for '${name}': put <!-- bench:${name} --> and <!-- /bench:${name} --> on lines of their own`)
    page = page.replace(marks, (_, open, close) => `${open}${section(measured)}${close}`)
  }
  writeFileSync(PAGE, page)
}
