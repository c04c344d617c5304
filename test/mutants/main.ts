/** Two workers bring all mutants to account, and the table is written. */
import { writeFileSync } from 'node:fs'
import { fork } from 'node:child_process'
import { generate } from './generate.js'
import type { Row } from './row.js'
import { formatJson, formatMarkdown, summary } from './table.js'
import type { Table } from './table.js'

const WORKERS = 2
/** Every survivor goes through the whole default run: minutes more, and nothing is written. */
const FULL = process.argv.includes('--full')

interface Answer {
  readonly number: number
  readonly row: Row
  readonly seconds: number
}

/** Rows by mutant; one worker takes the next as soon as it is free. */
async function rowsOf(count: number, told: (answer: Answer) => void): Promise<readonly Row[]> {
  const rows: Row[] = []
  let next = 0
  const employ = (): Promise<void> => new Promise((resolve, reject) => {
    const worker = fork(new URL('worker.mjs', import.meta.url), [FULL ? 'full' : 'short'])
    const hand = (): void => {
      if (next < count) worker.send(next++)
      else worker.disconnect()
    }
    worker.on('error', reject)
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code ?? 'of a signal'}`))))
    worker.on('message', (message) => {
      const answer = message as Answer // from work.ts alone
      rows[answer.number] = answer.row
      told(answer)
      hand()
    })
    hand()
  })
  await Promise.all(Array.from({ length: WORKERS }, employ))
  return rows
}

export async function main(): Promise<void> {
  const started = performance.now()
  const count = generate().length
  let done = 0
  const rows = await rowsOf(count, ({ row, seconds }) => {
    done++
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${count}`)
    if (process.env['MUTANTS_TIMES'] !== undefined) console.info(`${seconds.toFixed(2)}\t${row.fate}\t${JSON.stringify(row)}`)
  })
  const table: Table = { seconds: Math.round((performance.now() - started) / 100) / 10, workers: WORKERS, rows }
  const docs = new URL('../../docs/', import.meta.url)
  if (!FULL) {
    writeFileSync(new URL('mutants.json', docs), formatJson(table))
    writeFileSync(new URL('mutants.md', docs), formatMarkdown(table))
  }
  console.info(summary(table))
  if (rows.some(({ fate }) => fate === 'open')) process.exitCode = 1
}
