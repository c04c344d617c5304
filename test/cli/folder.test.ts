/** Folders that somebody names: made with all that they lie in, or refused. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder } from '../../src/cli/folder.js'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'cmdqv-check-'))))
afterAll(() => rmSync(folder, { recursive: true }))

test('is made with the folders that it lies in, and left alone if it is there', () => {
  const deep = join(folder, 'a', 'b', 'c')
  makeFolder(deep)
  expect(existsSync(deep)).toBe(true)
  expect(() => makeFolder(deep)).not.toThrow()
})

test('is refused below a file', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file', 'a'))).toThrow(/ENOTDIR|EEXIST/)
})

test('is refused where the system takes no folder: Node by itself would try for ever', () => {
  expect(() => makeFolder('/proc/nobody/a')).toThrow(/ENOENT|EACCES|EROFS|EPERM/)
})
