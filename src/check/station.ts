/** A worker thread's side of a job: it is told once what all parts are about, and then handed one part after another. */
import { parentPort } from 'node:worker_threads'
import { reasonOf } from './fault.js'
import type { WorkerMessage } from './pool.js'

/** What runs a part; `tell` is for what must not be lost if the thread dies in the middle of it. */
export type RunsParts<P, R, N> = (part: P, tell: (news: N) => void) => R | Promise<R>

/** Attends to the messages of the pool. `prepare` makes of the job's data what runs a part. */
export function attend<D, P, R, N = never>(prepare: (data: D) => Promise<RunsParts<P, R, N>>): void {
  const port = parentPort
  if (!port) throw new Error('this module runs in a worker thread')
  let ready: Promise<RunsParts<P, R, N>> | undefined
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
        return run(part, (news) => port.postMessage({ part: index, news }))
      })
      .then(
        (result) => port.postMessage({ part: index, result }),
        (error: unknown) => port.postMessage({ part: index, error: reasonOf(error) }),
      )
  })
}
