/**
 * The same device, host and readable model as fast-check's own commands drive them: `fc.commands` draws, `fc.modelRun`
 * runs. What a user of fast-check would write who has the readable model and no engine of ours.
 */
import fc from 'fast-check'
import { readableModel, region } from '../../dist/properties/adapter.js'
import { Bench } from '../../dist/src/check/lockstep.js'
import { createOptimised } from '../../dist/src/device/index.js'

const QUEUES = 2
const PAGE0 = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'STATUS', 'GERROR', 'GERRORN']
const offsets = [
  ...['direct', 'vintf'].flatMap((aperture) => [...PAGE0, 'BASE_L', 'BASE_H'].flatMap((register) => [0, 1].map((q) => region.queueRegister(aperture, register, q)))),
  region.configRegister('CONFIG'), region.configRegister('VINTF0_CONFIG'), region.configRegister('CMDQ_ALLOC_MAP', 0), region.configRegister('CMDQ_ALLOC_MAP', 1),
]

/** One operation on the device, judged by the model. */
class Operate {
  constructor(operation) {
    this.operation = operation
  }

  check() {
    return true
  }

  run(model, real) {
    const response = real.bench.perform(this.operation)
    model.judge.judge(this.operation, response)
    model.steps++
    if (model.judge.forbidden.length > 0) throw new Error(`${model.judge.forbidden[0].clause} is broken`)
  }

  toString() {
    return JSON.stringify(this.operation)
  }
}

const commands = fc.commands([
  fc.record({ op: fc.constant('read'), offset: fc.constantFrom(...offsets), size: fc.constant(4) }).map((operation) => new Operate(operation)),
  fc.record({ op: fc.constant('write'), offset: fc.constantFrom(...offsets), size: fc.constant(4), value: fc.oneof(fc.constantFrom(0, 1, 3, 0x4000_0004), fc.nat()) }).map((operation) => new Operate(operation)),
  fc.constantFrom({ op: 'attach' }, { op: 'consume', l: 0, n: 1 }).map((operation) => new Operate(operation)),
], { size: 'max', maxCommands: 75 })

/** Runs `programs` of them; answers how many operations were judged, and in how many seconds. */
export function commandsRate(programs, seed) {
  const judge = readableModel.judgeFor(QUEUES)
  const subject = { name: 'optimised', create: createOptimised }
  let operations = 0
  const started = performance.now()
  fc.assert(
    fc.property(commands, (drawn) => {
      const model = { judge, steps: 0 }
      const setup = () => {
        const bench = new Bench(subject, { kernel: '6.18.9', queues: QUEUES, slots: [] })
        judge.powerOn(bench.started())
        return { model, real: { bench } }
      }
      fc.modelRun(setup, drawn)
      operations += model.steps
    }),
    { numRuns: programs, seed },
  )
  return { operations, seconds: (performance.now() - started) / 1000 }
}
