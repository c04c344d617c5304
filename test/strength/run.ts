/** Times the suite, has StrykerJS run it on every mutant, and writes docs/strength.json and docs/strength.md. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { FOLDERS, accountOf, formatJson } from './account.js'
import type { Report } from './account.js'
import { faultsOf, formatMarkdown } from './document.js'
import { sourcesUnder, stagesOf } from './stages.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const REPORT = 'reports/strength.json'
const WORKERS = 2
/** The suite is timed so often, and the best counts: what else the machine does only makes it slower. */
const SUITES = 10

/** Runs a program, which has to succeed; the seconds that it takes. */
function timed(program: string, ...options: readonly string[]): number {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, [program, ...options], { cwd: root, stdio: 'inherit' })
  if (status !== 0) throw new Error(`${program} ended with ${status}`)
  return (performance.now() - start) / 1000
}

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8')

/** The suite by itself, from the start of its process to the end of the last test. */
function runSuite(): { readonly tests: number; readonly seconds: number } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/strength/alone.mjs'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`the suite does not pass, so that no mutant can be told: ${stderr}`)
  return JSON.parse(stdout) as { readonly tests: number; readonly seconds: number } // as alone.mjs prints it
}

interface Stage {
  readonly seconds: number
  readonly report: Report
}

const stageFile = (number: number): string => `${root}reports/stage-${number}.json`

/** One stage, which is kept: with `--again FILE` only the stage that has the file is run once more, and the others stand. */
function runStage(number: number, paths: readonly string[], again: string | undefined): Stage {
  if (again !== undefined && !paths.includes(again)) return JSON.parse(readFileSync(stageFile(number), 'utf8')) as Stage // as written below
  const seconds = timed('node_modules/@stryker-mutator/core/bin/stryker.js', 'run', '--concurrency', String(WORKERS), '--mutate', paths.join(','))
  const stage: Stage = { seconds, report: JSON.parse(read(REPORT)) as Report } // as StrykerJS writes it
  writeFileSync(stageFile(number), JSON.stringify(stage))
  return stage
}

/** All mutants, a stage after another. */
function runAll(again: string | undefined): Stage {
  const stages = stagesOf(sourcesUnder(root, FOLDERS))
  let [report, seconds]: [Report, number] = [{ files: {} }, 0]
  for (const [number, paths] of stages.entries()) {
    console.info(`stage ${number + 1} of ${stages.length}, ${(seconds / 60).toFixed(1)} minutes done: ${paths.join(' ')}`)
    const stage = runStage(number, paths, again)
    seconds += stage.seconds
    report = { files: { ...report.files, ...stage.report.files } }
  }
  return { report, seconds }
}

export function main(): void {
  timed('test/strength/bundle.mjs')
  const suites = Array.from({ length: SUITES }, runSuite)
  const suiteSeconds = Math.min(...suites.map(({ seconds: own }) => own))
  const tests = suites[0]?.tests ?? 0
  const { report, seconds } = runAll(process.argv[process.argv.indexOf('--again') + 1 || process.argv.length])
  const account = accountOf(report, { suiteSeconds: Number(suiteSeconds.toFixed(2)), tests, minutes: Number((seconds / 60).toFixed(1)), workers: WORKERS })
  writeFileSync(`${root}docs/strength.json`, formatJson(account))
  writeFileSync(`${root}docs/strength.md`, formatMarkdown(account))
  const faults = faultsOf(account)
  for (const fault of faults) console.error(fault)
  process.exitCode = faults.length > 0 ? 1 : 0
}
