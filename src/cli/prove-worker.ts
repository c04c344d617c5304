/** A worker thread that proves: it is handed one scope after another. */
import { attend } from '../check/station.js'
import { doTask } from './proofs.js'
import type { Task } from './proofs.js'

attend(async () => (part: Task) => doTask(part))
