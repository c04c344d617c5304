/** The matrix that comes with the package, each broken cell with how its design runs the program. */
import type { Program } from '../../check/contract.js'
import { formatProgram } from '../../check/program.js'
import type { ShippedCell, ShippedRow } from '../../report/html/facts.js'
import { loadSubject } from '../devices.js'
import type { ShippedDivergence, ShippedMatrix, ShippedRow as Row } from '../shipped.js'
import { timelineOf } from './timeline.js'
import { programIn } from './tokens.js'

const USUAL = 2

/** Whether the row at two queues tells the same story. */
function asAtTwo(program: Program, { clause }: ShippedDivergence, twin: Row | undefined): boolean {
  const narrow = twin?.divergences.find((one) => one.clause === clause)
  return narrow !== undefined && formatProgram({ ...programIn(narrow.replay), queues: program.queues }) === formatProgram(program)
}

async function rowOf(row: Row, { designs }: ShippedMatrix): Promise<ShippedRow> {
  const subject = await loadSubject(row.device)
  const twin = row.queues === USUAL ? undefined : designs.find(({ device, queues }) => device === row.device && queues === USUAL)
  const broken = row.divergences.map((divergence): ShippedCell => {
    const program = programIn(divergence.replay)
    const { spare = [], causes = [], ...rest } = divergence
    return { ...rest, causes, bystander: spare.length > 0, timeline: asAtTwo(program, divergence, twin) ? undefined : timelineOf(subject, program) }
  })
  const { name, device, queues, none } = row
  return { name, device, queues, broken, none }
}

/** Every row with its stories. */
export const shippedStories = (matrix: ShippedMatrix): Promise<readonly ShippedRow[]> => Promise.all(matrix.designs.map((row) => rowOf(row, matrix)))
