/** For each clause a wrong device that it catches, by itself wherever that can be. */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import { referenceModel, region } from '../../properties/adapter.js'
import type { Program } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { comparePrograms } from '../../src/check/order.js'
import { decodeToken, encodeToken } from '../../src/check/token.js'
import type { Caught } from '../../src/cli/evidence.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import { speakingAlone } from '../../src/prove/alone.js'
import { leastOf, searchDevice } from '../../src/prove/search.js'
import { voicesAtEnd } from './voices.js'
import { designs, planted } from './wrong.js'

interface Find {
  readonly subject: Subject
  readonly program: Program
}

const ALPHABETS = alphabetsFor(region, 2)
/** Operations of one search in a device that was planted for one clause. */
const MOST_FOR_ONE = 300_000

/** The least program of each clause on which nobody else speaks. */
function alone(subject: Subject, wanted?: readonly string[]): ReadonlyMap<string, Find> {
  const reports = searchDevice(subject, speakingAlone(referenceModel), ALPHABETS, region, wanted ? { wanted, transitions: MOST_FOR_ONE } : {})
  return new Map([...leastOf(reports, region)].map(([clause, { program }]) => [clause, { subject, program }]))
}

const isLess = (one: Find, other: Find | undefined): boolean => other === undefined || comparePrograms(one.program, other.program, region) < 0

const told = ({ subject, program }: Find, beside: readonly string[]): Caught => ({ device: subject.name, length: program.operations.length, replay: encodeToken(program), beside })

/** The counterexample of the matrix on which the fewest others speak, for a clause that never speaks alone. */
function inCompany(clause: string, subjects: readonly Subject[]): Caught | undefined {
  const candidates = shippedMatrix().designs.filter(({ queues }) => queues === 2).flatMap(({ device, divergences }) => {
    const subject = subjects.find(({ name }) => name === device)
    const own = divergences.find((one) => one.clause === clause)
    if (!subject || !own) return []
    const program = decodeToken(own.replay)
    return [told({ subject, program }, voicesAtEnd(subject, program).filter((voice) => voice !== clause))]
  })
  return candidates.toSorted((a, b) => a.beside.length - b.beside.length || a.length - b.length)[0]
}

/** What catches what, by clause; a clause that catches nothing is left out. `tell` hears of each device when it has been searched. */
export async function catches(tell: (device: string) => void): Promise<ReadonlyMap<string, Caught>> {
  const subjects = await designs()
  const best = new Map<string, Find>()
  const note = (finds: ReadonlyMap<string, Find>): void => finds.forEach((find, clause) => { if (isLess(find, best.get(clause))) best.set(clause, find) })
  for (const subject of subjects) {
    note(alone(subject))
    tell(subject.name)
  }
  const ids = referenceModel.clauses.map(({ id }) => id)
  for (const id of ids.filter((one) => !best.has(one))) {
    for (const subject of planted(id)) note(alone(subject, [id]))
    tell(id)
  }
  return new Map(ids.flatMap((id): [string, Caught][] => {
    const find = best.get(id)
    const caught = find ? told(find, []) : inCompany(id, subjects)
    return caught ? [[id, caught]] : []
  }))
}
