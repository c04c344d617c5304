/** Where in the user's own code an error came up, and what it says: pieces of a line. */
import { spawnSync } from 'node:child_process'
import { isAbsolute, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'

/** A file as the user would name it from the current folder. */
export function shownPath(path: string): string {
  const inside = relative('', path)
  return inside.startsWith('..') || isAbsolute(inside) ? path : `.${sep}${inside}`
}

/** Anything can be thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : typeof error === 'string' ? error : inspect(error, { depth: 0, breakLength: Infinity })

/** What the system says of a file, without the call and the path that Node adds after a comma. */
export const systemCause = (error: unknown): string => messageOf(error).split(',')[0] ?? ''

/** Our own files: where they are, built or as sources. */
const OURS = fileURLToPath(new URL('../..', import.meta.url))

/** The path in a frame; undefined for Node's own code, ours, and packages. */
function usersFile(written: string): string | undefined {
  const path = written.startsWith('file://') ? fileURLToPath(written) : written
  return isAbsolute(path) && !path.startsWith(OURS) && !path.includes(`${sep}node_modules${sep}`) ? path : undefined
}

const FRAME = /^ +at (?:.* \(|async )?(\S.*?):(\d+):(\d+)\)?$/gm
/** What does not parse or link has no frame: then Node puts the file, the line and a pointer below it in front. */
const POINTER = /^(\S.*?):(\d+)\n.*\n([ \t]*)/

function pointedAt(text: string): string | undefined {
  const [, file = '', line, blank = ''] = POINTER.exec(text) ?? []
  const path = usersFile(file)
  return path === undefined ? undefined : `${shownPath(path)}:${line}:${blank.length + 1}`
}

/** `./slots.ts:3:5`: the innermost place of an error in the user's own code; undefined if it has none. */
function placeOf(error: unknown): string | undefined {
  const stack: unknown = error instanceof Error ? error.stack : undefined
  if (typeof stack !== 'string') return undefined
  const pointed = error instanceof SyntaxError ? pointedAt(stack) : undefined
  if (pointed !== undefined) return pointed
  for (const [, file = '', line, column] of stack.matchAll(FRAME)) {
    const path = usersFile(file)
    if (path !== undefined) return `${shownPath(path)}:${line}:${column}`
  }
  return undefined
}

/** What an error says, after its place if it has one in the user's own code. */
export function placed(error: unknown): string {
  const place = placeOf(error)
  return place === undefined ? messageOf(error) : `${place}: ${messageOf(error)}`
}

/** The same of a module that cannot be imported: where JavaScript does not parse Node tells only whoever asks it to check. */
export function placedIn(path: string, error: unknown): string {
  if (!(error instanceof SyntaxError) || placeOf(error) !== undefined) return placed(error)
  if (/\.[cm]?ts$/.test(path)) return `${messageOf(error)}; npx tsc --noEmit ${shownPath(path)} shows where`
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' })
  const place = stderr.includes(error.message) ? pointedAt(stderr) : undefined
  return place === undefined ? `${messageOf(error)}; node ${shownPath(path)} shows where` : `${place}: ${messageOf(error)}`
}
