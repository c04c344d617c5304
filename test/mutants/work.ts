/** A worker's side: it is sent places in the list of mutants and answers with rows. */
import { parentPort, workerData } from 'node:worker_threads'
import { inlineLess } from '../../src/cli/engine.js'
import { generate } from './generate.js'
import { account } from './row.js'

const port = parentPort
if (!port) throw new Error('this module runs in a worker thread')
inlineLess()
const mutants = generate()

port.on('message', (number: number) => {
  const mutant = mutants[number]
  if (!mutant) throw new RangeError(`there is no mutant ${number}`)
  const started = performance.now()
  const row = account(mutant, workerData === 'full')
  port.postMessage({ number, row, seconds: (performance.now() - started) / 1000 })
})
