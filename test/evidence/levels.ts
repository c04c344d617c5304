/** The levels of evidence that clauses have lost, as lines for a reader; none when all is as written down. */
import { CLAUSES } from '../../spec/index.js'
import { decodeToken } from '../../src/check/token.js'
import { loadSubject } from '../../src/cli/devices.js'
import type { ClauseEvidence, Evidence } from '../../src/cli/evidence.js'
import { passes, voicesIn } from './voices.js'
import { deviceNamed } from './wrong.js'

/** Without running anything: whether every clause was judged, and is told of once. */
export function gapsIn({ clauses }: Evidence): readonly string[] {
  const own = new Map(clauses.map((one) => [one.clause, one]))
  return [
    ...(own.size === clauses.length ? [] : ['a clause is told of twice']),
    ...CLAUSES.filter(({ id }) => !own.has(id)).map(({ id }) => `${id}: no evidence`),
    ...clauses.filter(({ reached }) => reached === 0).map(({ clause }) => `${clause}: never judged in the default run`),
  ]
}

/** Whether a program still does to its device what is written of it, and nothing to the optimised one. */
export async function lostCatch({ clause, caught: { device, length, replay } }: ClauseEvidence): Promise<readonly string[]> {
  const subject = await deviceNamed(device)
  if (!subject) return [`${clause}: there is no device ${device}`]
  const program = decodeToken(replay)
  const { all: voices, atEnd } = voicesIn(subject, program)
  return [
    ...(program.operations.length === length ? [] : [`${clause}: the program has ${program.operations.length} operations, not ${length}`]),
    ...(atEnd.includes(clause) ? [] : [`${clause}: no longer catches ${device}`]),
    ...(voices.every((voice) => voice === clause) ? [] : [`${clause}: catches ${device} beside ${voices.join(', ')}`]),
    ...(passes(await loadSubject('optimised'), program) ? [] : [`${clause}: its program breaks the optimised device as well`]),
  ]
}

/** Clauses that a run judged otherwise than is written down. */
export const otherCounts = ({ clauses }: Evidence, counted: Readonly<Record<string, number>>): readonly string[] =>
  clauses.filter(({ clause, reached }) => counted[clause] !== reached).map(({ clause, reached }) => `${clause}: judged ${counted[clause] ?? 0} times, not ${reached}`)
