/** Our engine on its own: the arms of a default run in this thread, and the same loop with nothing around it. */
import { referenceModel, region } from '../../dist/properties/adapter.js'
import { workbench } from '../../dist/src/cli/assembly.js'
import { loadSubject } from '../../dist/src/cli/devices.js'
import { inlineLess } from '../../dist/src/cli/engine.js'
import { Loop } from '../../dist/src/check/loop.js'
import { orderCases } from '../../dist/src/check/orderings.js'
import { partsOf, runPart, tablesOf } from '../../dist/src/check/plan.js'
import { Tape } from '../../dist/src/check/tape.js'

inlineLess()

export const OPTIONS = { queues: 2, kernels: ['6.17', '6.18.9'], attachFirst: false, seed: 20260521, runs: 1000 }
const subject = await loadSubject('optimised')

/** Every tenth part of a default run: all arms, in their proportions. */
function sampled(bench) {
  return partsOf(bench.arms, 1).filter(({ order }) => order % 10 === 0)
}

/** Judged accesses a second, generation, device, host, judge and coverage counted in; warmed up. */
export function engineRate() {
  const bench = workbench(subject, OPTIONS, { properties: undefined })
  const parts = sampled(bench)
  const once = () => parts.reduce((sum, part) => sum + runPart(bench, part).accesses, 0)
  once()
  once()
  const started = performance.now()
  const accesses = once() + once()
  return accesses / ((performance.now() - started) / 1000)
}

/** Someone who does not look. */
const NOBODY = { accessed() {}, happened() {}, judged() {}, step: undefined, quietSteps: false, counts: new Float64Array(referenceModel.clauses.length) }

const tapeOf = (operations) => new Tape().load(operations)

/** The bare loop over programs written beforehand, and the whole engine over the same ones: accesses a second of each. */
export function lockstepRates() {
  const table = tablesOf(OPTIONS)[0]
  const programs = []
  for (const { header, tape } of orderCases(table, region, 0, 60, OPTIONS.seed)) programs.push({ header, tape: tapeOf(tape.operations()) })
  const loop = new Loop(subject, referenceModel)
  const operations = programs.reduce((sum, { tape }) => sum + tape.length, 0)
  const bare = () => programs.forEach(({ header, tape }) => loop.run(header, tape, NOBODY))
  const bench = workbench(subject, OPTIONS, { properties: undefined })
  const parts = partsOf(bench.arms, 1).filter(({ arm, part }) => arm === 0 && part < 3)
  let done = 0
  const whole = () => (done = parts.reduce((sum, part) => sum + runPart(bench, part).operations, 0))
  const rate = (run, count) => {
    for (let i = 0; i < 4; i++) run()
    const started = performance.now()
    for (let i = 0; i < 6; i++) run()
    return (6 * count()) / ((performance.now() - started) / 1000)
  }
  return { bare: rate(bare, () => operations), whole: rate(whole, () => done) }
}
