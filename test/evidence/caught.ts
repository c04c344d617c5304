/** For each clause a wrong device that it catches, by itself wherever that can be. */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import { letters } from '../../properties/alphabets/letters.js'
import { referenceModel, region } from '../../properties/adapter.js'
import type { Program } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { CANONICAL_KERNEL, comparePrograms } from '../../src/check/order.js'
import { decodeToken, encodeToken } from '../../src/check/token.js'
import type { Caught } from '../../src/cli/evidence.js'
import { shippedMatrix } from '../../src/cli/shipped.js'
import { speakingAlone } from '../../src/prove/alone.js'
import { leastOf, searchDevice } from '../../src/prove/search.js'
import { voicesIn } from './voices.js'
import { designs, planted } from './wrong.js'

/**
 * Programs in which a clause speaks alone, for those that no search over the alphabets comes to, in the notation of
 * properties/alphabets/letters.ts. They are run on every wrong device.
 */
const SPOKEN: Readonly<Record<string, string>> = {
  ALIAS: 'VINTF0_CONFIG=1 CMDQ_ALLOC_MAP[0]=1 v0.PROD_INDX=1 d0.PROD_INDX',
  'DIRECT-DISABLED': 'CONFIG=0 VINTF0_CONFIG=1 CMDQ_ALLOC_MAP[0]=1 v0.PROD_INDX=1 v0.PROD_INDX',
  'ENABLES-KEEP': 'VINTF0_CONFIG=1 CMDQ_ALLOC_MAP[0]=1 v0.PROD_INDX=1 d0.CONFIG=1 d0.CONFIG=0 d0.CONFIG=1 v0.PROD_INDX',
}

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

/** The device that is caught in the program that is written down for a clause, by that clause alone. */
function spoken(clause: string, subjects: readonly Subject[]): readonly Find[] {
  const text = SPOKEN[clause]
  if (text === undefined) return []
  const program: Program = { kernel: CANONICAL_KERNEL, queues: 2, slots: [], operations: letters(text, region) }
  return subjects.filter((subject) => voicesIn(subject, program).all.join() === clause).map((subject) => ({ subject, program }))
}

const isLess = (one: Find, other: Find | undefined): boolean => other === undefined || comparePrograms(one.program, other.program, region) < 0

const told = ({ subject, program }: Find, beside: readonly string[]): Caught => ({ device: subject.name, length: program.operations.length, replay: encodeToken(program), beside })

/** The counterexample of the matrix in which the fewest others speak, for a clause that never speaks alone. */
function inCompany(clause: string, subjects: readonly Subject[]): Caught | undefined {
  const candidates = shippedMatrix().designs.filter(({ queues }) => queues === 2).flatMap(({ device, divergences }) => {
    const subject = subjects.find(({ name }) => name === device)
    const own = divergences.find((one) => one.clause === clause)
    if (!subject || !own) return []
    const program = decodeToken(own.replay)
    return [told({ subject, program }, voicesIn(subject, program).all.filter((voice) => voice !== clause))]
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
    const [written] = spoken(id, [...subjects, ...planted(id)])
    if (written) best.set(id, written)
    else for (const subject of planted(id)) note(alone(subject, [id]))
    tell(id)
  }
  return new Map(ids.flatMap((id): [string, Caught][] => {
    const find = best.get(id)
    const caught = find ? told(find, []) : inCompany(id, subjects)
    return caught ? [[id, caught]] : []
  }))
}
