/** What an HTML report shows besides the report itself: routes, stories, evidence and the shipped matrix. */
import type { Coverage } from '../../check/coverage.js'
import { heatOf } from '../../check/heat.js'
import type { Subject } from '../../check/lockstep.js'
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
import { shippedMatrix } from '../shipped.js'
import { UsageError } from '../usage.js'
import { ownVersion } from '../shipped-file.js'
import { shippedStories } from './designs.js'
import { directAnswer } from './direct.js'
import { routesOf } from './routes.js'
import { timelineOf } from './timeline.js'

const factsOf = ({ clauses }: Evidence): ReadonlyMap<string, ClauseFacts> => new Map(clauses.map(({ clause, ...facts }) => [clause, facts]))

/** What a run came to, and what it was asked. */
export interface Reported {
  readonly report: CheckReport
  readonly reached: Coverage
  readonly asked: RunOptions & { readonly clauses: readonly string[] | undefined }
}

/** The device again; shares of a run may be merged where it is not. */
async function deviceAgain(name: string): Promise<Subject | undefined> {
  try {
    return await loadSubject(name)
  } catch (error) {
    if (error instanceof UsageError) return undefined
    throw error
  }
}

async function contextOf({ report, reached, asked }: Reported): Promise<HtmlContext> {
  const { device, divergences, waived } = report
  const subject = await deviceAgain(device)
  const evidence = shippedEvidence()
  const matrix = shippedMatrix()
  return {
    region, errnoName,
    clauses: CLAUSES,
    facts: factsOf(evidence),
    theorems: evidence.theorems,
    asked: asked.clauses,
    version: ownVersion(),
    timelines: new Map(subject ? [...divergences, ...waived].flatMap(({ clause, program, flaky }) => {
      const timeline = timelineOf(subject, program, flaky)
      return timeline ? [[clause, timeline]] : []
    }) : []),
    routed: subject ? routesOf(subject, asked.queues, asked.attachFirst) : { device, modes: [] },
    direct: directAnswer(matrix),
    heat: heatOf(asked, reached),
    designs: await shippedStories(matrix),
  }
}

/** The report of a check as one HTML file. */
export const htmlReport = async (reported: Reported): Promise<string> => formatHtml(reported.report, await contextOf(reported))
