/** The wrong devices of which each clause has to catch one. */
import type { Subject } from '../../src/check/lockstep.js'
import { loadSubject } from '../../src/cli/devices.js'
import { DESIGNS } from '../../src/designs/index.js'
import { PLANTED_BUGS } from '../planted/bugs/index.js'
import { plant } from '../planted/bugs/bug.js'

/** The public designs, in their order. */
export const designs = (): Promise<readonly Subject[]> => Promise.all(DESIGNS.map(({ id }) => loadSubject(id)))

/** The optimised device with a bug that was planted for a clause to catch. */
export const planted = (clause: string): readonly Subject[] => PLANTED_BUGS.filter((bug) => bug.clause === clause).map((bug) => ({ name: `optimised, but ${bug.name}`, create: plant(bug) }))

/** The device of that name; undefined where there is none any more. */
export async function deviceNamed(name: string): Promise<Subject | undefined> {
  return [...(await designs()), ...PLANTED_BUGS.flatMap(({ clause }) => planted(clause))].find((one) => one.name === name)
}
