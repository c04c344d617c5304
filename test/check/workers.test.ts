/** The same seed gives the same report whatever the number of workers; a worker that dies fails the run. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

// `npm test` builds first: threads need the built modules.
const BIN = new URL('../../dist/src/cli/main.js', import.meta.url).pathname
const FEW = ['check', '--reporter', 'json', '--runs', '300', '--property', 'routing', '--property', 'errors-seen']

/** A report without what may differ: time, speed and the number of workers. */
function reportWith(...options: string[]): unknown {
  const { seconds, accessesPerSecond, workers, ...rest } = JSON.parse(execFileSync(process.execPath, [BIN, ...FEW, ...options], { encoding: 'utf8' })) as Record<string, unknown> // a report is an object
  expect([typeof seconds, typeof accessesPerSecond, typeof workers]).toEqual(['number', 'number', 'number'])
  return rest
}

function deviceFile(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'cmdqv-workers-')), 'device.mjs')
  writeFileSync(file, text)
  return file
}

const OPTIMISED = new URL('../../dist/src/device/index.js', import.meta.url).href

describe('workers', () => {
  test('one, two and three workers give the same report', () => {
    const one = reportWith('--workers', '1', '--seed', '5')
    expect(reportWith('--workers', '2', '--seed', '5')).toEqual(one)
    expect(reportWith('--workers', '3', '--seed', '5')).toEqual(one)
    expect(reportWith('--workers', '1', '--seed', '6')).not.toEqual(one)
  })

  test('and so they do for a device that diverges', () => {
    const device = deviceFile(`import { createOptimised } from '${OPTIMISED}'
export default (host, options) => {
  const device = createOptimised(host, options)
  const read = device.read.bind(device)
  device.read = (offset, size) => (offset === 0x30084 && size === 4 ? read(0x10084, 4) : read(offset, size))
  return device
}`)
    const report = (workers: string): unknown => {
      const { stdout, status } = spawnSync(process.execPath, [BIN, ...FEW, '--device', device, '--workers', workers], { encoding: 'utf8' })
      expect(status).toBe(1)
      const { divergences } = JSON.parse(stdout) as { readonly divergences: unknown } // a report has divergences
      return divergences
    }
    expect(report('2')).toEqual(report('1'))
  })

  test('a worker that dies fails the run and keeps what the others found', () => {
    const device = deviceFile(`import { isMainThread, threadId } from 'node:worker_threads'
import { createOptimised } from '${OPTIMISED}'
let made = 0
export default (host, options) => {
  if (!isMainThread && threadId % 2 === 0 && ++made > 20) process.exit(9)
  return createOptimised(host, options)
}`)
    const { stdout, status } = spawnSync(process.execPath, [BIN, ...FEW, '--device', device, '--workers', '2'], { encoding: 'utf8' })
    const report = JSON.parse(stdout) as { readonly verdict: string; readonly crashes: readonly string[]; readonly accesses: number } // fields of every report
    expect(status).toBe(3)
    expect(report.verdict).toBe('undecided')
    expect(report.crashes.length).toBe(1)
    expect(report.accesses).toBeGreaterThan(0)
  })

  test('what a worker had found in the part in which it dies is not lost either', () => {
    const device = deviceFile(`import { isMainThread } from 'node:worker_threads'
import { createOptimised } from '${OPTIMISED}'
let made = 0
export default (host, options) => {
  if (!isMainThread && ++made > 100) process.exit(9)
  const device = createOptimised(host, options)
  const read = device.read.bind(device)
  device.read = (offset, size) => (offset === 0x30084 && size === 4 ? read(0x10084, 4) : read(offset, size))
  return device
}`)
    const { stdout, status } = spawnSync(process.execPath, [BIN, ...FEW, '--device', device, '--workers', '2'], { encoding: 'utf8' })
    const { verdict, crashes, divergences } = JSON.parse(stdout) as { readonly verdict: string; readonly crashes: readonly string[]; readonly divergences: readonly { readonly clause: string }[] } // fields of every report
    expect([status, verdict, crashes.length]).toEqual([1, 'diverges', 2])
    expect(divergences.map(({ clause }) => clause)).toContain('P172-ZERO')
  })
})
