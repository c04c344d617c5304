/**
 * Spin's counts against ours, alphabet by alphabet, and what makes them differ where memory is left out: our own states,
 * each without one part of it, counted again.
 *
 *     node bench/spin/count.mjs             all alphabets; the greatest takes our explorer minutes
 *     node bench/spin/count.mjs NAME…
 */
import { referenceModel } from '../../dist/properties/adapter.js'
import { createOptimised } from '../../dist/src/device/index.js'
import { LiveState } from '../../dist/src/judge/state.js'
import { explore } from '../../dist/src/prove/explore.js'
import { Fingerprint, VisitedSet } from '../../dist/src/prove/visited.js'
import { JudgedWorld } from '../../dist/src/prove/world.js'
import { HEADER, SWITCHES, alphabetOf } from './letters.mjs'
import { isMain } from './main.mjs'
import { owedOf } from './observe.mjs'
import { checkWithSpin } from './spin.mjs'

/** Far beyond any of the alphabets. */
const LIMITS = { depth: 10_000, transitions: 1e9 }
/** Positions in what owedOf() gives. */
const MEMORY = { parity: 8, written: 9, live: 10 }
/** Words of a device's state behind the verdicts on the rings: two of errors. */
const WORDS_AFTER_RINGS = HEADER.queues

/** What is left out of a state, and the switch of the model that leaves out the same. */
const PARTS = { rings: 'NO_RINGS', written: 'NO_WRITTEN', live: 'NO_LIVE', parity: 'NO_PARITY' }
/** By name: nothing, one part of the memory, or all of them. That nothing is lost without anything shows that what is projected is all. */
const LEFT_OUT = { nothing: [], ...Object.fromEntries(Object.keys(PARTS).map((part) => [part, [part]])), 'all four': Object.keys(PARTS) }

/** A judged device that counts what it is like where the search comes to a new state. */
class CountedWorld extends JudgedWorld {
  seen = Object.fromEntries(Object.keys(LEFT_OUT).map((name) => [name, new VisitedSet()]))

  constructor(switches) {
    super({ name: 'optimised', create: createOptimised }, referenceModel, HEADER, { clauses: [] })
    this.switches = switches
    this.view = new LiveState(HEADER.queues)
  }

  save() {
    const point = super.save()
    this.view.restore(point.state)
    const owed = owedOf(this.view, this.switches)
    const { device, host, attached } = point.place.saved
    const words = new Uint32Array(device.slice().buffer)
    for (const [name, parts] of Object.entries(LEFT_OUT)) {
      const print = printWithout(parts, owed.slice(), words.slice())
      print.word(attached ? 1 : 0)
      print.words(host)
      this.seen[name].add(print.low, print.high)
    }
    return point
  }
}

function printWithout(parts, owed, words) {
  for (const part of parts) {
    if (part === 'rings') words.fill(0, words.length - WORDS_AFTER_RINGS - HEADER.queues, words.length - WORDS_AFTER_RINGS)
    else owed[MEMORY[part]] = 0
  }
  const print = new Fingerprint()
  print.reset()
  for (const number of owed) print.word(number)
  print.words(words)
  return print
}

/** Our explorer over an alphabet to closure; with `project` also how many states are left when a part of each is left out. */
export function countOurs(name, project = false) {
  const world = project ? new CountedWorld(SWITCHES[name]) : new JudgedWorld({ name: 'optimised', create: createOptimised }, referenceModel, HEADER, { clauses: [] })
  const started = performance.now()
  const { states, transitions, depth, closed, found, bytesPerState } = explore(world, alphabetOf(name), LIMITS)
  const seconds = (performance.now() - started) / 1000
  const projected = project ? Object.fromEntries(Object.entries(world.seen).map(([part, keys]) => [part, keys.size])) : undefined
  return { states, transitions, depth, closed, broken: [...found.keys()], bytesPerState, seconds, projected }
}

const isSame = (ours, spin) => ours === spin.states && spin.closed && spin.errors === 0

/** Prints one alphabet; answers whether all counts agree. */
function compared(name) {
  const { projected, ...ours } = countOurs(name, true)
  console.log(`${name}: ours ${ours.states} states, ${ours.transitions} transitions, depth ${ours.depth}`)
  const counted = (options) => checkWithSpin(name, { level: 0, ...options })
  const searches = { 'depth first': counted({}), 'breadth first': counted({ bfs: true }) }
  for (const [search, spin] of Object.entries(searches)) console.log(`  Spin, ${search}: ${spin.states} states, ${spin.transitions} transitions, depth ${spin.depth}`)
  const agreed = Object.values(searches).map((spin) => isSame(ours.states, spin))
  for (const [left, parts] of Object.entries(LEFT_OUT)) {
    const spin = counted({ switches: parts.map((part) => PARTS[part]) })
    console.log(`  without ${left}: ours ${projected[left]}, Spin ${spin.states}`)
    agreed.push(isSame(projected[left], spin))
  }
  return ours.closed && ours.broken.length === 0 && !agreed.includes(false)
}

function main(names) {
  for (const name of names.length > 0 ? names : Object.keys(SWITCHES)) if (!compared(name)) process.exitCode = 1
}

if (isMain(import.meta.url)) main(process.argv.slice(2))
