/** What a log does not show is never held against a device: the programs of a check on a device that breaks nothing, as logs. */
import { describe, expect, test } from 'vitest'
import { armsOf, loadSubject, referenceModel, region } from '../../src/cli/assembly.js'
import { Coverage } from '../../src/check/coverage.js'
import { partsOf, recorderFor, runInto, tablesOf } from '../../src/check/plan.js'
import type { RunOptions } from '../../src/check/plan.js'
import { judged } from './judged.js'
import { logging } from './logged.js'

const RUNS = Number(process.env['CMDQV_LOG_RUNS'] ?? 10)
/** Of the parts of a run one in so many. */
const EVERY = Number(process.env['CMDQV_LOG_EVERY'] ?? 80)

/** One log as it might have come: whole, without host calls, from the middle, of a version that tells less, with damage. */
const WAYS: readonly (readonly [string, (log: string, number: number) => string])[] = [
  ['as it is', (log) => log],
  ['without host calls', (log) => log.replaceAll(/^iommufd.*\n/gm, '')],
  ['from the middle', (log, number) => log.split('\n').slice(1 + ((number * 7) % Math.max(1, log.split('\n').length - 4))).join('\n')],
  ['without backings', (log) => log.replaceAll(/ \((hw|cache)\)/g, '')],
  ['without apertures', (log) => log.replaceAll(/ (direct|vi)( \((hw|cache)\))? offset0/g, ' offset0')],
  ['with a line cut off', (log, number) => log.split('\n').map((line, i) => (i % 37 === number % 37 && line.startsWith('tegra') ? line.slice(0, 25 + (number % 20)) : line)).join('\n')],
  ['with other lines between', (log) => log.replaceAll('\n', '\nsmmuv3_cmdq_consume prod=1 cons=1\n')],
]

async function logsOf(options: RunOptions): Promise<readonly string[]> {
  const logs: string[] = []
  const arms = armsOf(options, { properties: undefined })
  const { subject, finish } = logging(await loadSubject('optimised'), (log) => logs.push(log))
  const bench = { subject, model: referenceModel, region, arms, seed: options.seed, coverage: new Coverage(tablesOf(options)) }
  for (const id of partsOf(arms, 1)) if (id.order % EVERY === 0) runInto(bench, id, recorderFor(bench, id))
  finish()
  return logs
}

describe.each([2, 4])('with %i queues', (queues) => {
  test('a log of a device that breaks nothing conforms, however much of it is missing', async () => {
    const logs = await logsOf({ queues, kernels: ['6.17', '6.18.9'], attachFirst: false, seed: 7, runs: RUNS })
    expect(logs.length).toBeGreaterThan(300)
    const counts = new Map<string, number>()
    for (const [number, log] of logs.entries()) {
      for (const [name, way] of WAYS) {
        const { divergences, judged: count } = judged(way(log, number))
        expect(divergences, `${name}: ${way(log, number)}`).toEqual([])
        counts.set(name, (counts.get(name) ?? 0) + count)
      }
    }
    // The less is seen the less is judged, and never nothing.
    const of = (name: string): number => counts.get(name) ?? 0
    expect(of('without host calls')).toBeLessThan(of('as it is'))
    expect(of('from the middle')).toBeLessThan(of('as it is'))
    expect(Math.min(...counts.values())).toBeGreaterThan(1000)
  })
})
