/** For each clause a wrong device that it catches by itself. */
import { alphabetsFor } from '../../properties/alphabets/index.js'
import { letters } from '../../properties/alphabets/letters.js'
import { referenceModel, region } from '../../properties/adapter.js'
import type { Program } from '../../src/check/contract.js'
import type { Subject } from '../../src/check/lockstep.js'
import { CANONICAL_KERNEL, comparePrograms } from '../../src/check/order.js'
import { encodeToken } from '../../src/check/token.js'
import type { Caught } from '../../src/cli/evidence.js'
import { speakingAlone } from '../../src/prove/alone.js'
import { leastOf, searchDevice } from '../../src/prove/search.js'
import { voicesIn } from './voices.js'
import { designs, planted } from './wrong.js'

/**
 * Programs in which a clause speaks alone, for those that no search over the alphabets comes to, in the notation of
 * properties/alphabets/letters.ts. They are run on every wrong device.
 */
const SPOKEN: Readonly<Record<string, string>> = {
  'P176-ALLOC': 'CMDQ_ALLOC_MAP[0]=1 CMDQ_ALLOC_MAP[1]=3 VINTF0_CONFIG=1 d0.BASE_L=good d1.BASE_L=good attach d0.CONFIG=1 d0.PROD_INDX=1 refuse:hwQueueDestroy CMDQ_ALLOC_MAP[0]=0 consume0',
  'NO-FALSE-ERROR': 'CMDQ_ALLOC_MAP[0]=1 VINTF0_CONFIG=1 d0.PROD_INDX=1 d0.GERRORN=1 d0.CONFIG=1 attach d0.BASE_L=good consume0',
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

const told = ({ subject, program }: Find): Caught => ({ device: subject.name, length: program.operations.length, replay: encodeToken(program) })

/** What catches what, by clause; a clause that catches nothing by itself is left out. `tell` hears of each device when it has been searched. */
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
  return new Map([...best].map(([id, find]) => [id, told(find)]))
}
