/**
 * Mistakes made in a copy of the model, each of which Spin's search must find: an assertion that cannot fail shows nothing.
 *
 *     node bench/spin/plants.mjs             all of them
 *     node bench/spin/plants.mjs NAME…
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isMain } from './main.mjs'
import { MODEL, checkWithSpin } from './spin.mjs'
import { firstDifference, walkOver } from './walk.mjs'

/** By name: the scope over which it shows, the file, what stands there and what takes its place. */
export const PLANTS = {
  'releases upwards': ['control', 'device.pml', 'hwQueueDestroy((d_held - 1));', 'hwQueueDestroy(first);'],
  'leaves the window in': ['control', 'device.pml', 'closeWindow(); releaseFrom(cut)', 'releaseFrom(cut)'],
  'opens the window too early': ['control', 'device.pml', '(seen & 1) + (seen >> 1) == d_held', 'd_held > 0'],
  'forgets CMDQ_EN on the way to the cache': ['control', 'device.pml', 'PUT(d_en, queue, BIT(h_en, l));', 'CLEAR(d_en, queue);'],
  'keeps a queue whose BASE became 0': ['control', 'device.pml', 'disturb(seen)\n', 'skip\n'],
  'puts the window in anew': ['control', 'device.pml', 'd_settled = d_held;\n', 'd_settled = d_held; closeWindow();\n'],
  'takes its queues anew': ['control', 'device.pml', 'cut = d_settled;', 'cut = 0; d_live = 0;'],
  'overlooks a new entry': ['swapped', 'device.pml', 'disturb(seen); disturb(claim)', 'skip'],
  'enables before it stores PROD': ['running', 'device.pml', 'store_enable(l, 0);\n#ifdef RUNNING\n  owed', 'store_enable(l, BIT(d_en, q));\n#ifdef RUNNING\n  owed'],
  'loses CONS': ['running', 'device.pml', 'd_cons1 = H_CONS(l) :: else -> d_cons0 = H_CONS(l)', 'd_cons1 = 0 :: else -> d_cons0 = 0'],
  'hides a refusal': ['lifecycle', 'device.pml', 'SET(d_init, q)', 'skip'],
  'clears its registers before it releases': ['lifecycle', 'device.pml', '  releaseFrom(0);\n', ''],
  'leaves the page mapped at a detach': ['lifecycle', 'device.pml', 'munmapPage0(); d_page = 0', 'skip'],
}

/** Makes a copy of the model with the mistake in it, and does something with the path of its model.pml. */
function withPlant([, file, before, after], act) {
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-plant-'))
  try {
    cpSync(dirname(MODEL), folder, { recursive: true, filter: (path) => !path.endsWith('.mjs') })
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    if (text.split(before).length !== 2) throw new Error(`${file} has not one place that reads ${before}`)
    writeFileSync(path, text.replace(before, () => after))
    return act(join(folder, 'model.pml'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What Spin's search says of a mistake: the assertion that it breaks, or undefined. */
export const assertionBroken = (name) => withPlant(PLANTS[name], (model) => checkWithSpin(PLANTS[name][0], { level: 0, model }).assertion)

/** Where the walk beside our own code shows a mistake, whatever the assertions say. */
export const stepThatDiffers = (name, seed, letters) =>
  withPlant(PLANTS[name], (model) => firstDifference(PLANTS[name][0], walkOver(PLANTS[name][0], seed, letters), { model, silent: true })?.step)

function main(names) {
  for (const name of names.length > 0 ? names : Object.keys(PLANTS)) {
    const [assertion, step] = [assertionBroken(name), stepThatDiffers(name, 1, 2000)]
    console.log(`${name}: ${assertion ?? 'not found by the search'}; ${step === undefined ? 'the walk agrees' : `the walk differs at letter ${step}`}`)
    if (assertion === undefined || step === undefined) process.exitCode = 1
  }
}

if (isMain(import.meta.url)) main(process.argv.slice(2))
