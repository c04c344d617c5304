import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { debianPackages, findProgram } from './programs.js'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-programs-'))
  for (const name of ['empty', 'folder/gcc', 'text', 'real']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'text/gcc'), '', { mode: 0o644 })
  writeFileSync(join(folder, 'real/gcc'), '#!/bin/sh\n', { mode: 0o755 })
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('a program', () => {
  test.each(['', 'empty', 'folder', 'text', 'nowhere'])('that is not in %j is missing, and its package is named', (name) => {
    expect(() => findProgram('gcc', name && join(folder, name))).toThrow('gcc is missing: install the Debian package gcc')
  })

  test('is found in the first folder that has it', () => {
    const searchPath = ['text', 'real', 'empty'].map((name) => join(folder, name)).join(':')
    expect(findProgram('gcc', searchPath)).toBe(join(folder, 'real/gcc'))
  })
})

test('.ci/run installs the package of every program', () => {
  const script = readFileSync(resolve(import.meta.dirname, '../../.ci/run'), 'utf8')
  const installed = /^packages=\(([^)]*)\)/m.exec(script)?.[1]?.trim().split(/\s+/)
  expect(installed).toEqual(expect.arrayContaining(Object.values(debianPackages)))
})
