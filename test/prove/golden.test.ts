/**
 * The canonical counterexamples are canonical: whatever random programs break a cell's clause, shrunk they end in the
 * cell's program or in a greater one, and none breaks a clause that the matrix has not. `CMDQV_SEEDS=6000` draws as many
 * programs, which takes minutes.
 */
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { settingOf } from '../../properties/arms.js'
import { CLAIMS } from '../../properties/claims/index.js'
import type { Program } from '../../src/check/contract.js'
import { Author } from '../../src/check/author.js'
import { runProgram } from '../../src/check/lockstep.js'
import type { Subject } from '../../src/check/lockstep.js'
import { comparePrograms } from '../../src/check/order.js'
import { formatProgram } from '../../src/check/program.js'
import { Rerun } from '../../src/check/rerun.js'
import { shrink } from '../../src/check/shrink/index.js'
import { seededSource } from '../../src/check/source.js'
import { decodeToken } from '../../src/check/token.js'
import { DESIGNS } from '../../src/designs/index.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import { subjectNamed } from './brute.js'

/** Programs for each cell at the most, and programs that are drawn. */
const STARTS = 100
const SEEDS = Number(process.env['CMDQV_SEEDS'] ?? 250)
const SETTING = settingOf({ queues: 2, kernels: ['6.17', '6.18.9'], attachFirst: false, seed: 0, runs: 0 })

function drawn(seed: number): Program {
  const author = new Author(seededSource(seed), SETTING)
  CLAIMS[seed % CLAIMS.length]?.write(author)
  const { operations, ...header } = author.program()
  return { ...header, operations: operations.flatMap((operation) => (operation.op === 'acknowledge' ? [] : [operation])) }
}

/** For each clause, programs of different seeds that end where it is first broken. */
function startsOf(subject: Subject, cells: ReadonlySet<string>): ReadonlyMap<string, readonly Program[]> {
  const starts = new Map<string, Program[]>([...cells].map((clause) => [clause, []]))
  for (let seed = 1; seed <= SEEDS && [...starts.values()].some(({ length }) => length < STARTS); seed++) {
    const program = drawn(seed)
    const seen = new Set<string>()
    runProgram(subject, referenceModel, program, {
      step({ index, forbidden }) {
        for (const { clause } of forbidden) {
          if (seen.has(clause)) continue
          seen.add(clause)
          const known = starts.get(clause) ?? []
          if (known.length < STARTS) known.push({ ...program, operations: program.operations.slice(0, index + 1) })
          starts.set(clause, known)
        }
      },
    })
  }
  return starts
}

const middle = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0

describe.each(DESIGNS.map(({ id }) => id))('%s', (id) => {
  test('every seed ends in the cell, or in what the search makes the cell of', () => {
    const row = shippedMatrix().designs.find(({ name }) => name === id)
    const golden = new Map((row?.divergences ?? []).map(({ clause, replay }) => [clause, decodeToken(replay)]))
    const executions: number[] = []
    let [least, all] = [0, 0]
    for (const [clause, starts] of startsOf(subjectNamed(id), new Set(golden.keys()))) {
      const cell = golden.get(clause)
      expect(cell, `${clause} is broken and the matrix has no cell for it`).toBeDefined()
      if (!cell) continue
      const { fails } = new Rerun(subjectNamed(id), referenceModel, clause)
      for (const start of starts) {
        const end = shrink(start, fails, { region, maxExecutions: 5000 })
        executions.push(end.executions)
        all++
        const order = comparePrograms(cell, end.program, region)
        if (order > 0) expect(formatProgram(end.program), `${clause}: less than its cell`).toBe(formatProgram(cell))
        if (order === 0) least++
      }
    }
    console.info(`${id}: ${all} starts for ${golden.size} cells, ${Math.round((100 * least) / all)} % shrink to the cell itself, median ${middle(executions)} executions`)
    expect(middle(executions)).toBeLessThanOrEqual(150)
  })
})
