/**
 * Spin's counts against ours, scope by scope; then what is left of both when a part of the memory is left out: our own
 * states, each without that part, counted again, and the model built without it. So what a reduction saves is measured.
 *
 *     node bench/spin/count.mjs                  all scopes, as `prove` explores them
 *     node bench/spin/count.mjs NAME… [unread]   where reads teach nothing and whom to blame counts: the greatest takes minutes
 */
import { referenceModel } from '../../dist/properties/adapter.js'
import { createOptimised } from '../../dist/src/device/index.js'
import { LiveState } from '../../dist/src/judge/state.js'
import { exploreToClosure } from '../../dist/src/prove/closure.js'
import { OwedWorld } from '../../dist/src/prove/owed.js'
import { Fingerprint, VisitedSet } from '../../dist/src/prove/visited.js'
import { HEADER, SWITCHES, alphabetOf, switchesOf } from './letters.mjs'
import { isMain } from './main.mjs'
import { BLAME, LIVE, OPEN, PARITY, WRITTEN, owedOf } from './observe.mjs'
import { checkWithSpin } from './spin.mjs'

/** Far beyond any of the scopes. */
const OPTIONS = { limits: { transitions: 1e9 }, binds: () => true }
/** Words of a device's state behind the verdicts on the rings: one of errors for each VCMDQ. */
const WORDS_AFTER_RINGS = HEADER.queues

/** What is left out of a state: the places in what owedOf() gives, and the switches of the model that leave out the same. */
const RINGS = { rings: true, places: [], switches: ['NO_RINGS'] }
const BLAMED = { places: BLAME, switches: ['NO_WRITTEN', 'NO_LIVE'] }
const BLAMED_AND_PARITY = { places: [...BLAME, ...PARITY], switches: [...BLAMED.switches, 'NO_PARITY'] }
const NOTHING = { places: [], switches: [] }
const LEFT_OUT = {
  read: { nothing: { ...NOTHING, places: BLAME }, 'the verdicts on rings': { ...RINGS, places: BLAME } },
  unread: {
    nothing: NOTHING,
    'the verdicts on rings': RINGS,
    'whether it was written to': { places: [WRITTEN], switches: ['NO_WRITTEN'] },
    'whether BASE was written live': { places: [LIVE], switches: ['NO_LIVE'] },
    'whom to blame': BLAMED,
    'whom to blame, and the toggles': BLAMED_AND_PARITY,
    'whom to blame, the toggles and the candidates': { places: [...BLAMED_AND_PARITY.places, ...OPEN], switches: [...BLAMED_AND_PARITY.switches, 'NO_OPEN'] },
  },
}

/** A judged device that counts what it is like where the search comes to a new state. With `unread` whom to blame is of its state. */
class CountedWorld extends OwedWorld {
  constructor(switches, unread) {
    super({ name: 'optimised', create: createOptimised }, referenceModel, HEADER)
    this.switches = switches
    this.unread = unread
    this.leftOut = LEFT_OUT[unread ? 'unread' : 'read']
    this.seen = Object.fromEntries(Object.keys(this.leftOut).map((name) => [name, new VisitedSet()]))
    this.view = new LiveState(HEADER.queues)
  }

  owed() {
    this.view.restore(this.judge.save())
    return owedOf(this.view, this.switches)
  }

  feedState(into) {
    super.feedState(into)
    if (!this.unread) return
    const owed = this.owed()
    for (const place of BLAME) into.word(owed[place])
  }

  save() {
    const point = super.save()
    const owed = this.owed()
    const { device, host, attached } = point.place.saved
    const words = new Uint32Array(device.slice().buffer)
    for (const [name, parts] of Object.entries(this.leftOut)) {
      const print = printWithout(parts, owed.slice(), words.slice())
      print.word(attached ? 1 : 0)
      print.words(host)
      this.seen[name].add(print.low, print.high)
    }
    return point
  }
}

function printWithout({ rings = false, places }, owed, words) {
  if (rings) words.fill(0, words.length - WORDS_AFTER_RINGS - HEADER.queues, words.length - WORDS_AFTER_RINGS)
  const print = new Fingerprint()
  print.reset()
  for (const [place, number] of owed.entries()) print.word(places.includes(place) ? 0 : number)
  print.words(words)
  return print
}

/** Our own search over a scope to closure, and how many states are left when a part of each is left out. With `unread` nothing is looked at. */
export function countOurs(name, unread = false) {
  const letters = alphabetOf(name).filter(({ last }) => !unread || !last)
  let world
  const closure = exploreToClosure(() => (world = new CountedWorld(switchesOf(name), unread)), letters, OPTIONS)
  return { ...closure, projected: Object.fromEntries(Object.entries(world.seen).map(([part, keys]) => [part, keys.size])) }
}

const isSame = (states, spin) => states === spin.states && spin.closed && spin.errors === 0

/** Prints one scope; answers whether all counts agree. */
function compared(name, unread) {
  const variant = unread ? 'unread' : 'read'
  const { projected, closed, refutation, loud, ...ours } = countOurs(name, unread)
  const counted = ({ switches = [], ...options }) => checkWithSpin(name, { level: 0, switches: [...(unread ? ['UNREAD'] : []), ...switches], ...options })
  const searches = { 'depth first': counted({}), 'breadth first': counted({ bfs: true }) }
  console.log(`${name}, ${variant}: ours ${ours.states} states, ${ours.transitions} transitions, depth ${ours.depth}`)
  for (const [search, spin] of Object.entries(searches)) console.log(`  Spin, ${search}: ${spin.states} states, ${spin.transitions} transitions, depth ${spin.depth}`)
  const agreed = Object.values(searches).map((spin) => isSame(ours.states, spin))
  for (const [left, { switches }] of Object.entries(LEFT_OUT[variant])) {
    const spin = switches.length === 0 ? searches['depth first'] : counted({ switches })
    console.log(`  without ${left}: ours ${projected[left]}, Spin ${spin.states}`)
    agreed.push(isSame(projected[left], spin))
  }
  return closed && !loud && refutation === undefined && !agreed.includes(false)
}

function main(words) {
  const unread = words.includes('unread')
  const names = words.filter((word) => word !== 'unread')
  for (const name of names.length > 0 ? names : Object.keys(SWITCHES)) if (!compared(name, unread)) process.exitCode = 1
}

if (isMain(import.meta.url)) main(process.argv.slice(2))
