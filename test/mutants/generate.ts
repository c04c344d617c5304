/** All mutants: every rule at every place of the source where it can be at work, and every rule of what is around the device. */
import { mutantAround } from './around.js'
import { wrongConditions } from './conditions.js'
import { mutantOf, parsedSources } from './milling.js'
import type { Change, Source } from './milling.js'
import { FAMILIES } from './mutant.js'
import type { Mutant } from './mutant.js'
import { wrongNames } from './names.js'
import { wrongNumbers } from './numbers.js'
import { unsavedWords } from './state.js'
import { wrongSteps } from './statements.js'
import { wrongAccesses } from './wrong-accesses.js'
import { wrongCalls } from './wrong-calls.js'

const RULES: readonly ((source: Source) => readonly Change[])[] = [wrongNumbers, wrongConditions, wrongSteps, wrongNames, unsavedWords]

/** Of mutants with the same id, the second and all others are numbered; of those with the same text only the first counts. */
function distinct(mutants: readonly Mutant[]): readonly Mutant[] {
  const texts = new Set<string>()
  const ids = new Map<string, number>()
  return mutants.flatMap((mutant) => {
    if (texts.has(mutant.text)) return []
    texts.add(mutant.text)
    const times = (ids.get(mutant.id) ?? 0) + 1
    ids.set(mutant.id, times)
    return [times === 1 ? mutant : { ...mutant, id: `${mutant.id} (${times})` }]
  })
}

/** Every mutant there is, the same in the same order each time. */
export const population = (): readonly Mutant[] => distinct([
  ...parsedSources().flatMap((source) => RULES.flatMap((rule) => rule(source)).map((change) => mutantOf(source, change))),
  ...[...wrongAccesses(), ...wrongCalls()].map(mutantAround),
])

/** So many of each family, of the source and of what is around it. */
const OF_SOURCE = 12
const OF_AROUND = 8

/** At even distances, the first among them. */
const evenly = <T>(all: readonly T[], most: number): readonly T[] => (all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]).flatMap((one) => one ?? []))

const isAround = ({ id }: Mutant): boolean => id.startsWith('around: ')

/** The mutants that the table accounts for: a systematic sample of each family, since a family of a hundred has much of the same. */
export function generate(): readonly Mutant[] {
  const all = population()
  return FAMILIES.flatMap((family) => {
    const own = all.filter((mutant) => mutant.family === family)
    return [...evenly(own.filter((mutant) => !isAround(mutant)), OF_SOURCE), ...evenly(own.filter(isAround), OF_AROUND)]
  })
}
