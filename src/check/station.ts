/** A worker thread's side of a job: it is told once what all parts are about, and then handed one part after another. */
import { parentPort } from 'node:worker_threads'
import type { WorkerMessage } from './pool.js'

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Attends to the messages of the pool. `prepare` makes of the job's data what runs a part. */
export function attend<D, P, R>(prepare: (data: D) => Promise<(part: P) => R | Promise<R>>): void {
  const port = parentPort
  if (!port) throw new Error('this module runs in a worker thread')
  let ready: Promise<(part: P) => R | Promise<R>> | undefined
  port.on('message', (message: WorkerMessage<D, P>) => {
    if ('data' in message) {
      ready = prepare(message.data)
      // Told with the part that cannot be run.
      ready.catch(() => undefined)
      return
    }
    const { index, part } = message
    Promise.resolve(ready)
      .then((run) => {
        if (!run) throw new Error('a part came before the data of its job')
        return run(part)
      })
      .then(
        (result) => port.postMessage({ part: index, result }),
        (error: unknown) => port.postMessage({ part: index, error: reasonOf(error) }),
      )
  })
}
