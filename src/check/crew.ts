/** Worker threads, started before there is work: loading what they run takes as long as loading the rest of the program. */
import { Worker } from 'node:worker_threads'

const waiting = new Map<string, Worker[]>()

/** Starts threads that run a worker module. One that nobody takes keeps no process alive. */
export function hire(module: URL, count: number): void {
  const all = waiting.get(module.href) ?? []
  waiting.set(module.href, all)
  for (let i = 0; i < count; i++) {
    const worker = new Worker(module)
    worker.unref()
    // One that cannot start is no loss until it is needed: then a new one says why.
    worker.on('error', () => undefined)
    worker.on('exit', () => void all.splice(all.indexOf(worker), 1))
    all.push(worker)
  }
}

/** A thread that runs a worker module: one that waits, or a new one. */
export function takeWorker(module: URL): Worker {
  const worker = waiting.get(module.href)?.pop()
  if (!worker) return new Worker(module)
  worker.removeAllListeners()
  worker.ref()
  return worker
}
