/**
 * The suite by itself, played once as it was made last: `node test/strength/alone.mjs`. Prints how many tests there are and the
 * seconds since the process began; fails when a test does. One thread, as in a worker of StrykerJS: on two threads of one core
 * it took as long.
 */
import { Player } from './player.mjs'

const outcomes = await new Player().play({ bail: false })
const failed = outcomes.filter(({ failure }) => failure !== undefined)
for (const { id, failure } of failed) console.error(`${id}: ${failure ?? ''}`)
console.log(JSON.stringify({ tests: outcomes.length, seconds: process.uptime() }))
process.exitCode = failed.length > 0 ? 1 : 0
