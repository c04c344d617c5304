/** `prove`: scopes explored to closure, beside Spin on a model of the same system with the same states and steps. */
import { referenceModel, region } from '../../dist/properties/adapter.js'
import { scopesFor } from '../../dist/properties/alphabets/index.js'
import { createOptimised } from '../../dist/src/device/index.js'
import { exploreToClosure } from '../../dist/src/prove/closure.js'
import { OwedWorld } from '../../dist/src/prove/owed.js'
import { HEADER, scopeNamed } from '../spin/letters.mjs'
import { checkWithSpin } from '../spin/spin.mjs'
import { profiled } from './profiler.mjs'

/** Far beyond any of the scopes. */
const OPTIONS = { limits: { transitions: 1e9 }, binds: () => true }

const worldOf = () => new OwedWorld({ name: 'optimised', create: createOptimised }, referenceModel, HEADER)

function explored(name) {
  const { letters } = scopesFor(region).find((scope) => scope.name === scopeNamed(name))
  const closure = exploreToClosure(worldOf, letters, OPTIONS)
  if (!closure.closed || closure.refutation !== undefined) throw new Error(`'${scopeNamed(name)}' is no theorem of our own device`)
  return closure
}

/** Bytes of what is saved of a state. */
function stateBytes() {
  const world = worldOf()
  world.start()
  const { place: { saved: { device, host } }, judge: { words } } = world.save()
  return device.byteLength + host.byteLength + words.byteLength
}

/**
 * A scope in this thread, once: the engine has compiled nothing before. `seconds` is the exploration, `whole` what has
 * gone by since the process was started.
 */
export function proofCost(name) {
  const started = performance.now()
  const { states, transitions, reads, bytesPerState } = explored(name)
  const whole = performance.now() / 1000
  return { states, transitions, reads, stateBytes: stateBytes(), bytesPerState, seconds: whole - started / 1000, whole }
}

/** It is over so soon that one run says little: of each round the one in the middle counts. */
const SPIN_RUNS = 3

/**
 * Spin over the same: depth first, which is faster than breadth first, all looks asserted. The one transition more is that
 * of its process to its start. `soonest` is the whole of it where the compiler does not optimise, by which Spin's verdict is
 * there first: optimising takes longer than it saves.
 */
export function spinCost(name) {
  const { states, transitions, seconds, compileSeconds, vectorBytes, bytesPerState } = checkWithSpin(name, { runs: SPIN_RUNS })
  const plain = checkWithSpin(name, { level: 0 })
  return { states, transitions: transitions - 1, seconds, compileSeconds, soonest: plain.compileSeconds + plain.seconds, stateBytes: vectorBytes, bytesPerState }
}

const ROOMS = [
  ['fingerprints and the set of states', /dist\/src\/prove\/visited|dist\/src\/judge\/print|dist\/spec\/fingerprint/],
  ['save and restore: the device', /dist\/src\/device\/state/], ['save and restore: the device', /dist\/src\/device\//, /^(save|restore|blankStale|stateLength)$/],
  ['save and restore: the host', /dist\/src\/host\//, /^(save|restore)/], ['save and restore: the judge', /dist\/src\/judge\//, /^(save|restore|copy|show|showOwn|view)$/],
  ['the judge, and rules of spec/', /dist\/src\/judge\/|dist\/spec\//], ['the device', /dist\/src\/device\//], ['the host', /dist\/src\/host\//],
  ['the search', /dist\/src\/prove\/|dist\/src\/check\//],
]

/** Shares of the time by room, warmed up by a scope that is smaller. */
export async function profileProof(name) {
  explored('swapped')
  const { outcome: { transitions, reads }, rooms } = await profiled(ROOMS, () => explored(name))
  return { transitions, reads, shares: rooms.map(({ room, percent, microseconds }) => ({ room, percent, nanoseconds: (1000 * microseconds) / transitions })) }
}

/** What a state holds where a reduction is left out, as switches of the model. That both count the same is for bench/spin/count.mjs to show. */
const BLAMELESS = ['UNREAD', 'NO_WRITTEN', 'NO_LIVE']
const REDUCTIONS = { none: ['UNREAD'], blame: BLAMELESS, toggles: [...BLAMELESS, 'NO_PARITY'], all: [] }

/** States and steps of a scope as the reductions come in, one after the other. */
export function reductions(name) {
  return Object.fromEntries(Object.entries(REDUCTIONS).map(([reduction, switches]) => {
    const { states, transitions } = checkWithSpin(name, { level: 1, switches })
    return [reduction, { states, transitions: transitions - 1 }]
  }))
}
