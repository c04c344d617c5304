/** What stands between the fences of a document: files, and commands with what they print. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export interface Block {
  readonly kind: string
  /** The rest of the fence's line: the name of a file. */
  readonly name: string
  readonly line: number
  readonly text: string
}

export function blocksOf(document: string): readonly Block[] {
  const text = readFileSync(resolve(import.meta.dirname, '../..', document), 'utf8')
  return [...text.matchAll(/^```(\w+) *(\S*)\n([^]*?)^```$/gm)].map(({ 1: kind = '', 2: name = '', 3: inner = '', index }) => ({ kind, name, line: text.slice(0, index).split('\n').length, text: inner }))
}

export interface Command {
  readonly line: string
  readonly expected: readonly string[]
}

export function commandsOf(text: string): readonly Command[] {
  const commands: { line: string; expected: string[] }[] = []
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('$ ')) commands.push({ line: line.slice(2), expected: [] })
    else commands.at(-1)?.expected.push(line)
  }
  return commands
}

const ELISION = '...'

/** Where the lines stop agreeing: -1 when all agree. An elision swallows as few lines as it can. */
export function mismatch(expected: readonly string[], lines: readonly string[]): number {
  let at = 0
  let free = false
  for (const [i, wanted] of expected.entries()) {
    if (wanted === ELISION) {
      free = true
      continue
    }
    const found = free ? lines.indexOf(wanted, at) : lines[at] === wanted ? at : -1
    if (found < 0) return i
    at = found + 1
    free = false
  }
  return free || at === lines.length ? -1 : expected.length
}

/** As a shell would take it apart; quotation marks are the only thing of a shell that the guides need. */
export const wordsOf = (line: string): readonly string[] => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, '$1'))
