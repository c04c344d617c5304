/** Shares of the time by room, from the engine's own profiler. */
import inspector from 'node:inspector/promises'

const INTERVAL = 250

/**
 * Does something under the profiler. `rooms` are names with what an address in dist/ has to match, and maybe what the
 * function's name has to match as well; the first that does counts. Answers what the act gave, and per cent and
 * microseconds by room.
 */
export async function profiled(rooms, act) {
  const roomOf = ({ functionName, url }) => {
    if (functionName === '(garbage collector)') return 'garbage collection'
    return rooms.find(([, address, name]) => address.test(url) && (name?.test(functionName) ?? true))?.[0] ?? 'the engine itself'
  }
  const session = new inspector.Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL })
  await session.post('Profiler.start')
  const outcome = act()
  const { profile } = await session.post('Profiler.stop')
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]))
  const spent = new Map()
  profile.samples.forEach((id, i) => {
    const room = roomOf(nodes.get(id).callFrame)
    spent.set(room, (spent.get(room) ?? 0) + profile.timeDeltas[i])
  })
  const total = [...spent.values()].reduce((sum, time) => sum + time, 0)
  return { outcome, rooms: [...spent].map(([room, microseconds]) => ({ room, percent: (100 * microseconds) / total, microseconds })).sort((a, b) => b.percent - a.percent) }
}
