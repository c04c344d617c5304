/**
 * Plays the suite: its tests are written for vitest and run here in one process, without one. Every play takes all modules
 * anew, for what one has worked out and kept would hide the next mutant. That is what a run of vitest costs half a second for.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { Script } from 'node:vm'
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend, chai } from '@vitest/expect'

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin)

/**
 * @typedef {{ readonly id: string, readonly run: () => unknown }} Test
 * @typedef {{ readonly id: string, readonly milliseconds: number, readonly failure: string | undefined }} Outcome
 * @typedef {{ readonly PARTS: Readonly<Record<string, () => Promise<unknown>>> }} Suite
 */

const partOf = (/** @type {string} */ id) => id.slice(0, id.indexOf(' '))

/** What the suite's tests take from vitest, and the tests that they declare with it. */
class Playbill {
  /** @type {Map<string, readonly Test[]>} By part. */
  declared = new Map()
  /** @type {Test[]} */
  tests = []
  /** @type {string[]} */
  path = []

  /**
   * The tests of a part, which is loaded when it is first asked for. One that cannot be is a test that fails: a mutant may be
   * in what is evaluated then.
   * @param {string} part
   * @param {() => Promise<unknown>} load
   * @returns {Promise<readonly Test[]>}
   */
  async testsOf(part, load) {
    const before = this.declared.get(part)
    if (before) return before
    this.path = [part]
    this.tests = []
    const error = await load().then(() => undefined, String)
    const all = [...this.tests, { id: `${part} › can be loaded`, run: () => chai.expect(error).equal(undefined) }]
    this.declared.set(part, all)
    return all
  }

  get api() {
    const test = (/** @type {string} */ title, /** @type {() => unknown} */ run) => void this.tests.push({ id: [...this.path, title].join(' › '), run })
    const describe = (/** @type {string} */ title, /** @type {() => void} */ body) => {
      this.path.push(title)
      body()
      this.path.pop()
    }
    return { expect: chai.expect, test: Object.assign(test, { each: rows(test) }), describe: Object.assign(describe, { each: rows(describe) }) }
  }
}

/**
 * One declaration for each row: arrays are spread, all else is one argument. Titles only have to be different.
 * @param {(title: string, body: () => void) => void} declare
 */
const rows = (declare) => (/** @type {readonly unknown[]} */ table) => (/** @type {string} */ title, /** @type {(...row: readonly unknown[]) => void} */ body) => {
  table.forEach((row, number) => declare(`${title} ${number}`, () => (Array.isArray(row) ? body(...row) : body(row))))
}

export class Player {
  /** @param {string} [bundle] What bundle.mjs made. */
  constructor(bundle = 'reports/suite.cjs') {
    const path = resolve(bundle)
    this.require = createRequire(path)
    this.script = new Script(`(function (exports, require) {${readFileSync(path, 'utf8')}\n})`, { filename: path })
  }

  /**
   * The parts of the suite, as new, which declare their tests in a playbill.
   * @param {Playbill} playbill
   */
  partsIn(playbill) {
    const suite = /** @type {Suite} */ ({ PARTS: {} }) // filled by the script
    this.script.runInThisContext()(suite, (/** @type {string} */ name) => (name === 'vitest' ? playbill.api : this.require(name)))
    return suite.PARTS
  }

  /**
   * Plays the tests of these ids, or all, part after part: what comes first may end it before the others are loaded.
   * @param {{ ids?: readonly string[] | undefined, first?: readonly string[], bail: boolean, before?: (id: string | undefined) => void }} how
   *   `first`: ids that come before all others. `before` is told which test begins; undefined while a part is loaded.
   * @returns {Promise<readonly Outcome[]>}
   */
  async play({ ids, first = [], bail, before = () => {} }) {
    const playbill = new Playbill()
    const parts = this.partsIn(playbill)
    const wanted = ids && new Set(ids)
    const asked = ids && new Set(ids.map(partOf))
    const early = first.filter((id) => wanted?.has(id) !== false).map((id) => ({ part: partOf(id), only: id }))
    const whole = Object.keys(parts).filter((part) => asked?.has(part) !== false).map((part) => ({ part, only: undefined }))
    /** @type {Map<string, Outcome>} */
    const outcomes = new Map()
    for (const { part, only } of [...early, ...whole]) {
      const tests = await playbill.testsOf(part, async () => {
        before(undefined)
        await parts[part]?.()
      })
      for (const test of tests) {
        if (outcomes.has(test.id) || wanted?.has(test.id) === false || (only ?? test.id) !== test.id) continue
        before(test.id)
        const outcome = await outcomeOf(test)
        outcomes.set(test.id, outcome)
        if (bail && outcome.failure !== undefined) return [...outcomes.values()]
      }
    }
    return [...outcomes.values()]
  }
}

/**
 * @param {Test} test
 * @returns {Promise<Outcome>}
 */
async function outcomeOf({ id, run }) {
  const start = performance.now()
  let failure
  try {
    await run()
  } catch (error) {
    failure = String(error)
  }
  return { id, milliseconds: performance.now() - start, failure }
}
