/** Whole processes: start-up, the default run, one worker and two, memory. */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const MAIN = new URL('../../dist/src/cli/main.js', import.meta.url).pathname

/** Seconds that a command of the checker takes, from its start to its end. */
export function seconds(args) {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`cmdqv-check ${args.join(' ')} ended with ${status}: ${stderr}`)
  return (performance.now() - started) / 1000
}

/** The report of a check, or of another command. */
export function report(args, command = 'check') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, command, ...args, '--reporter', 'json'], { encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}

/** The report of a check, and how many seconds the whole process took. */
export function timedReport(args) {
  const started = performance.now()
  return { ...report(args), whole: (performance.now() - started) / 1000 }
}

/** Judged accesses a second of several checks at once, each a process of its own with one worker: what the machine has to give. */
export async function ratesApart(processes, args) {
  const reports = await Promise.all(Array.from({ length: processes }, () => new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, 'check', '--workers', '1', ...args, '--reporter', 'json'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk) => (text += chunk))
    child.on('close', (code) => (code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`check ended with ${code}`))))
  })))
  return reports.reduce((sum, { accessesPerSecond }) => sum + accessesPerSecond, 0)
}

/** Resident megabytes of a process, or undefined once it is gone. */
function residentMegabytes(pid) {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line ? Number(line[1]) / 1024 : undefined
  } catch {
    return undefined
  }
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** One long check; resident memory, once a second, up to the last of `moments` (seconds). */
export async function memoryOverTime(moments) {
  const last = moments.at(-1)
  const child = spawn(process.execPath, [MAIN, 'check', '--time', `${last + 5}s`, '--reporter', 'json'], { stdio: 'ignore' })
  const samples = []
  for (let second = 1; second <= last; second++) {
    await sleep(1000)
    const megabytes = residentMegabytes(child.pid)
    if (megabytes !== undefined) samples.push({ second, megabytes })
  }
  child.kill()
  // The collector lets the heap swing: what counts is the level, the least of some seconds.
  const level = (moment) => Math.min(...samples.filter(({ second }) => Math.abs(second - moment) <= 4).map(({ megabytes }) => megabytes))
  return { samples, levels: moments.map((moment) => ({ second: moment, megabytes: level(moment) })) }
}
