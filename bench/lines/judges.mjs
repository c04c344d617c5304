/** One judge alone, on what was done and answered: both in one process would teach each other's code to expect two shapes of everything. */
import { readableModel, referenceModel, region } from '../../dist/properties/adapter.js'
import { CLAIMS } from '../../dist/properties/claims/index.js'
import { Author } from '../../dist/src/check/author.js'
import { runProgram } from '../../dist/src/check/lockstep.js'
import { partSeed, seededSource } from '../../dist/src/check/source.js'
import { createOptimised } from '../../dist/src/device/index.js'

const OPERATIONS = 40_000
/** Each judge goes over it so often for one figure. */
const ROUNDS = { readable: 2, compiled: 12 }

/** Someone who says nothing. */
const SILENT = { judged: [], forbidden: [], powerOn() {}, judge() {}, save() {}, restore() {} }
const nobody = { clauses: [], judgeFor: () => SILENT }

/** What was done and answered: for each program the start, then steps. Programs of all claims, on the optimised device. */
function recorded(queues) {
  const programs = []
  let operations = 0
  for (let n = 0; operations < OPERATIONS; n++) {
    const author = new Author(seededSource(partSeed(3, n)), { region, queues, kernels: ['6.17', '6.18.9'], attachFirst: false })
    CLAIMS[n % CLAIMS.length].write(author)
    const steps = []
    let start
    const step = ({ index, operation, response }) => void (index < 0 ? (start = response) : steps.push([operation, response]))
    runProgram({ name: 'optimised', create: createOptimised }, nobody, author.program(), { step })
    programs.push({ start, steps })
    operations += steps.length
  }
  return { programs, operations }
}

/** Nanoseconds for one operation. */
function timed(model, queues, { programs, operations }, rounds) {
  const judge = model.judgeFor(queues)
  const once = () => {
    for (const { start, steps } of programs) {
      judge.powerOn(start)
      for (const [operation, response] of steps) judge.judge(operation, response)
    }
  }
  // The engine compiles for seconds: what is measured is what comes after.
  for (let round = 0; round < rounds; round++) once()
  const started = performance.now()
  for (let round = 0; round < rounds; round++) once()
  return ((performance.now() - started) * 1e6) / (operations * rounds)
}

/** Nanoseconds of an operation, by the readable judge or the compiled one. */
export function judgeCost(which, queues) {
  return timed(which === 'readable' ? readableModel : referenceModel, queues, recorded(queues), ROUNDS[which])
}
