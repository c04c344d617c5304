/** `npm run evidence`: gathers what is known of each clause and writes docs/evidence.json. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { CLAUSES } from '../../spec/index.js'
import type { SmtReport } from '../../src/check/obligation.js'
import type { Evidence } from '../../src/cli/evidence.js'
import { formatEvidence } from './format.js'
import { catches } from './caught.js'
import { closedIn, speaking } from './proved.js'
import type { ProveJson } from './proved.js'

interface CheckJson {
  readonly verdict: string
  readonly seed: number
  readonly accesses: number
  readonly coverage: { readonly clauses: Readonly<Record<string, number>> }
}

const PROGRAM = new URL('../../dist/src/cli/main.js', import.meta.url).pathname

/** What a command says in JSON. Throws when the optimised device does not pass it: there is nothing to be written down then. */
function said<T extends { readonly verdict: string }>(...command: readonly string[]): T {
  const { stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...command, '--reporter', 'json'], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  const report = JSON.parse(stdout || '{}') as T // our own report, whose shape the tests hold
  if (report.verdict !== 'conforms') throw new Error(`cmdqv-check ${command.join(' ')} says ${report.verdict ?? stderr}: mend that first`)
  return report
}

export async function main(): Promise<void> {
  const tell = (what: string): void => console.info(`done: ${what}`)
  const run = said<CheckJson>('check')
  tell('the default run')
  const { theorems, about } = closedIn(said<ProveJson>('prove'))
  tell('closures')
  const { obligations } = said<SmtReport>('prove', '--smt', '--solver', 'z3-solver')
  tell('obligations')
  const caught = await catches(tell)
  const clauses = CLAUSES.map(({ id }) => {
    const one = caught.get(id)
    if (!one) throw new Error(`${id} catches no design and no planted bug by itself: plant one in test/planted/bugs that only it forbids`)
    return { clause: id, reached: run.coverage.clauses[id] ?? 0, caught: one, closures: about(id), obligations: speaking(id, obligations) }
  })
  const evidence: Evidence = { seed: run.seed, accesses: run.accesses, theorems, clauses }
  writeFileSync(new URL('../../docs/evidence.json', import.meta.url), formatEvidence(evidence))
}
