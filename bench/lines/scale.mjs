/** The cost of an access as programs grow, and as queues do. */
import { referenceModel, region } from '../../dist/properties/adapter.js'
import { CLAIMS } from '../../dist/properties/claims/index.js'
import { Author, EVEN } from '../../dist/src/check/author.js'
import { inlineLess } from '../../dist/src/cli/engine.js'
import { Recorder } from '../../dist/src/check/recorder.js'
import { partSeed, seededSource } from '../../dist/src/check/source.js'
import { createOptimised } from '../../dist/src/device/index.js'

inlineLess()
const subject = { name: 'optimised', create: createOptimised }
const settingFor = (queues) => ({ region, queues, kernels: ['6.17', '6.18.9'], attachFirst: false })

function composed(source, length, queues) {
  const author = new Author(source, settingFor(queues))
  author.boot({})
  while (author.operations.length < length) author.compose(1, { ...EVEN, wide: 0 })
  const program = author.program()
  return { ...program, operations: program.operations.slice(0, length) }
}

function cost(programs, queues) {
  const recorder = new Recorder('scale', subject, referenceModel, region)
  const once = () => programs.reduce((sum, program) => sum + recorder.run(program), 0)
  once()
  const started = performance.now()
  const operations = once() + once()
  return ((performance.now() - started) * 1e6) / operations
}

/** Nanoseconds of an operation, for programs of so many operations: drawn beforehand, made a tape, run, judged and counted. */
export function costByLength() {
  return [10, 100, 1000, 10_000, 100_000].map((length) => {
    const count = Math.max(1, Math.ceil(200_000 / length))
    return { length, nanoseconds: cost(Array.from({ length: count }, (_, n) => composed(seededSource(partSeed(5, n)), length, 2)), 2) }
  })
}

/** The same with so many queues, for programs of all claims. */
export function costByQueues() {
  return [1, 2, 4, 8, 16, 32, 64, 128].map((queues) => {
    const programs = Array.from({ length: 1500 }, (_, n) => {
      const author = new Author(seededSource(partSeed(6, n)), settingFor(queues))
      CLAIMS[n % CLAIMS.length].write(author)
      return author.program()
    })
    return { queues, nanoseconds: cost(programs, queues) }
  })
}
