/** A worker's side: it is sent places in the list of mutants and answers with rows. */
import { inlineLess } from '../../src/cli/engine.js'
import { generate } from './generate.js'
import { account } from './row.js'

inlineLess()
const mutants = generate()
const FULL = process.argv.includes('full')

process.on('message', (number: number) => {
  const mutant = mutants[number]
  if (!mutant) throw new RangeError(`there is no mutant ${number}`)
  const started = performance.now()
  const row = account(mutant, FULL)
  process.send?.({ number, row, seconds: (performance.now() - started) / 1000 })
})
