/** A worker thread that judges variants of a design: it is handed one task after another. */
import { attend } from '../check/station.js'
import { judgePairs, searchVariant } from './variants.js'
import type { PairsTask, SearchTask } from './variants.js'

attend(async () => (part: SearchTask | PairsTask) => (part.kind === 'search' ? searchVariant(part) : judgePairs(part)))
