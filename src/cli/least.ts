/** The findings of a run with their canonical programs: run again, shrunk, and shown to be the least. */
import type { Finding } from '../check/findings.js'
import type { Subject } from '../check/lockstep.js'
import { runSpread } from '../check/pool.js'
import type { Divergence } from '../check/report.js'
import type { ExploreProgress } from '../prove/explore.js'
import { canonical } from './canonical.js'
import type { Setting } from './canonical.js'
import { asFound, shrinkFinding } from './divergence.js'
import type { DivergenceSetting } from './divergence.js'

/** Plain data: it crosses to the thread that does the work. */
export interface LeastSetting extends Pick<Setting, 'queues' | 'kernels'>, DivergenceSetting {}

/** States, operations and depth of the search that goes on. */
export type Reached = readonly [states: number, transitions: number, depth: number]

/** In this thread. */
export function leastOf(findings: readonly Finding[], subject: Subject, setting: LeastSetting, searching?: ExploreProgress): readonly Divergence[] {
  return canonical(findings.map((finding) => shrinkFinding(finding, subject, setting).divergence), subject, setting, searching)
}

/** Once more by name, in a thread that does nothing else. */
const WORKER = new URL('./least-worker.js', import.meta.url)

/** The same in a thread of its own; whoever interrupts it, or a device that ends the thread, gets the findings as they were made. */
export async function leastElsewhere(findings: readonly Finding[], device: string, setting: LeastSetting, signal: AbortSignal | undefined, searching: ExploreProgress = () => undefined): Promise<readonly Divergence[]> {
  if (findings.length === 0) return []
  const asThey = (why: string): readonly Divergence[] => findings.map((finding) => asFound(finding, setting, why))
  if (signal?.aborted === true) return asThey(INTERRUPTED)
  const { queues, kernels, authorities, attachFirst } = setting
  const news = (_: number, reached: Reached): void => searching(...reached)
  const job = { parts: [findings], weigh: () => 0, deadline: Infinity, progress: () => undefined, news, ...(signal && { signal }) }
  const { results: [done], crashes } = await runSpread<readonly Finding[], readonly Divergence[], Reached>(job, 1, { module: WORKER, data: { device, setting: { queues, kernels, authorities, attachFirst } } })
  return done ?? asThey(crashes[0] ?? INTERRUPTED)
}

const INTERRUPTED = 'the run was interrupted'
