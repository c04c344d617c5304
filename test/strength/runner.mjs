/**
 * The test runner that StrykerJS is given: it plays the suite (stage.mjs) in the worker's own process, all modules anew for
 * each mutant. Beside the runner for vitest, which starts a thread for each, it takes a fraction of the time and finds the same
 * (docs/performance.md).
 */
import { PluginKind, declareFactoryPlugin } from '@stryker-mutator/api/plugin'
import { DryRunStatus, TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner'
import { Stage } from './stage.mjs'

/**
 * What StrykerJS puts into a changed source asks here which mutant is on, and tells what it came by.
 * @type {{ activeMutant?: string | undefined, currentTestId?: string | undefined, hitCount?: number | undefined, hitLimit?: number | undefined, mutantCoverage?: import('@stryker-mutator/api/core').MutantCoverage }}
 */
const switches = (Reflect.get(globalThis, '__stryker__') ?? (Reflect.set(globalThis, '__stryker__', {}), Reflect.get(globalThis, '__stryker__')))

/** Tests that ended a mutant of a source come first for the next one of it: neighbours die of the same. */
const REMEMBERED = 5

/** @typedef {import('@stryker-mutator/api/test-runner').TestRunner} TestRunner */

/** @implements {TestRunner} */
class StageRunner {
  stage = new Stage()
  /** @type {Map<string, readonly string[]>} By source. */
  killers = new Map()

  capabilities() {
    return { reloadEnvironment: true }
  }

  /** @returns {Promise<import('@stryker-mutator/api/test-runner').DryRunResult>} */
  async dryRun() {
    Object.assign(switches, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined })
    const outcomes = await this.stage.play({ bail: false, before: (id) => { switches.currentTestId = id } })
    switches.currentTestId = undefined
    return { ...resultOf(outcomes), ...(switches.mutantCoverage ? { mutantCoverage: switches.mutantCoverage } : {}) }
  }

  /**
   * @param {import('@stryker-mutator/api/test-runner').MutantRunOptions} options
   * @returns {Promise<import('@stryker-mutator/api/test-runner').MutantRunResult>}
   */
  async mutantRun({ activeMutant: { id, fileName }, mutantActivation, hitLimit, testFilter, disableBail }) {
    const killers = this.killers.get(fileName) ?? []
    Object.assign(switches, { activeMutant: mutantActivation === 'static' ? id : undefined, hitCount: 0, hitLimit })
    const outcomes = await this.stage.play({ ids: testFilter, first: killers, bail: !disableBail, before: (test) => { if (mutantActivation === 'runtime') switches.activeMutant = test === undefined ? undefined : id } })
    switches.activeMutant = undefined
    const killer = outcomes.find(({ failure }) => failure !== undefined)
    if (killer) this.killers.set(fileName, [killer.id, ...killers.filter((one) => one !== killer.id)].slice(0, REMEMBERED))
    return toMutantRunResult(determineHitLimitReached(switches.hitCount, hitLimit) ?? resultOf(outcomes))
  }
}

/**
 * @param {readonly import('./stage.mjs').Outcome[]} outcomes
 * @returns {import('@stryker-mutator/api/test-runner').CompleteDryRunResult}
 */
const resultOf = (outcomes) => ({
  status: DryRunStatus.Complete,
  tests: outcomes.map(({ id, milliseconds, failure }) => ({
    id, name: id, timeSpentMs: milliseconds, ...(failure === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage: failure }),
  })),
})

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'stage', () => new StageRunner())]
