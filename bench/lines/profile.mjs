/** Where the time of a default run goes, by room. */
import { workbench } from '../../dist/src/cli/assembly.js'
import { loadSubject } from '../../dist/src/cli/devices.js'
import { inlineLess } from '../../dist/src/cli/engine.js'
import { partsOf, runPart } from '../../dist/src/check/plan.js'
import { OPTIONS } from './engine.mjs'
import { profiled } from './profiler.mjs'

inlineLess()

const ROOMS = [
  ['the judge', /dist\/src\/judge\//], ['rules of spec/ that it runs', /dist\/spec\//], ['the loop, coverage, generation', /dist\/src\/check\//],
  ['claims, and fast-check that draws them', /dist\/properties\/|fast-check|pure-rand/], ['the device', /dist\/src\/device\//], ['the host', /dist\/src\/host\//],
]

/** Shares of the time, per cent, warmed up: `orders` of the enumerated arms, `random` of all others. */
export async function profileShares(which) {
  const bench = workbench(await loadSubject('optimised'), OPTIONS, { properties: undefined })
  const parts = partsOf(bench.arms, 1).filter(({ arm }) => bench.arms[arm].random === (which === 'random')).filter((_, i) => i % 3 === 0)
  const once = () => parts.reduce((sum, part) => sum + runPart(bench, part).accesses, 0)
  once()
  const { outcome: accesses, rooms } = await profiled(ROOMS, once)
  return { accesses, shares: rooms.map(({ room, percent, microseconds }) => ({ room, percent, nanoseconds: (1000 * microseconds) / accesses })) }
}
