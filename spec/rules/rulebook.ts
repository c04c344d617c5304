/** All rules about whole operations, and which of them an operation calls for. */
import { EXECUTION_MOMENTS, EXECUTION_STEPS } from './execution.js'
import { HOST_MOMENTS, HOST_STEPS } from './host.js'
import type { MomentRule, Step, StepRule } from './rule.js'

const STEP_RULES: readonly StepRule[] = [...EXECUTION_STEPS, ...HOST_STEPS]
export const MOMENT_RULES: readonly MomentRule[] = [...EXECUTION_MOMENTS, ...HOST_MOMENTS]

const rulesOn = (...kinds: readonly StepRule['on'][]): readonly StepRule[] => STEP_RULES.filter((rule) => kinds.includes(rule.on))
const RULES_ON = {
  quietAccess: rulesOn('any', 'access'),
  access: rulesOn('any', 'access', 'change'),
  consume: rulesOn('any', 'change', 'consume'),
  deliver: rulesOn('any', 'change', 'deliver'),
  reset: rulesOn('any', 'change', 'reset'),
  event: rulesOn('any', 'change'),
}

/** A read, or a write to a queue's plain registers, that caused nothing at the host: nothing can have appeared or gone. */
function isQuiet({ access, response }: Step): boolean {
  if (!access || response.log.length > 0) return false
  const { place } = access
  return access.write === undefined || place.access !== 'RW' || access.target?.kind === 'dropped'
}

/** The rules that can speak of an operation. */
export function rulesFor(step: Step): readonly StepRule[] {
  const { op } = step.operation
  if (step.access) return isQuiet(step) ? RULES_ON.quietAccess : RULES_ON.access
  return op === 'consume' || op === 'deliver' || op === 'reset' ? RULES_ON[op] : RULES_ON.event
}
