/**
 * The Promela model held against our own code: both take the same random walk over a scope, and tell after each letter
 * which calls the host got, what it holds, what all registers read and what the judge has.
 *
 *     node bench/spin/walk.mjs              two walks of 2,000 letters over each scope, the judge reading and not
 *     node bench/spin/walk.mjs NAME SEED LETTERS [unread]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMain } from './main.mjs'
import { SWITCHES, numbersOf } from './letters.mjs'
import { observe } from './observe.mjs'
import { MODEL, requirePrograms } from './spin.mjs'

/** A source of numbers below n, the same for the same seed. */
function sourceOf(seed) {
  let state = (seed * 2654435761 + 1) >>> 0
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
}

/** Uniform walks tear down what they set up: other letters come more often, so that queues run for a while. */
const CONSTRUCTIVE = 8
const DESTRUCTIVE = new Set([0, 2, 4, 6, 12, 14, 25, 26])

export function walkOver(name, seed, letters) {
  const draw = sourceOf(seed)
  const choice = numbersOf(name).flatMap((number) => (DESTRUCTIVE.has(number) ? [number] : Array(CONSTRUCTIVE).fill(number)))
  return Array.from({ length: letters }, () => choice[draw(choice.length)])
}

/** The lines of the model, by Spin's simulator, up to a failed assertion. `model` is the path of model.pml; `silent`: it asserts nothing; `unread`: its judge learns nothing from reads. */
export function modelLines(name, walk, { model = MODEL, silent = false, unread = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-spin-'))
  try {
    const defines = ['TRACE', ...SWITCHES[name], ...(unread ? ['UNREAD'] : []), ...(silent ? ['assert(condition) skip'] : [])].map((one) => `#define ${one}\n`).join('')
    const array = walk.join(', ')
    writeFileSync(join(folder, 'walk.pml'), `${defines}#define STEPS ${walk.length}\nbyte walk[STEPS] = { ${array} };\n#include "${model}"\n`)
    const { status, stdout, stderr } = spawnSync('spin', ['-T', '-B', 'walk.pml'], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 })
    if (status !== 0 && !stdout.includes('assertion violated')) throw new Error(`spin ended with ${status}: ${stdout}${stderr}`)
    return stdout.split('\n').filter((line) => /^\d+:/.test(line))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The first step at which the two differ, or undefined. */
export function firstDifference(name, walk, options) {
  const [ours, theirs] = [observe(name, walk, options?.unread), modelLines(name, walk, options)]
  const step = ours.findIndex((line, i) => line !== theirs[i])
  return step < 0 ? undefined : { step, ours: ours[step], model: theirs[step] }
}

function compare(name, seed, letters, unread) {
  const walk = walkOver(name, seed, letters)
  const difference = firstDifference(name, walk, { unread })
  const outcome = difference === undefined ? `${walk.length} letters agree` : `differ at letter ${difference.step}\n  ours  ${difference.ours}\n  model ${difference.model}`
  console.log(`${name}, seed ${seed}${unread ? ', unread' : ''}: ${outcome}`)
  if (difference !== undefined) process.exitCode = 1
}

function main([only, seed, letters = '2000', word]) {
  requirePrograms()
  if (only !== undefined && seed !== undefined) return compare(only, Number(seed), Number(letters), word === 'unread')
  for (const name of only === undefined ? Object.keys(SWITCHES) : [only]) for (const one of [1, 2]) for (const unread of [false, true]) compare(name, one, Number(letters), unread)
}

if (isMain(import.meta.url)) main(process.argv.slice(2))
