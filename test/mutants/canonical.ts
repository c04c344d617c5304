/** The canonical counterexample of what a trial found, made as `check` makes it, with less patience. */
import { canonical } from '../../src/cli/canonical.js'
import { BINDING, shrinkFinding } from '../../src/cli/divergence.js'
import type { Divergence } from '../../src/check/report.js'
import type { Finding } from '../../src/check/findings.js'
import type { Subject } from '../../src/check/lockstep.js'
import { OPTIONS } from './trial.js'

/** Operations of one search at the most. With more of them more programs would be called minimal, and hardly a length would change. */
const MOST_SEARCHED = 20_000

/** Shrunk, and searched for less. What needs no used slot is compared with what needs none. */
export function counterexample(finding: Finding, subject: Subject): Divergence {
  const { queues, kernels, attachFirst } = OPTIONS
  const { divergence } = shrinkFinding(finding, subject, { authorities: BINDING, attachFirst })
  const clean = divergence.program.slots.length === 0
  const [least = divergence] = canonical([divergence], subject, { queues, kernels, attachFirst, transitions: MOST_SEARCHED, clean })
  return least
}
