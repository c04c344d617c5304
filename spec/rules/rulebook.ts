/** All rules about whole operations, and which of them an operation calls for. */
import type { Entry } from '../vocabulary.js'
import { EXECUTION_MOMENTS, EXECUTION_STEPS } from './execution.js'
import { HOST_MOMENTS, HOST_STEPS } from './host.js'
import type { Access, MomentRule, Situation, Step, StepRule } from './rule.js'

export const STEP_RULES: readonly StepRule[] = [...EXECUTION_STEPS, ...HOST_STEPS]
const MOMENT_RULES: readonly MomentRule[] = [...EXECUTION_MOMENTS, ...HOST_MOMENTS]

const OPS: readonly Situation['op'][] = ['read', 'write', 'attach', 'detach', 'reset', 'consume', 'deliver', 'other']
const opNumber = new Map<string, number>(OPS.map((op, number) => [op, number]))
const OTHER = OPS.indexOf('other')
const [OP, DROPPED, GAP, WRITABLE, IDEMPOTENT, PAIR, LOGGED] = [7, 8, 16, 32, 64, 128, 256]

/** The situation of an operation as one number. */
export function situationNumber({ operation, access, response }: Step): number {
  const number = opNumber.get(operation.op) ?? OTHER
  const logged = response.log.length > 0 ? number | LOGGED : number
  return access ? logged | accessNumber(access) : logged
}

/** What an access adds to it. */
export const accessNumber = ({ place, target, write, idempotent }: Access): number =>
  (target?.kind === 'dropped' ? DROPPED : 0) |
  (place.page === 'gap' ? GAP : 0) |
  (place.access === 'RW' ? WRITABLE : 0) |
  (idempotent ? IDEMPOTENT : 0) |
  (write?.high !== undefined ? PAIR : 0)

/** The situation of a write that logged nothing, without what the access adds. */
export const QUIET_WRITE = OPS.indexOf('write')

const situationOf = (number: number): Situation => ({
  op: OPS[number & OP] ?? 'other',
  dropped: (number & DROPPED) !== 0,
  gap: (number & GAP) !== 0,
  writable: (number & WRITABLE) !== 0,
  idempotent: (number & IDEMPOTENT) !== 0,
  pair: (number & PAIR) !== 0,
  logged: (number & LOGGED) !== 0,
})

/** The rules that can speak in each situation, by its number. */
export const STEP_RULES_IN: readonly (readonly StepRule[])[] = Array.from({ length: 2 * LOGGED }, (_, number) => STEP_RULES.filter(({ on }) => on(situationOf(number))))
/** Whether a situation is one in which nothing was logged. */
export const isQuiet = (number: number): boolean => (number & LOGGED) === 0
const NONE: readonly never[] = []

/** The rules that can speak of an operation. */
export const rulesFor = (step: Step): readonly StepRule[] => STEP_RULES_IN[situationNumber(step)] ?? NONE

const MOMENT_RULES_ON = new Map<Entry['kind'], readonly MomentRule[]>(
  MOMENT_RULES.flatMap(({ on }) => on).map((kind) => [kind, MOMENT_RULES.filter(({ on }) => on.includes(kind))]),
)

/** The rules that can speak of an entry of a response. */
export const rulesOn = ({ kind }: Entry): readonly MomentRule[] => MOMENT_RULES_ON.get(kind) ?? NONE
