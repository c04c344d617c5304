/**
 * The canonical counterexamples are canonical: from whatever program a cell's clause is broken, shrinking ends in the
 * cell's program or in a greater one, and then the search of the same alphabets makes the cell of it (matrix.test.ts). No
 * program breaks a clause that the matrix has not.
 *
 * Programs are drawn, `CMDQV_SEEDS` of them for each design. Where fewer than `CMDQV_STARTS` break a clause, the cell's own
 * program is hidden among the operations of drawn ones. `npm run test:system` asks for 100 starts of each cell.
 */
import { describe, expect, test } from 'vitest'
import { referenceModel, region } from '../../properties/adapter.js'
import { settingOf } from '../../properties/arms.js'
import { CLAIMS } from '../../properties/claims/index.js'
import type { Operation, Program } from '../../src/check/contract.js'
import { Author } from '../../src/check/author.js'
import { firstDivergence, runProgram } from '../../src/check/lockstep.js'
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

const STARTS = Number(process.env['CMDQV_STARTS'] ?? 6)
const SEEDS = Number(process.env['CMDQV_SEEDS'] ?? 125)
/** Programs in which a cell's is hidden, for each that is wanted: noise can undo what it needs. */
const TRIES = 60
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

/** A cell's program among operations of another one, in their order. */
function hidden(cell: Program, seed: number): Program {
  const source = seededSource(seed)
  const noise = drawn(seed).operations
  const operations: Operation[] = []
  let from = 0
  for (const operation of cell.operations) {
    const length = source.int(5)
    operations.push(...noise.slice(from, from + length), operation)
    from += length
  }
  return { ...cell, operations }
}

/** So many programs of different seeds that end where the clause is first broken: what was drawn, and then hidden ones. */
function filledUp(found: readonly Program[], cell: Program, clause: string, subject: Subject): readonly Program[] {
  const starts = [...found]
  for (let seed = 1; starts.length < STARTS && seed <= TRIES * STARTS; seed++) {
    const program = hidden(cell, seed)
    const last = firstDivergence(subject, referenceModel, program, clause)
    if (last >= 0) starts.push({ ...program, operations: program.operations.slice(0, last + 1) })
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
    const subject = subjectNamed(id)
    for (const [clause, found] of startsOf(subject, new Set(golden.keys()))) {
      const cell = golden.get(clause)
      expect(cell, `${clause} is broken and the matrix has no cell for it`).toBeDefined()
      if (!cell) continue
      const starts = filledUp(found, cell, clause, subject)
      expect(`${clause} from ${starts.length} programs`).toBe(`${clause} from ${STARTS} programs`)
      const { fails } = new Rerun(subject, referenceModel, clause)
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
