/** A worker thread that makes counterexamples canonical: searching can take long, and the main thread must hear a signal meanwhile. */
import type { Finding } from '../check/findings.js'
import type { Divergence } from '../check/report.js'
import { attend } from '../check/station.js'
import { loadSubject } from './assembly.js'
import { leastOf } from './least.js'
import type { LeastSetting, Reached } from './least.js'

attend<{ readonly device: string; readonly setting: LeastSetting }, readonly Finding[], readonly Divergence[], Reached>(async ({ device, setting }) => {
  const subject = await loadSubject(device)
  return (findings, tell) => leastOf(findings, subject, setting, (...reached) => tell(reached))
})
