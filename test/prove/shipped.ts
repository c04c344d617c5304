/** The matrix that comes with the package, held against a search of today's code. */
import { expect } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { alphabetsFor } from '../../properties/alphabets/index.js'
import type { Cell } from '../../src/check/matrix.js'
import { encodeToken } from '../../src/check/token.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import { rowOf } from '../../src/prove/row.js'
import { searchDevice } from '../../src/prove/search.js'
import { subjectNamed } from './brute.js'

export const STALE = 'docs/designs.json is stale: run npm run matrix, and look at each cell that changes'

function shippedRow(name: string): NonNullable<ReturnType<typeof shippedMatrix>['designs'][number]> {
  const row = shippedMatrix().designs.find((one) => one.name === name)
  if (!row) throw new Error(`no row ${name}: ${STALE}`)
  return row
}

/** A cell as a line of text: what the matrix says of it. */
const line = (clause: string, length: number, minimal: boolean, alphabet: string, replay: string): string => `${clause}: ${length}${minimal ? '' : '?'} over ${alphabet}, ${replay}`

const linesOf = (cells: readonly Cell[]): string[] => cells.map(({ clause, counterexample, minimal, depth, closed, judged }) =>
  counterexample
    ? line(clause, counterexample.program.operations.length, minimal, counterexample.alphabet, encodeToken(counterexample.program))
    : `${clause}: none to ${depth}${closed ? ', closed' : ''}, judged ${judged} times`)

/** Searches a device and expects what the shipped matrix says, cell by cell. */
export function expectFresh(device: string, queues: number): void {
  const row = shippedRow(queues === 2 ? device : `${device}@${queues}`)
  const searches = searchDevice(subjectNamed(device), referenceModel, alphabetsFor(region, queues), region)
  const shipped = [
    ...row.divergences.map(({ clause, length, minimal, alphabet, replay }) => line(clause, length, minimal, alphabet, replay)),
    ...row.none.map(({ clause, depth, closed, judged }) => `${clause}: none to ${depth}${closed ? ', closed' : ''}, judged ${judged} times`),
  ]
  expect(linesOf(rowOf(device, queues, searches, referenceModel.clauses, region).cells).sort(), STALE).toEqual(shipped.sort())
}
