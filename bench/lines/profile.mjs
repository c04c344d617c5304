/** Where the time of a default run goes, by room, from the engine's own profiler. */
import inspector from 'node:inspector/promises'
import { workbench } from '../../dist/src/cli/assembly.js'
import { loadSubject } from '../../dist/src/cli/devices.js'
import { inlineLess } from '../../dist/src/cli/engine.js'
import { partsOf, runPart } from '../../dist/src/check/plan.js'
import { OPTIONS } from './engine.mjs'

inlineLess()
const INTERVAL = 250

const ROOMS = [
  ['the judge', /dist\/src\/judge\//], ['rules of spec/ that it runs', /dist\/spec\//], ['the loop, coverage, generation', /dist\/src\/check\//],
  ['claims, and fast-check that draws them', /dist\/properties\/|fast-check|pure-rand/], ['the device', /dist\/src\/device\//], ['the host', /dist\/src\/host\//],
]

const roomOf = ({ functionName, url }) => (functionName === '(garbage collector)' ? 'garbage collection' : (ROOMS.find(([, pattern]) => pattern.test(url))?.[0] ?? 'the engine itself'))

/** Shares of the time, per cent, warmed up: `orders` of the enumerated arms, `random` of all others. */
export async function profileShares(which) {
  const bench = workbench(await loadSubject('optimised'), OPTIONS, { properties: undefined })
  const parts = partsOf(bench.arms, 1).filter(({ arm }) => bench.arms[arm].random === (which === 'random')).filter((_, i) => i % 3 === 0)
  const once = () => parts.reduce((sum, part) => sum + runPart(bench, part).accesses, 0)
  once()
  const session = new inspector.Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL })
  await session.post('Profiler.start')
  const accesses = once()
  const { profile } = await session.post('Profiler.stop')
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const spent = new Map()
  profile.samples.forEach((id, i) => {
    const room = roomOf(nodes.get(id).callFrame)
    spent.set(room, (spent.get(room) ?? 0) + profile.timeDeltas[i])
  })
  const total = [...spent.values()].reduce((sum, time) => sum + time, 0)
  const shares = [...spent].map(([room, time]) => ({ room, percent: (100 * time) / total, nanoseconds: (1000 * time) / accesses })).sort((a, b) => b.percent - a.percent)
  return { accesses, shares }
}
