/** The wrong devices of which each clause has to catch one. */
import type { Subject } from '../../src/check/lockstep.js'
import { loadSubject } from '../../src/cli/devices.js'
import { DESIGNS } from '../../src/designs/index.js'
import { PLANTED_BUGS } from '../planted/bugs/index.js'
import { plant } from '../planted/bugs/bug.js'

/** The public designs, in their order. */
export const designs = (): Promise<readonly Subject[]> => Promise.all(DESIGNS.map(({ id }) => loadSubject(id)))

/** The optimised device with a bug that was planted for a clause to catch. */
const subjectWith = (bug: (typeof PLANTED_BUGS)[number]): Subject => ({ name: `optimised, but ${bug.name}`, create: plant(bug) })

export const planted = (clause: string): readonly Subject[] => PLANTED_BUGS.filter((bug) => bug.clause === clause).map(subjectWith)

/** The device of that name; undefined where there is none any more. Only that one is made: to plant a bug takes as long as to compile the device. */
export async function deviceNamed(name: string): Promise<Subject | undefined> {
  const bug = PLANTED_BUGS.find((one) => name === `optimised, but ${one.name}`)
  return bug ? subjectWith(bug) : (await designs()).find((one) => one.name === name)
}
