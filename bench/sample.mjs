/** One sample of one measurement, in a process of its own: what another measurement taught the engine's compiler does not count. Prints JSON. */
import { execFileSync, spawnSync } from 'node:child_process'

const PYTHON = '/usr/bin/python3'
const HYPOTHESIS = new URL('peers/hypothesis_pair.py', import.meta.url).pathname

/** Steps a second of Hypothesis. */
function hypothesisRate() {
  const { status, stdout, stderr } = spawnSync(PYTHON, [HYPOTHESIS, '120', '50'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${PYTHON} ${HYPOTHESIS} ended with ${status}: ${stderr}; is the Debian package python3-hypothesis installed?`)
  const [steps, seconds] = stdout.trim().split(' ').map(Number)
  return steps / seconds
}

/** Another measurement, likewise in a process of its own, while the machine is as it is. */
const justAfter = (measurement) => JSON.parse(execFileSync(process.execPath, [process.argv[1], measurement], { encoding: 'utf8' }))

const MEASUREMENTS = {
  async peers(run) {
    const { engineRate } = await import('./lines/engine.mjs')
    const { commandsRate } = await import('./peers/commands.mjs')
    const engine = engineRate()
    commandsRate(200, run)
    const { operations, seconds } = commandsRate(1000, run + 100)
    return { engine, commands: operations / seconds, hypothesis: hypothesisRate() }
  },
  lockstep: async () => (await import('./lines/engine.mjs')).lockstepRates(),
  readable: async () => ({ nanoseconds: (await import('./lines/judges.mjs')).judgeCost('readable', 2) }),
  compiled: async () => ({ nanoseconds: (await import('./lines/judges.mjs')).judgeCost('compiled', 2) }),
  readableMany: async () => ({ nanoseconds: (await import('./lines/judges.mjs')).judgeCost('readable', 128) }),
  compiledMany: async () => ({ nanoseconds: (await import('./lines/judges.mjs')).judgeCost('compiled', 128) }),
  loads: async () => ({ ratio: (await import('./lines/device.mjs')).cachedRatio(false) }),
  stores: async () => ({ ratio: (await import('./lines/device.mjs')).cachedRatio(true) }),
  queues: async () => ({ ratio: (await import('./lines/device.mjs')).queuesRatio() }),
  model: async () => ({ ratio: (await import('./lines/device.mjs')).modelRatio() }),
  deviceTable: async () => (await import('./lines/device.mjs')).deviceTable(),
  async workers() {
    const { ratesApart, report } = await import('./lines/processes.mjs')
    const LONG = ['--runs', '3000']
    const rate = (workers) => report(['--workers', String(workers), ...LONG]).accessesPerSecond
    return { one: rate(1), two: rate(2), apart: await ratesApart(2, LONG) }
  },
  help: async () => ({ seconds: (await import('./lines/processes.mjs')).seconds(['--help']) }),
  first: async () => ({ seconds: (await import('./lines/processes.mjs')).seconds(['check', '--property', 'direct-write', '--runs', '1']) }),
  async run() {
    const { timedReport } = await import('./lines/processes.mjs')
    const { whole: seconds, accesses, accessesPerSecond, workers } = timedReport([])
    return { seconds, accesses, accessesPerSecond, workers }
  },
  memory: async () => (await import('./lines/processes.mjs')).memoryOverTime([10, 60, 180]),
  async pipe() {
    const { askingRate, quietRate } = await import('./lines/remote.mjs')
    return { quiet: await quietRate(), asking: await askingRate() }
  },
  pipeShrink: async () => ({ seconds: await (await import('./lines/remote.mjs')).shrinkSeconds() }),
  trace: async () => (await import('./lines/remote.mjs')).traceCost(),
  lengths: async () => (await import('./lines/scale.mjs')).costByLength(),
  queueCosts: async () => (await import('./lines/scale.mjs')).costByQueues(),
  profileOrders: async () => (await import('./lines/profile.mjs')).profileShares('orders'),
  profileRandom: async () => (await import('./lines/profile.mjs')).profileShares('random'),
  ...Object.fromEntries(['Control', 'Swapped', 'Running', 'Lifecycle'].flatMap((scope) => [
    [`prove${scope}`, async () => (await import('./lines/proofs.mjs')).proofCost(scope.toLowerCase())],
    [`spin${scope}`, async () => (await import('./lines/proofs.mjs')).spinCost(scope.toLowerCase())],
  ])),
  profileLifecycle: async () => (await import('./lines/proofs.mjs')).profileProof('lifecycle'),
  profileRunning: async () => (await import('./lines/proofs.mjs')).profileProof('running'),
  internedLifecycle: async () => ({ ...(await import('./lines/interned.mjs')).internedProof('lifecycle'), direct: justAfter('proveLifecycle') }),
  internedRunning: async () => ({ ...(await import('./lines/interned.mjs')).internedProof('running'), direct: justAfter('proveRunning') }),
  reductions: async () => (await import('./lines/proofs.mjs')).reductions('lifecycle'),
  async proveWorkers() {
    const { report } = await import('./lines/processes.mjs')
    const run = (workers) => report(['--workers', String(workers)], 'prove').seconds
    return { one: run(1), two: run(2) }
  },
}

const measure = MEASUREMENTS[process.argv[2]]
if (!measure) throw new Error(`no measurement '${process.argv[2]}': known are ${Object.keys(MEASUREMENTS).join(', ')}`)
process.stdout.write(JSON.stringify(await measure(Number(process.argv[3] ?? 1))))
