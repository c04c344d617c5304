import type { Mutant } from './mutant.js'
export const wrapped = (): readonly Mutant[] => []
