/** Folders that somebody names. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes a folder and those that it lies in, one by one: Node's own way to do so goes round for ever below a folder that takes none. */
export function makeFolder(folder: string): void {
  if (folder === '' || existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder)
}
