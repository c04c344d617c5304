/** Runs the command line in this process and compares what it says with a committed file. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect } from 'vitest'
import { main } from '../../src/cli/program.js'

export const EXPECTED = resolve(import.meta.dirname, 'expected')

/** `CMDQV_GOLDEN=write npx vitest run test/golden` writes the files anew; read the difference before you commit it. */
const writing = process.env['CMDQV_GOLDEN'] === 'write' && !process.env['CI']

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** One command line, as in a pipe: no colours, no progress. */
export async function cli(...args: readonly string[]): Promise<Said> {
  let [out, err] = ['', '']
  const streams = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), live: false, colour: false }
  // Vitest's own makes Node leave out the source maps of a user's modules.
  const { prepareStackTrace } = Error
  Reflect.deleteProperty(Error, 'prepareStackTrace')
  try {
    const code = await main(args, streams, '0.0.0')
    return { code, out, err }
  } finally {
    Error.prepareStackTrace = prepareStackTrace
  }
}

/** A missing file fails like a different one: nothing is written unless asked for. */
export function golden(name: string, text: string): void {
  const file = join(EXPECTED, name)
  if (writing) writeFileSync(file, text)
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : `${name} is missing in test/golden/expected`)
}

/** An empty folder that is the current one until it is left: file names in messages stay as the user typed them. */
export function folder(files: Readonly<Record<string, string>>): { readonly leave: () => void } {
  const before = process.cwd()
  const made = mkdtempSync(join(realpathSync(tmpdir()), 'cmdqv-check-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true })
    writeFileSync(join(made, name), text)
  }
  process.chdir(made)
  return {
    leave: () => {
      process.chdir(before)
      rmSync(made, { recursive: true })
    },
  }
}

/**
 * Leaves the words of a report and takes its counts: how often a clause was judged depends on the generator, whose
 * own tests look at it. Divergences stay as they are, since a canonical program is a promise.
 */
export const withoutCounts = (report: string): string =>
  report
    .split('\n\n')
    .map((section) => (/^(divergence|advice) on/.test(section) ? section : section.replace(/(?<![\w.-])\d[\d,.]*(?![\w-])/g, '#').replace(/(\S) {2,}/g, '$1  ')))
    .join('\n\n')
