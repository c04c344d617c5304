/** In which order clauses are named where several forbid one thing: what binds first, then by their place in the table. */
import { CLAUSES } from '../../../spec/index.js'

const WEIGHTS: ReadonlyMap<string, number> = new Map(CLAUSES.map(({ id, authority }, place) => [id, place + (authority === 'judgement' ? CLAUSES.length : 0)]))

export const byWeight = (a: string, b: string): number => (WEIGHTS.get(a) ?? 0) - (WEIGHTS.get(b) ?? 0)
