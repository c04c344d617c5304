/**
 * The compiled judge against the readable one, on the same operations and responses, in one run:
 *
 *     npm run bench:judge            a table; and bench/results/judge.json
 *
 * Programs of all claims are run once on the optimised device, and what was done and answered is kept. Both judges then
 * judge it all, in turn, five times each; a figure is the middle one. Nothing else is in the loop: no device, no host.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { readableModel, referenceModel, region } from '../dist/properties/adapter.js'
import { CLAIMS } from '../dist/properties/claims/index.js'
import { Author } from '../dist/src/check/author.js'
import { runProgram } from '../dist/src/check/lockstep.js'
import { partSeed, seededSource } from '../dist/src/check/source.js'
import { createOptimised } from '../dist/src/device/index.js'

const RUNS = 5
const OPERATIONS = 20_000
/** Each judge goes over it so often for one figure. */
const ROUNDS = { readable: 2, compiled: 12 }

/** What was done and answered: for each program the start, then steps. */
function recorded(queues) {
  const programs = []
  let operations = 0
  for (let n = 0; operations < OPERATIONS; n++) {
    const author = new Author(seededSource(partSeed(3, n)), { region, queues, kernels: ['6.17', '6.18.9'], attachFirst: false })
    CLAIMS[n % CLAIMS.length].write(author)
    const steps = []
    let start
    const step = ({ index, operation, response }) => void (index < 0 ? (start = response) : steps.push([operation, response]))
    runProgram({ name: 'optimised', create: createOptimised }, referenceModel, author.program(), { step })
    programs.push({ start, steps })
    operations += steps.length
  }
  return { programs, operations }
}

/** Nanoseconds for one operation. */
function timed(model, queues, { programs, operations }, rounds) {
  const judge = model.judgeFor(queues)
  const started = performance.now()
  for (let round = 0; round < rounds; round++) {
    for (const { start, steps } of programs) {
      judge.powerOn(start)
      for (const [operation, response] of steps) judge.judge(operation, response)
    }
  }
  return ((performance.now() - started) * 1e6) / (operations * rounds)
}

const spread = (figures) => {
  const sorted = figures.toSorted((a, b) => a - b)
  return { median: sorted[sorted.length >> 1], min: sorted[0], max: sorted.at(-1) }
}

const results = [1, 2, 8, 128].map((queues) => {
  const work = recorded(queues)
  const measured = { readable: [], compiled: [] }
  for (let run = -1; run < RUNS; run++) {
    for (const [name, model] of [['readable', readableModel], ['compiled', referenceModel]]) {
      const figure = timed(model, queues, work, ROUNDS[name])
      // The first round is for the engine's compiler.
      if (run >= 0) measured[name].push(figure)
    }
  }
  const ratios = spread(measured.readable.map((figure, i) => figure / measured.compiled[i]))
  return { queues, readable: spread(measured.readable), compiled: spread(measured.compiled), ratio: ratios }
})

const ns = ({ median, min, max }) => `${median.toFixed(0)} (${min.toFixed(0)} … ${max.toFixed(0)})`
console.log('queues  readable, ns an operation   compiled              times')
for (const { queues, readable, compiled, ratio } of results) {
  console.log(`${String(queues).padEnd(7)} ${ns(readable).padEnd(27)} ${ns(compiled).padEnd(21)} ${ratio.median.toFixed(1)} (${ratio.min.toFixed(1)} … ${ratio.max.toFixed(1)})`)
}
mkdirSync(new URL('results/', import.meta.url), { recursive: true })
writeFileSync(new URL('results/judge.json', import.meta.url), `${JSON.stringify({ machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }, operations: OPERATIONS, results }, null, 2)}\n`)
