/** A claim over programs: what it says, the clauses it covers, and what must have been seen for it to mean anything. */
import type { ClauseId } from '../spec/index.js'
import type { Author } from '../src/check/author.js'
import type { Step } from '../src/check/lockstep.js'

export interface Claim {
  /** Short name for the command line. */
  readonly id: string
  /** The claim in the present tense. */
  readonly claim: string
  readonly clauses: readonly ClauseId[]
  /** `sometimes`: the situation that must occur in a run. */
  readonly sometimes: string
  readonly seen: (step: Step) => boolean
  /** Only of steps that show something at the host. */
  readonly logged?: true
  /** Writes one program in which the claim is put to the test. */
  readonly write: (author: Author) => void
}

export const judgedBy = (step: Step, clause: ClauseId): boolean => step.judged.includes(clause)
export const isRead = ({ operation }: Step): boolean => operation.op === 'read'
export const isWrite = ({ operation }: Step): boolean => operation.op === 'write'
/** A read that returned something other than 0. */
export const readSomething = ({ operation, response }: Step): boolean => operation.op === 'read' && response.value !== undefined && Number(response.value) !== 0
export const called = ({ response }: Step, kind: Step['response']['log'][number]['kind']): boolean => response.log.some((entry) => entry.kind === kind)
/** A call that the host answered with an error. */
export const refused = ({ response }: Step): boolean => response.log.some((entry) => 'answer' in entry && typeof entry.answer === 'number' && entry.answer < 0)
