/** All mutants: every rule at every place of the source where it can be at work, and every rule of the wrappings. */
import { wrongConditions } from './conditions.js'
import { mutantOf, parsedSources } from './milling.js'
import type { Change, Source } from './milling.js'
import type { Mutant } from './mutant.js'
import { wrongNames } from './names.js'
import { wrongNumbers } from './numbers.js'
import { unsavedWords } from './state.js'
import { wrongSteps } from './statements.js'
import { wrapped } from './wrappings.js'

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
export const generate = (): readonly Mutant[] => distinct([...parsedSources().flatMap((source) => RULES.flatMap((rule) => rule(source)).map((change) => mutantOf(source, change))), ...wrapped()])
