/**
 * The test runner that StrykerJS is given: it plays the suite (player.mjs) in the worker's own process, all modules anew for
 * each mutant. Beside the runner for vitest, which starts a thread for each, it takes a fraction of the time and finds the same
 * (docs/performance.md).
 */
import { PluginKind, declareFactoryPlugin } from '@stryker-mutator/api/plugin'
import { DryRunStatus, TestStatus, determineHitLimitReached, toMutantRunResult } from '@stryker-mutator/api/test-runner'
import { Player } from './player.mjs'

/**
 * What StrykerJS puts into a changed source asks here which mutant is on, and tells what it came by.
 * @type {{ activeMutant?: string | undefined, currentTestId?: string | undefined, hitCount?: number | undefined, hitLimit?: number | undefined, mutantCoverage?: import('@stryker-mutator/api/core').MutantCoverage }}
 */
const switches = {}
Reflect.set(globalThis, '__stryker__', switches)

/** Tests that ended a mutant of a source come first for the next one of it: neighbours die of the same. */
const REMEMBERED = 5

/** @typedef {import('@stryker-mutator/api/test-runner').TestRunner} TestRunner */

/** @implements {TestRunner} */
class PlayerRunner {
  player = new Player()
  /** @type {Map<string, readonly string[]>} By source. */
  killers = new Map()

  capabilities() {
    return { reloadEnvironment: true }
  }

  /** @returns {Promise<import('@stryker-mutator/api/test-runner').DryRunResult>} */
  async dryRun() {
    Object.assign(switches, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined })
    const outcomes = await this.player.play({ bail: false, before: (id) => { switches.currentTestId = id } })
    switches.currentTestId = undefined
    return { ...resultOf(outcomes), ...(switches.mutantCoverage ? { mutantCoverage: switches.mutantCoverage } : {}) }
  }

  /**
   * @param {import('@stryker-mutator/api/test-runner').MutantRunOptions} options
   * @returns {Promise<import('@stryker-mutator/api/test-runner').MutantRunResult>}
   */
  async mutantRun({ activeMutant: { id, fileName }, mutantActivation, hitLimit, testFilter, disableBail }) {
    const killers = this.killers.get(fileName) ?? []
    Object.assign(switches, { hitCount: 0, hitLimit })
    // While a part is loaded only a mutant is on that is in what is evaluated then.
    const before = (/** @type {string | undefined} */ test) => { switches.activeMutant = mutantActivation === 'static' || test !== undefined ? id : undefined }
    const outcomes = await this.player.play({ ids: testFilter, first: killers, bail: !disableBail, before })
    switches.activeMutant = undefined
    const killer = outcomes.find(({ failure }) => failure !== undefined)
    if (killer) this.killers.set(fileName, [killer.id, ...killers.filter((one) => one !== killer.id)].slice(0, REMEMBERED))
    return toMutantRunResult(determineHitLimitReached(switches.hitCount, hitLimit) ?? resultOf(outcomes))
  }
}

/**
 * @param {readonly import('./player.mjs').Outcome[]} outcomes
 * @returns {import('@stryker-mutator/api/test-runner').CompleteDryRunResult}
 */
const resultOf = (outcomes) => ({
  status: DryRunStatus.Complete,
  tests: outcomes.map(({ id, milliseconds, failure }) => ({
    id, name: id, timeSpentMs: milliseconds, ...(failure === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage: failure }),
  })),
})

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'player', () => new PlayerRunner())]
