/** A worker thread that proves: it is handed one scope after another. */
import { attend } from '../check/station.js'
import { doTask } from './proofs.js'
import type { RowTask, ScopeTask } from './proofs.js'

attend(async () => (part: ScopeTask | RowTask) => doTask(part))
