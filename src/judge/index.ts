/** The reference model, compiled: the rules of spec/ over a state in place. */
export { CompiledJudge } from './judge.js'
export type { SavedState } from './state.js'
