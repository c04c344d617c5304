/** What an HTML report shows besides the report itself: routes, stories, evidence and the shipped matrix. */
import { heatOf } from '../../check/heat.js'
import type { RunOptions } from '../../check/plan.js'
import type { CheckReport } from '../../check/report.js'
import { formatHtml } from '../../report/html/index.js'
import type { ClauseFacts, HtmlContext } from '../../report/html/facts.js'
import { errnoName } from '../../host/index.js'
import { CLAUSES } from '../../../spec/index.js'
import { region } from '../assembly.js'
import { loadSubject } from '../devices.js'
import { shippedEvidence } from '../evidence.js'
import type { Evidence } from '../evidence.js'
import { KERNELS } from '../options.js'
import type { Outcome } from '../run.js'
import { shippedMatrix } from '../shipped.js'
import { openShipped } from '../shipped-file.js'
import { shippedStories } from './designs.js'
import { directAnswer } from './direct.js'
import { routesOf } from './routes.js'
import { timelineOf } from './timeline.js'

const factsOf = ({ clauses }: Evidence): ReadonlyMap<string, ClauseFacts> => new Map(clauses.map(({ clause, ...facts }) => [clause, facts]))

const PACKAGE = { what: 'package.json', about: 'the version', made: 'npm ci' }

/** The options that decide which orders a run goes through, as the report has them. */
const optionsOf = ({ queues, kernels, attach, seed, runs }: CheckReport): RunOptions => ({ queues, kernels: KERNELS.filter((kernel) => kernels.includes(kernel)), attachFirst: attach === 'first', seed, runs })

async function contextOf({ report, reached }: Outcome): Promise<HtmlContext> {
  const { device, divergences } = report
  const options = optionsOf(report)
  const subject = await loadSubject(device)
  const evidence = shippedEvidence()
  const matrix = shippedMatrix()
  return {
    region, errnoName,
    clauses: CLAUSES,
    facts: factsOf(evidence),
    theorems: evidence.theorems,
    version: openShipped(PACKAGE, ['package.json']).text('version'),
    timelines: divergences.map(({ program, flaky }) => timelineOf(subject, program, flaky)),
    routed: routesOf(subject, 'the device of this report', options.queues, options.attachFirst),
    direct: directAnswer(matrix),
    heat: heatOf(options, reached),
    designs: await shippedStories(matrix),
  }
}

/** The report of a check as one HTML file. */
export const htmlReport = async (outcome: Outcome): Promise<string> => formatHtml(outcome.report, await contextOf(outcome))
